/* SPDX-License-Identifier: MIT */
#include "actions.h"

#include "backfilltop/core/search.h"

#include "action_context.h"
#include "commands.h"

#include <string.h>

/* While the prompt was open, it showed that nothing matches; now a notice has to. */
static void end_search(struct monitor *monitor, int64_t now_ms) {
    size_t nth;
    const struct query *query = &monitor->query;
    bool is_taken = query->prompt == PROMPT_NONE && query->search[0] != '\0' &&
                    strcmp(query->search, query->edit.text) == 0;
    if (is_taken &&
        search_count(&monitor->listing, query->search, monitor->options->charset, &nth) == 0) {
        monitor_notice(monitor, now_ms, "no row shows %s", query->search);
    }
}

/* Whether the input was text for the open prompt, or pasted text, which is ignored without one. */
static bool take_text(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms) {
    struct query *query = &monitor->query;
    enum text_charset charset = monitor->options->charset;
    struct columns sortable = columns_sortable(&monitor->options->columns,
                                               monitor_shows_teams(monitor));
    bool was_search = query->prompt == PROMPT_SEARCH;
    bool taken = query_take_paste(query, &monitor->listing, input->key, now_ms, charset) ||
                 query_take_key(query, &monitor->listing, input->key, &sortable, charset);
    if (taken) {
        monitor->pane_scroll = 0;
        monitor_refresh_listing(monitor);
        if (was_search) {
            end_search(monitor, now_ms);
        }
    }
    return taken;
}

void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s) {
    const struct key_command *command = commands_find(input->key);
    monitor_show_answers(monitor, now_ms);
    if (take_text(monitor, input, now_ms) || command == NULL) {
        return;
    }
    const char *unmet = commands_unmet(command, monitor);
    if (unmet != NULL) {
        monitor_notice(monitor, now_ms, "%s", unmet);
        return;
    }
    int64_t selected = monitor->listing.selected_id;
    struct action_context context = {
        .monitor = monitor,
        .command = command,
        .input = input,
        .frame = command->reads_frame ? frame_now(monitor, now_ms, now_s) : NULL,
        .now_ms = now_ms,
        .now_s = now_s,
    };
    command->run(&context);
    if (monitor->listing.selected_id != selected) {
        monitor->pane_scroll = 0;
    }
    monitor->dirty = true;
}

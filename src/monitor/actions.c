/* SPDX-License-Identifier: MIT */
#include "actions.h"

#include "backfilltop/core/search.h"
#include "backfilltop/screen/keymap.h"
#include "backfilltop/screen/screen.h"

#include "look.h"

#include <inttypes.h>
#include <limits.h>

#define WHEEL_ROWS       3
#define PANE_GROWTH_MOST 40

/* What an action works with: the state, the input that caused it, and the frame that the user sees.
 */
struct context {
    struct monitor *monitor;
    const struct terminal_input *input;
    struct look look;
    struct layout layout;
    int64_t now_ms;
};

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static void scroll_help(struct context *context, int delta) {
    int most = screen_help_scroll_max(&context->look.view);
    context->monitor->help_scroll = clamp(context->monitor->help_scroll + delta, 0, most);
}

static void scroll_pane(struct context *context, int delta) {
    int most = screen_pane_scroll_max(&context->look.view);
    context->monitor->pane_scroll = clamp(context->monitor->pane_scroll + delta, 0, most);
}

static void select_moved(struct context *context, long delta) {
    if (context->monitor->help) {
        scroll_help(context, (int)delta);
    } else {
        listing_move(&context->monitor->listing, delta);
    }
}

/* The arrows choose a backfill, unless the user has turned them to the pane. */
static void step(struct context *context, int direction) {
    const struct monitor *monitor = context->monitor;
    if (monitor->pane != PANE_CLOSED && monitor->pane_focused && !monitor->help) {
        scroll_pane(context, direction);
    } else {
        select_moved(context, direction);
    }
}

static void move_up(struct context *context) {
    step(context, -1);
}

static void move_down(struct context *context) {
    step(context, 1);
}

/* While the pane is open, paging reads on in it; the arrows still choose the backfill. */
static void page(struct context *context, int direction) {
    const struct monitor *monitor = context->monitor;
    const struct layout *layout = &context->layout;
    if (monitor->help) {
        scroll_help(context, direction * clamp(layout->help_lines - 1, 1, INT_MAX));
    } else if (monitor->pane != PANE_CLOSED) {
        scroll_pane(context, direction * clamp(layout->pane_lines - 1, 1, INT_MAX));
    } else {
        select_moved(context, (long)direction * clamp(layout->table_lines - 1, 1, INT_MAX));
    }
}

static void page_up(struct context *context) {
    page(context, -1);
}

static void page_down(struct context *context) {
    page(context, 1);
}

static void select_first(struct context *context) {
    select_moved(context, -INT_MAX / 2);
}

static void select_last(struct context *context) {
    select_moved(context, INT_MAX / 2);
}

static void open_pane(struct context *context) {
    struct monitor *monitor = context->monitor;
    struct listing *listing = &monitor->listing;
    bool opens = monitor->pane == PANE_CLOSED && listing_selected(listing) != NULL;
    monitor->pane = opens ? PANE_GROUPED : PANE_CLOSED;
    monitor->pane_focused = false;
    monitor->help = false;
    listing_select(listing, listing->selected);
}

static void step_back(struct context *context) {
    if (context->monitor->help) {
        context->monitor->help = false;
    } else if (finding_step_back(&context->monitor->finding)) {
        monitor_refresh_listing(context->monitor);
    } else {
        context->monitor->pane = PANE_CLOSED;
    }
}

static void focus_pane(struct context *context) {
    struct monitor *monitor = context->monitor;
    monitor->pane_focused = !monitor->pane_focused && monitor->pane != PANE_CLOSED;
}

static void grow_pane(struct context *context) {
    int *growth = &context->monitor->pane_growth;
    *growth = clamp(*growth + 1, -PANE_GROWTH_MOST, PANE_GROWTH_MOST);
}

static void shrink_pane(struct context *context) {
    int *growth = &context->monitor->pane_growth;
    *growth = clamp(*growth - 1, -PANE_GROWTH_MOST, PANE_GROWTH_MOST);
}

static void unfold(struct context *context) {
    struct monitor *monitor = context->monitor;
    if (monitor->pane == PANE_CLOSED) {
        open_pane(context);
    }
    if (monitor->pane != PANE_CLOSED) {
        monitor->pane = monitor->pane == PANE_GROUPED ? PANE_LIST : PANE_GROUPED;
    }
    monitor->pane_scroll = 0;
}

static void open_prompt(struct context *context, enum prompt_kind prompt) {
    struct monitor *monitor = context->monitor;
    monitor->help = false;
    finding_open(&monitor->finding, prompt, &monitor->listing, monitor->options->charset);
}

static void open_search(struct context *context) {
    open_prompt(context, PROMPT_SEARCH);
}

static void open_filter(struct context *context) {
    open_prompt(context, PROMPT_FILTER);
}

static void open_sort(struct context *context) {
    open_prompt(context, PROMPT_SORT);
}

static void search_on(struct context *context, bool backward) {
    struct monitor *monitor = context->monitor;
    const char *needle = monitor->finding.search;
    size_t index;
    if (needle[0] == '\0') {
        monitor_notice(monitor, context->now_ms, "nothing searched for yet: press /");
        return;
    }
    enum search_result result = search_rows(&monitor->listing, needle, backward, false,
                                            monitor->options->charset, &index);
    if (result == SEARCH_NONE) {
        monitor_notice(monitor, context->now_ms, "no row shows %s", needle);
        return;
    }
    listing_select(&monitor->listing, index);
    if (result == SEARCH_WRAPPED) {
        monitor_notice(monitor, context->now_ms, "search went on from the %s",
                       backward ? "bottom" : "top");
    }
}

static void search_next(struct context *context) {
    search_on(context, false);
}

static void search_previous(struct context *context) {
    search_on(context, true);
}

static void choose_group(struct context *context) {
    struct finding *finding = &context->monitor->finding;
    finding->group = row_group_next(finding->group);
    monitor_refresh_listing(context->monitor);
}

/* Takes the rows anew in the order chosen, and says which that is: its column may not be shown. */
static void sort_anew(struct context *context) {
    struct monitor *monitor = context->monitor;
    const struct sorting *sorting = &monitor->finding.sorting;
    monitor_refresh_listing(monitor);
    monitor_notice(monitor, context->now_ms, "sorted by %s%s", order_name(sorting->key),
                   sorting->inverted ? ", inverted" : "");
}

static void sort_beside(struct context *context, int steps) {
    struct monitor *monitor = context->monitor;
    enum order_key key = sorting_step(monitor->finding.sorting.key, steps,
                                      context->look.view.link.teams > 1);
    monitor->finding.sorting = (struct sorting){.key = key};
    sort_anew(context);
}

static void sort_left(struct context *context) {
    sort_beside(context, -1);
}

static void sort_right(struct context *context) {
    sort_beside(context, 1);
}

static void invert(struct context *context) {
    struct sorting *sorting = &context->monitor->finding.sorting;
    sorting->inverted = !sorting->inverted;
    sort_anew(context);
}

/* How long the server still forbids any request, in milliseconds. */
static int64_t held_ms(const struct traffic *traffic, int64_t now_ms) {
    int64_t until_ms = gate_opens_ms(&traffic->gate, GATE_REFRESH, false, now_ms);
    for (size_t i = 0; i < traffic->feed_count; i++) {
        const struct pacing *pacing = &traffic->feeds[i].pacing;
        if (pacing_is_held(pacing, now_ms) && pacing->not_before_ms > until_ms) {
            until_ms = pacing->not_before_ms;
        }
    }
    return until_ms > now_ms && until_ms != INT64_MAX ? until_ms - now_ms : 0;
}

static void refresh(struct context *context) {
    struct monitor *monitor = context->monitor;
    struct traffic *traffic = &monitor->traffic;
    int64_t wait_ms = held_ms(traffic, context->now_ms);
    int64_t left_ms = 0;
    for (size_t i = 0; !monitor->paused && i < traffic->feed_count; i++) {
        left_ms = pacing_refresh(&traffic->feeds[i].pacing, context->now_ms);
    }
    if (monitor->paused) {
        monitor_notice(monitor, context->now_ms, "paused: press p to go on polling");
    } else if (wait_ms > 0) {
        monitor_notice(monitor, context->now_ms, "the server asks to wait: %" PRId64 " s left",
                       (wait_ms + 999) / 1000);
    } else {
        monitor_notice(monitor, context->now_ms, left_ms > 0 ? "asked just now" : "refreshing");
    }
}

static void pause_polling(struct context *context) {
    struct monitor *monitor = context->monitor;
    monitor->paused = !monitor->paused;
    monitor_notice(monitor, context->now_ms,
                   monitor->paused ? "paused: press p to go on" : "polling goes on");
}

static void choose_team(struct context *context) {
    struct monitor *monitor = context->monitor;
    size_t number = (size_t)(context->input->key - '0');
    if (number > monitor->traffic.feed_count) {
        monitor_notice(monitor, context->now_ms, "there is no team %zu: %zu are watched", number,
                       monitor->traffic.feed_count);
        return;
    }
    monitor->shown_team = number == 0 ? FLEET_ALL_TEAMS
                                      : monitor->traffic.feeds[number - 1].team_id;
    monitor_refresh_listing(monitor);
}

static void dismiss(struct context *context) {
    struct monitor *monitor = context->monitor;
    const struct row *row = listing_selected(&monitor->listing);
    if (row == NULL || row->change != ROW_GONE) {
        monitor_notice(monitor, context->now_ms, "only what left the list can be dismissed");
        return;
    }
    fleet_dismiss(&monitor->fleet, row->team_id, row->backfill.id);
    monitor_refresh_listing(monitor);
}

static void dismiss_all(struct context *context) {
    struct monitor *monitor = context->monitor;
    size_t count = fleet_dismiss(&monitor->fleet, monitor->shown_team, BACKFILL_NO_ID);
    monitor_notice(monitor, context->now_ms, "%zu dismissed", count);
    monitor_refresh_listing(monitor);
}

static void toggle_help(struct context *context) {
    context->monitor->help = !context->monitor->help;
    context->monitor->help_scroll = 0;
}

static void redraw(struct context *context) {
    (void)context;
    terminal_redraw();
}

static void suspend(struct context *context) {
    context->monitor->suspend = true;
}

static void quit(struct context *context) {
    context->monitor->quit = true;
}

static bool in_pane(const struct context *context) {
    const struct layout *layout = &context->layout;
    return layout->pane_y >= 0 && context->input->y >= layout->pane_y &&
           context->input->x >= layout->pane_x;
}

static void click(struct context *context) {
    struct listing *listing = &context->monitor->listing;
    size_t index = 0;
    enum column column;
    if (layout_heading_at(&context->layout, &context->look.view, context->input->y,
                          context->input->x, &column)) {
        sorting_choose(&context->monitor->finding.sorting, sorting_of_column(column));
        sort_anew(context);
        return;
    }
    if (in_pane(context)) {
        context->monitor->pane_focused = true;
        return;
    }
    if (!layout_row_at(&context->layout, &context->look.view, context->input->y, &index)) {
        return;
    }
    if (index == listing->selected) {
        open_pane(context);
    } else {
        listing_select(listing, index);
    }
}

static void wheel(struct context *context) {
    int delta = context->input->wheel * WHEEL_ROWS;
    if (context->monitor->help) {
        scroll_help(context, delta);
    } else if (in_pane(context)) {
        scroll_pane(context, delta);
    } else {
        listing_wheel(&context->monitor->listing, delta,
                      (size_t)clamp(context->layout.table_lines, 0, INT_MAX));
    }
}

static void (*const APPLY[action_count])(struct context *) = {
    [ACTION_UP] = move_up,
    [ACTION_DOWN] = move_down,
    [ACTION_PAGE_UP] = page_up,
    [ACTION_PAGE_DOWN] = page_down,
    [ACTION_FIRST] = select_first,
    [ACTION_LAST] = select_last,
    [ACTION_OPEN] = open_pane,
    [ACTION_BACK] = step_back,
    [ACTION_UNFOLD] = unfold,
    [ACTION_SEARCH] = open_search,
    [ACTION_SEARCH_NEXT] = search_next,
    [ACTION_SEARCH_PREVIOUS] = search_previous,
    [ACTION_FILTER] = open_filter,
    [ACTION_GROUP] = choose_group,
    [ACTION_SORT] = open_sort,
    [ACTION_SORT_LEFT] = sort_left,
    [ACTION_SORT_RIGHT] = sort_right,
    [ACTION_INVERT] = invert,
    [ACTION_REFRESH] = refresh,
    [ACTION_PAUSE] = pause_polling,
    [ACTION_HELP] = toggle_help,
    [ACTION_FOCUS] = focus_pane,
    [ACTION_GROW] = grow_pane,
    [ACTION_SHRINK] = shrink_pane,
    [ACTION_TEAM] = choose_team,
    [ACTION_DISMISS] = dismiss,
    [ACTION_DISMISS_ALL] = dismiss_all,
    [ACTION_REDRAW] = redraw,
    [ACTION_SUSPEND] = suspend,
    [ACTION_QUIT] = quit,
    [ACTION_CLICK] = click,
    [ACTION_WHEEL_UP] = wheel,
    [ACTION_WHEEL_DOWN] = wheel,
};

static enum action action_of(const struct terminal_input *input) {
    enum action action = keymap_action(input->key);
    if (action != ACTION_CLICK || input->wheel == 0) {
        return action;
    }
    return input->wheel < 0 ? ACTION_WHEEL_UP : ACTION_WHEEL_DOWN;
}

/* Whether the input was text for a prompt, or pasted where none is open. */
static bool take_text(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms) {
    struct finding *finding = &monitor->finding;
    enum text_charset charset = monitor->options->charset;
    bool with_team = monitor->traffic.feed_count > 1;
    bool taken = finding_take_paste(finding, &monitor->listing, input->key, now_ms, charset) ||
                 finding_take_key(finding, &monitor->listing, input->key, with_team, charset);
    if (taken) {
        monitor->pane_scroll = 0;
        monitor_refresh_listing(monitor);
    }
    return taken;
}

void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s) {
    enum action action = action_of(input);
    if (take_text(monitor, input, now_ms)) {
        return;
    }
    if (APPLY[action] == NULL) {
        return;
    }
    int64_t selected = monitor->listing.selected_id;
    struct context context = {.monitor = monitor, .input = input, .now_ms = now_ms};
    look_make(&context.look, monitor, now_ms, now_s);
    screen_layout(&context.layout, &context.look.view);
    APPLY[action](&context);
    if (monitor->listing.selected_id != selected) {
        monitor->pane_scroll = 0;
    }
    monitor->dirty = true;
}

/* SPDX-License-Identifier: MIT */
#include "action_context.h"

#include "backfilltop/core/search.h"

static void open_prompt(struct action_context *context, enum prompt_kind prompt) {
    struct monitor *monitor = context->monitor;
    monitor->page = PAGE_NONE;
    monitor_end_notice(monitor); /* "no row shows xyz" is not about the next search */
    query_open(&monitor->query, prompt, &monitor->listing, monitor->options->charset);
}

void action_open_search(struct action_context *context) {
    open_prompt(context, PROMPT_SEARCH);
}

void action_open_filter(struct action_context *context) {
    open_prompt(context, PROMPT_FILTER);
}

void action_open_sort(struct action_context *context) {
    open_prompt(context, PROMPT_SORT);
}

static void search_on(struct action_context *context, bool backward) {
    struct monitor *monitor = context->monitor;
    struct search search = {.needle = monitor->query.search,
                            .charset = monitor->options->charset,
                            .backward = backward};
    size_t index;
    if (search.needle[0] == '\0') {
        monitor_notice(monitor, context->now_ms, "no search yet: press /");
        return;
    }
    enum search_result result = search_rows(&monitor->listing, &search, &index);
    if (result == SEARCH_NONE) {
        monitor_notice(monitor, context->now_ms, "no row shows %s", search.needle);
        return;
    }
    listing_select(&monitor->listing, index);
    if (result == SEARCH_WRAPPED) {
        monitor_notice(monitor, context->now_ms, "search continued from the %s",
                       backward ? "bottom" : "top");
    }
}

void action_search_next(struct action_context *context) {
    search_on(context, false);
}

void action_search_previous(struct action_context *context) {
    search_on(context, true);
}

void action_choose_group(struct action_context *context) {
    struct query *query = &context->monitor->query;
    query->group = row_group_next(query->group);
    monitor_refresh_listing(context->monitor);
}

void action_show_sorting(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    const struct sort *sort = &monitor->query.sort;
    monitor_refresh_listing(monitor);
    listing_show_top(&monitor->listing);
    monitor_notice(monitor, context->now_ms, "sorted by %s%s", sort_name(sort->key),
                   sort->inverted ? ", inverted" : "");
}

static void sort_beside(struct action_context *context, int steps) {
    struct monitor *monitor = context->monitor;
    struct columns sortable = columns_sortable(&monitor->options->columns,
                                               monitor_shows_teams(monitor));
    enum sort_key key = sort_step(monitor->query.sort.key, steps, &sortable);
    monitor->query.sort = (struct sort){.key = key};
    action_show_sorting(context);
}

void action_sort_left(struct action_context *context) {
    sort_beside(context, -1);
}

void action_sort_right(struct action_context *context) {
    sort_beside(context, 1);
}

void action_invert(struct action_context *context) {
    struct sort *sort = &context->monitor->query.sort;
    sort->inverted = !sort->inverted;
    action_show_sorting(context);
}

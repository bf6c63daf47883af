/* SPDX-License-Identifier: MIT */
#include "query.h"

#include "backfilltop/core/search.h"
#include "backfilltop/screen/prompt_keys.h"
#include "backfilltop/screen/terminal.h"

#include <string.h>

#define PASTE_SILENCE_MS 2000 /* after which a paste without its end mark counts as ended */
#define LAST_BYTE        0xFF

static void copy_text(char *to, const char *from) {
    memmove(to, from, strlen(from) + 1);
}

static char *prompted_text(struct query *query) {
    return query->prompt == PROMPT_SEARCH ? query->search : query->filter_text;
}

static void go_back(struct listing *listing, const struct query_kept *kept) {
    listing->follows = kept->follows;
    listing->selected_team = kept->team_id;
    listing->selected_id = kept->id;
    for (size_t i = 0; i < listing->count; i++) {
        const struct row *row = listing->rows[i];
        if (row->backfill.id == kept->id && row->team_id == kept->team_id) {
            listing->selected = i;
        }
    }
}

/* Searches from the row where the prompt was opened, so that a typing error does not move the
 * start. */
static void search_as_typed(struct query *query, struct listing *listing,
                            enum text_charset charset) {
    struct search search = {.needle = query->search, .charset = charset, .from_here = true};
    size_t index;
    go_back(listing, &query->kept);
    if (search_rows(listing, &search, &index) != SEARCH_NONE) {
        listing_select(listing, index);
    }
}

static void take_text(struct query *query, struct listing *listing, enum text_charset charset) {
    if (query->prompt == PROMPT_SEARCH) {
        copy_text(query->search, query->edit.text);
        search_as_typed(query, listing, charset);
    } else {
        query_set_filter(query, query->edit.text);
    }
}

static void choose_order(struct query *query, struct listing *listing, int steps,
                         const struct columns *sortable) {
    query->sort = (struct sort){.key = sort_step(query->sort.key, steps, sortable)};
    listing_show_top(listing);
}

/* The arrows choose a column to sort by. */
static void edit_sorting(struct query *query, struct listing *listing, enum line_edit_step step,
                         const struct columns *sortable) {
    if (step == LINE_EDIT_LEFT || step == LINE_EDIT_RIGHT) {
        choose_order(query, listing, step == LINE_EDIT_LEFT ? -1 : 1, sortable);
    }
}

static void type_sorting(struct query *query, struct listing *listing, int key,
                         const struct columns *sortable) {
    if (strchr("hk<", key) != NULL || strchr("lj> ", key) != NULL) {
        choose_order(query, listing, strchr("hk<", key) != NULL ? -1 : 1, sortable);
    } else if (key == 'I') {
        query->sort.inverted = !query->sort.inverted;
        listing_show_top(listing);
    }
}

static void edit_line(struct query *query, struct listing *listing, enum line_edit_step step,
                      enum text_charset charset) {
    bool was_empty = query->edit.length == 0;
    line_edit_apply(&query->edit, step);
    if (was_empty && step == LINE_EDIT_ERASE) {
        query->prompt = PROMPT_NONE;
    } else {
        take_text(query, listing, charset);
    }
}

void query_clear(struct query *query) {
    filter_clear(&query->filter);
}

struct listing_query query_listing(const struct query *query, int64_t team_id) {
    return (struct listing_query){
        .team_id = team_id, .filter = &query->filter, .group = query->group, .sort = query->sort};
}

void query_show(const struct query *query, struct view_query *view) {
    *view = (struct view_query){.prompt = query->prompt,
                                .text = query->edit.text,
                                .cursor = query->edit.cursor,
                                .search = query->search,
                                .filter = query->filter_text,
                                .group = query->group,
                                .sort = query->sort};
}

void query_set_filter(struct query *query, const char *text) {
    copy_text(query->filter_text, text);
    filter_clear(&query->filter);
    filter_parse(&query->filter, query->filter_text);
}

void query_open(struct query *query, enum prompt_kind prompt, const struct listing *listing,
                enum text_charset charset) {
    query->prompt = prompt;
    query->kept = (struct query_kept){.sort = query->sort,
                                      .follows = listing->follows,
                                      .stays = listing->stays,
                                      .top = listing->top,
                                      .team_id = listing->selected_team,
                                      .id = listing->selected_id};
    copy_text(query->kept.text, prompted_text(query));
    line_edit_set(&query->edit, prompt == PROMPT_FILTER ? query->filter_text : "", charset);
}

void query_cancel(struct query *query, struct listing *listing) {
    if (query->prompt == PROMPT_SEARCH) {
        copy_text(query->search, query->kept.text);
        go_back(listing, &query->kept);
    } else if (query->prompt == PROMPT_FILTER) {
        query_set_filter(query, query->kept.text);
    } else {
        query->sort = query->kept.sort;
        listing->top = query->kept.top;
        listing->stays = query->kept.stays;
    }
    query->prompt = PROMPT_NONE;
}

bool query_step_back(struct query *query) {
    if (query->search[0] != '\0') {
        query->search[0] = '\0';
    } else if (query->filter_text[0] != '\0') {
        query_set_filter(query, "");
    } else if (query->group != ROW_GROUP_ALL) {
        query->group = ROW_GROUP_ALL;
    } else {
        return false;
    }
    return true;
}

bool query_take_paste(struct query *query, struct listing *listing, int key, int64_t now_ms,
                      enum text_charset charset) {
    bool goes_on = query->pasting && now_ms - query->pasted_ms < PASTE_SILENCE_MS;
    bool is_mark = key == TERMINAL_PASTE_BEGIN || key == TERMINAL_PASTE_END;
    query->pasting = key == TERMINAL_PASTE_BEGIN || (goes_on && !is_mark);
    query->pasted_ms = now_ms;
    bool has_line = query->prompt == PROMPT_SEARCH || query->prompt == PROMPT_FILTER;
    if (query->pasting && has_line && key >= 0 && key <= LAST_BYTE &&
        line_edit_type(&query->edit, (unsigned char)key, charset)) {
        take_text(query, listing, charset);
    }
    return query->pasting || is_mark;
}

bool query_take_key(struct query *query, struct listing *listing, int key,
                    const struct columns *sortable, enum text_charset charset) {
    enum line_edit_step step;
    enum prompt_key meaning = prompt_key(key, &step);
    bool is_sort = query->prompt == PROMPT_SORT;
    if (query->prompt == PROMPT_NONE || meaning == PROMPT_KEY_OTHER) {
        return false;
    }
    if (meaning == PROMPT_KEY_ACCEPT) {
        query->prompt = PROMPT_NONE;
    } else if (meaning == PROMPT_KEY_CANCEL) {
        query_cancel(query, listing);
    } else if (is_sort && meaning == PROMPT_KEY_EDIT) {
        edit_sorting(query, listing, step, sortable);
    } else if (is_sort) {
        type_sorting(query, listing, key, sortable);
    } else if (meaning == PROMPT_KEY_EDIT) {
        edit_line(query, listing, step, charset);
    } else if (line_edit_type(&query->edit, (unsigned char)key, charset)) {
        take_text(query, listing, charset);
    }
    return true;
}

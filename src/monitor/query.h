/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/line_edit.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* The user's query: search, filter, group and order, and the prompt that changes them. A search
 * moves the listing's selection; the caller updates the listing's rows. */
struct query {
    char search[LINE_EDIT_BYTES + 1]; /* empty: none */
    char filter_text[LINE_EDIT_BYTES + 1];
    struct filter filter; /* parsed from filter_text */
    enum row_group group;
    struct sort sort;
    enum prompt_kind prompt;
    struct line_edit edit;
    struct query_kept {
        char text[LINE_EDIT_BYTES + 1];
        struct sort sort;
        bool follows;
        bool stays;
        size_t top;
        int64_t team_id;
        int64_t id;
    } kept; /* the state when the prompt was opened; Esc restores it */
    bool pasting;
    int64_t pasted_ms; /* monotonic; when the latest byte of the paste came */
};

void query_clear(struct query *query);

/* The query for the listing. */
struct listing_query query_listing(const struct query *query, int64_t team_id);

/* Fills in a view's part. */
void query_show(const struct query *query, struct view_query *view);

void query_set_filter(struct query *query, const char *text);

void query_open(struct query *query, enum prompt_kind prompt, const struct listing *listing,
                enum text_charset charset);

/* Undoes what was changed in the prompt, and closes it. */
void query_cancel(struct query *query, struct listing *listing);

/* One step back: the search, the filter, the group. False if there was none. */
bool query_step_back(struct query *query);

/* Whether the key belongs to pasted text. The prompt takes as much of it as it can; without a
 * prompt it is ignored. */
bool query_take_paste(struct query *query, struct listing *listing, int key, int64_t now_ms,
                      enum text_charset charset);

/* Gives a key to the open prompt. Returns whether the prompt has used it. `sortable`: the columns
 * that can be sorted by. */
bool query_take_key(struct query *query, struct listing *listing, int key,
                    const struct columns *sortable, enum text_charset charset);

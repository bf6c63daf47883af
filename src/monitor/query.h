/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/line_edit.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* What the user looks for: search, filter, group and order, and the prompt that changes them. It
 * moves the listing's selection; the caller updates the listing's rows. */
struct query {
    char search[LINE_EDIT_BYTES + 1]; /* empty: none */
    char filter_text[LINE_EDIT_BYTES + 1];
    struct filter filter; /* of this text */
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
    } kept; /* as it was when the prompt opened; Esc restores it */
    bool pasting;
    int64_t pasted_ms; /* monotonic; when its latest byte came */
};

void query_clear(struct query *query);

/* What the listing is to show. */
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

/* Whether the key belongs to a paste. The prompt takes what it can of one; without a prompt it is
 * ignored. */
bool query_take_paste(struct query *query, struct listing *listing, int key, int64_t now_ms,
                      enum text_charset charset);

/* Whether the open prompt has taken the key. `sortable`: the columns that can be sorted by. */
bool query_take_key(struct query *query, struct listing *listing, int key,
                    const struct columns *sortable, enum text_charset charset);

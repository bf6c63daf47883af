/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/line_edit.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* What the user looks for: search, filter, group and order, and the prompt that changes them. It
 * changes the listing's selection, and leaves it to the caller to take the rows anew. */
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
    } kept; /* what the prompt found, for when it is cancelled */
    bool pasting;
    int64_t pasted_ms; /* when the latest of it came */
};

void query_clear(struct query *query);

/* What the listing is to show. */
struct listing_query query_listing(const struct query *query, int64_t team_id);

/* Fills in a view's part. */
void query_show(const struct query *query, struct view_query *view);

void query_set_filter(struct query *query, const char *text);

void query_open(struct query *query, enum prompt_kind prompt, const struct listing *listing,
                enum text_charset charset);

/* Takes back what the prompt did, and closes it. */
void query_cancel(struct query *query, struct listing *listing);

/* One step back: the search, the filter, the group. False if there was none. */
bool query_step_back(struct query *query);

/* Whether the key belongs to a paste, of which the prompt has taken what it can; all of it is taken
 * where none is open. */
bool query_take_paste(struct query *query, struct listing *listing, int key, int64_t now_ms,
                      enum text_charset charset);

/* Whether the open prompt has taken the key. `sortable`: the columns to choose an order among. */
bool query_take_key(struct query *query, struct listing *listing, int key,
                    const struct columns *sortable, enum text_charset charset);

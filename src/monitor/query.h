/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/line_edit.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* What the user looks for: search, filter, group and order, and the prompt that changes them. It
 * changes the listing's selection, and leaves it to the caller to take the rows anew. */
struct finding {
    char search[LINE_EDIT_BYTES + 1]; /* empty: none */
    char filter_text[LINE_EDIT_BYTES + 1];
    struct filter filter; /* of this text */
    enum row_group group;
    struct sorting sorting;
    enum prompt_kind prompt;
    struct line_edit edit;
    struct finding_kept {
        char text[LINE_EDIT_BYTES + 1];
        struct sorting sorting;
        bool follows;
        bool stays;
        size_t top;
        int64_t team_id;
        int64_t id;
    } kept; /* what the prompt found, for when it is cancelled */
    bool pasting;
    int64_t pasted_ms; /* when the latest of it came */
};

void finding_clear(struct finding *finding);

/* What the listing is to show. */
struct listing_query finding_query(const struct finding *finding, int64_t team_id);

/* Fills in a view's part. */
void finding_show(const struct finding *finding, struct view_finding *view);

void finding_set_filter(struct finding *finding, const char *text);

void finding_open(struct finding *finding, enum prompt_kind prompt, const struct listing *listing,
                  enum text_charset charset);

/* Takes back what the prompt did, and closes it. */
void finding_cancel(struct finding *finding, struct listing *listing);

/* One step back: the search, the filter, the group. False if there was none. */
bool finding_step_back(struct finding *finding);

/* Whether the key belongs to a paste, of which the prompt has taken what it can; all of it is taken
 * where none is open. */
bool finding_take_paste(struct finding *finding, struct listing *listing, int key, int64_t now_ms,
                        enum text_charset charset);

/* Whether the open prompt has taken the key. `sortable`: the columns to choose an order among. */
bool finding_take_key(struct finding *finding, struct listing *listing, int key,
                      const struct columns *sortable, enum text_charset charset);

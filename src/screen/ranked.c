/* SPDX-License-Identifier: MIT */
#include "ranked.h"

#include "backfilltop/base/numbers.h"

#include <limits.h>
#include <stdbool.h>

/* The longest form of a rank up to `rank`; -1 if there is none. */
static int form_up_to(const struct ranked_part *part, int rank) {
    for (int i = 0; i < RANKED_FORMS && part->forms[i].rank > 0; i++) {
        if (part->forms[i].rank <= rank) {
            return i;
        }
    }
    return -1;
}

/* The highest rank of any form up to `rank`; 0 if there is none. */
static int rank_up_to(const struct ranked_part *parts, size_t count, int rank) {
    int highest = 0;
    for (size_t i = 0; i < count; i++) {
        int form = form_up_to(&parts[i], rank);
        if (form >= 0 && parts[i].forms[form].rank > highest) {
            highest = parts[i].forms[form].rank;
        }
    }
    return highest;
}

/* The width of the next shorter form, below which a longer form must not be clipped. */
static int width_below(const struct ranked_part *part, int form) {
    return form + 1 < RANKED_FORMS ? part->forms[form + 1].width : 0;
}

/* Gives a part its form up to `rank`. A form of exactly that rank gets its fewest columns. */
static void choose(struct ranked_part *part, int rank) {
    part->form = form_up_to(part, rank);
    if (part->form < 0) {
        part->width = 0;
        return;
    }
    const struct ranked_form *form = &part->forms[part->form];
    part->width = form->width;
    if (form->rank == rank && form->least > 0) {
        int least = max_int(form->least, width_below(part, part->form));
        part->width = min_int(form->width, least);
    }
}

/* Chooses for all parts. Returns the columns that they take. */
static int choose_all(struct ranked_part *parts, size_t count, int rank) {
    int columns = 0;
    for (size_t i = 0; i < count; i++) {
        choose(&parts[i], rank);
        if (parts[i].width > 0) {
            int gap = columns > 0 ? parts[i].forms[parts[i].form].gap : 0;
            columns += gap + parts[i].width;
        }
    }
    return columns;
}

/* Gives the rest of the columns to clipped forms, the first part first. Returns whether all are
 * unclipped. */
static bool widen(struct ranked_part *parts, size_t count, int *left) {
    bool is_whole = true;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].width > 0) {
            int missing = parts[i].forms[parts[i].form].width - parts[i].width;
            int given = clamp_int(*left, 0, missing);
            parts[i].width += given;
            *left -= given;
            is_whole = is_whole && given == missing;
        }
    }
    return is_whole;
}

struct ranked_fit ranked_share(struct ranked_part *parts, size_t count, int columns) {
    int rank = INT_MAX;
    int lower = rank_up_to(parts, count, rank);
    int left = 0;
    do {
        rank = lower;
        lower = rank_up_to(parts, count, rank - 1);
        left = columns - choose_all(parts, count, rank);
    } while (left < 0 && lower > 0);
    bool is_whole = widen(parts, count, &left);
    return (struct ranked_fit){.rank = left < 0 ? 0 : is_whole ? rank : lower, .left = left};
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/search.h"

#include "backfilltop/core/filter.h"

static bool shows(const struct row *row, const struct search *search, struct buffer *text) {
    struct column_cell cell = {.row = row, .charset = search->charset};
    for (int column = 0; column < column_count; column++) {
        size_t start;
        size_t length;
        if (!column_info((enum column)column)->searched) {
            continue;
        }
        buffer_reset(text);
        column_add_text(text, (enum column)column, &cell);
        if (filter_find(buffer_string(text), search->needle, &start, &length)) {
            return true;
        }
    }
    return false;
}

enum search_result search_rows(const struct listing *listing, const struct search *search,
                               size_t *index) {
    struct buffer text = {0};
    enum search_result result = SEARCH_NONE;
    size_t count = listing->count;
    size_t first = search->from_here ? 0 : 1;
    for (size_t i = first; i < count + first && result == SEARCH_NONE; i++) {
        size_t at = (listing->selected + (search->backward ? count - i : i)) % count;
        if (shows(listing->rows[at], search, &text)) {
            bool wrapped = search->backward ? at >= listing->selected : at <= listing->selected;
            result = wrapped && i > 0 ? SEARCH_WRAPPED : SEARCH_FOUND;
            *index = at;
        }
    }
    buffer_clear(&text);
    return result;
}

size_t search_count(const struct listing *listing, const char *needle, enum text_charset charset,
                    size_t *nth) {
    struct search search = {.needle = needle, .charset = charset};
    struct buffer text = {0};
    size_t count = 0;
    *nth = 0;
    for (size_t i = 0; i < listing->count; i++) {
        if (shows(listing->rows[i], &search, &text)) {
            count++;
            *nth = i == listing->selected ? count : *nth;
        }
    }
    buffer_clear(&text);
    return count;
}

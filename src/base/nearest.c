/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/nearest.h"

#include "backfilltop/base/numbers.h"

#include <string.h>

/* Longer words are not typing errors. */
enum { LETTERS_MAX = 40, MOST_WRONG = 3 };

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Three rows of the table of the optimal string alignment: this one, the one above, and the one
 * above that, for exchanged letters. */
struct rows {
    size_t before[LETTERS_MAX + 1];
    size_t above[LETTERS_MAX + 1];
    size_t now[LETTERS_MAX + 1];
};

static size_t cell(const struct rows *rows, const char *a, size_t i, const char *b, size_t j) {
    size_t wrong = lower(a[i - 1]) != lower(b[j - 1]);
    size_t best = min_size(rows->above[j] + 1, rows->now[j - 1] + 1);
    best = min_size(best, rows->above[j - 1] + wrong);
    if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
        lower(a[i - 2]) == lower(b[j - 1])) {
        best = min_size(best, rows->before[j - 2] + 1);
    }
    return best;
}

static size_t distance_of(const char *a, const char *b) {
    struct rows rows = {0};
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    for (size_t j = 0; j <= b_length; j++) {
        rows.above[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        rows.now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            rows.now[j] = cell(&rows, a, i, b, j);
        }
        memcpy(rows.before, rows.above, sizeof rows.before);
        memcpy(rows.above, rows.now, sizeof rows.above);
    }
    return rows.above[b_length];
}

bool nearest_offer(struct nearest *nearest, const char *word, const char *known,
                   const char *meant) {
    size_t length = strlen(word);
    if (length == 0 || length > LETTERS_MAX || strlen(known) > LETTERS_MAX) {
        return false;
    }
    size_t distance = distance_of(word, known);
    size_t most = length > 2 ? min_size((length + 1) / 3, MOST_WRONG) : 1;
    bool begins = strncmp(word, known, length) == 0;
    bool is_nearer = nearest->meant == NULL || distance < nearest->distance ||
                     (distance == nearest->distance && begins && !nearest->begins);
    if (distance > most || distance >= length || !is_nearer) {
        return false;
    }
    *nearest = (struct nearest){meant, distance, begins};
    return true;
}

bool nearest_offer_word(struct nearest *nearest, const char *word, const char *known) {
    return nearest_offer(nearest, word, known, known);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/filter.h"

#include "backfilltop/base/fold.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/utf8.h"
#include "backfilltop/core/column.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define NUMBER_TEXT 24 /* holds any int64_t */

static bool number_matches(const struct filter_term *term, int64_t number) {
    if (!term->numeric || number == BACKFILL_NO_ID) {
        return false;
    }
    char text[NUMBER_TEXT];
    snprintf(text, sizeof(text), "%" PRId64, number);
    return strstr(text, term->value) != NULL;
}

static bool id_matches(const struct filter_term *term, const struct row *row) {
    return number_matches(term, row->backfill.id);
}

static bool team_matches(const struct filter_term *term, const struct row *row) {
    return number_matches(term, row->team_id);
}

static bool transfer_matches(const struct filter_term *term, const struct row *row) {
    const char *name = row->transfer_name;
    return (name != NULL && fold_contains(name, term->value)) ||
           number_matches(term, row->backfill.transfer_id);
}

static bool status_matches(const struct filter_term *term, const struct row *row) {
    return fold_contains(column_status_word(row), term->value);
}

static bool error_matches(const struct filter_term *term, const struct row *row) {
    for (size_t i = 0; i < row->backfill.error_count; i++) {
        if (fold_contains(row->backfill.errors[i].message, term->value)) {
            return true;
        }
    }
    return false;
}

static bool any_matches(const struct filter_term *term, const struct row *row) {
    return id_matches(term, row) || transfer_matches(term, row) || status_matches(term, row) ||
           error_matches(term, row);
}

static const struct {
    const char *prefix;
    bool (*matches)(const struct filter_term *term, const struct row *row);
} fields[filter_field_count] = {
    [FILTER_ANY] = {"", any_matches},
    [FILTER_ID] = {"id:", id_matches},
    [FILTER_TRANSFER] = {"transfer:", transfer_matches},
    [FILTER_STATUS] = {"status:", status_matches},
    [FILTER_ERROR] = {"error:", error_matches},
    [FILTER_TEAM] = {"team:", team_matches},
};

static bool take_negation(char **at) {
    bool negated = **at == '-' || **at == '!';
    *at += negated ? 1 : 0;
    return negated;
}

static enum filter_field take_field(char **at) {
    for (int field = FILTER_ANY + 1; field < filter_field_count; field++) {
        size_t length = fold_prefix(*at, fields[field].prefix);
        if (length > 0) {
            *at += length;
            return (enum filter_field)field;
        }
    }
    return FILTER_ANY;
}

/* Ends the value with a NUL of its own and leaves *at behind it. Of a blank that is one more than
 * needed comes an empty value. */
static const char *take_value(char **at) {
    bool quoted = **at == '"';
    char *value = *at + (quoted ? 1 : 0);
    char *end = value + strcspn(value, quoted ? "\"" : " \t\n\v\f\r");
    *at = *end == '\0' ? end : end + 1;
    *end = '\0';
    return value;
}

static struct filter_term take_term(char **at) {
    struct filter_term term = {.negated = take_negation(at)};
    term.field = take_field(at);
    term.value = take_value(at);
    term.numeric = term.value[strspn(term.value, "0123456789")] == '\0';
    return term;
}

static void add_term(struct filter *filter, struct filter_term term) {
    filter->terms = memory_grow(filter->terms, &filter->capacity, filter->count + 1,
                                sizeof(*filter->terms));
    filter->terms[filter->count++] = term;
}

static bool is_combining(const char *text) {
    uint32_t code;
    return utf8_decode(text, SIZE_MAX, &code) > 1 && wcwidth((wchar_t)code) == 0;
}

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t character_before(const char *text, size_t at) {
    do {
        at--;
    } while (at > 0 && is_inside_character(text[at]));
    return at;
}

void filter_parse(struct filter *filter, const char *text) {
    *filter = (struct filter){.text = memory_copy(text, strlen(text))};
    char *at = filter->text;
    while (*at != '\0') {
        struct filter_term term = take_term(&at);
        if (term.value[0] != '\0') {
            add_term(filter, term);
        }
    }
}

void filter_clear(struct filter *filter) {
    free(filter->terms);
    free(filter->text);
    *filter = (struct filter){0};
}

bool filter_matches(const struct filter *filter, const struct row *row) {
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_term *term = &filter->terms[i];
        if (fields[term->field].matches(term, row) == term->negated) {
            return false;
        }
    }
    return true;
}

bool filter_find(const char *clean_text, const char *needle, size_t *start, size_t *length) {
    size_t first;
    size_t bytes;
    if (!fold_find(clean_text, needle, &first, &bytes)) {
        return false;
    }
    size_t end = first + bytes;
    while (first > 0 && is_combining(clean_text + first)) {
        first = character_before(clean_text, first);
    }
    while (is_combining(clean_text + end)) {
        uint32_t code;
        end += utf8_decode(clean_text + end, SIZE_MAX, &code);
    }
    *start = first;
    *length = end - first;
    return true;
}

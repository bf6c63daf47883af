/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/filter.h"

#include "backfilltop/base/fold.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static bool error_matches(const struct row *row, const char *word) {
    for (size_t i = 0; i < row->backfill.error_count; i++) {
        if (fold_contains(row->backfill.errors[i].message, word)) {
            return true;
        }
    }
    return false;
}

static bool any_matches(const struct row *row, const char *word) {
    for (int i = 0; i < column_count; i++) {
        const struct column_info *info = column_info((enum column)i);
        if (info->searched && info->matches(row, word)) {
            return true;
        }
    }
    return error_matches(row, word);
}

static bool take_negation(char **at) {
    bool negated = **at == '-' || **at == '!';
    *at += negated ? 1 : 0;
    return negated;
}

/* Moves *at past the name of a field and its colon. False, with *at untouched, if they are not
 * there. */
static bool take_name(char **at, const char *name) {
    size_t length = fold_prefix(*at, name);
    size_t colon = length > 0 ? fold_prefix(*at + length, ":") : 0;
    *at += colon > 0 ? length + colon : 0;
    return colon > 0;
}

static void take_field(struct filter_term *term, char **at) {
    for (int i = 0; i < column_count; i++) {
        term->matches = column_info((enum column)i)->matches;
        if (term->matches != NULL && take_name(at, column_name((enum column)i))) {
            return;
        }
    }
    term->matches = take_name(at, "error") ? error_matches : any_matches;
}

/* Ends the value with a NUL and moves *at past it. An extra blank gives an empty value. */
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
    take_field(&term, at);
    term.value = take_value(at);
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
        if (term->matches(row, term->value) == term->negated) {
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

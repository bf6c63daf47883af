/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A list of backfills as text that changes from one answer to the next, in all ways that an API or
 * a broken proxy may change it; for tests and fuzzers alike. */

#define LIST_TEXT_MAX 10 /* items */

/* Where choices come from: bytes, or, without any, pseudo-random numbers. */
struct choices {
    const uint8_t *bytes; /* NULL: random */
    size_t left;
    uint64_t state;
};

/* From 0 to below `below`; 0 once the bytes are used up. */
size_t choose(struct choices *choices, size_t below);

bool choices_have_ended(const struct choices *choices);

struct item_text {
    struct buffer text;
    size_t id;
};

/* All zero: empty. */
struct list_text {
    struct item_text items[LIST_TEXT_MAX];
    size_t count;
    size_t last_id; /* that was given to an item */
};

/* Changes up to three things in the list. */
void list_text_mutate(struct list_text *list, struct choices *choices);

/* Appends the body of an answer: mostly one with this list, sometimes an error, or damaged. */
void list_text_write(struct buffer *body, const struct list_text *list, struct choices *choices);

void list_text_clear(struct list_text *list);

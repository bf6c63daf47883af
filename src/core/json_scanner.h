/* SPDX-License-Identifier: MIT */
#pragma once

#include "json_known.h"
#include "json_repair.h"
#include "json_scan.h"

#include <stdbool.h>
#include <stddef.h>

/* The state of json_scan() while it runs, and its error messages. */

/* What may stand next. */
enum state {
    STATE_VALUE,
    STATE_FIRST_KEY, /* or the end of the object */
    STATE_KEY,
    STATE_COLON,
    STATE_FIRST_ITEM, /* or the end of the array */
    STATE_MEMBER_END, /* a comma, or the end of the object */
    STATE_ITEM_END,   /* a comma, or the end of the array */
    STATE_END,
    state_count
};

/* An array or an object that is open. */
struct scan_level {
    bool is_object;
    size_t count;         /* members that have ended */
    struct json_span key; /* of the object's latest member; in the document as received */
};

/* The members of the outermost object that have a meaning. */
enum top_key { TOP_META, TOP_DATA, TOP_ERROR, top_key_count };

struct scanner {
    struct json_scan *scan;
    struct problem *problem;
    struct json_repair repair;
    const char *bytes;
    size_t length;
    size_t at;
    enum state state;
    size_t cost;      /* of the values so far */
    size_t item_cost; /* the cost when the latest item of the list began */
    size_t list_cost; /* of the items of the list */
    bool seen[top_key_count];
    bool is_plain;           /* none of them came twice, or was written with escapes */
    bool in_data;            /* the latest member of the outermost object is "data" */
    struct json_known known; /* items of the document before */
    size_t item_at;          /* where the latest item of the list begins, as received */
    size_t item_start;       /* likewise, in the repaired document */
    size_t item_copied;      /* what was repaired by then: repair.copied */
    size_t depth;
    struct scan_level levels[JSON_SCAN_DEPTH_MAX];
};

void scanner_init(struct scanner *scanner, struct json_scan *scan, const char *bytes, size_t length,
                  struct problem *problem);

/* Sets the problem: that the answer `lead` ("is not JSON"), where, and why. Returns false. */
bool scanner_refuse(struct scanner *scanner, const char *lead, const char *reason);

/* Sets the problem: the byte at `at`, or the end, is not what the grammar allows there. Returns
 * false. */
bool scanner_refuse_byte(struct scanner *scanner, const char *expected);

/* Counts a warning about the latest key or value. */
void scanner_warn(struct scanner *scanner, const char *damage);

/* Step over a number, over a word ("true"), or over a word for what is no number of JSON's. False
 * if there is no such thing at `at`. */
bool scanner_take_number(struct scanner *scanner);
bool scanner_take_word(struct scanner *scanner, const char *word);
bool scanner_take_no_number(struct scanner *scanner, const char *word);

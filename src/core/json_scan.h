/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Checks every answer of the API before jansson reads it: one pass over the whole JSON document, by
 * the grammar of RFC 8259. A document that is cut off is rejected as a whole.
 *
 * Repairs strings and numbers (json_repair.h), enforces the limits below before anything is built
 * in memory, and finds the items of a list. Without repairs nothing is copied. */

#define JSON_SCAN_DEPTH_MAX   2048   /* nested values, as in jansson */
#define JSON_SCAN_MEMBERS_MAX 100000 /* of one array or object */

/* What a document, and one item of a list or the rest of the document, may cost: in jansson an
 * array or an object takes some 200 bytes, any other value 30 to 100, hence the weights. A backfill
 * costs about 20, and 6 for each entry of its error report. */
#define JSON_SCAN_COST_MAX    2000000
#define JSON_SCAN_TREE_MAX    500000
#define JSON_SCAN_VALUE_COST  1
#define JSON_SCAN_PARENT_COST 4

/* Where something stands, in bytes of the repaired document. */
struct json_span {
    size_t start;
    size_t end; /* behind its last byte */
};

#define JSON_ITEM_NEW UINT32_MAX

/* An item of the list. */
struct json_item {
    struct json_span span;
    uint32_t known; /* the index of the item that has the same bytes in the scan before, or
                       JSON_ITEM_NEW */
    uint32_t cost;  /* see above */
    uint32_t hash;  /* of its bytes; meaningless unless is_clean */
    bool is_clean;  /* an object in which nothing was repaired */
};

struct json_scan {
    const char *bytes; /* the document to read: as received where nothing had to be repaired */
    size_t length;     /* bytes */
    size_t warnings;   /* keys and values that were damaged and could be repaired */
    char first_warning[160]; /* "data[3].error_report[0].error holds half of a surrogate pair" */

    /* Whether `data` and `items` describe the list: "data" of the outermost object is an array, and
     * "meta", "data" and "error" stand there at most once and are written without escapes.
     * Otherwise jansson decides, of whose members with one name the last counts. */
    bool has_list;
    struct json_span data;   /* with its brackets */
    struct json_item *items; /* of the array, in its order */
    size_t item_count;
    size_t item_capacity;

    struct buffer repaired; /* what `bytes` points to after a repair, or json_scan_keep() */
};

/* Scans a document. False, with problem->what, if it is not JSON (with line and column) or exceeds
 * a limit. *scan is initialised here, refers to `bytes`, and is cleared by the caller in any case.
 *
 * `before` is the scan of an earlier document, with a list, or NULL. Items that have the same bytes
 * in both are not looked into again; all else that is found is what it is without `before`. */
bool json_scan(struct json_scan *scan, const char *bytes, size_t length,
               const struct json_scan *before, struct problem *problem);

/* Makes a scan own its bytes, so that it can outlive the document. Takes `room`, whose content is
 * lost, to put them in. */
void json_scan_keep(struct json_scan *scan, struct buffer *room);

void json_scan_clear(struct json_scan *scan);

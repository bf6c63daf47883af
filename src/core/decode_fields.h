/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/decode.h"
#include "json_scan.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The parts that the decoders share: what every answer has, and one JSON object of the API -> one
 * backfill. */

#define DECODE_NOT_LISTED SIZE_MAX

/* Where in a body a value stands, and the snapshot that its warnings go to. */
struct decode_place {
    struct snapshot *snapshot;
    size_t item;  /* data[item]; DECODE_NOT_LISTED for a body whose data is the backfill itself */
    size_t entry; /* error_report[entry]; DECODE_NOT_LISTED outside of it */
};

/* The reason that the read functions return if json_scan() has already warned of the value. */
extern const char decode_counted[];

/* Counts a warning about `field` ("" for the place itself), unless `reason` is decode_counted.
 * `reason` says what is wrong with it: "is missing". The snapshot keeps the text of its first
 * warning. */
void decode_warn(const struct decode_place *place, const char *field, const char *reason);

/* Initialises *decoded and *scan, and scans a body; `before` as in json_scan(). False if it cannot
 * be read; *decoded then says why. The caller clears *scan in any case. */
bool decode_open(const char *bytes, size_t length, const struct json_scan *before,
                 struct json_scan *scan, struct decoded *decoded);

/* Parses a scanned document and reads what every answer has into *decoded. NULL if there is no
 * object to go on with; *decoded then says why. The caller gives the object back with
 * json_decref(). The list in it is empty if the scan has found its items. */
json_t *decode_root(const struct json_scan *scan, struct decoded *decoded);

/* The list of an answer, whose items are parsed one at a time where the scan has found them. */
struct decode_list {
    const struct json_scan *scan;
    const json_t *data;
    size_t count;
};

/* False if "data" is no list; *decoded then says why. *list refers to `scan` and `root`. */
bool decode_find_list(struct decode_list *list, const struct json_scan *scan, const json_t *root,
                      struct decoded *decoded);

/* An item of the list; the caller gives it back with json_decref(). */
json_t *decode_list_item(const struct decode_list *list, size_t index);

/* Whether the body is an error; then *decoded has it. */
bool decode_envelope(const struct json_scan *scan, const json_t *root, struct decoded *decoded);

/* Says in *decoded that a part of the answer is missing (`found` is NULL) or not what is expected.
 */
void decode_refuse(struct decoded *decoded, const char *key, const json_t *found,
                   const char *expected);

/* Reads an id. Returns NULL, or what is wrong with it; then *out is unchanged. */
const char *decode_id(const json_t *value, int64_t *out);

/* Reads the id of an item. Returns NULL, or what is wrong with field *at, a static text. */
const char *decode_item_id(const json_t *item, const char **at, int64_t *id);

/* Reads all fields but the id into an initialised backfill. */
void decode_fields(const json_t *item, struct decode_place place, struct backfill *backfill);

/* The most bytes of a text that are kept: the API's longest has 1,000 characters. */
#define DECODE_TEXT_MAX 16384

/* A copy of a JSON string, each NUL in it replaced by U+FFFD, and cut, with an ellipsis, if it is
 * longer than DECODE_TEXT_MAX; NULL if `value` is no string. */
char *decode_text(const json_t *value);

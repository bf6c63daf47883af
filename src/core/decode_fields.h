/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/decode.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* One JSON object of the API -> one backfill. */

#define DECODE_NOT_LISTED SIZE_MAX

/* Where in a body a value stands, and the snapshot that its warnings go to. */
struct decode_place {
    struct snapshot *snapshot;
    size_t item;  /* data[item]; DECODE_NOT_LISTED for a body whose data is the backfill itself */
    size_t entry; /* error_report[entry]; DECODE_NOT_LISTED outside of it */
};

/* Counts a warning: `field` ("" for the place itself) and what is the matter with it, "is missing".
 * The snapshot keeps the text of its first. */
void decode_warn(const struct decode_place *place, const char *field, const char *reason);

/* Reads the id of an item. On success NULL; else what is the matter with field *at, a static text.
 */
const char *decode_item_id(const json_t *item, const char **at, int64_t *id);

/* Reads all fields but the id into an initialised backfill. */
void decode_fields(const json_t *item, struct decode_place place, struct backfill *backfill);

/* A copy of a JSON string, each NUL in it replaced by U+FFFD; NULL if `value` is no string. */
char *decode_text(const json_t *value);

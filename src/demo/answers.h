/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/demo/world.h"

#include <stddef.h>

/* The bodies of answers, in the API's envelope. Each is on the heap; the caller frees it. */

#define ANSWERS_LIST_MAX 100 /* backfills in a list; the API has no second page */

char *answers_list(const char *request_id, const struct backfill *backfills, size_t count);
char *answers_backfill(const char *request_id, const struct backfill *backfill);
char *answers_transfers(const char *request_id, const struct world_transfer *transfers,
                        size_t count, int64_t today);
char *answers_runs(const char *request_id, const struct world_run *runs, size_t count);

/* The API's error for an HTTP status; `description` may be NULL. */
char *answers_error(const char *request_id, int status, const char *description);

/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/limiter.h"

#include <stdint.h>

/* The calls of the API that this program makes; all are GETs. */
enum call_kind {
    CALL_LIST,      /* /teams/{team}/backfills: the incomplete ones */
    CALL_ONE,       /* /teams/{team}/backfills/{backfill}: what became of one */
    CALL_TRANSFERS, /* /teams/{team}/transfers: their display names */
    call_kind_count
};

struct call {
    enum call_kind kind;
    int64_t team_id;
    int64_t backfill_id;          /* CALL_ONE */
    struct limiter_ticket ticket; /* for the caller: comes back with the answer */
};

/* Appends the path below the base URL. */
void call_add_path(struct buffer *url, const struct call *call);

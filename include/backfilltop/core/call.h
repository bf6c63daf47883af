/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/limiter.h"

#include <stdint.h>

/* The calls of the API that this program makes; all are GETs. */
enum call_kind {
    CALL_LIST,      /* /teams/{team}/backfills: the incomplete ones */
    CALL_ONE,       /* /teams/{team}/backfills/{backfill}: how one ended */
    CALL_TRANSFERS, /* /teams/{team}/transfers: their display names */
    call_kind_count
};

/* One call. Its answer contains it. */
struct call {
    enum call_kind kind;
    int64_t team_id;
    int64_t backfill_id;          /* CALL_ONE */
    struct limiter_ticket ticket; /* what the limiter knew when the call left */
};

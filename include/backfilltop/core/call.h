/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/etag.h"
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
    char etag[ETAG_MAX + 1];      /* CALL_LIST: of the list that is known already: the answer may be
                                     that it has not changed. Empty: none is */
    unsigned token;               /* which of the tokens that the program has had it is sent with */
};

/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/call.h"

#include <inttypes.h>

void call_add_path(struct buffer *url, const struct call *call) {
    static const char *const collections[call_kind_count] = {
        [CALL_LIST] = "backfills",
        [CALL_ONE] = "backfills",
        [CALL_TRANSFERS] = "transfers",
    };
    buffer_add_format(url, "/teams/%" PRId64 "/%s", call->team_id, collections[call->kind]);
    if (call->kind == CALL_ONE) {
        buffer_add_format(url, "/%" PRId64, call->backfill_id);
    }
}

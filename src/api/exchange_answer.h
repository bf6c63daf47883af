/* SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

#include "backfilltop/api/reply.h"

#include <stdbool.h>

/* Makes a reply of a call that ended in `result`. Whatever the server repeats of the token is
 * blotted out before anything looks at it: in the body, the headers and libcurl's words. */
void answer_take(struct exchange *exchange, CURLcode result, bool is_plain, struct reply *reply);

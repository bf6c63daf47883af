/* SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

#include "backfilltop/api/answer.h"

#include <stdbool.h>

/* What libcurl says of the way of a call. */

/* When each stage ended. */
struct answer_timing transport_timing(CURL *easy);

/* How far a call came that ended in `result`. */
enum answer_stage transport_stage(const struct exchange *exchange, CURLcode result,
                                  const struct answer_timing *timing, bool is_plain);

/* Why an answer cannot be read, if `result`, with libcurl's words for it, means that something came
 * that is no HTTP answer, or whose body is not what its headers say: asking again will hardly help.
 * NULL for all others, which are trouble of the connection and may pass: a body that ends before
 * its Content-Length among them, and a stream that HTTP/2 resets. */
const char *transport_unreadable(CURLcode result, const char *reason);

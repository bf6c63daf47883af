/* SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

#include "backfilltop/api/answer.h"

#include <stdbool.h>

/* How libcurl reports the end of a call. */

/* When each stage ended. */
struct answer_timing transport_timing(CURL *easy);

/* How far a call came that ended in `result`. */
enum answer_stage transport_stage(const struct exchange *exchange, CURLcode result,
                                  const struct answer_timing *timing, bool is_plain);

/* Why an answer cannot be read, if `result` and libcurl's words for it (`reason`) mean that what
 * came is not HTTP, or that its body is not what its headers say: asking again is unlikely to help.
 * NULL for all other results: they are trouble with the connection and may pass, such as a body
 * that ends before its Content-Length, or a stream that HTTP/2 resets. */
const char *transport_unreadable(CURLcode result, const char *reason);

/* SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

#include "backfilltop/api/answer.h"

#include <stdbool.h>

/* Makes the answer of an exchange that ended in `result`; valid until exchange_release(). Whatever
 * the server repeats of the token is redacted first: in the body, the headers and libcurl's
 * messages. */
const struct answer *exchange_answer(struct exchange *exchange, CURLcode result, bool is_plain);

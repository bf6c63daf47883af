/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"
#include "backfilltop/core/transfer_names.h"

#include <stddef.h>

/* What the body of "list transfers" contains. */
struct decoded_transfers {
    enum decode_result result;
    char *request_id;                /* meta.request_id, or NULL */
    struct transfer_name_list names; /* for DECODE_OK */
    size_t warnings;                 /* items left out, and `damaged` */
    size_t damaged;                  /* texts and numbers of the answer that were damaged */
    char first_damaged[160]; /* the first of them, located: "data[3].display_name holds …" */
    struct api_error error;  /* for DECODE_ERROR_ENVELOPE */
    struct problem problem;  /* for DECODE_UNREADABLE: `what` only */
};

/* Reads the body of "list transfers": {"meta":…, "data":[{"dwh_transfer_id":…, "display_name":…,
 * …}]}. An item without an integer dwh_transfer_id above 0 or without a display_name that is a
 * string and not empty is left out and counted as a warning. Of two items with one id the first
 * stays, with one warning. A body with "error" is an error, even if it has other members. *decoded
 * is initialised here; the caller clears it. */
void decode_transfers(const char *bytes, size_t length, struct decoded_transfers *decoded);

void decoded_transfers_clear(struct decoded_transfers *decoded);

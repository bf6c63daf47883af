/* SPDX-License-Identifier: MIT */
#include "stderr_tail.h"

#include "backfilltop/base/numbers.h"

#include <string.h>

enum { LONGEST_WORD = 31 }; /* API keys have 60 characters and more */

static bool is_white(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Where the last line that is not empty begins, *length being what is in it. */
static size_t last_line(const struct stderr_tail *tail, size_t *length) {
    size_t end = tail->length;
    while (end > 0 && is_white(tail->bytes[end - 1])) {
        end--;
    }
    size_t begin = end;
    while (begin > 0 && tail->bytes[begin - 1] != '\n') {
        begin--;
    }
    *length = end - begin;
    return begin;
}

void stderr_tail_add(struct stderr_tail *tail, const char *bytes, size_t length) {
    size_t room = sizeof tail->bytes;
    size_t taken = min_size(length, room);
    size_t kept = min_size(tail->length, room - taken);
    tail->cut = tail->cut || taken < length || kept < tail->length;
    memmove(tail->bytes, tail->bytes + tail->length - kept, kept);
    memcpy(tail->bytes + kept, bytes + length - taken, taken);
    tail->length = kept + taken;
}

void stderr_tail_quote(const struct stderr_tail *tail, struct buffer *out) {
    size_t length = 0;
    size_t at = last_line(tail, &length);
    size_t end = at + length;
    bool torn = tail->cut && at == 0;
    while (at < end) {
        size_t begin = at;
        while (at < end && !is_white(tail->bytes[at])) {
            at++;
        }
        if (torn || at - begin > LONGEST_WORD) {
            buffer_add_string(out, "[...]");
        } else {
            buffer_add(out, tail->bytes + begin, at - begin);
        }
        torn = false;
        for (; at < end && is_white(tail->bytes[at]); at++) {
            buffer_add_string(out, " ");
        }
    }
}

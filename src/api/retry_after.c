/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/retry_after.h"

#include "backfilltop/api/http_date.h"
#include "backfilltop/base/times.h"

#include <stddef.h>
#include <string.h>

#define MOST_S (RETRY_AFTER_MAX_MS / 1000)

static const char DIGITS[] = "0123456789";

/* Where the seconds end, or NULL if there are none. More than MOST_S count as that. */
static const char *parse_seconds(const char *text, int64_t *seconds) {
    size_t digits = strspn(text, DIGITS);
    *seconds = 0;
    for (size_t i = 0; i < digits && *seconds < MOST_S; i++) {
        *seconds = *seconds * 10 + (text[i] - '0');
    }
    if (digits == 0 || text[digits] != '.') {
        return digits > 0 ? text + digits : NULL;
    }
    const char *fraction = text + digits + 1;
    size_t length = strspn(fraction, DIGITS);
    *seconds += strspn(fraction, "0") < length;
    return length > 0 ? fraction + length : NULL;
}

static const char *skip(const char *text, const char *bytes) {
    return text + strspn(text, bytes);
}

/* Where one value ends, or NULL if it is none. */
static const char *parse_value(const char *text, int64_t from_s, int64_t *wait_s) {
    int64_t instant_s = 0;
    const char *end = http_date_parse(text, from_s, &instant_s);
    if (end != NULL) {
        *wait_s = instant_s - from_s;
    } else {
        end = parse_seconds(text, wait_s);
    }
    end = end != NULL ? skip(end, " \t") : NULL;
    return end != NULL && (*end == ',' || *end == '\0') ? end : NULL;
}

int64_t retry_after_wait_ms(const char *value, int64_t date_s, int64_t now_s) {
    int64_t from_s = date_s != TIMES_ABSENT ? date_s : now_s;
    int64_t longest_s = 0;
    const char *at = value != NULL ? skip(value, " \t,") : "";
    while (*at != '\0') {
        int64_t wait_s = 0;
        const char *end = parse_value(at, from_s, &wait_s);
        if (end != NULL && wait_s > longest_s) {
            longest_s = wait_s;
        }
        at = end != NULL ? end : at;
        at = skip(at + strcspn(at, ","), " \t,");
    }
    if (longest_s == 0) {
        return RETRY_AFTER_NONE;
    }
    return longest_s < MOST_S ? longest_s * 1000 : RETRY_AFTER_MAX_MS;
}

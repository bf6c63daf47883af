/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/etag.h"

#include <stddef.h>
#include <string.h>

static const char *skip_weakness(const char *tag) {
    return strncmp(tag, "W/", 2) == 0 ? tag + 2 : tag;
}

static bool is_tag_byte(unsigned char byte) {
    return byte > ' ' && byte != '"' && byte != 0x7f;
}

/* The bytes from one quote to the other; 0 if there is no quoted part. */
static size_t quoted_length(const char *text) {
    size_t length = 1;
    if (text[0] != '"') {
        return 0;
    }
    while (is_tag_byte((unsigned char)text[length])) {
        length++;
    }
    return text[length] == '"' ? length + 1 : 0;
}

bool etag_is_valid(const char *text) {
    const char *quoted = skip_weakness(text);
    size_t length = quoted_length(quoted);
    return length > 0 && quoted[length] == '\0' && strlen(text) <= ETAG_MAX;
}

bool etag_is_listed(const char *value, const char *tag) {
    const char *wanted = skip_weakness(tag);
    size_t length = quoted_length(wanted);
    const char *at = value + strspn(value, " \t,");
    if (strcmp(value, "*") == 0) {
        return true;
    }
    while (*at != '\0') {
        at = skip_weakness(at);
        size_t listed = quoted_length(at);
        if (listed == length && memcmp(at, wanted, length) == 0) {
            return length > 0;
        }
        if (listed == 0) {
            return false; /* it is no list of tags */
        }
        at += listed;
        at += strspn(at, " \t,");
    }
    return false;
}

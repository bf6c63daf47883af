/* SPDX-License-Identifier: MIT */
#include "../../src/core/json_scan.h"
#include "backfilltop/base/memory.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Compares the scanner with jansson: what jansson accepts, the scanner accepts with the same
 * values; and what the scanner passes on, jansson accepts. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static bool is_same(json_t *plain, json_t *scanned);

static bool is_same_object(json_t *plain, json_t *scanned) {
    const char *key;
    json_t *value;
    json_object_foreach(plain, key, value) {
        if (!is_same(value, json_object_get(scanned, key))) {
            return false;
        }
    }
    return json_object_size(plain) == json_object_size(scanned);
}

static bool is_same_array(json_t *plain, json_t *scanned) {
    for (size_t i = 0; i < json_array_size(plain); i++) {
        if (!is_same(json_array_get(plain, i), json_array_get(scanned, i))) {
            return false;
        }
    }
    return json_array_size(plain) == json_array_size(scanned);
}

/* A whole number may have become exact; one beyond 64 bits may have become another such number. */
static bool is_same_number(const json_t *plain, const json_t *scanned) {
    if (json_is_integer(plain)) {
        return json_equal(plain, scanned);
    }
    double was = json_real_value(plain);
    double is = json_number_value(scanned);
    return was == is || (was >= 9e18 && is >= 9e18) || (was <= -9e18 && is <= -9e18);
}

static bool is_same(json_t *plain, json_t *scanned) {
    if (json_is_object(plain)) {
        return json_is_object(scanned) && is_same_object(plain, scanned);
    }
    if (json_is_array(plain)) {
        return json_is_array(scanned) && is_same_array(plain, scanned);
    }
    if (json_is_number(plain)) {
        return json_is_number(scanned) && is_same_number(plain, scanned);
    }
    return json_equal(plain, scanned);
}

static json_t *load(const char *bytes, size_t length) {
    return json_loadb(bytes, length, JSON_ALLOW_NUL, NULL);
}

static void check_items(const struct json_scan *scan, const json_t *root) {
    const json_t *list = json_object_get(root, "data");
    require(json_is_array(list) && json_array_size(list) == scan->item_count);
    require(scan->bytes[scan->data.start] == '[' && scan->bytes[scan->data.end - 1] == ']');
    for (size_t i = 0; i < scan->item_count; i++) {
        struct json_span span = scan->items[i].span;
        json_t *item = json_loadb(scan->bytes + span.start, span.end - span.start,
                                  JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
        require(item != NULL && json_equal(item, json_array_get(list, i)));
        json_decref(item);
    }
}

static void check_accepted(const struct json_scan *scan, const char *bytes, json_t *plain) {
    json_t *root = load(scan->bytes, scan->length);
    require(root != NULL);
    if (plain != NULL) {
        require(scan->warnings == 0 || scan->repaired.length > 0);
        require(is_same(plain, root));
    }
    if (scan->repaired.length == 0) {
        require(scan->warnings == 0);
        require(scan->bytes >= bytes);
    }
    require((scan->warnings > 0) == (scan->first_warning[0] != '\0'));
    if (scan->has_list) {
        check_items(scan, root);
    }
    /* What has been repaired stays as it is. */
    struct json_scan again;
    struct problem problem;
    require(json_scan(&again, scan->bytes, scan->length, NULL, &problem));
    require(again.length == scan->length && memcmp(again.bytes, scan->bytes, again.length) == 0);
    json_scan_clear(&again);
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = memory_copy((const char *)data, size);
    json_t *plain = load(bytes, size);
    struct json_scan scan;
    struct problem problem = {0};
    bool is_accepted = size > 0 && json_scan(&scan, bytes, size, NULL, &problem);
    /* jansson 2.14 ignores a NUL byte before a closing brace, which is not valid JSON. */
    bool may_refuse = memchr(bytes, '\0', size) != NULL ||
                      strstr(problem.what, "is too large") != NULL;
    require(plain == NULL || is_accepted || may_refuse);
    if (is_accepted) {
        check_accepted(&scan, bytes, plain);
    } else {
        require(size == 0 || problem.what[0] != '\0');
    }
    if (size > 0) {
        json_scan_clear(&scan);
    }
    json_decref(plain);
    free(bytes);
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include "decode_fields.h"

#include "backfilltop/base/buffer.h"
#include "json_scan.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static const char *const type_names[] = {
    [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
    [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
    [JSON_FALSE] = "false",      [JSON_NULL] = "null",
};

void decode_refuse(struct decoded *decoded, const char *key, const json_t *found,
                   const char *expected) {
    if (found == NULL) {
        problem_set(&decoded->problem, "", "", "the answer has no \"%s\"", key);
        return;
    }
    problem_set(&decoded->problem, "", "", "\"%s\" of the answer is %s, not %s", key,
                type_names[json_typeof(found)], expected);
}

bool decode_open(const char *bytes, size_t length, const struct json_scan *before,
                 struct json_scan *scan, struct decoded *decoded) {
    *decoded = (struct decoded){.result = DECODE_UNREADABLE};
    *scan = (struct json_scan){0};
    if (length == 0) {
        problem_set(&decoded->problem, "", "", "the answer is empty");
        return false;
    }
    return json_scan(scan, bytes, length, before, &decoded->problem);
}

/* Everything but the items of the list. */
static json_t *load_rest(const struct json_scan *scan, json_error_t *error) {
    struct buffer rest = {0};
    size_t list_end = scan->data.end - 1;
    buffer_add(&rest, scan->bytes, scan->data.start + 1);
    buffer_add(&rest, scan->bytes + list_end, scan->length - list_end);
    json_t *root = json_loadb(rest.bytes, rest.length, JSON_ALLOW_NUL, error);
    buffer_clear(&rest);
    return root;
}

json_t *decode_root(const struct json_scan *scan, struct decoded *decoded) {
    json_error_t error;
    json_t *root = scan->has_list ? load_rest(scan, &error)
                                  : json_loadb(scan->bytes, scan->length, JSON_ALLOW_NUL, &error);
    if (root == NULL) {
        problem_set(&decoded->problem, "", "", "the answer is not JSON: %s", error.text);
        return NULL;
    }
    if (!json_is_object(root)) {
        problem_set(&decoded->problem, "", "", "the answer is %s, not an object",
                    type_names[json_typeof(root)]);
        json_decref(root);
        return NULL;
    }
    const json_t *meta = json_object_get(root, "meta");
    decoded->request_id = decode_text(json_object_get(meta, "request_id"));
    return root;
}

bool decode_find_list(struct decode_list *list, const struct json_scan *scan, const json_t *root,
                      struct decoded *decoded) {
    const json_t *data = json_object_get(root, "data");
    if (!json_is_array(data)) {
        decode_refuse(decoded, "data", data, "an array");
        return false;
    }
    size_t count = scan->has_list ? scan->item_count : json_array_size(data);
    *list = (struct decode_list){scan, data, count};
    return true;
}

json_t *decode_list_item(const struct decode_list *list, size_t index) {
    if (!list->scan->has_list) {
        return json_incref(json_array_get(list->data, index));
    }
    struct json_span span = list->scan->items[index].span;
    return json_loadb(list->scan->bytes + span.start, span.end - span.start,
                      JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
}

bool decode_envelope(const struct json_scan *scan, const json_t *root, struct decoded *decoded) {
    const json_t *error = json_object_get(root, "error");
    if (error == NULL || json_is_null(error)) {
        return false;
    }
    decoded->result = DECODE_ERROR_ENVELOPE;
    decoded->error.warnings = scan->warnings;
    memcpy(decoded->error.first_warning, scan->first_warning, sizeof scan->first_warning);
    decoded->error.code = decode_text(json_object_get(error, "code"));
    decoded->error.description = decode_text(json_object_get(error, "description"));
    decoded->error.message = decode_text(json_is_string(error) ? error
                                                               : json_object_get(error, "message"));
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "decode_body.h"

#include "backfilltop/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const struct decoder decoder_list = {decode_list};
const struct decoder decoder_one = {decode_one};
const struct decoder decoder_error = {decode_error};

void decode_file(const struct decoder *decoder, const char *name, struct decoded *decoded) {
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", TEST_DATA_DIR, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct buffer body = {0};
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof(chunk), file)) > 0;) {
        buffer_add(&body, chunk, got);
    }
    fclose(file);
    decoder->decode(body.bytes, body.length, decoded);
    buffer_clear(&body);
}

void decode_string(const struct decoder *decoder, const char *body, struct decoded *decoded) {
    decoder->decode(body, strlen(body), decoded);
}

void assert_same_backfill(const struct backfill *actual, const struct backfill *expected) {
    assert_int_equal(actual->id, expected->id);
    assert_int_equal(actual->transfer_id, expected->transfer_id);
    assert_int_equal(actual->created_user_id, expected->created_user_id);
    assert_int_equal(actual->removed_user_id, expected->removed_user_id);
    assert_int_equal(actual->range_start, expected->range_start);
    assert_int_equal(actual->range_end, expected->range_end);
    assert_int_equal(actual->created_time, expected->created_time);
    assert_int_equal(actual->start_time, expected->start_time);
    assert_int_equal(actual->end_time, expected->end_time);
    assert_int_equal(actual->removed_time, expected->removed_time);
    assert_int_equal(actual->runs_total, expected->runs_total);
    assert_int_equal(actual->runs_created, expected->runs_created);
    assert_int_equal(actual->runs_completed, expected->runs_completed);
    assert_int_equal(actual->runs_failed, expected->runs_failed);
    assert_int_equal(actual->status, expected->status);
    assert_int_equal(actual->error_count, expected->error_count);
    assert_int_equal(actual->has_error_report, expected->has_error_report);
}

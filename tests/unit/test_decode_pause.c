/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode_cache.h"

#include "backfilltop/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A cache with what its decoding pauses for. */
struct bench {
    struct decode_cache *cache;
    uint64_t serial; /* of the latest list */
    int pauses;
};

static void count_pause(void *context) {
    struct bench *bench = context;
    bench->pauses++;
}

/* Reads a list of `count` backfills, of which the first `changed` are those of no list before.
 * Returns how often it paused. */
static int read_list(struct bench *bench, int count, int changed) {
    static int latest;
    struct buffer body = {0};
    struct decoded decoded;
    buffer_add_string(&body, "{\"meta\":{},\"data\":[");
    latest++;
    for (int i = 0; i < count; i++) {
        buffer_add_format(&body, "%s{\"transfer_backfill_id\":%d,\"transfer_runs_total\":%d}",
                          i > 0 ? "," : "", i + 1, i < changed ? latest : 0);
    }
    buffer_add_string(&body, "]}");
    bench->pauses = 0;
    decode_list_since(bench->cache, bench->serial, body.bytes, body.length, &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(snapshot_listed(&decoded.snapshot), count);
    bench->serial = decoded.snapshot.serial;
    decoded_clear(&decoded);
    buffer_clear(&body);
    return bench->pauses;
}

static void decoding_pauses_as_often_as_it_has_to_do(void **state) {
    struct bench bench = {.cache = decode_cache_new()};
    (void)state;
    decode_cache_set_pause(bench.cache, (struct decode_pause){count_pause, &bench});
    assert_int_equal(read_list(&bench, 10 * DECODE_PAUSE_ITEMS, 0), 10);
    assert_int_equal(read_list(&bench, 10 * DECODE_PAUSE_ITEMS, 0), 0);
    assert_int_equal(read_list(&bench, 10 * DECODE_PAUSE_ITEMS, DECODE_PAUSE_ITEMS - 1), 0);
    assert_int_equal(read_list(&bench, 10 * DECODE_PAUSE_ITEMS, 3 * DECODE_PAUSE_ITEMS), 3);
    assert_int_equal(read_list(&bench, 0, 0), 0);
    decode_cache_free(bench.cache);
}

static void without_anything_to_do_it_does_not_pause(void **state) {
    struct bench bench = {.cache = decode_cache_new()};
    (void)state;
    assert_int_equal(read_list(&bench, 2 * DECODE_PAUSE_ITEMS, 0), 0);
    decode_cache_free(bench.cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_pauses_as_often_as_it_has_to_do),
        cmocka_unit_test(without_anything_to_do_it_does_not_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

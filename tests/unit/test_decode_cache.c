/* SPDX-License-Identifier: MIT */
#include "support/two_ways.h"

#include "backfilltop/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Set in the environment for more, or others. */
#define DOCUMENTS_VARIABLE "BACKFILLTOP_TEST_DOCUMENTS"
#define SEED_VARIABLE      "BACKFILLTOP_TEST_SEED"

#define DOCUMENTS 10000
#define SEQUENCE  50

static int set_up(void **state) {
    struct two_ways *ways = calloc(1, sizeof *ways);
    assert_non_null(ways);
    two_ways_init(ways);
    *state = ways;
    return 0;
}

static int tear_down(void **state) {
    two_ways_clear(*state);
    free(*state);
    return 0;
}

/* Both ways say the same of the answer. Returns how many backfills were not decoded again. */
static size_t read_both(struct two_ways *ways, const char *body, size_t length) {
    size_t before = ways->kept;
    const char *difference = two_ways_answer(ways, body, length);
    if (difference != NULL) {
        fail_msg("%s differs: %.300s", difference, body);
    }
    return ways->kept - before;
}

static size_t read_text(struct two_ways *ways, const char *items) {
    struct buffer body = {0};
    buffer_add_format(&body, "{\"meta\":{\"request_id\":\"%zu\"},\"data\":[%s]}", ways->kept,
                      items);
    size_t kept = read_both(ways, body.bytes, body.length);
    buffer_clear(&body);
    return kept;
}

#define A  "{\"transfer_backfill_id\":1,\"status\":\"RUNNING\",\"transfer_runs_total\":9}"
#define A2 "{\"transfer_backfill_id\":1,\"status\":\"FAILED\",\"transfer_runs_total\":9}"
#define B  "{\"transfer_backfill_id\":2,\"status\":\"RUNNING\",\"transfer_runs_total\":9}"
#define C  "{\"transfer_backfill_id\":3,\"status\":\"RUNNING\",\"transfer_runs_total\":9}"
#define D  "{\"transfer_backfill_id\":4,\"created_time\":\"2024-02-01T10:00:00\"}"
#define E  "{\"transfer_backfill_id\":5,\"start_time\":\"2024-02-01T10:00:00\",\"status\":\"OK\"}"

static void what_is_equal_is_not_decoded_again(void **state) {
    static const struct {
        const char *items;
        size_t kept;
    } answers[] = {
        {A "," B "," C, 0},
        {A "," B "," C, 3},
        {A2 "," B "," C, 2},
        {B "," C, 2},             /* the first has left */
        {D "," B "," C, 2},       /* another is first */
        {C "," A "," D "," B, 3}, /* in another order */
        {B "," D "," A "," C, 4},
        {"", 0},
        {A, 0},
        {A "," E "," D, 1},
        {E "," A "," D, 3},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        assert_int_equal(read_text(*state, answers[i].items), answers[i].kept);
    }
}

static void what_was_repaired_is_decoded_again(void **state) {
    static const char damaged[] = "{\"transfer_backfill_id\":7,\"status\":\"\\ud800\"}";
    static const char inexact[] = "{\"transfer_backfill_id\":8,\"transfer_id\":2.8e1}";
    char items[400];
    snprintf(items, sizeof items, A ",%s," B ",%s", damaged, inexact);
    assert_int_equal(read_text(*state, items), 0);
    assert_int_equal(read_text(*state, items), 2);
    snprintf(items, sizeof items, "%s," B ",%s", inexact, damaged);
    assert_int_equal(read_text(*state, items), 1);
}

/* What stands in the place of a repair is not taken for what was repaired. */
static void what_looks_like_a_repair_is_decoded_again(void **state) {
    static const char beyond[] =
        "{\"transfer_backfill_id\":7,\"transfer_id\":99999999999999999999}";
    static const char like_it[] = "{\"transfer_backfill_id\":7,\"transfer_id\":1e308}";
    assert_int_equal(read_text(*state, beyond), 0);
    assert_int_equal(read_text(*state, like_it), 0);
    assert_int_equal(read_text(*state, beyond), 0);
}

static void a_list_with_an_id_twice_is_read_whole(void **state) {
    assert_int_equal(read_text(*state, A "," B), 0);
    assert_int_equal(read_text(*state, A "," B "," A2), 0);
    assert_int_equal(read_text(*state, A "," B "," A), 0);
    assert_int_equal(read_text(*state, A "," B), 0);
    assert_int_equal(read_text(*state, A "," B), 2);
}

static void an_answer_that_fails_changes_nothing(void **state) {
    static const char *const failures[] = {"", "{\"data\":[" A ",", "{\"error\":{\"code\":\"E\"}}",
                                           "{\"data\":7}", "{\"data\":[" A "," C "]} x"};
    read_text(*state, A "," B);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        assert_int_equal(read_both(*state, failures[i], strlen(failures[i])), 0);
    }
    assert_int_equal(read_text(*state, B "," A), 2);
}

static void an_answer_that_was_not_applied_is_not_built_upon(void **state) {
    struct two_ways *ways = *state;
    static const char dropped[] = "{\"data\":[" A2 "," C "]}";
    read_text(ways, A "," B);
    assert_null(two_ways_drop(ways, dropped, strlen(dropped)));
    assert_int_equal(read_text(ways, A2 "," C), 0);
    assert_int_equal(read_text(ways, A2 "," C), 2);
}

/* An object with `count` values. */
static void add_costly_item(struct buffer *body, int id, size_t count) {
    buffer_add_format(body, "{\"transfer_backfill_id\":%d,\"x\":[[0", id);
    for (size_t i = 1; i < count; i++) {
        buffer_add_string(body, i % 90000 == 0 ? "],[0" : ",0");
    }
    buffer_add_string(body, "]]}");
}

/* The items from `first` to 4. */
static size_t read_costly(struct two_ways *ways, int first) {
    struct buffer body = {0};
    buffer_add_string(&body, "{\"data\":[");
    for (int id = first; id <= 4; id++) {
        add_costly_item(&body, id, 450000);
        buffer_add_string(&body, id < 4 ? "," : "]}");
    }
    size_t kept = read_both(ways, body.bytes, body.length);
    buffer_clear(&body);
    return kept;
}

/* Five are too many: the last, which is known, is one too many. */
static void known_items_count_towards_the_limits(void **state) {
    assert_int_equal(read_costly(*state, 1), 0);
    assert_int_equal(read_costly(*state, 0), 0);
    assert_int_equal(read_costly(*state, 1), 4);
}

static void items_beyond_the_most_are_refused_where_they_stand(void **state) {
    struct buffer body = {0};
    buffer_add_string(&body, "{\"data\":[{}");
    for (int i = 1; i < 99990; i++) {
        buffer_add_string(&body, ",{}");
    }
    for (int i = 0; i < 4; i++) {
        buffer_add_string(&body, i % 2 == 0 ? "]}" : ",{},{},{},{},{},{},{},{},{},{},{}]}");
        read_both(*state, body.bytes, body.length);
        body.length -= 2;
    }
    buffer_clear(&body);
}

static void a_body_that_is_too_long_is_not_kept(void **state) {
    struct buffer body = {0};
    buffer_add_string(&body, "{\"data\":[" A "]}");
    buffer_add_repeated(&body, ' ', DECODE_CACHE_MAX);
    assert_int_equal(read_both(*state, body.bytes, body.length), 0);
    assert_int_equal(read_both(*state, body.bytes, body.length), 0);
    buffer_clear(&body);
}

static size_t number_set(const char *variable, size_t otherwise) {
    const char *number = getenv(variable);
    return number != NULL ? (size_t)strtoull(number, NULL, 10) : otherwise;
}

static void both_ways_say_the_same_of_random_answers(void **state) {
    struct choices choices = {.state = number_set(SEED_VARIABLE, 1)};
    size_t documents = number_set(DOCUMENTS_VARIABLE, DOCUMENTS);
    struct buffer body = {0};
    size_t kept = 0;
    (void)state;
    for (size_t left = documents; left > 0;) {
        struct two_ways ways;
        size_t sequence = left < SEQUENCE ? left : SEQUENCE;
        left -= sequence;
        two_ways_init(&ways);
        const char *difference = two_ways_run(&ways, &choices, &sequence, &body);
        if (difference != NULL) {
            fail_msg("%s differs: %s", difference, buffer_string(&body));
        }
        kept += ways.kept;
        two_ways_clear(&ways);
    }
    assert_true(kept / 2 > documents); /* else this tests little */
    buffer_clear(&body);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(what_is_equal_is_not_decoded_again),
        test(what_was_repaired_is_decoded_again),
        test(what_looks_like_a_repair_is_decoded_again),
        test(a_list_with_an_id_twice_is_read_whole),
        test(an_answer_that_fails_changes_nothing),
        test(an_answer_that_was_not_applied_is_not_built_upon),
        test(known_items_count_towards_the_limits),
        test(items_beyond_the_most_are_refused_where_they_stand),
        test(a_body_that_is_too_long_is_not_kept),
        cmocka_unit_test(both_ways_say_the_same_of_random_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

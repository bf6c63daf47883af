/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/vendor_commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEAM     42
#define TRANSFER 78
#define ROWS     4
#define ENTRIES  128

/* A tracker with a few rows; the advice is for the first. */
struct scene {
    struct row rows[ROWS];
    struct row *pointers[ROWS];
    struct tracker tracker;
    struct backfill_error errors[ENTRIES];
    struct vendor_advice advice;
};

static int64_t day_of(const char *text) {
    int64_t day = TIMES_ABSENT;
    if (text != NULL) {
        assert_true(times_parse_day(text, &day));
    }
    return day;
}

static struct row *add_row(struct scene *scene, enum backfill_status status, const char *first,
                           const char *last) {
    struct row *row = &scene->rows[scene->tracker.count];
    *row = (struct row){.team_id = TEAM};
    backfill_init(&row->backfill);
    row->backfill.id = 7 + (int64_t)scene->tracker.count;
    row->backfill.transfer_id = TRANSFER;
    row->backfill.status = status;
    row->backfill.range_start = day_of(first);
    row->backfill.range_end = day_of(last);
    row->backfill.has_error_report = true;
    scene->pointers[scene->tracker.count++] = row;
    return row;
}

static void setup(struct scene *scene, enum backfill_status status) {
    *scene = (struct scene){0};
    scene->tracker.rows = scene->pointers;
    add_row(scene, status, "2024-01-01", "2024-01-31")->backfill.errors = scene->errors;
}

static void fail_day(struct scene *scene, const char *day) {
    static char message[] = "no";
    struct backfill *backfill = &scene->rows[0].backfill;
    scene->errors[backfill->error_count++] = (struct backfill_error){day_of(day), message};
}

static void advise(struct scene *scene) {
    vendor_advice_clear(&scene->advice);
    vendor_advice_init(&scene->advice, &scene->tracker, &scene->rows[0]);
    bool has_text = scene->advice.text.length > 0;
    assert_int_equal(has_text, scene->advice.why_not.length == 0);
}

static void assert_says(const struct scene *scene, const char *part) {
    if (strstr(buffer_string(&scene->advice.text), part) == NULL) {
        fail_msg("no \"%s\" in \"%s\"", part, buffer_string(&scene->advice.text));
    }
}

static void assert_says_not(const struct scene *scene, const char *part) {
    assert_null(strstr(buffer_string(&scene->advice.text), part));
}

static void assert_why_not(struct scene *scene, const char *expected) {
    advise(scene);
    assert_string_equal(buffer_string(&scene->advice.why_not), expected);
    assert_int_equal(scene->advice.commands.length, 0);
    vendor_advice_clear(&scene->advice);
}

#define CREATE "supermetrics backfills create --team-id 42 --transfer-id 78 \\\n    --range-start "
#define CANCEL "supermetrics backfills cancel --team-id 42 --backfill-id "

static void each_range_of_failed_days_is_a_command(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_FAILED);
    scene.rows[0].backfill.transfer_id = INT64_MAX;
    fail_day(&scene, "2024-02-28");
    fail_day(&scene, "2024-03-01");
    fail_day(&scene, "2024-02-29");
    fail_day(&scene, "2024-02-29");
    fail_day(&scene, "2024-01-03");
    fail_day(&scene, NULL);
    advise(&scene);
    assert_string_equal(
        buffer_string(&scene.advice.commands),
        "supermetrics backfills create --team-id 42 --transfer-id 9223372036854775807 \\\n"
        "    --range-start 2024-01-03 --range-end 2024-01-03\n"
        "supermetrics backfills create --team-id 42 --transfer-id 9223372036854775807 \\\n"
        "    --range-start 2024-02-28 --range-end 2024-03-01\n");
    assert_says(&scene, "To backfill the failed days of 7 again:\n\nsupermetrics");
    vendor_advice_clear(&scene.advice);
}

static void what_failed_may_be_active_itself(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_FAILED);
    fail_day(&scene, "2024-01-03");
    advise(&scene);
    assert_says(&scene,
                "If the API counts 7 (FAILED) as active, cancel it first:\n\n" CANCEL "7\n");
    add_row(&scene, BACKFILL_FAILED, "2024-01-03", "2024-01-03");
    add_row(&scene, BACKFILL_FAILED, "2024-01-04", "2024-01-09");
    advise(&scene);
    assert_says(&scene, "counts 7 (FAILED), 8 (FAILED) as active, cancel them first:\n\n" CANCEL
                        "7\n" CANCEL "8\n");
    scene.rows[0].backfill.status = BACKFILL_CANCELLED;
    scene.rows[0].change = ROW_GONE;
    scene.rows[1].change = ROW_GONE;
    advise(&scene);
    assert_says_not(&scene, "active");
    assert_true(scene.advice.commands.length > 0);
    vendor_advice_clear(&scene.advice);
}

static void nothing_overlaps_what_is_active(void **state) {
    static const enum backfill_status active[] = {BACKFILL_CREATED, BACKFILL_SCHEDULED,
                                                  BACKFILL_RUNNING};
    (void)state;
    for (size_t i = 0; i < sizeof active / sizeof *active; i++) {
        struct scene scene;
        setup(&scene, active[i]);
        fail_day(&scene, "2024-01-03");
        advise(&scene);
        assert_int_equal(scene.advice.commands.length, 0);
        assert_says(&scene, "The failed days of 7 cannot be backfilled again yet");
        assert_says(&scene, "Wait until it has ended, or cancel it first:\n\n" CANCEL
                            "7\n\nand then:\n\n" CREATE "2024-01-03 --range-end 2024-01-03\n");
        vendor_advice_clear(&scene.advice);
    }
}

static void another_backfill_of_the_transfer_blocks_the_days_that_it_has(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_FAILED);
    fail_day(&scene, "2024-01-03");
    fail_day(&scene, "2024-01-20");
    struct row *other = add_row(&scene, BACKFILL_RUNNING, "2024-01-20", "2024-02-20");
    advise(&scene);
    assert_string_equal(buffer_string(&scene.advice.commands),
                        CREATE "2024-01-03 --range-end 2024-01-03\n");
    assert_says(&scene, "The other failed days of 7 cannot be backfilled again yet");
    assert_says(&scene, "and 8 (RUNNING) is active. Wait until it has ended");
    assert_says(&scene, CANCEL "8\n\nand then:\n\n" CREATE "2024-01-20 --range-end 2024-01-20\n");
    other->backfill.range_start++;
    advise(&scene);
    assert_says_not(&scene, "8 (RUNNING)");
    other->backfill.range_start--;
    other->backfill.transfer_id++;
    advise(&scene);
    assert_says_not(&scene, "8 (RUNNING)");
    other->backfill.transfer_id--;
    other->team_id++;
    advise(&scene);
    assert_says_not(&scene, "8 (RUNNING)");
    other->team_id--;
    other->change = ROW_GONE;
    advise(&scene);
    assert_says_not(&scene, "8 (RUNNING)");
    vendor_advice_clear(&scene.advice);
}

static void what_is_not_known_may_be_active(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_CANCELLED);
    scene.rows[0].change = ROW_GONE;
    fail_day(&scene, "2024-01-03");
    add_row(&scene, BACKFILL_RUNNING, NULL, "2024-02-20");
    add_row(&scene, BACKFILL_OTHER, "2024-01-01", "2024-01-31");
    advise(&scene);
    assert_says(&scene, "counts 8 (RUNNING), 9 (in an unknown status) as active, cancel them");
    assert_true(scene.advice.commands.length > 0);
    vendor_advice_clear(&scene.advice);
}

static void it_says_how_many_failed_days_are_named(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_FAILED);
    int64_t first = day_of("2024-01-01");
    for (int64_t i = 0; i < 100; i++) {
        fail_day(&scene, "2024-01-01");
        scene.errors[i].day = first + i;
    }
    scene.rows[0].backfill.runs_failed = 150;
    advise(&scene);
    assert_says(&scene, "100 of 150 failed days are named in the error report");
    scene.rows[0].backfill.runs_failed = 100;
    advise(&scene);
    assert_says_not(&scene, "are named");
    scene.rows[0].backfill.runs_failed = BACKFILL_NO_COUNT;
    advise(&scene);
    assert_says_not(&scene, "are named");
    vendor_advice_clear(&scene.advice);
}

static void it_says_why_there_is_nothing_to_do(void **state) {
    (void)state;
    struct scene scene;
    setup(&scene, BACKFILL_CREATED);
    struct backfill *backfill = &scene.rows[0].backfill;
    backfill->runs_failed = 0;
    assert_why_not(&scene, "it has not begun, and no run of it has failed");
    backfill->status = BACKFILL_SCHEDULED;
    assert_why_not(&scene, "it has not begun, and no run of it has failed");
    backfill->status = BACKFILL_RUNNING;
    assert_why_not(&scene, "no run of it has failed");
    backfill->runs_failed = 1;
    assert_why_not(&scene, "1 run failed, but its error report is empty");
    backfill->has_error_report = false;
    backfill->runs_failed = 2;
    assert_why_not(&scene, "2 runs failed, but the API sent no error report");
    backfill->runs_failed = BACKFILL_NO_COUNT;
    assert_why_not(&scene, "the API sent no error report");
    backfill->has_error_report = true;
    backfill->runs_failed = 3;
    fail_day(&scene, NULL);
    assert_why_not(&scene, "3 runs failed, but its error report names no day");
    fail_day(&scene, "2024-01-03");
    backfill->transfer_id = BACKFILL_NO_ID;
    assert_why_not(&scene, "the API did not say which transfer it belongs to");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_range_of_failed_days_is_a_command),
        cmocka_unit_test(what_failed_may_be_active_itself),
        cmocka_unit_test(nothing_overlaps_what_is_active),
        cmocka_unit_test(another_backfill_of_the_transfer_blocks_the_days_that_it_has),
        cmocka_unit_test(what_is_not_known_may_be_active),
        cmocka_unit_test(it_says_how_many_failed_days_are_named),
        cmocka_unit_test(it_says_why_there_is_nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60)

/* What the header shows about the end of all backfills, and how many there are. */

static const struct sample_record almost_done = {.id = 1,
                                                 .status = "RUNNING",
                                                 .created_s = 90 * MINUTE,
                                                 .started_s = 90 * MINUTE,
                                                 .runs_total = 100,
                                                 .runs_created = 100,
                                                 .runs_completed = 90,
                                                 .pace = 10};
static const struct sample_record just_begun = {
    .id = 2, .status = "RUNNING", .created_s = MINUTE, .started_s = MINUTE, .runs_total = 365};
static const struct sample_record scheduled = {
    .id = 3, .status = "SCHEDULED", .created_s = MINUTE, .runs_total = 28};
static const struct sample_record failed = {.id = 4,
                                            .status = "FAILED",
                                            .created_s = 90 * MINUTE,
                                            .started_s = 90 * MINUTE,
                                            .runs_total = 10,
                                            .runs_completed = 5,
                                            .runs_failed = 5};
static const struct sample_record all_runs_done = {.id = 5,
                                                   .status = "RUNNING",
                                                   .created_s = 90 * MINUTE,
                                                   .started_s = 90 * MINUTE,
                                                   .runs_total = 28,
                                                   .runs_completed = 28,
                                                   .pace = 10};
static const struct sample_record without_runs = {
    .id = 6, .status = "RUNNING", .created_s = 90 * MINUTE, .started_s = 90 * MINUTE};
static const struct sample_record ended = {.id = 7,
                                           .status = "RUNNING",
                                           .created_s = 90 * MINUTE,
                                           .runs_total = 5,
                                           .runs_completed = 5,
                                           .ending = "COMPLETED",
                                           .ended_s = MINUTE};

static void assert_header(const struct sample_record *records, size_t count, int columns,
                          const char *expected) {
    struct scene scene;
    struct buffer text = {0};
    scene_open(&scene, NULL, records, count);
    scene_draw(&scene, columns, 16);
    capture_text(&text);
    if (strstr(buffer_string(&text), expected) == NULL) {
        fail_msg("no \"%s\" in\n%s", expected, buffer_string(&text));
    }
    buffer_clear(&text);
    scene_close(&scene);
}

static void the_end_is_shown_when_every_end_is_known(void **state) {
    (void)state;
    const struct sample_record records[] = {almost_done, failed, ended};
    assert_header(records, 3, 120, "  slowest ETA ≈ 12:36, in 9 m\n");
    assert_header(records, 3, 80, "  slowest ETA ≈ 12:36\n");
}

static void it_is_the_least_when_some_end_is_not_known(void **state) {
    (void)state;
    const struct sample_record records[] = {almost_done, just_begun, scheduled};
    assert_header(records, 3, 120, "  slowest ETA at least 9 m\n");
    assert_header(records, 3, 80, "  slowest ETA ≥ 9 m\n");
    assert_header(records, 3, 40, "  slowest ETA ≥ 9 m\n");
    const struct sample_record done_but_running[] = {almost_done, all_runs_done};
    assert_header(done_but_running, 2, 120, "  slowest ETA at least 9 m\n");
}

static void it_is_a_dash_when_no_end_is_known(void **state) {
    (void)state;
    const struct sample_record begun[] = {just_begun, failed};
    assert_header(begun, 2, 120, "  slowest ETA -\n");
    const struct sample_record waiting[] = {scheduled, ended};
    assert_header(waiting, 2, 120, "  slowest ETA -\n");
    const struct sample_record done[] = {all_runs_done};
    assert_header(done, 1, 120, "  slowest ETA -\n");
}

static void nothing_is_said_when_nothing_runs_or_waits(void **state) {
    (void)state;
    const struct sample_record records[] = {failed, ended};
    assert_header(records, 2, 120, " 66 %  10/15 runs\n");
}

static void the_counts_add_up_to_what_the_footer_counts(void **state) {
    (void)state;
    struct sample_record records[40];
    for (size_t i = 0; i < 40; i++) {
        records[i] = i < 30 ? failed : ended;
        records[i].id = (int64_t)i + 1;
    }
    assert_header(records, 40, 100, " 30 backfills + 10 ended ");
    assert_header(records, 40, 100, " of 40\n");
    assert_header(records + 29, 2, 100, " 1 backfill + 1 ended ");
    assert_header(records, 30, 100, " 30 backfills  ");
}

static void a_row_with_nothing_left_has_no_eta(void **state) {
    (void)state;
    struct scene scene;
    const struct sample_record records[] = {almost_done, all_runs_done, without_runs, failed};
    scene_open(&scene, NULL, records, 4);
    scene_draw(&scene, 120, 16);
    capture_check("nothing_left_120x16", false);
    scene_close(&scene);
}

/* Draws the scene and reads its header back, which has `lines`, in place of what is in `text`. */
static void draw_header(struct scene *scene, int width, int height, int lines,
                        struct buffer *text) {
    struct buffer screen = {0};
    scene_draw(scene, width, height);
    capture_text(&screen);
    const char *end = buffer_string(&screen);
    for (int i = 0; i < lines; i++) {
        end = strchr(end, '\n') + 1;
    }
    buffer_reset(text);
    buffer_add(text, buffer_string(&screen), (size_t)(end - buffer_string(&screen)));
    buffer_clear(&screen);
}

static void every_state_has_its_count(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    scene_open(&scene, NULL, sample_usual, sample_usual_count);
    for (int i = 0; i < row_state_count; i++) {
        scene.sample.totals.by_state[i] = (size_t)(900 + i);
    }
    draw_header(&scene, 220, 16, 3, &text);
    for (int i = 0; i < row_state_count; i++) {
        char count[16];
        snprintf(count, sizeof count, " %d ", 900 + i);
        assert_non_null(strstr(buffer_string(&text), count));
    }
    assert_null(strstr(buffer_string(&text), "(null)"));
    buffer_clear(&text);
    scene_close(&scene);
}

static void every_state_of_the_connection_has_words_of_its_own(void **state) {
    (void)state;
    struct scene scene;
    struct buffer lines[connection_state_count] = {{0}};
    scene_open(&scene, NULL, sample_usual, sample_usual_count);
    for (int i = 0; i < connection_state_count; i++) {
        scene.sample.view.connection.state = (enum connection_state)i;
        draw_header(&scene, 120, 16, 1, &lines[i]);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(buffer_string(&lines[i]), buffer_string(&lines[j]));
        }
    }
    for (int i = 0; i < connection_state_count; i++) {
        buffer_clear(&lines[i]);
    }
    scene_close(&scene);
}

/* Where the margins go, below 40 columns, there are more columns for the header than above. */
static void what_went_does_not_come_back_as_the_header_narrows(void **state) {
    (void)state;
    static const char *const words[] = {"backfilltop", "team",    "metrics.com", "backfills",
                                        "failed",      "running", "scheduled",   "live",
                                        "next in",     "updated", " %",          "/1427 runs",
                                        "runs/min",    "slowest", "at least"};
    struct scene scene;
    struct buffer text = {0};
    scene_open(&scene, NULL, sample_usual, sample_usual_count);
    for (int lines = 1; lines <= 3; lines++) {
        bool shown[sizeof words / sizeof *words] = {false};
        for (int width = 40; width <= 200; width++) {
            draw_header(&scene, width, lines * 4, lines, &text);
            for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
                bool is_shown = strstr(buffer_string(&text), words[i]) != NULL;
                assert_true(is_shown || !shown[i]);
                shown[i] = is_shown;
            }
        }
        assert_true(shown[4] && shown[7]);
    }
    buffer_clear(&text);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_is_shown_when_every_end_is_known),
        cmocka_unit_test(it_is_the_least_when_some_end_is_not_known),
        cmocka_unit_test(it_is_a_dash_when_no_end_is_known),
        cmocka_unit_test(nothing_is_said_when_nothing_runs_or_waits),
        cmocka_unit_test(the_counts_add_up_to_what_the_footer_counts),
        cmocka_unit_test(a_row_with_nothing_left_has_no_eta),
        cmocka_unit_test(every_state_has_its_count),
        cmocka_unit_test(every_state_of_the_connection_has_words_of_its_own),
        cmocka_unit_test(what_went_does_not_come_back_as_the_header_narrows),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}

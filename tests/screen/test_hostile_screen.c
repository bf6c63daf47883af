/* SPDX-License-Identifier: MIT */
#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool contains(FILE *file, const char *bytes) {
    struct buffer content = {0};
    int byte;
    rewind(file);
    while ((byte = fgetc(file)) != EOF) {
        char one = (char)byte;
        buffer_add(&content, one == '\0' ? " " : &one, 1);
    }
    bool found = strstr(buffer_string(&content), bytes) != NULL;
    buffer_clear(&content);
    return found;
}

static void hostile_text_is_shown_and_not_obeyed(void **state) {
    (void)state;
    static const struct sample_record hostile[] = {
        {.id = 7,
         .transfer_id = 3,
         .status = "\x1b[2JRUN\r\n",
         .range_start = "2024-01-01",
         .range_end = "2024-01-05",
         .created_s = 100,
         .runs_total = 5,
         .runs_created = 5,
         .runs_completed = 1,
         .runs_failed = 1,
         .errors = {{"2024-01-01", "2024-01-01",
                     "\x1b]0;owned\x07 title \xc2\x9b"
                     "31m c1 \xe2\x80\xae"
                     "txt.exe bidi"},
                    {"2024-01-02", "2024-01-02",
                     "wide \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e combining e\xcc\x81\xcc\x82 and "
                     "\xff\xfe bytes"},
                    {"2024-01-03", "2024-01-03",
                     "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6"
                     "\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97"
                     "\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"
                     "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"}}},
    };
    struct scene scene;
    scene_open(&scene, NULL, hostile, 1);
    scene.sample.view.pane = PANE_LIST;
    scene.sample.view.connection.team = "42\x1b]0;owned\x07";
    scene.sample.view.connection.problem = "\x1b]0;owned\x07 in a problem";
    scene_draw(&scene, 60, 24);
    capture_check("hostile_60x24", false);
    scene.sample.view.connection.state = CONNECTION_CONNECTING;
    scene.sample.view.connection.host = "\x1b]0;owned\x07";
    scene_draw(&scene, 120, 24);
    scene.sample.view.connection.problem = NULL;
    scene.sample.view.connection.warnings = 1;
    scene.sample.view.connection.first_warning = "\x1b]0;owned\x07";
    scene_draw(&scene, 120, 24);
    scene.sample.view.notice = "\x1b]0;owned\x07";
    scene_draw(&scene, 120, 24);
    assert_true(contains(scene.capture.out, "owned"));
    assert_false(contains(scene.capture.out, "\x1b]0;"));
    assert_false(contains(scene.capture.out, "\x07"));
    assert_false(contains(scene.capture.out, "\xc2\x9b"));
    assert_false(contains(scene.capture.out, "\xe2\x80\xae"));
    scene_close(&scene);
}

static void hostile_and_wide_names(void **state) {
    (void)state;
    struct sample_record records[6];
    static const char *const names[6] = {
        "\x1b]0;owned\x07 Ads \xe2\x80\xae"
        "lqs.exe\r\n",
        "\xe5\xba\x83\xe5\x91\x8a\xe3\x83\xac\xe3\x83\x9d\xe3\x83\xbc\xe3\x83\x88\xe5\x85\xa8\xe5"
        "\x9b\xbd"
        "\xe5\x88\x86\xe6\x97\xa5\xe6\xac\xa1\xe9\x9b\x86\xe8\xa8\x88",
        "Re\xcc\x81"
        "sume\xcc\x81 caf\xc3\xa9 \xe2\x86\x92 BigQuery",
        "bytes \xff\xfe and C1 \xc2\x9b"
        "31m",
        "A name that is much longer than any column would ever be, so it has to be cut somewhere",
        "\xf0\x9f\x9a\x80 rocket"};
    for (size_t i = 0; i < 6; i++) {
        records[i] = sample_teams[i];
        records[i].name = names[i];
    }
    struct scene scene;
    scene_open(&scene, NULL, records, 6);
    scene.sample.view.pane = PANE_GROUPED;
    scene_draw(&scene, 120, 30);
    capture_check("names_120x30", false);
    scene_draw(&scene, 80, 24);
    capture_check("names_80x24", false);
    scene_draw(&scene, 60, 12);
    capture_check("names_60x12", false);
    assert_true(contains(scene.capture.out, "owned"));
    assert_false(contains(scene.capture.out, "\x1b]0;"));
    assert_false(contains(scene.capture.out, "\x07"));
    assert_false(contains(scene.capture.out, "\xc2\x9b"));
    assert_false(contains(scene.capture.out, "\xe2\x80\xae"));
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_is_shown_and_not_obeyed),
        cmocka_unit_test(hostile_and_wide_names),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}

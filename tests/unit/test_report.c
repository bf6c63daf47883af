/* SPDX-License-Identifier: MIT */
#include "backfilltop/report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <locale.h>

enum { ROWS = 2 };

/* Two rows made by hand, listed as they stand. */
struct scene {
    struct row rows[ROWS];
    struct row *order[ROWS];
    struct listing listing;
    struct report report;
};

static void init(struct scene *scene) {
    *scene = (struct scene){0};
    for (int i = 0; i < ROWS; i++) {
        scene->order[i] = &scene->rows[i];
        scene->rows[i].team_id = 42;
        backfill_init(&scene->rows[i].backfill);
    }
    scene->rows[0].backfill.id = 7;
    scene->rows[0].backfill.status = BACKFILL_RUNNING;
    scene->rows[0].backfill.runs_total = 28;
    scene->rows[0].backfill.runs_completed = 14;
    scene->rows[1].backfill.id = 12345;
    scene->rows[1].backfill.status = BACKFILL_CREATED;
    scene->rows[1].transfer_name = "caf\xC3\xA9 \x1B[31m";
    scene->listing = (struct listing){.rows = scene->order, .count = ROWS};
    scene->report = (struct report){.listing = &scene->listing, .charset = TEXT_UTF8, .utc = true};
}

static char *written(enum report_format format, const struct report *report) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    report_write(out, format, report);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(strlen(text), length);
    return text;
}

static void assert_table(const struct report *report, const char *expected) {
    char *text = written(REPORT_TABLE, report);
    assert_string_equal(text, expected);
    free(text);
}

static void every_format_has_a_name_of_its_own_and_a_writer(void **state) {
    (void)state;
    struct scene scene;
    init(&scene);
    assert_true(columns_parse(&scene.report.columns, "id,status"));
    for (int i = 0; i < report_format_count; i++) {
        const char *name = report_format_name((enum report_format)i);
        assert_true(name[0] != '\0');
        for (int other = 0; other < i; other++) {
            assert_string_not_equal(name, report_format_name((enum report_format)other));
        }
        char *text = written((enum report_format)i, &scene.report);
        assert_true(text[0] != '\0');
        free(text);
    }
    assert_string_equal(report_format_name(REPORT_TABLE), "table");
}

static void a_table_is_as_wide_as_its_widest_cells(void **state) {
    (void)state;
    struct scene scene;
    init(&scene);
    assert_true(columns_parse(&scene.report.columns, "status,id,runs"));
    assert_table(&scene.report, "STATUS      ID   RUNS\n"
                                "RUNNING      7  14/28\n"
                                "CREATED  12345      -\n");
}

static void a_table_has_a_heading_even_without_rows(void **state) {
    (void)state;
    struct scene scene;
    init(&scene);
    scene.listing.count = 0;
    assert_true(columns_parse(&scene.report.columns, "id,status"));
    assert_table(&scene.report, "ID  STATUS\n");
}

static void no_line_of_a_table_ends_in_spaces(void **state) {
    (void)state;
    struct scene scene;
    init(&scene);
    scene.rows[0].transfer_name = "x";
    assert_true(columns_parse(&scene.report.columns, "id,transfer"));
    char *text = written(REPORT_TABLE, &scene.report);
    assert_null(strstr(text, " \n"));
    free(text);
}

static void no_control_character_reaches_a_table(void **state) {
    (void)state;
    struct scene scene;
    init(&scene);
    assert_true(columns_parse(&scene.report.columns, "transfer"));
    for (enum text_charset charset = TEXT_ASCII; charset <= TEXT_UTF8; charset++) {
        scene.report.charset = charset;
        char *text = written(REPORT_TABLE, &scene.report);
        assert_null(strchr(text, '\x1B'));
        assert_non_null(strstr(text, charset == TEXT_UTF8 ? "caf\xC3\xA9" : "caf?"));
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_a_name_of_its_own_and_a_writer),
        cmocka_unit_test(a_table_is_as_wide_as_its_widest_cells),
        cmocka_unit_test(a_table_has_a_heading_even_without_rows),
        cmocka_unit_test(no_line_of_a_table_ends_in_spaces),
        cmocka_unit_test(no_control_character_reaches_a_table),
    };
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}

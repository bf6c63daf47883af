/* SPDX-License-Identifier: MIT */
#include "../../src/demo/run_query.h"

#include "backfilltop/base/times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* The query of a test: its start_date; the end_date is fixed. */
static const char *get(void *context, const char *name) {
    if (strcmp(name, "start_date") == 0) {
        return context;
    }
    return strcmp(name, "end_date") == 0 ? "2026-12-31" : NULL;
}

static bool reads(const char *text, char day[static TIMES_TEXT]) {
    struct run_query query;
    struct problem problem = {0};
    char copy[128];
    strncpy(copy, text, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    bool read = run_query_read(&query, get, copy, &problem);
    if (read) {
        times_format_day(day, query.first_day);
    }
    return read;
}

static void a_date_is_taken_in_every_form_that_says_which(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *day;
    } cases[] = {
        {"2026-01-01", "2026-01-01"},
        {"2026-01-01T00:00:00", "2026-01-01"},
        {"2026-01-01t00:00:00", "2026-01-01"},
        {"2026-01-01 23:59:59", "2026-01-01"},
        {"2026-01-01T00", "2026-01-01"},
        {"2026-01-01T00:00", "2026-01-01"},
        {"2026-01-01T24:00:00", "2026-01-02"},
        {"2026-01-01 00:00Z", "2026-01-01"},
        {"2026-01-01T00:00:00Z", "2026-01-01"},
        {"2026-01-01T00:00:00z", "2026-01-01"},
        {"2026-01-01T00:00:00.000", "2026-01-01"},
        {"2026-01-01T00:00:00.123456Z", "2026-01-01"},
        {"2026-01-01T00:00:00+02:00", "2025-12-31"},
        {"2026-01-01T00:00:00 02:00", "2025-12-31"}, /* what a query makes of a bare + */
        {"2026-01-01T00:00:00+0200", "2025-12-31"},
        {"2026-01-01T00:00:00+02", "2025-12-31"},
        {"2026-01-01T23:30:00-02:00", "2026-01-02"},
        {"2026-01-01 00:00:00.5+00:00", "2026-01-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char day[TIMES_TEXT] = "refused";
        assert_true(reads(cases[i].text, day));
        assert_string_equal(day, cases[i].day);
    }
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "x",
        "2026",
        "2026-01",
        "2026-1-1",
        "2026-02-30",
        "2026-01-01T",
        "2026-01-01T00:00:00+",
        "2026-01-01T00:00:00+2",
        "2026-01-01T00:00:00+020",
        "2026-01-01T00:00:00+02:0",
        "2026-01-01T00:00:00+02:00x",
        "2026-01-01T00:00:00Zx",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01x00:00:00",
        "2026-01-01T00:00:00 ",
        "2026-01-01T00:00:00.",
        "2026-01-01T00:00:00.000000000000000000000000000000000000000000000000000000000000",
        "1767225600",
        "01.01.2026",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char day[TIMES_TEXT];
        assert_false(reads(cases[i], day));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_taken_in_every_form_that_says_which),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

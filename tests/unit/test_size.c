/* SPDX-License-Identifier: MIT */
#include "../../src/screen/size.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

static int master;

static int set_up(void **state) {
    (void)state;
    master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0);
    unsetenv("LINES");
    unsetenv("COLUMNS");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    close(master);
    return 0;
}

static void check(unsigned short lines, unsigned short columns, int height, int width) {
    struct winsize window = {.ws_row = lines, .ws_col = columns};
    assert_int_equal(ioctl(master, TIOCSWINSZ, &window), 0);
    struct size size = size_of(master);
    assert_int_equal(size.height, height);
    assert_int_equal(size.width, width);
}

static void the_terminals_own_size_counts(void **state) {
    (void)state;
    setenv("LINES", "50", 1);
    setenv("COLUMNS", "132", 1);
    check(24, 80, 24, 80);
    check(1, 1, 1, 1);
    check(1, 300, 1, 300);
}

static void a_terminal_without_a_size_has_that_of_the_environment_or_the_usual(void **state) {
    (void)state;
    check(0, 0, 24, 80);
    check(0, 60, 24, 60);
    setenv("LINES", "50", 1);
    setenv("COLUMNS", "132", 1);
    check(0, 0, 50, 132);
    check(0, 60, 50, 60);
    setenv("LINES", "many", 1);
    setenv("COLUMNS", "-5", 1);
    check(0, 0, 24, 80);
    setenv("LINES", "0", 1);
    setenv("COLUMNS", "99999999999999999999", 1);
    check(0, 0, 24, SIZE_COLUMNS_MOST);
    assert_int_equal(size_of(-1).height, 24);
}

static void a_size_beyond_reason_is_cut(void **state) {
    (void)state;
    check(65535, 65535, SIZE_LINES_MOST, SIZE_COLUMNS_MOST);
    check(10000, 80, SIZE_LINES_MOST, 80);
}

static void hidden_variables_come_back(void **state) {
    (void)state;
    setenv("LINES", "7", 1);
    setenv("COLUMNS", "8", 1);
    setenv("LINES_OF_OTHERS", "9", 1);
    size_hide_variables(true);
    assert_null(getenv("LINES"));
    assert_null(getenv("COLUMNS"));
    assert_string_equal(getenv("LINES_OF_OTHERS"), "9");
    size_hide_variables(false);
    assert_string_equal(getenv("LINES"), "7");
    assert_string_equal(getenv("COLUMNS"), "8");
    unsetenv("LINES_OF_OTHERS");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_terminals_own_size_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_terminal_without_a_size_has_that_of_the_environment_or_the_usual, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_size_beyond_reason_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hidden_variables_come_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The test's standard output, and the pipe that replaces it during a test. */
struct fixture {
    int kept;
    int reading;
};

static void replace_output(int fd) {
    assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
    close(fd);
}

static void open_fixture(struct fixture *fixture) {
    int ends[2];
    fflush(stdout);
    fixture->kept = dup(STDOUT_FILENO);
    assert_int_equal(pipe(ends), 0);
    fixture->reading = ends[0];
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    replace_output(ends[1]);
}

static void close_fixture(struct fixture *fixture) {
    replace_output(fixture->kept);
    close(fixture->reading);
}

/* What has arrived in the pipe, as a string. */
static const char *arrived(struct fixture *fixture) {
    static char bytes[64];
    ssize_t length = read(fixture->reading, bytes, sizeof bytes - 1);
    bytes[length > 0 ? length : 0] = '\0';
    return bytes;
}

static void what_is_printed_leaves_in_one_piece_when_it_is_complete(void **state) {
    (void)state;
    struct fixture fixture;
    struct output output;
    struct problem problem = {0};
    open_fixture(&fixture);
    FILE *out = output_begin(&output);
    fputs("one\n", out);
    fflush(out);
    bool is_early = arrived(&fixture)[0] != '\0';
    fprintf(out, "%d\n", 2);
    bool written = output_end(&output, &problem);
    char text[64];
    strcpy(text, arrived(&fixture));
    close_fixture(&fixture);
    assert_false(is_early);
    assert_true(written);
    assert_string_equal(text, "one\n2\n");
    assert_string_equal(problem.what, "");
}

static void nothing_printed_is_nothing_written(void **state) {
    (void)state;
    struct fixture fixture;
    struct output output;
    struct problem problem = {0};
    open_fixture(&fixture);
    output_begin(&output);
    bool written = output_end(&output, &problem);
    bool is_empty = arrived(&fixture)[0] == '\0';
    close_fixture(&fixture);
    assert_true(written && is_empty);
}

static void lost_output_is_a_problem(void **state) {
    (void)state;
    struct fixture fixture;
    struct output output;
    struct problem problem = {0};
    struct problem other = {0};
    open_fixture(&fixture);
    replace_output(open("/dev/full", O_WRONLY));
    fputs("lost", output_begin(&output));
    bool written = output_end(&output, &problem);
    bool other_written = output_write("lost", 4, &other);
    close_fixture(&fixture);
    assert_false(written || other_written);
    assert_string_equal(problem.doing, "writing to standard output");
    assert_string_equal(problem.what, strerror(ENOSPC));
    assert_string_equal(other.what, strerror(ENOSPC));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_leaves_in_one_piece_when_it_is_complete),
        cmocka_unit_test(nothing_printed_is_nothing_written),
        cmocka_unit_test(lost_output_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "../../src/screen/send_queue.h"

#include "backfilltop/clock/clock.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS 2000
#define PLENTY  ((size_t)1000000) /* more than any terminal buffers */

/* A pseudo-terminal in raw mode, so that what comes out is what went in. */
struct fixture {
    int master;
    int terminal;
    struct send_queue output;
};

static int set_up(void **state) {
    static struct fixture fixture;
    struct termios raw;
    fixture.master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(fixture.master >= 0);
    assert_int_equal(grantpt(fixture.master), 0);
    assert_int_equal(unlockpt(fixture.master), 0);
    fixture.terminal = open(ptsname(fixture.master), O_RDWR | O_NOCTTY);
    assert_true(fixture.terminal >= 0);
    assert_int_equal(tcgetattr(fixture.terminal, &raw), 0);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    assert_int_equal(tcsetattr(fixture.terminal, TCSANOW, &raw), 0);
    send_queue_open(&fixture.output, fixture.terminal);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    send_queue_close(&fixture->output);
    close(fixture->terminal);
    if (fixture->master >= 0) {
        close(fixture->master);
    }
    return 0;
}

/* As where the terminal belongs to another user and cannot be opened again. */
static void share(struct fixture *fixture) {
    assert_true(fixture->output.is_own);
    close(fixture->output.fd);
    fixture->output.fd = fixture->terminal;
    fixture->output.is_own = false;
}

static char pattern(size_t at) {
    return (char)('a' + at % 23);
}

static void add_pattern(struct send_queue *output, size_t length) {
    for (size_t at = 0; at < length; at++) {
        char byte = pattern(at);
        send_queue_add(output, &byte, 1);
    }
}

/* Reads what is there; the number of bytes, which go on from `at`. */
static size_t read_pattern(const struct fixture *fixture, size_t at) {
    char bytes[4096];
    struct pollfd ready = {.fd = fixture->master, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
    ssize_t got = read(fixture->master, bytes, sizeof bytes);
    assert_true(got > 0);
    for (size_t i = 0; i < (size_t)got; i++) {
        assert_int_equal(bytes[i], pattern(at + i));
    }
    return (size_t)got;
}

static void check_all_comes(struct fixture *fixture) {
    size_t read_so_far = 0;
    add_pattern(&fixture->output, PLENTY);
    send_queue_send(&fixture->output);
    assert_in_range(send_queue_waiting(&fixture->output), 1, PLENTY - 1);
    while (read_so_far < PLENTY) {
        read_so_far += read_pattern(fixture, read_so_far);
        send_queue_send(&fixture->output);
    }
    assert_int_equal(read_so_far, PLENTY);
    assert_int_equal(send_queue_waiting(&fixture->output), 0);
    assert_false(fixture->output.has_failed);
}

static void everything_comes_in_order_as_fast_as_it_is_read(void **state) {
    check_all_comes(*state);
}

static void the_same_through_the_shared_descriptor(void **state) {
    share(*state);
    check_all_comes(*state);
}

static void the_shared_descriptor_stays_blocking(void **state) {
    struct fixture *fixture = *state;
    assert_true(fixture->output.is_own);
    assert_int_equal(fcntl(fixture->terminal, F_GETFL) & O_NONBLOCK, 0);
    assert_int_not_equal(fcntl(fixture->output.fd, F_GETFL) & O_NONBLOCK, 0);
    assert_int_not_equal(fcntl(fixture->output.fd, F_GETFD) & FD_CLOEXEC, 0);
}

static void check_stopped(struct fixture *fixture) {
    assert_int_equal(tcflow(fixture->terminal, TCOOFF), 0);
    add_pattern(&fixture->output, 100);
    send_queue_send(&fixture->output);
    assert_int_equal(send_queue_waiting(&fixture->output), 100);
    int64_t began_ms = clock_monotonic_ms();
    assert_false(send_queue_drain(&fixture->output, 50, 1000));
    assert_in_range(clock_monotonic_ms() - began_ms, 40, 900);
    assert_int_equal(tcflow(fixture->terminal, TCOON), 0);
    assert_true(send_queue_drain(&fixture->output, 50, 1000));
    assert_int_equal(read_pattern(fixture, 0), 100);
}

static void a_stopped_terminal_is_not_waited_for(void **state) {
    check_stopped(*state);
}

static void nor_through_the_shared_descriptor(void **state) {
    share(*state);
    check_stopped(*state);
}

static void draining_ends_when_nothing_is_taken_any_more(void **state) {
    struct fixture *fixture = *state;
    add_pattern(&fixture->output, PLENTY);
    int64_t began_ms = clock_monotonic_ms();
    assert_false(send_queue_drain(&fixture->output, 100, 300));
    assert_in_range(clock_monotonic_ms() - began_ms, 50, 1500);
    send_queue_forget(&fixture->output);
    assert_int_equal(send_queue_waiting(&fixture->output), 0);
}

static void what_is_written_at_once_goes_past_the_queue(void **state) {
    struct fixture *fixture = *state;
    char bytes[8] = "";
    send_queue_add(&fixture->output, "later", 5);
    send_queue_write_now(&fixture->output, "now", 3);
    assert_int_equal(read(fixture->master, bytes, sizeof bytes), 3);
    assert_string_equal(bytes, "now");
    assert_int_equal(send_queue_waiting(&fixture->output), 5);
}

static void a_terminal_that_has_gone_fails_once_and_takes_nothing_more(void **state) {
    struct fixture *fixture = *state;
    close(fixture->master);
    fixture->master = -1;
    send_queue_add(&fixture->output, "x", 1);
    send_queue_send(&fixture->output);
    assert_true(fixture->output.has_failed);
    send_queue_add(&fixture->output, "x", 1);
    assert_int_equal(send_queue_waiting(&fixture->output), 0);
    assert_true(send_queue_drain(&fixture->output, 1000, 1000));
}

static void a_file_is_written_as_it_is(void **state) {
    struct send_queue output;
    FILE *file = tmpfile();
    char bytes[8] = "";
    (void)state;
    send_queue_open(&output, fileno(file));
    assert_false(output.is_own);
    send_queue_add(&output, "whole", 5);
    send_queue_send(&output);
    assert_int_equal(send_queue_waiting(&output), 0);
    send_queue_close(&output);
    assert_int_equal(pread(fileno(file), bytes, sizeof bytes, 0), 5);
    assert_string_equal(bytes, "whole");
    fclose(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_comes_in_order_as_fast_as_it_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_same_through_the_shared_descriptor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_shared_descriptor_stays_blocking, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stopped_terminal_is_not_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nor_through_the_shared_descriptor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(draining_ends_when_nothing_is_taken_any_more, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_written_at_once_goes_past_the_queue, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_terminal_that_has_gone_fails_once_and_takes_nothing_more,
                                        set_up, tear_down),
        cmocka_unit_test(a_file_is_written_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

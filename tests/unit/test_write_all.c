/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/write_all.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLENTY ((size_t)500000) /* more than a pipe or a socket holds */

static void pause_ms(long ms) {
    struct timespec span = {.tv_nsec = ms * 1000000};
    nanosleep(&span, NULL);
}

/* Reads everything, late and slowly; its exit status is 0 if that is what was written. */
static pid_t start_reader(const int ends[2]) {
    pid_t pid = fork();
    if (pid == 0) {
        char piece[4096];
        size_t at = 0;
        ssize_t got = 0;
        close(ends[1]);
        pause_ms(200);
        while ((got = read(ends[0], piece, sizeof piece)) > 0) {
            for (ssize_t i = 0; i < got; i++, at++) {
                if (piece[i] != (char)('a' + at % 23)) {
                    _exit(1);
                }
            }
        }
        _exit(at == PLENTY ? 0 : 2);
    }
    close(ends[0]);
    return pid;
}

static void check_all_arrives(const int ends[2]) {
    char *bytes = malloc(PLENTY);
    int status = -1;
    assert_non_null(bytes);
    for (size_t at = 0; at < PLENTY; at++) {
        bytes[at] = (char)('a' + at % 23);
    }
    pid_t reader = start_reader(ends);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    assert_true(write_all(ends[1], bytes, PLENTY));
    close(ends[1]);
    pid_t ended = -1;
    do { /* the signals of the test interrupt this, too */
        ended = waitpid(reader, &status, 0);
    } while (ended < 0 && errno == EINTR);
    assert_int_equal(ended, reader);
    assert_int_equal(status, 0);
    free(bytes);
}

static void a_pipe_that_is_read_late_gets_everything(void **state) {
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    check_all_arrives(ends);
}

static void and_so_does_a_socket(void **state) {
    int ends[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    check_all_arrives(ends);
}

static void on_alarm(int number) {
    (void)number;
}

static void signals_do_not_end_it(void **state) {
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval often = {{0, 2000}, {0, 2000}};
    struct itimerval never = {{0, 0}, {0, 0}};
    (void)state;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    a_pipe_that_is_read_late_gets_everything(state);
    setitimer(ITIMER_REAL, &never, NULL);
}

static void what_cannot_be_written_is_an_error(void **state) {
    int ends[2];
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_false(write_all(ends[1], "x", 1));
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
    assert_false(write_all(-1, "x", 1));
    assert_int_equal(errno, EBADF);
    int full = open("/dev/full", O_WRONLY);
    assert_false(write_all(full, "x", 1));
    assert_int_equal(errno, ENOSPC);
    close(full);
    assert_true(write_all(-1, "", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_that_is_read_late_gets_everything),
        cmocka_unit_test(and_so_does_a_socket),
        cmocka_unit_test(signals_do_not_end_it),
        cmocka_unit_test(what_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static bool wakes(int fd, int timeout_ms) {
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    int ready = 0;
    do { /* the signal that is waited for ends the wait, too */
        ready = poll(&waiting, 1, timeout_ms);
    } while (ready < 0);
    return ready > 0;
}

static void each_that_the_loop_takes_wakes_it(void **state) {
    static const int numbers[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGCHLD, SIGTERM};
    int fd = signals_start();
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_false(wakes(fd, 0));
        raise(numbers[i]);
        assert_true(wakes(fd, 0));
        assert_int_equal(signals_take(), numbers[i]);
        assert_int_equal(signals_take(), 0);
    }
    signals_end();
}

static void a_child_wakes_the_loop_when_it_ends_and_not_when_it_stops(void **state) {
    int fd = signals_start();
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    kill(pid, SIGSTOP);
    assert_int_equal(waitpid(pid, NULL, WUNTRACED), pid);
    bool woke = wakes(fd, 0);
    kill(pid, SIGKILL);
    assert_false(woke);
    assert_true(wakes(fd, 5000));
    assert_int_equal(signals_take(), SIGCHLD);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    signals_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_that_the_loop_takes_wakes_it),
        cmocka_unit_test(a_child_wakes_the_loop_when_it_ends_and_not_when_it_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

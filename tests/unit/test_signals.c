/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
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

/* Whether a process ends by a signal that it does nothing about. */
static bool ends_by_default(int number) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        (void)signal(number, SIG_DFL);
        raise(number);
        _exit(0);
    }
    if (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return false;
    }
    return WIFSIGNALED(status);
}

static void (*handler_of(int number))(int) {
    struct sigaction now = {.sa_handler = SIG_DFL};
    return sigaction(number, NULL, &now) == 0 ? now.sa_handler : SIG_DFL;
}

static void every_signal_that_would_end_it_is_handled(void **state) {
    int handled = 0;
    (void)state;
    signals_start();
    for (int number = 1; number <= SIGRTMAX; number++) {
        bool is_libcs = number >= 32 && number < SIGRTMIN;
        if (number != SIGKILL && !is_libcs && ends_by_default(number)) {
            assert_ptr_not_equal(handler_of(number), SIG_DFL);
            handled++;
        }
    }
    assert_true(handled > 40); /* the real-time ones among them */
    signals_end();
    assert_ptr_equal(handler_of(SIGUSR1), SIG_DFL);
    assert_ptr_equal(handler_of(SIGRTMIN + 3), SIG_DFL);
    assert_ptr_equal(handler_of(SIGTERM), SIG_DFL);
}

/* A second signal must not end the program while the handler of the first restores the terminal. */
static void no_handler_interrupts_another(void **state) {
    static const int numbers[] = {SIGUSR1, SIGSEGV, SIGTERM, SIGHUP, SIGWINCH};
    const int others[] = {SIGUSR2, SIGALRM, SIGINT, SIGQUIT, SIGRTMIN + 1};
    (void)state;
    signals_start();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction now;
        assert_int_equal(sigaction(numbers[i], NULL, &now), 0);
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++) {
            assert_true(sigismember(&now.sa_mask, others[j]));
        }
    }
    signals_end();
}

static void what_was_ignored_stays_ignored(void **state) {
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGTSTP};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)signal(numbers[i], SIG_IGN);
    }
    (void)signal(SIGCHLD, SIG_IGN);
    (void)signal(SIGSEGV, SIG_IGN);
    signals_start();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_ptr_equal(handler_of(numbers[i]), SIG_IGN);
    }
    assert_ptr_not_equal(handler_of(SIGCHLD), SIG_IGN); /* else no child could be waited for */
    assert_ptr_not_equal(handler_of(SIGSEGV), SIG_IGN);
    signals_stop_self(); /* it is not stopped */
    signals_end();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_ptr_equal(handler_of(numbers[i]), SIG_IGN);
        (void)signal(numbers[i], SIG_DFL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_that_the_loop_takes_wakes_it),
        cmocka_unit_test(a_child_wakes_the_loop_when_it_ends_and_not_when_it_stops),
        cmocka_unit_test(every_signal_that_would_end_it_is_handled),
        cmocka_unit_test(no_handler_interrupts_another),
        cmocka_unit_test(what_was_ignored_stays_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

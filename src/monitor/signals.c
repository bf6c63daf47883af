/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include "backfilltop/screen/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* The one place with mutable globals: a signal handler gets no arguments. */
static int pipe_ends[2] = {-1, -1};
static volatile sig_atomic_t is_ending;

static const int TO_PIPE[] = {SIGTSTP, SIGCONT, SIGWINCH, SIGCHLD};
static const int ENDING[] = {SIGINT, SIGTERM, SIGHUP};
static const int FATAL[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGQUIT,   SIGTRAP, SIGSYS,
                            SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void write_to_pipe(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written; /* a full pipe wakes the loop just as well */
    errno = saved;
}

static void restore_and_die(int number) {
    terminal_emergency_restore();
    raise(number); /* SA_RESETHAND: this time it takes its usual course */
}

/* The loop may be stuck in a write to a terminal that does not read: whoever asks twice means it.
 */
static void end(int number) {
    if (!is_ending) {
        is_ending = 1;
        write_to_pipe(number);
        return;
    }
    terminal_emergency_restore();
    (void)signal(number, SIG_DFL);
    raise(number);
}

static void handle(const int *numbers, size_t count, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < count; i++) {
        sigaction(numbers[i], &action, NULL);
    }
}

static bool set_up_pipe(void) {
    if (pipe(pipe_ends) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
        fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

int signals_start(void) {
    static const int broken_pipe[] = {SIGPIPE};
    if (!set_up_pipe()) {
        return -1;
    }
    is_ending = 0;
    handle(TO_PIPE, COUNT(TO_PIPE), write_to_pipe, SA_RESTART | SA_NOCLDSTOP);
    handle(ENDING, COUNT(ENDING), end, SA_RESTART);
    handle(FATAL, COUNT(FATAL), restore_and_die, (int)SA_RESETHAND);
    handle(broken_pipe, 1, SIG_IGN, 0);
    return pipe_ends[0];
}

int signals_take(void) {
    unsigned char byte = 0;
    return read(pipe_ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_stop_self(void) {
    static const int stop[] = {SIGTSTP};
    handle(stop, 1, SIG_DFL, 0);
    raise(SIGTSTP);
    handle(stop, 1, write_to_pipe, SA_RESTART);
}

void signals_end(void) {
    handle(TO_PIPE, COUNT(TO_PIPE), SIG_DFL, 0);
    handle(ENDING, COUNT(ENDING), SIG_DFL, 0);
    handle(FATAL, COUNT(FATAL), SIG_DFL, 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    pipe_ends[0] = pipe_ends[1] = -1;
}

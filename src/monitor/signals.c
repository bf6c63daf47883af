/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include "backfilltop/screen/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler gets no arguments: what it needs is global. */
static int pipe_ends[2] = {-1, -1};
static volatile sig_atomic_t is_ending;

/* What the program does about a signal. All other signals, real-time ones included, end it. */
enum course {
    COURSE_DIE, /* the default: the terminal is restored, then the signal has its default effect */
    COURSE_CRASH, /* the same, even if it was ignored at the start: the program cannot continue */
    COURSE_QUIT,  /* the loop ends the program */
    COURSE_PASS,  /* passed to the loop */
    COURSE_STOP,  /* the same, unless it was ignored */
    COURSE_IGNORE,
    COURSE_LEAVE /* the default handling */
};

static const struct {
    int number;
    enum course course;
} COURSES[] = {
    {SIGSEGV, COURSE_CRASH}, {SIGBUS, COURSE_CRASH},  {SIGFPE, COURSE_CRASH},
    {SIGILL, COURSE_CRASH},  {SIGABRT, COURSE_CRASH}, {SIGTRAP, COURSE_CRASH},
    {SIGSYS, COURSE_CRASH},  {SIGINT, COURSE_QUIT},   {SIGTERM, COURSE_QUIT},
    {SIGHUP, COURSE_QUIT},   {SIGCONT, COURSE_PASS},  {SIGWINCH, COURSE_PASS},
    {SIGCHLD, COURSE_PASS},  {SIGTSTP, COURSE_STOP},  {SIGPIPE, COURSE_IGNORE},
    {SIGKILL, COURSE_LEAVE}, {SIGSTOP, COURSE_LEAVE}, {SIGTTIN, COURSE_LEAVE},
    {SIGTTOU, COURSE_LEAVE}, {SIGURG, COURSE_LEAVE},
};

static enum course course_of(int number) {
    for (size_t i = 0; i < sizeof COURSES / sizeof COURSES[0]; i++) {
        if (COURSES[i].number == number) {
            return COURSES[i].course;
        }
    }
    return COURSE_DIE;
}

static void write_to_pipe(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written; /* a full pipe wakes the loop just as well */
    errno = saved;
}

static void restore_and_die(int number) {
    terminal_emergency_restore();
    raise(number); /* SA_RESETHAND: this time it has its default effect */
}

/* The loop may be stuck in a write to a terminal that does not read: the second signal ends the
 * program. */
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

/* No SA_RESTART for signals that end the program: a blocking call must return. No handler
 * interrupts another: if one ended the program, the terminal would be half restored. */
static void set_handler(int number, enum course course) {
    static const struct {
        void (*handler)(int);
        int flags;
    } by_course[] = {
        [COURSE_DIE] = {restore_and_die, (int)SA_RESETHAND},
        [COURSE_CRASH] = {restore_and_die, (int)SA_RESETHAND},
        [COURSE_QUIT] = {end, 0},
        [COURSE_PASS] = {write_to_pipe, SA_RESTART | SA_NOCLDSTOP},
        [COURSE_STOP] = {write_to_pipe, SA_RESTART},
        [COURSE_IGNORE] = {SIG_IGN, 0},
    };
    _Static_assert(sizeof by_course / sizeof *by_course == COURSE_LEAVE,
                   "a course without handler");
    struct sigaction action = {.sa_handler = by_course[course].handler,
                               .sa_flags = by_course[course].flags};
    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* nohup and shells without job control start programs with signals ignored on purpose. */
static bool stays_ignored(int number, enum course course) {
    struct sigaction before;
    bool may_be = course == COURSE_DIE || course == COURSE_QUIT || course == COURSE_STOP;
    return may_be && (sigaction(number, NULL, &before) != 0 || before.sa_handler == SIG_IGN);
}

static bool is_handled_here(int number) {
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 &&
           (now.sa_handler == write_to_pipe || now.sa_handler == end ||
            now.sa_handler == restore_and_die);
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
    if (!set_up_pipe()) {
        return -1;
    }
    is_ending = 0;
    for (int number = 1; number <= SIGRTMAX; number++) {
        enum course course = course_of(number);
        if (course != COURSE_LEAVE && !stays_ignored(number, course)) {
            set_handler(number, course);
        }
    }
    return pipe_ends[0];
}

int signals_take(void) {
    unsigned char byte = 0;
    return read(pipe_ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_stop_self(void) {
    if (is_handled_here(SIGTSTP)) {
        (void)signal(SIGTSTP, SIG_DFL);
        raise(SIGTSTP);
        set_handler(SIGTSTP, COURSE_STOP);
    }
}

void signals_end(void) {
    for (int number = 1; number <= SIGRTMAX; number++) {
        if (is_handled_here(number)) {
            (void)signal(number, SIG_DFL);
        }
    }
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    pipe_ends[0] = pipe_ends[1] = -1;
}

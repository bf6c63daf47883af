/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* The system hands out the lowest free descriptor, and this program never has so many open. */
#define DESCRIPTORS 4096

extern char **environ; /* POSIX leaves its declaration to the program */

static void redirect(const struct command *command) {
    int nothing = open("/dev/null", O_RDWR);
    int out = command->out >= 0 ? command->out : nothing;
    int err = command->err >= 0 ? command->err : nothing;
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(err, STDERR_FILENO) < 0) {
        _exit(127);
    }
    if (nothing > STDERR_FILENO) {
        close(nothing);
    }
}

/* Not all descriptors are close-on-exec: libcurl opens some of its own. */
static void close_others(void) {
    for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++) {
        close(fd);
    }
}

/* All handlers are reset before any signal is unblocked: until exec the child has the handlers of
 * its parent, which would restore the parent's terminal. */
static void use_default_signals(void) {
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number <= SIGRTMAX; number++) {
        sigaction(number, &usual, NULL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Between fork and exec: only what is safe in a signal handler. */
static void run(const struct command *command) {
    char *const *environment = command->environment != NULL ? command->environment : environ;
    setsid();
    redirect(command);
    if (command->alone) {
        close_others();
    }
    use_default_signals();
    execle("/bin/sh", "sh", "-c", command->text, (char *)NULL, environment);
    _exit(127);
}

/* Signals are blocked until then: the child must not run the handlers of its parent. */
pid_t command_start(const struct command *command) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        run(command);
    }
    int failure = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = failure;
    return pid;
}

bool command_has_ended(pid_t pid, int flags, int *status) {
    pid_t found = -1;
    *status = 0;
    do {
        found = waitpid(pid, status, flags);
    } while (found < 0 && errno == EINTR);
    return found != 0;
}

void command_kill(pid_t pid, int signal_number) {
    kill(-pid, signal_number);
    kill(pid, signal_number); /* it may not have its own group yet */
}

void command_add_end(struct buffer *out, int status) {
    bool exited = WIFEXITED(status);
    buffer_add_format(out, "%s %d", exited ? "exit status" : "signal",
                      exited ? WEXITSTATUS(status) : WTERMSIG(status));
}

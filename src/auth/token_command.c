/* SPDX-License-Identifier: MIT */
#include "token_command.h"

#include "stderr_tail.h"
#include "token.h"

#include "backfilltop/base/command.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* There is no descriptor that shows the end of a command, and its children may keep its output
 * open: so its end is polled for. */
enum {
    LOOK_MS = 50,
    LOOK_SOON_MS = 5, /* its output is closed: it is about to end */
    PIECES = 16,      /* of a step: a command that prints without end must not block the caller */
};

static const char DOING[] = "running --token-command";
static const char REMEDY[] = "make it print only the token, and end";

struct token_command {
    pid_t pid; /* -1: not started */
    bool ended;
    int status; /* as from waitpid() */
    int out, err;
    int64_t limit_ms, due_ms;
    struct token_line line;
    struct stderr_tail tail;
    struct problem problem; /* why it could not be started */
};

static void close_end(int *fd) {
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

/* Above the standard descriptors, so that redirecting the child's does not close one of them. */
static bool open_pipe(int ends[2]) {
    int plain[2];
    if (pipe(plain) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(plain[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(plain[i]);
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

static bool start(struct token_command *command, const char *text) {
    int out[2] = {-1, -1};
    int err[2] = {-1, -1};
    if (open_pipe(out) && open_pipe(err)) {
        command->pid = command_start(&(struct command){.text = text, .out = out[1], .err = err[1]});
    }
    if (command->pid < 0) {
        problem_set(&command->problem, DOING, "", "it cannot be started: %s", strerror(errno));
    }
    close_end(&out[1]);
    close_end(&err[1]);
    command->out = out[0];
    command->err = err[0];
    return command->pid >= 0;
}

static void reap(struct token_command *command, int flags) {
    if (command->pid >= 0 && !command->ended) {
        command->ended = command_has_ended(command->pid, flags, &command->status);
    }
}

static bool is_at_end(ssize_t length) {
    return length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR);
}

static void take_output(struct token_command *command) {
    for (int i = 0; i < PIECES && command->out >= 0; i++) {
        ssize_t length = token_line_fill(&command->line, command->out);
        if (is_at_end(length)) {
            close_end(&command->out);
        } else if (length < 0) {
            return;
        }
    }
}

static void take_errors(struct token_command *command) {
    char piece[4096];
    for (int i = 0; i < PIECES && command->err >= 0; i++) {
        ssize_t length = read(command->err, piece, sizeof piece);
        if (is_at_end(length)) {
            close_end(&command->err);
        } else if (length < 0) {
            break;
        } else {
            stderr_tail_add(&command->tail, piece, (size_t)length);
        }
    }
    explicit_bzero(piece, sizeof piece);
}

/* The end of its standard error, unless it has printed a token: that might be repeated there. */
static void set_failure(const struct token_command *command, struct problem *problem) {
    struct buffer end = {0};
    struct buffer words = {0};
    command_add_end(&end, command->status);
    if (command->line.length == 0) {
        stderr_tail_quote(&command->tail, &words);
    }
    problem_set(problem, DOING, "run it in a shell to see why", "it ended with %s%s%s",
                buffer_string(&end), words.length > 0 ? ": " : "", buffer_string(&words));
    buffer_clear(&end);
    buffer_clear(&words);
}

static enum credentials_progress verdict(const struct token_command *command, char **token,
                                         struct problem *problem) {
    if (command->status != 0) {
        set_failure(command, problem);
    } else if (command->line.length == 0 && !command->line.complete) {
        problem_set(problem, DOING, REMEDY, "it printed nothing");
    } else if (token_line_take(&command->line, token, "reading what --token-command printed",
                               REMEDY, problem)) {
        return CREDENTIALS_READY;
    }
    return CREDENTIALS_FAILED;
}

struct token_command *token_command_start(const char *text, int64_t now_ms) {
    struct token_command *command = memory_new(1, sizeof *command);
    command->pid = -1;
    command->limit_ms = now_ms + CREDENTIALS_COMMAND_MS;
    command->due_ms = now_ms;
    if (start(command, text)) {
        fcntl(command->err, F_SETFL, O_NONBLOCK);
    }
    return command;
}

int token_command_fd(const struct token_command *command) {
    return command->out;
}

int64_t token_command_due_ms(const struct token_command *command) {
    return command->due_ms;
}

enum credentials_progress token_command_step(struct token_command *command, char **token,
                                             struct problem *problem, int64_t now_ms) {
    if (command->pid < 0) {
        *problem = command->problem;
        return CREDENTIALS_FAILED;
    }
    reap(command, WNOHANG); /* first: what it printed before it ended is then there to be read */
    take_output(command);
    take_errors(command);
    if (command->ended) {
        return verdict(command, token, problem);
    }
    if (now_ms >= command->limit_ms) {
        problem_set(problem, DOING, REMEDY, "it did not end within %d s",
                    CREDENTIALS_COMMAND_MS / 1000);
        return CREDENTIALS_FAILED;
    }
    command->due_ms = now_ms + (command->out < 0 ? LOOK_SOON_MS : LOOK_MS);
    command->due_ms = min_int64(command->due_ms, command->limit_ms);
    return CREDENTIALS_PENDING;
}

void token_command_free(struct token_command *command) {
    if (command == NULL) {
        return;
    }
    if (command->pid >= 0 && !command->ended) {
        command_kill(command->pid, SIGKILL);
        reap(command, 0);
    }
    close_end(&command->out);
    close_end(&command->err);
    explicit_bzero(command, sizeof *command);
    free(command);
}

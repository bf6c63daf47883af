/* SPDX-License-Identifier: MIT */
#include "hook.h"

#include "backfilltop/base/command.h"

#include "hook_env.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const char DOING[] = "--on-event";

static bool is_failing(const struct hook *hook) {
    return hook->failure.what[0] != '\0';
}

static void fail(struct hook *hook, const char *what, const char *remedy) {
    if (!is_failing(hook)) {
        problem_set(&hook->failure, DOING, remedy, "%s", what);
        hook->has_new_problem = true;
    }
}

static void judge(struct hook *hook, int status) {
    struct buffer what = {0};
    if (status == 0) {
        hook->failure = (struct problem){0};
        return;
    }
    buffer_add_string(&what, "it ended with ");
    command_add_end(&what, status);
    fail(hook, buffer_string(&what), "run it in a shell to see why");
    buffer_clear(&what);
}

static void collect(struct hook *hook, struct hook_run *run) {
    int status = 0;
    if (!command_has_ended(run->pid, WNOHANG, &status)) {
        return;
    }
    if (!run->late) { /* else it has failed already */
        judge(hook, status);
    }
    *run = (struct hook_run){0};
}

static void end_late(struct hook *hook, struct hook_run *run, int64_t now_ms) {
    if (now_ms < run->limit_ms) {
        return;
    }
    command_kill(run->pid, run->late ? SIGKILL : SIGTERM);
    run->late = true;
    run->limit_ms = now_ms + HOOK_GRACE_MS;
    char what[64];
    snprintf(what, sizeof what, "it did not end within %d s", HOOK_LIMIT_MS / 1000);
    fail(hook, what, "let it run slow work in the background");
}

/* The index of a free place; HOOK_AT_ONCE if there is none. */
static size_t find_free(const struct hook *hook) {
    size_t index = 0;
    while (index < HOOK_AT_ONCE && hook->runs[index].pid != 0) {
        index++;
    }
    return index;
}

static bool can_start(const struct hook *hook) {
    return hook->count > 0 && find_free(hook) < HOOK_AT_ONCE;
}

/* A command that cannot be started is not retried, so that the next is not late. */
static void start_next(struct hook *hook, int64_t now_ms) {
    char **environment = hook_env_new(&hook->waiting[hook->first], hook->charset);
    struct command command = {
        .text = hook->command, .environment = environment, .out = -1, .err = -1, .alone = true};
    pid_t pid = command_start(&command);
    if (pid > 0) {
        hook->runs[find_free(hook)] = (struct hook_run){.pid = pid,
                                                        .limit_ms = now_ms + HOOK_LIMIT_MS};
    } else {
        char what[128];
        snprintf(what, sizeof what, "it cannot be started: %s", strerror(errno));
        fail(hook, what, "check the limits of this machine");
    }
    hook_env_free(environment);
    hook->first = (hook->first + 1) % HOOK_WAITING;
    hook->count--;
    hook->next_ms = now_ms + HOOK_SPACING_MS;
}

void hook_init(struct hook *hook, const char *command, enum text_charset charset) {
    *hook = (struct hook){.command = command, .charset = charset};
}

void hook_add(struct hook *hook, const struct event *event, const struct credentials *credentials) {
    if (hook->command == NULL) {
        return;
    }
    if (hook->count == HOOK_WAITING) {
        hook->has_new_problem |= hook->lost == 0;
        hook->lost++;
        return;
    }
    if (hook->count == 0) {
        hook->lost = 0;
    }
    struct event *kept = &hook->waiting[(hook->first + hook->count++) % HOOK_WAITING];
    *kept = *event;
    credentials_redact(credentials, kept->transfer_name);
    credentials_redact(credentials, kept->from.word);
    credentials_redact(credentials, kept->to.word);
}

bool hook_step(struct hook *hook, int64_t now_ms) {
    bool was_failing = is_failing(hook);
    for (size_t i = 0; i < HOOK_AT_ONCE; i++) {
        if (hook->runs[i].pid != 0) {
            collect(hook, &hook->runs[i]);
        }
        if (hook->runs[i].pid != 0) {
            end_late(hook, &hook->runs[i], now_ms);
        }
    }
    if (can_start(hook) && now_ms >= hook->next_ms) {
        start_next(hook, now_ms);
    }
    return is_failing(hook) != was_failing;
}

int64_t hook_due_ms(const struct hook *hook) {
    int64_t due_ms = can_start(hook) ? hook->next_ms : INT64_MAX;
    for (size_t i = 0; i < HOOK_AT_ONCE; i++) {
        if (hook->runs[i].pid != 0 && hook->runs[i].limit_ms < due_ms) {
            due_ms = hook->runs[i].limit_ms;
        }
    }
    return due_ms;
}

bool hook_describe(const struct hook *hook, struct problem *problem) {
    if (is_failing(hook)) {
        *problem = hook->failure;
    } else if (hook->lost > 0) {
        problem_set(problem, DOING, "see the log of events", "%zu event%s skipped: %d were waiting",
                    hook->lost, text_plural((int64_t)hook->lost), HOOK_WAITING);
    } else {
        return false;
    }
    return true;
}

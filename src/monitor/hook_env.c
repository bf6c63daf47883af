/* SPDX-License-Identifier: MIT */
#include "hook_env.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

extern char **environ; /* POSIX leaves its declaration to the program */

/* The value of a variable, which is being written. */
struct value {
    struct buffer *out;
    enum text_charset charset;
};

static void add_bytes(const struct value *value, const char *bytes) {
    text_clean(value->out, bytes, strlen(bytes), value->charset);
}

static void add_number(const struct value *value, int64_t number, int64_t unknown) {
    if (number != unknown) {
        buffer_add_format(value->out, "%" PRId64, number);
    }
}

static void add_status(const struct value *value, const struct event_status *status) {
    const char *name = backfill_status_name(status->status);
    add_bytes(value, name != NULL ? name : status->word);
}

static void add_name(const struct value *value, const struct event *event) {
    buffer_add_string(value->out, event_name(event));
}

static void add_id(const struct value *value, const struct event *event) {
    add_number(value, event->backfill_id, BACKFILL_NO_ID);
}

static void add_team_id(const struct value *value, const struct event *event) {
    add_number(value, event->team_id, BACKFILL_NO_ID);
}

static void add_transfer_id(const struct value *value, const struct event *event) {
    add_number(value, event->transfer_id, BACKFILL_NO_ID);
}

static void add_transfer(const struct value *value, const struct event *event) {
    add_bytes(value, event->transfer_name);
}

static void add_new_status(const struct value *value, const struct event *event) {
    if (event->kind != EVENT_MISSING) { /* what the API no longer knows has no status */
        add_status(value, &event->to);
    }
}

static void add_old_status(const struct value *value, const struct event *event) {
    if (event->kind != EVENT_APPEARED) {
        add_status(value, &event->from);
    }
}

static void add_text(const struct value *value, const struct event *event) {
    event_add_text(value->out, event, value->charset);
}

static void add_time(const struct value *value, const struct event *event) {
    char text[TIMES_TEXT];
    times_format_instant(text, event->at_s);
    buffer_add_string(value->out, text);
}

static void add_runs_completed(const struct value *value, const struct event *event) {
    add_number(value, event->runs_completed, BACKFILL_NO_COUNT);
}

static void add_took(const struct value *value, const struct event *event) {
    add_number(value, event->took_s, TIMES_ABSENT);
}

static const struct variable {
    const char *name;
    void (*add)(const struct value *value, const struct event *event);
} VARIABLES[] = {
    {"BACKFILL_EVENT", add_name},
    {"BACKFILL_ID", add_id},
    {"BACKFILL_TEAM_ID", add_team_id},
    {"BACKFILL_TRANSFER_ID", add_transfer_id},
    {"BACKFILL_TRANSFER", add_transfer},
    {"BACKFILL_STATUS", add_new_status},
    {"BACKFILL_OLD_STATUS", add_old_status},
    {"BACKFILL_TEXT", add_text},
    {"BACKFILL_TIME", add_time},
    {"BACKFILL_RUNS_COMPLETED", add_runs_completed},
    {"BACKFILL_TOOK_S", add_took},
};

enum { VARIABLE_COUNT = sizeof VARIABLES / sizeof VARIABLES[0] };

static bool is_set_here(const char *entry) {
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        size_t length = strlen(VARIABLES[i].name);
        if (strncmp(entry, VARIABLES[i].name, length) == 0 && entry[length] == '=') {
            return true;
        }
    }
    return false;
}

static char *make_entry(const struct variable *variable, const struct event *event,
                        enum text_charset charset) {
    struct buffer entry = {0};
    struct value value = {.out = &entry, .charset = charset};
    buffer_add_format(&entry, "%s=", variable->name);
    variable->add(&value, event);
    return entry.bytes;
}

static size_t count_inherited(void) {
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    return count;
}

/* The event's variables come first: they are owned, those behind them are not. */
char **hook_env_new(const struct event *event, enum text_charset charset) {
    size_t inherited = count_inherited();
    char **environment = memory_new(VARIABLE_COUNT + inherited + 1, sizeof *environment);
    size_t used = 0;
    while (used < VARIABLE_COUNT) {
        environment[used] = make_entry(&VARIABLES[used], event, charset);
        used++;
    }
    for (size_t i = 0; i < inherited; i++) {
        if (!is_set_here(environ[i])) {
            environment[used++] = environ[i];
        }
    }
    return environment;
}

void hook_env_free(char **environment) {
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        free(environment[i]);
    }
    free(environment);
}

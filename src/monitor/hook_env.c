/* SPDX-License-Identifier: MIT */
#include "hook_env.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

extern char **environ; /* POSIX leaves its declaration to the program */

/* A value under way. */
struct fact_value {
    struct buffer *out;
    enum text_charset charset;
};

static void add_bytes(const struct fact_value *value, const char *bytes) {
    text_clean(value->out, bytes, strlen(bytes), value->charset);
}

static void add_number(const struct fact_value *value, int64_t number, int64_t unknown) {
    if (number != unknown) {
        buffer_add_format(value->out, "%" PRId64, number);
    }
}

static void add_status(const struct fact_value *value, const struct event_status *status) {
    const char *name = backfill_status_name(status->status);
    add_bytes(value, name != NULL ? name : status->word);
}

static void add_name(const struct fact_value *value, const struct event *event) {
    buffer_add_string(value->out, event_name(event));
}

static void add_id(const struct fact_value *value, const struct event *event) {
    add_number(value, event->backfill_id, BACKFILL_NO_ID);
}

static void add_team_id(const struct fact_value *value, const struct event *event) {
    add_number(value, event->team_id, BACKFILL_NO_ID);
}

static void add_transfer_id(const struct fact_value *value, const struct event *event) {
    add_number(value, event->transfer_id, BACKFILL_NO_ID);
}

static void add_transfer(const struct fact_value *value, const struct event *event) {
    add_bytes(value, event->transfer_name);
}

static void add_new_status(const struct fact_value *value, const struct event *event) {
    if (event->kind != EVENT_MISSING) { /* of what the API does not know nobody knows the status */
        add_status(value, &event->to);
    }
}

static void add_old_status(const struct fact_value *value, const struct event *event) {
    if (event->kind != EVENT_APPEARED) {
        add_status(value, &event->from);
    }
}

static void add_text(const struct fact_value *value, const struct event *event) {
    event_add_text(value->out, event, value->charset);
}

static void add_time(const struct fact_value *value, const struct event *event) {
    char text[TIMES_TEXT];
    times_format_instant(text, event->at_s);
    buffer_add_string(value->out, text);
}

static void add_runs_completed(const struct fact_value *value, const struct event *event) {
    add_number(value, event->runs_completed, BACKFILL_NO_COUNT);
}

static void add_took(const struct fact_value *value, const struct event *event) {
    add_number(value, event->took_s, TIMES_ABSENT);
}

static const struct fact {
    const char *name;
    void (*add)(const struct fact_value *value, const struct event *event);
} FACTS[] = {
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

enum { FACT_COUNT = sizeof FACTS / sizeof FACTS[0] };

static bool is_fact(const char *entry) {
    for (size_t i = 0; i < FACT_COUNT; i++) {
        size_t length = strlen(FACTS[i].name);
        if (strncmp(entry, FACTS[i].name, length) == 0 && entry[length] == '=') {
            return true;
        }
    }
    return false;
}

static char *make_entry(const struct fact *fact, const struct event *event,
                        enum text_charset charset) {
    struct buffer entry = {0};
    struct fact_value value = {.out = &entry, .charset = charset};
    buffer_add_format(&entry, "%s=", fact->name);
    fact->add(&value, event);
    return entry.bytes;
}

static size_t count_variables(void) {
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    return count;
}

/* The facts come first: they are owned, what follows them is not. */
char **hook_env_new(const struct event *event, enum text_charset charset) {
    size_t variables = count_variables();
    char **environment = memory_new(FACT_COUNT + variables + 1, sizeof *environment);
    size_t used = 0;
    while (used < FACT_COUNT) {
        environment[used] = make_entry(&FACTS[used], event, charset);
        used++;
    }
    for (size_t i = 0; i < variables; i++) {
        if (!is_fact(environ[i])) {
            environment[used++] = environ[i];
        }
    }
    return environment;
}

void hook_env_free(char **environment) {
    for (size_t i = 0; i < FACT_COUNT; i++) {
        free(environment[i]);
    }
    free(environment);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/events.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/times.h"
#include "backfilltop/base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Copies as much of `from` as fits, in whole characters. */
static void copy_cut(char *to, size_t size, const char *from) {
    size_t length = utf8_cut(from, strlen(from), size - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

static void add_bytes(struct buffer *out, const char *bytes, enum text_charset charset) {
    text_clean(out, bytes, strlen(bytes), charset);
}

static void add_status(struct buffer *out, const struct event_status *status,
                       enum text_charset charset) {
    const char *name = backfill_status_name(status->status);
    if (name == NULL) {
        name = status->word[0] != '\0' ? status->word : "-";
    }
    add_bytes(out, name, charset);
}

static void add_end(struct buffer *out, const struct event *event, enum text_charset charset) {
    add_status(out, &event->to, charset);
    if (event->took_s != TIMES_ABSENT) {
        char took[TIMES_TEXT];
        times_format_span(took, event->took_s);
        buffer_add_format(out, " after %s", took);
    }
    if (event->runs_completed != BACKFILL_NO_COUNT) {
        buffer_add_format(out, ", %" PRId64 " run%s", event->runs_completed,
                          text_plural(event->runs_completed));
    }
}

/* "40 s", "2 m 10 s", "2 h 14" */
static void add_span(struct buffer *out, int64_t seconds) {
    char text[TIMES_TEXT];
    times_format_span(text, seconds);
    buffer_add_string(out, text);
    if (seconds >= 60 && seconds < 3600 && seconds % 60 > 0) {
        buffer_add_format(out, " %d s", (int)(seconds % 60));
    }
}

/* "API unavailable (503): waits 40 s as the server asks" */
static void add_trouble(struct buffer *out, const struct event_trouble *trouble) {
    buffer_add_string(out, outcome_traits(trouble->outcome)->trouble);
    if (trouble->http_status > 0) {
        buffer_add_format(out, " (%d)", trouble->http_status);
    }
    if (trouble->wait_s > 0) {
        buffer_add_string(out, ": the server asks to wait ");
        add_span(out, trouble->wait_s);
    }
}

static void add_recovery(struct buffer *out, const struct event *event) {
    buffer_add_format(out, "%s after ", outcome_traits(event->trouble.outcome)->recovery);
    add_span(out, event->took_s);
}

/* The words for each kind. */
static const struct {
    const char *name;
    const char *lead; /* instead of the status that it had */
    const char *text; /* instead of the status that it has */
} wordings[event_kind_count] = {
    [EVENT_APPEARED] = {"appeared", "new:", NULL},
    [EVENT_STATUS] = {"status", NULL, NULL},
    [EVENT_STALLED] = {"stalled", NULL, "stalled"},
    [EVENT_RESUMED] = {"resumed", "stalled ->", NULL},
    [EVENT_LEFT] = {"left", NULL, "left the list"},
    [EVENT_ENDED] = {"ended", NULL, NULL},
    [EVENT_MISSING] = {"gone", NULL, "gone: the API no longer has it"},
    [EVENT_RETURNED] = {"returned", "back in the list:", NULL},
    [EVENT_TROUBLE] = {"trouble", "", NULL},
    [EVENT_RECOVERED] = {"recovered", "", NULL},
};

void events_clear(struct events *events) {
    free(events->ring);
    *events = (struct events){0};
}

void events_add(struct events *events, const struct event *event) {
    if (events->ring == NULL) {
        events->ring = memory_new(EVENTS_KEPT, sizeof *events->ring);
    }
    events->ring[events->next] = *event;
    events->next = (events->next + 1) % EVENTS_KEPT;
    if (events->count < EVENTS_KEPT) {
        events->count++;
    }
    events->total++;
}

static struct event *at(const struct events *events, size_t age) {
    return &events->ring[(events->next + EVENTS_KEPT - 1 - age) % EVENTS_KEPT];
}

struct event *events_find(const struct events *events, enum event_kind kind, int64_t team_id,
                          int64_t backfill_id) {
    for (size_t age = 0; age < events->count; age++) {
        struct event *event = at(events, age);
        if (event->kind == kind && event->team_id == team_id && event->backfill_id == backfill_id) {
            return event;
        }
    }
    return NULL;
}

struct event *events_find_trouble(const struct events *events, enum outcome outcome) {
    for (size_t age = 0; age < events->count; age++) {
        struct event *event = at(events, age);
        if (event->kind == EVENT_TROUBLE && event->trouble.outcome == outcome) {
            return event;
        }
    }
    return NULL;
}

bool event_is_of_api(const struct event *event) {
    return event->kind == EVENT_TROUBLE || event->kind == EVENT_RECOVERED;
}

bool event_is_shown(const struct event *event, int64_t team_id) {
    bool is_of_team = team_id == BACKFILL_ALL_TEAMS || team_id == event->team_id ||
                      (event_is_of_api(event) && event->team_id == BACKFILL_ALL_TEAMS);
    return !event->is_superseded && is_of_team;
}

size_t events_count_shown(const struct events *events, int64_t team_id) {
    size_t count = 0;
    for (size_t age = 0; age < events->count; age++) {
        count += event_is_shown(at(events, age), team_id);
    }
    return count;
}

const struct event *events_at(const struct events *events, size_t age) {
    return age < events->count ? at(events, age) : NULL;
}

struct event_status event_status_of(const struct backfill *backfill) {
    struct event_status status = {.status = backfill->status};
    if (backfill->status_word != NULL) {
        copy_cut(status.word, sizeof status.word, backfill->status_word);
    }
    return status;
}

void event_set_name(struct event *event, const char *name) {
    copy_cut(event->transfer_name, sizeof event->transfer_name, name != NULL ? name : "");
}

const char *event_name(const struct event *event) {
    if (event_is_failure(event)) {
        return "failed";
    }
    if (event->kind == EVENT_ENDED) {
        return event->to.status == BACKFILL_CANCELLED ? "cancelled" : "completed";
    }
    return wordings[event->kind].name;
}

bool event_is_failure(const struct event *event) {
    bool arrives = event->kind == EVENT_APPEARED || event->kind == EVENT_STATUS;
    return arrives && event->to.status == BACKFILL_FAILED;
}

bool event_is_news(const struct event *event) {
    return event_is_failure(event) || event->kind == EVENT_STALLED || event->kind == EVENT_ENDED ||
           event->kind == EVENT_MISSING;
}

void event_add_before(struct buffer *out, const struct event *event, enum text_charset charset) {
    const char *lead = wordings[event->kind].lead;
    if (lead != NULL) {
        buffer_add_string(out, lead);
    } else {
        add_status(out, &event->from, charset);
        buffer_add_string(out, " ->");
    }
}

void event_add_after(struct buffer *out, const struct event *event, enum text_charset charset) {
    const char *text = wordings[event->kind].text;
    if (text != NULL) {
        buffer_add_string(out, text);
    } else if (event->kind == EVENT_TROUBLE) {
        add_trouble(out, &event->trouble);
    } else if (event->kind == EVENT_RECOVERED) {
        add_recovery(out, event);
    } else if (event->kind == EVENT_ENDED) {
        add_end(out, event, charset);
    } else {
        add_status(out, &event->to, charset);
    }
}

void event_add_text(struct buffer *out, const struct event *event, enum text_charset charset) {
    event_add_before(out, event, charset);
    buffer_add_string(out, event_is_of_api(event) ? "" : " ");
    event_add_after(out, event, charset);
}

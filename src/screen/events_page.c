/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GAP          2
#define MARK         2
#define ID_LEAST     5
#define NAME_LEAST   8
#define NAME_MOST    28
#define TEXT_COLUMNS 42 /* for what happened; the name gets the rest */
#define FULL_COLUMNS 38 /* from this width on, with seconds and the previous status */
#define DATE_LENGTH  10 /* of "2024-03-04 12:27:00" */
#define CLOCK_LENGTH 5  /* of "12:27" */
#define WHOLE_CLOCK  8  /* of "12:27:00" */

/* The log being written: the widths of its columns, 0 for one that is not shown. */
struct log {
    struct text_block *block;
    const struct view *view;
    bool is_full;
    int team_width;
    int id_width;
    int name_width;
    char date[TIMES_TEXT]; /* of the line before */
    struct strip line;
    struct buffer text;
};

static int width_of(int64_t number) {
    return snprintf(NULL, 0, "%" PRId64, number);
}

static void measure(struct log *log, const struct events *events) {
    int64_t highest_id = 0;
    int64_t highest_team = 0;
    for (size_t age = 0; age < events->count; age++) {
        const struct event *event = events_at(events, age);
        if (event_is_shown(event, log->view->team_id)) {
            highest_id = max_int64(highest_id, event->backfill_id);
            highest_team = max_int64(highest_team, event->team_id);
        }
    }
    log->id_width = max_int(ID_LEAST, width_of(highest_id));
    log->team_width = width_of(highest_team);
    if (log->view->connection.teams < 2 || log->block->columns < 2 * TEXT_COLUMNS) {
        log->team_width = 0;
    }
    int left = log->block->columns - WHOLE_CLOCK - log->team_width - log->id_width - TEXT_COLUMNS -
               4 * GAP - MARK;
    log->name_width = left < NAME_LEAST ? 0 : min_int(left, NAME_MOST);
}

/* "── 2024-03-03 ──" above the events of an earlier day than those before. */
static void add_day(struct log *log, const char *when) {
    if (strncmp(when, log->date, DATE_LENGTH) == 0) {
        return;
    }
    struct strip *line = &log->line;
    strip_reset(line);
    strip_add_glyph(line, THEME_DIM, GLYPH_RULE);
    strip_add_format(line, THEME_DIM, " %.*s ", DATE_LENGTH, when);
    strip_add_glyph(line, THEME_DIM, GLYPH_RULE);
    text_block_add(log->block, line);
    memcpy(log->date, when, sizeof log->date);
}

static void add_cell(struct log *log, int width, enum theme_role role, enum text_align align) {
    struct buffer fitted = {0};
    if (width > 0) {
        text_fit(&fitted, buffer_string(&log->text), width, align, terminal_charset());
        strip_add(&log->line, role, buffer_string(&fitted));
        strip_add_space(&log->line, log->is_full ? GAP : 1);
    }
    buffer_clear(&fitted);
}

static void add_name(struct log *log, const struct event *event) {
    buffer_reset(&log->text);
    if (event->transfer_name[0] != '\0') {
        text_clean(&log->text, event->transfer_name, strlen(event->transfer_name),
                   terminal_charset());
    } else if (event->transfer_id != BACKFILL_NO_ID) {
        buffer_add_format(&log->text, "%" PRId64, event->transfer_id);
    }
    add_cell(log, log->name_width, event->transfer_name[0] != '\0' ? THEME_TEXT : THEME_DIM,
             TEXT_LEFT);
}

static enum row_state state_of(const struct event *event) {
    switch (event->kind) {
    case EVENT_STALLED:
        return ROW_STATE_STALLED;
    case EVENT_LEFT:
        return ROW_STATE_LEFT;
    case EVENT_MISSING:
        return ROW_STATE_GONE;
    default:
        return row_state_of_status(event->to.status);
    }
}

/* States that are dim in the table are not dim in the log: there they are news. */
static enum theme_role word_role(const struct event *event) {
    bool is_quiet = event->kind == EVENT_LEFT || event->kind == EVENT_MISSING;
    enum theme_role role = theme_word_role(state_of(event));
    return role == THEME_DIM && !is_quiet ? THEME_TEXT : role;
}

static void add_mark(struct log *log, const struct event *event) {
    enum row_state state = state_of(event);
    strip_add(&log->line, theme_state_role(state), theme_state_mark(state, terminal_charset()));
    strip_add_space(&log->line, 1);
}

static void add_what(struct log *log, const struct event *event) {
    buffer_reset(&log->text);
    if (log->is_full) {
        event_add_before(&log->text, event, terminal_charset());
        strip_add(&log->line, THEME_DIM, buffer_string(&log->text));
        strip_add_space(&log->line, 1);
        buffer_reset(&log->text);
    }
    event_add_after(&log->text, event, terminal_charset());
    strip_add(&log->line, word_role(event), buffer_string(&log->text));
}

/* "12:27:00", or "12:27" where there is little room. */
static void add_time(struct log *log, const char *when) {
    int width = log->is_full ? WHOLE_CLOCK : CLOCK_LENGTH;
    const char *clock = strlen(when) > DATE_LENGTH ? when + DATE_LENGTH + 1 : when;
    buffer_reset(&log->text);
    buffer_add_format(&log->text, "%.*s", width, clock);
    add_cell(log, width, THEME_DIM, TEXT_LEFT);
}

static void add_number(struct log *log, int width, enum theme_role role, int64_t number) {
    buffer_reset(&log->text);
    buffer_add_format(&log->text, "%" PRId64, number);
    add_cell(log, width, role, TEXT_RIGHT);
}

static void add_team(struct log *log, const struct event *event) {
    if (event->team_id != BACKFILL_ALL_TEAMS) {
        add_number(log, log->team_width, THEME_DIM, event->team_id);
        return;
    }
    buffer_reset(&log->text);
    buffer_add_string(&log->text, log->team_width < 3 ? "" : "all");
    add_cell(log, log->team_width, THEME_DIM, TEXT_RIGHT);
}

/* Events of the API have no name, and longer texts: these begin in the column of names. */
static void add_api(struct log *log, const struct event *event) {
    bool is_over = event->kind == EVENT_RECOVERED;
    enum theme_role role = is_over ? THEME_GOOD : THEME_WARNING;
    buffer_reset(&log->text);
    add_cell(log, log->id_width, THEME_DIM, TEXT_RIGHT);
    strip_add_glyph(&log->line, role, is_over ? GLYPH_LIVE : GLYPH_ALERT);
    strip_add_space(&log->line, 1);
    event_add_after(&log->text, event, terminal_charset());
    if (!is_over && log->view->connection.demo) {
        buffer_add_string(&log->text, ", simulated by the demo");
    }
    strip_add(&log->line, is_over ? THEME_TEXT : role, buffer_string(&log->text));
}

static void add_event(struct log *log, const struct event *event) {
    char when[TIMES_TEXT];
    times_format_local(when, event->at_s, log->view->utc);
    add_day(log, when);
    if (!text_block_shows_next(log->block)) {
        text_block_add_blank(log->block);
        return;
    }
    strip_reset(&log->line);
    add_time(log, when);
    add_team(log, event);
    if (event_is_of_api(event)) {
        add_api(log, event);
        text_block_add(log->block, &log->line);
        return;
    }
    add_number(log, log->id_width, THEME_TEXT, event->backfill_id);
    add_mark(log, event);
    add_name(log, event);
    add_what(log, event);
    text_block_add(log->block, &log->line);
}

void events_page_add(struct text_block *block, const struct view *view) {
    const struct events *events = &view->tracker->events;
    struct log log = {.block = block, .view = view, .is_full = block->columns >= FULL_COLUMNS};
    times_format_local(log.date, view->now_s, view->utc);
    measure(&log, events);
    for (size_t age = 0; age < events->count; age++) {
        const struct event *event = events_at(events, age);
        if (event_is_shown(event, view->team_id)) {
            add_event(&log, event);
        }
    }
    if (block->count == 0) {
        text_block_add_wrapped(block, "", 0, THEME_DIM,
                               "Nothing has happened since the first poll.");
    }
    strip_clear(&log.line);
    buffer_clear(&log.text);
}

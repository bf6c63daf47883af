/* SPDX-License-Identifier: MIT */
#include "connection.h"

#include "backfilltop/base/numbers.h"

#include "team_ages.h"

#include <inttypes.h>

#define MS_PER_S     1000
#define S_PER_MINUTE 60
#define S_PER_HOUR   3600

/* Words are dim while all is well, numbers are not: those change every second, and plain ones are
 * sent without the sequences that make them dim. */

enum wait_form { WAIT_NONE, WAIT_SPAN, WAIT_CLOCK };

static const struct face {
    enum theme_role mark;
    enum theme_role words;
    enum theme_glyph glyph;
    enum wait_form wait;
    const char *word;
    const char *wait_lead; /* between the word and the wait */
    const char *age_lead;
} faces[connection_state_count] = {
    [CONNECTION_CONNECTING] = {THEME_STRONG, THEME_STRONG, GLYPH_WAIT, WAIT_NONE, "connecting", "",
                               ""},
    [CONNECTION_LIVE] = {THEME_GOOD, THEME_TEXT, GLYPH_LIVE, WAIT_SPAN, "live", "  next in ",
                         "updated "},
    [CONNECTION_RATE_LIMITED] = {THEME_WARNING, THEME_WARNING, GLYPH_ALERT, WAIT_CLOCK,
                                 "rate limited", ": next request in ", "data "},
    [CONNECTION_OUT_OF_QUOTA] = {THEME_WARNING, THEME_WARNING, GLYPH_ALERT, WAIT_CLOCK,
                                 "hourly limit", ": next poll in ", "data "},
    [CONNECTION_DENIED] = {THEME_ALARM, THEME_ALARM, GLYPH_REFUSED, WAIT_SPAN, "refused",
                           ": next try in ", "data "},
    [CONNECTION_FAILING] = {THEME_ALARM, THEME_ALARM, GLYPH_ALERT, WAIT_SPAN, "failing",
                            ": retrying in ", "data "},
    [CONNECTION_PAUSED] = {THEME_WARNING, THEME_WARNING, GLYPH_PAUSED, WAIT_NONE, "paused", "",
                           "data "},
};

static int64_t wait_ms(const struct view *view) {
    return max_int64(view->connection.next_poll_ms - view->now_ms, 0);
}

static void add_clock(struct strip *strip, enum theme_role role, int64_t ms) {
    int64_t s = (ms + MS_PER_S - 1) / MS_PER_S;
    int64_t minutes = s / S_PER_MINUTE % S_PER_MINUTE;
    if (s >= S_PER_HOUR) {
        strip_add_format(strip, role, "%" PRId64 ":%02" PRId64 ":%02" PRId64, s / S_PER_HOUR,
                         minutes, s % S_PER_MINUTE);
    } else {
        strip_add_format(strip, role, "%" PRId64 ":%02" PRId64, minutes, s % S_PER_MINUTE);
    }
}

static void add_wait_time(struct strip *strip, enum theme_role role, const struct view *view) {
    if (faces[view->connection.state].wait == WAIT_CLOCK) {
        add_clock(strip, role, wait_ms(view));
    } else {
        strip_add_wait(strip, role, wait_ms(view));
    }
}

static const struct face *face_of(const struct view *view) {
    return &faces[view->connection.state];
}

static bool is_live(const struct view *view) {
    return view->connection.state == CONNECTION_LIVE && !team_ages_differ(&view->connection);
}

void connection_write_mark(struct strip *strip, const struct text_context *context) {
    const struct face *face = face_of(context->view);
    bool differ = team_ages_differ(&context->view->connection);
    strip_add_glyph(strip, differ ? THEME_WARNING : face->mark, face->glyph);
}

/* The trouble that the demo's script can simulate. */
static bool is_trouble(enum connection_state state) {
    return state == CONNECTION_RATE_LIMITED || state == CONNECTION_FAILING ||
           state == CONNECTION_DENIED;
}

void connection_write_word(struct strip *strip, const struct text_context *context) {
    const struct view_connection *connection = &context->view->connection;
    const struct face *face = face_of(context->view);
    strip_add(strip, face->words, " ");
    strip_add(strip, face->words, face->word);
    if (connection->demo && context->form < 2 && is_trouble(connection->state)) {
        strip_add(strip, face->words, " (demo)");
    }
    if (team_ages_differ(connection)) {
        strip_add_space(strip, 1);
        strip_add_format(strip, THEME_WARNING, "(%zu of %zu%s)", connection->teams_live,
                         connection->teams, context->form == 0 ? " teams" : "");
    }
    if (connection->state == CONNECTION_CONNECTING) {
        strip_add_glyph(strip, face->words, GLYPH_ELLIPSIS);
    }
}

void connection_write_wait(struct strip *strip, const struct text_context *context) {
    const struct view *view = context->view;
    const struct face *face = face_of(view);
    bool has_lead = context->form == 0 || (context->form == 1 && is_live(view));
    if (face->wait == WAIT_NONE) {
        return;
    }
    if (view->connection.in_flight) {
        /* As wide as "next in 0 s": a poll is short, and the line should not move at each one. */
        strip_add(strip, THEME_DIM, has_lead ? "  polling now" : " 0 s");
        return;
    }
    bool was_live = view->connection.state == CONNECTION_LIVE;
    strip_add(strip, was_live ? THEME_DIM : face->words, has_lead ? face->wait_lead : " ");
    add_wait_time(strip, was_live ? THEME_TEXT : face->words, view);
}

static void add_age(struct strip *strip, const struct view *view, bool has_lead) {
    const struct view_connection *connection = &view->connection;
    bool was_live = connection->state == CONNECTION_LIVE;
    enum theme_role role = was_live ? THEME_DIM : THEME_TEXT;
    if (team_ages_differ(connection) || (!was_live && connection->teams > 1)) {
        team_ages_add(strip, view, !has_lead);
    } else if (connection->last_success_ms < 0) {
        strip_add(strip, role, "no data yet");
    } else {
        strip_add(strip, role, has_lead ? face_of(view)->age_lead : "");
        strip_add_age(strip, THEME_TEXT, view->now_ms - connection->last_success_ms);
        strip_add(strip, role, was_live ? " ago" : " old");
    }
}

void connection_write_age(struct strip *strip, const struct text_context *context) {
    const struct view *view = context->view;
    bool is_short = context->form > 0;
    if (view->connection.state == CONNECTION_CONNECTING || (is_short && is_live(view))) {
        return;
    }
    strip_add(strip, THEME_DIM, " ");
    strip_add_glyph(strip, THEME_DIM, GLYPH_DOT);
    strip_add(strip, THEME_DIM, " ");
    add_age(strip, view, !is_short);
}

static void add_next(struct strip *strip, const struct view *view, const char *lead) {
    strip_add(strip, THEME_DIM, lead);
    add_wait_time(strip, THEME_TEXT, view);
    strip_add(strip, THEME_DIM, ".");
}

static void describe_nothing(struct strip *strip, const struct view_connection *connection) {
    size_t known = 0;
    for (size_t i = 0; connection->team_list != NULL && i < connection->teams; i++) {
        known += connection->team_list[i].last_success_ms >= 0;
    }
    if (connection->team_list != NULL && known < connection->teams) {
        strip_add_format(strip, THEME_TEXT, "No incomplete backfills in %zu of %zu teams.", known,
                         connection->teams);
    } else {
        strip_add(strip, THEME_TEXT, "No incomplete backfills.");
    }
}

void connection_describe_emptiness(struct strip *strip, const struct view *view) {
    bool waits = faces[view->connection.state].wait != WAIT_NONE && !view->connection.in_flight;
    if (view->connection.last_success_ms >= 0) {
        describe_nothing(strip, &view->connection);
        if (waits) {
            add_next(strip, view, " Next poll in ");
        }
    } else if (waits) {
        strip_add(strip, THEME_TEXT, "No data yet.");
        add_next(strip, view, " Next try in ");
    } else if (view->connection.state == CONNECTION_PAUSED) {
        strip_add(strip, THEME_TEXT, "No data yet: paused.");
    } else {
        strip_add(strip, THEME_TEXT, "Waiting for ");
        strip_add_bytes(strip, THEME_TEXT, view->connection.host);
        strip_add_glyph(strip, THEME_TEXT, GLYPH_ELLIPSIS);
    }
}

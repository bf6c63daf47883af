/* SPDX-License-Identifier: MIT */
#include "team_ages.h"

#include "backfilltop/base/times.h"

#include <inttypes.h>

#define MS_PER_S 1000

/* The teams whose data have their age shown. */
struct aged {
    size_t teams;
    size_t without_data;
    int64_t oldest_ms;            /* the earliest success; -1 if no team has data */
    const struct view_team *last; /* of these teams */
};

static bool has_shown_age(const struct view_connection *connection, const struct view_team *team) {
    return connection->state != CONNECTION_LIVE || team->state != CONNECTION_LIVE;
}

static struct aged find_aged(const struct view_connection *connection) {
    struct aged aged = {.oldest_ms = -1};
    for (size_t i = 0; connection->team_list != NULL && i < connection->teams; i++) {
        const struct view_team *team = &connection->team_list[i];
        int64_t success_ms = team->last_success_ms;
        if (!has_shown_age(connection, team)) {
            continue;
        }
        aged.teams++;
        aged.last = team;
        aged.without_data += success_ms < 0;
        if (success_ms >= 0 && (aged.oldest_ms < 0 || success_ms < aged.oldest_ms)) {
            aged.oldest_ms = success_ms;
        }
    }
    return aged;
}

static void add_span(struct buffer *out, const struct view *view, int64_t since_ms) {
    char text[TIMES_TEXT];
    times_format_span(text, (view->now_ms - since_ms) / MS_PER_S);
    buffer_add_format(out, "%s old", text);
}

bool team_ages_differ(const struct view_connection *connection) {
    return connection->state == CONNECTION_LIVE && connection->teams_live < connection->teams;
}

const struct view_team *team_ages_find_old(const struct view *view, int64_t team_id) {
    const struct view_connection *connection = &view->connection;
    if (connection->team_list == NULL || !team_ages_differ(connection)) {
        return NULL;
    }
    for (size_t i = 0; i < connection->teams; i++) {
        const struct view_team *team = &connection->team_list[i];
        if (team->team_id == team_id) {
            return team->state != CONNECTION_LIVE ? team : NULL;
        }
    }
    return NULL;
}

void team_ages_add_one(struct buffer *out, const struct view *view, const struct view_team *team) {
    if (team->last_success_ms < 0) {
        buffer_add_string(out, "none yet");
    } else {
        add_span(out, view, team->last_success_ms);
    }
}

void team_ages_add(struct strip *strip, const struct view *view, bool terse) {
    const struct view_connection *connection = &view->connection;
    struct aged aged = find_aged(connection);
    struct buffer age = {0};
    if (aged.teams == 1 && connection->state == CONNECTION_LIVE) {
        strip_add_format(strip, THEME_TEXT, "team %" PRId64 ": ", aged.last->team_id);
    } else if (aged.teams > 0 && connection->state == CONNECTION_LIVE) {
        strip_add_format(strip, THEME_TEXT, "%zu teams: ", aged.teams);
    }
    if (aged.oldest_ms < 0) {
        buffer_add_string(&age, "no data yet");
    } else {
        buffer_add_string(&age, terse ? "" : "data ");
        buffer_add_string(&age, aged.teams > 1 ? "up to " : "");
        add_span(&age, view, aged.oldest_ms);
        buffer_add_string(&age, aged.without_data > 0 ? " or none" : "");
    }
    strip_add(strip, THEME_TEXT, buffer_string(&age));
    buffer_clear(&age);
}

/* SPDX-License-Identifier: MIT */
#include "team_ages.h"

#include "backfilltop/base/times.h"

#include <inttypes.h>

#define MS_PER_S 1000

/* The teams whose age is shown. */
struct aged {
    size_t teams;
    size_t without_data;
    int64_t oldest_ms;            /* the earliest success; -1 if no team has data */
    const struct view_team *last; /* of them */
};

static bool has_shown_age(const struct view_link *link, const struct view_team *team) {
    return link->state != LINK_LIVE || team->state != LINK_LIVE;
}

static struct aged find_aged(const struct view_link *link) {
    struct aged aged = {.oldest_ms = -1};
    for (size_t i = 0; link->team_list != NULL && i < link->teams; i++) {
        const struct view_team *team = &link->team_list[i];
        int64_t success_ms = team->last_success_ms;
        if (!has_shown_age(link, team)) {
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

bool team_ages_differ(const struct view_link *link) {
    return link->state == LINK_LIVE && link->teams_live < link->teams;
}

const struct view_team *team_ages_find_old(const struct view *view, int64_t team_id) {
    const struct view_link *link = &view->link;
    if (link->team_list == NULL || !team_ages_differ(link)) {
        return NULL;
    }
    for (size_t i = 0; i < link->teams; i++) {
        const struct view_team *team = &link->team_list[i];
        if (team->team_id == team_id) {
            return team->state != LINK_LIVE ? team : NULL;
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
    const struct view_link *link = &view->link;
    struct aged aged = find_aged(link);
    struct buffer age = {0};
    if (aged.teams == 1 && link->state == LINK_LIVE) {
        strip_add_format(strip, THEME_TEXT, "team %" PRId64 ": ", aged.last->team_id);
    } else if (aged.teams > 0 && link->state == LINK_LIVE) {
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

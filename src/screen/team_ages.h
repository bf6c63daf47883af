/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"
#include "draw.h"

/* The age of the data of several teams: each team's data have their own age. */

/* The team, if its rows are older than those of others: its latest poll failed, or none has ended
 * yet, while another team is live. Else NULL. */
const struct view_team *team_ages_find_old(const struct view *view, int64_t team_id);

/* Whether some of the teams are live and others are not. */
bool team_ages_differ(const struct view_connection *connection);

/* Appends the age of the data of teams that are not live: "team 43: data 1 m old", "2 teams: data
 * up to 5 m old or none", "team 43: no data yet". If no team is live, that of all: "data up to 5 m
 * old". `terse` leaves out "data". */
void team_ages_add(struct strip *strip, const struct view *view, bool terse);

/* Appends the age of one team's data: "1 m old", "none yet". */
void team_ages_add_one(struct buffer *out, const struct view *view, const struct view_team *team);

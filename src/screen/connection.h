/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"
#include "draw.h"
#include "text_line.h"

/* The state of the connection to the API, in words: parts of the header, drawn side by side without
 * gaps. */

void connection_write_mark(struct strip *strip, const struct text_context *context);

/* "failing (demo)", "live (1 of 2 teams)"; form 1 without "teams", form 2 also without "(demo)". */
void connection_write_word(struct strip *strip, const struct text_context *context);

/* The time to the next poll: "next in 12 s", ": retrying in 12 s". Form 2 is "12 s". So is form 1,
 * to leave room for the age of the data, unless the data are fresh. */
void connection_write_wait(struct strip *strip, const struct text_context *context);

/* The age of the data: "updated 3 s ago", "data 2 m old". Form 1 is "2 m old", and nothing while
 * the data are fresh. */
void connection_write_age(struct strip *strip, const struct text_context *context);

/* Appends the sentence that replaces the table while it has no rows. */
void connection_describe_emptiness(struct strip *strip, const struct view *view);

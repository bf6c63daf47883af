/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include <stddef.h>

/* Keys to actions, and the words for both, in one table: what the program does and what its help
 * says cannot differ. */

enum action {
    ACTION_NONE,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP, /* of the table, or of what is open: pane, help, events */
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_OPEN,          /* open or close the pane */
    ACTION_BACK,          /* one step back: close what is open, the latest first */
    ACTION_UNFOLD,        /* errors one by one, or grouped */
    ACTION_FOCUS,         /* the arrows scroll the pane, or choose a backfill */
    ACTION_GROW,          /* the pane */
    ACTION_SHRINK,        /* likewise */
    ACTION_COPY_ID,       /* the selected backfill's, to the clipboard */
    ACTION_COPY_COMMANDS, /* that backfill its failed days again, likewise */
    ACTION_EVENTS,        /* open or close the log of events */
    ACTION_SEARCH,
    ACTION_SEARCH_NEXT,
    ACTION_SEARCH_PREVIOUS,
    ACTION_FILTER,
    ACTION_GROUP, /* the next group of states alone */
    ACTION_SORT,  /* choose what to sort by */
    ACTION_SORT_LEFT,
    ACTION_SORT_RIGHT,
    ACTION_INVERT,
    ACTION_TEAM, /* 1 to 9: one team alone */
    ACTION_ALL_TEAMS,
    ACTION_DISMISS,     /* forget the selected backfill, if it left the list */
    ACTION_DISMISS_ALL, /* forget all that left the list */
    ACTION_REFRESH,
    ACTION_PAUSE,
    ACTION_CLICK, /* mouse: see struct terminal_input */
    ACTION_WHEEL_UP,
    ACTION_WHEEL_DOWN,
    ACTION_REDRAW,
    ACTION_SUSPEND,
    ACTION_HELP,
    ACTION_QUIT,
    action_count
};

/* When a hint is of use. */
enum key_hint_when {
    HINT_ALWAYS,
    HINT_IN_TABLE, /* while the table is on the screen */
    HINT_IN_PANE,  /* while the pane is open, too */
    HINT_ON_LEFT,  /* while the selected backfill is one that left the list */
    HINT_IN_PAGE,  /* while something is open in the table's place */
    key_hint_when_count
};

/* What the line of key hints says of a command, under its first key. */
struct key_hint {
    const char *text;   /* "Errors"; NULL: nothing */
    const char *undoes; /* what it says once the key has been pressed: "Close"; NULL: the same */
    int rank;           /* 1 stays longest when the line is short */
    enum key_hint_when when;
};

#define COMMAND_KEYS 9
#define COMMANDS_MAX 48

/* One action, its keys, and its line in the help. */
struct key_command {
    enum action action;
    int keys[COMMAND_KEYS + 1]; /* as terminal_read() reports them; 0 ends them */
    const char *names;          /* of the keys, where theirs would not do; else NULL */
    const char *text;           /* "next backfill" */
    struct key_hint hint;
};

/* The action of a key; ACTION_NONE for a key that means nothing. */
enum action commands_action(int key);

/* All commands, in the order of the help; *count of them. */
const struct key_command *commands_all(size_t *count);

/* Fills in what the help and the hints of a frame say, in the order of the help, where `shown` has
 * room for COMMANDS_MAX. The hints are those of use in `view`. Returns how many it filled in. */
size_t commands_show(struct view_command *shown, const struct view *view);

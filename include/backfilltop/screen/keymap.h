/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* Keys to actions, in one table: what the program does and what its help says cannot differ. */

enum action {
    ACTION_NONE,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP, /* of the table, or of what is open: errors, help */
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_OPEN,        /* open or close the error pane */
    ACTION_BACK,        /* one step back: close help, then the pane */
    ACTION_UNFOLD,      /* errors one by one, or grouped */
    ACTION_TEAM,        /* 1 to 9: one team alone; 0: all */
    ACTION_DISMISS,     /* forget the selected backfill, if it left the list */
    ACTION_DISMISS_ALL, /* forget all that left the list */
    ACTION_SEARCH,
    ACTION_SEARCH_NEXT,
    ACTION_SEARCH_PREVIOUS,
    ACTION_FILTER,
    ACTION_GROUP, /* the next group of states alone */
    ACTION_SORT,  /* choose what to sort by */
    ACTION_SORT_LEFT,
    ACTION_SORT_RIGHT,
    ACTION_INVERT,
    ACTION_FOCUS,  /* the arrows scroll the pane, or choose a backfill */
    ACTION_GROW,   /* the pane */
    ACTION_SHRINK, /* likewise */
    ACTION_REFRESH,
    ACTION_PAUSE,
    ACTION_HELP,
    ACTION_REDRAW,
    ACTION_SUSPEND,
    ACTION_QUIT,
    ACTION_CLICK, /* mouse: see struct terminal_input */
    ACTION_WHEEL_UP,
    ACTION_WHEEL_DOWN,
    action_count
};

struct key_binding {
    int key; /* as ncurses' getch() reports it */
    enum action action;
};

/* When a hint is of use. */
enum key_hint_when {
    HINT_ALWAYS,
    HINT_IN_PANE, /* while the error pane is open */
    HINT_ON_LEFT, /* while the selected backfill is one that left the list */
    key_hint_when_count
};

struct key_help {
    const char *keys;     /* "j, Down" */
    const char *text;     /* "next backfill" */
    const char *hint;     /* short, for the line of key hints, or NULL for none: "Errors" */
    const char *hint_key; /* the one key that the hint names: "Enter" */
    int hint_rank;        /* 1 stays longest when the line is short */
    enum key_hint_when hint_when;
};

/* The action of a key; ACTION_NONE for a key that means nothing. The mouse (KEY_MOUSE) is not a
 * key. */
enum action keymap_action(int key);

/* All keys that mean something, *count of them. */
const struct key_binding *keymap_bindings(size_t *count);

/* The lines of the help, in the order shown; *count of them. */
const struct key_help *keymap_help(size_t *count);

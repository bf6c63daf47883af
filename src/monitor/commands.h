/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include <stddef.h>

struct action_context;
struct monitor;

/* The table of the keys. A command's row has its keys, its line in the help, its hint, what it
 * needs and its function. */

#define COMMAND_KEYS 9  /* of one command, at most */
#define COMMANDS_MAX 48 /* rows of the table, at most */

/* Conditions under which a command can do something, or a hint is useful. Bits, combined by |. */
enum command_condition {
    COMMAND_IN_TABLE = 1 << 0,     /* the table is shown: no page is open */
    COMMAND_IN_PAGE = 1 << 1,      /* a page is open */
    COMMAND_WITH_PANE = 1 << 2,    /* the pane is open */
    COMMAND_WITH_ROW = 1 << 3,     /* a backfill is selected, */
    COMMAND_WITH_LEFT_ROW = 1 << 4 /* and it has left the list */
};

/* The hint for a command in the last line of the screen, after its first key. */
struct command_hint {
    const char *text;                       /* "Errors"; NULL: the command has no hint */
    bool (*is_on)(const struct view *view); /* whether the command would now undo what it did
                                               before; NULL: never */
    const char *undo;                       /* "Close": in place of `text` while is_on() */
    int rank;                               /* from 1 on: 1 stays longest when the line is short */
    unsigned when;                          /* conditions; 0: always */
};

struct key_command {
    int keys[COMMAND_KEYS + 1]; /* as terminal_read() reports them; 0 ends them */
    const char *key_names;      /* in the help, in place of the names of `keys`; or NULL */
    const char *help; /* "next backfill"; NULL: it has no line; that of another command covers it */
    struct command_hint hint;
    unsigned needs;      /* conditions; 0: none */
    enum page_kind page; /* that run() opens or closes */
    bool reads_frame;    /* run() needs context->frame */
    void (*run)(struct action_context *context);
};

/* All commands, in the order of the help; *count of them. */
const struct key_command *commands_all(size_t *count);

/* The command of a key; NULL if the key has none. */
const struct key_command *commands_find(int key);

/* Why the command can do nothing now, as a message for the user; NULL if its conditions are met. */
const char *commands_unmet(const struct key_command *command, const struct monitor *monitor);

/* Fills in the commands for the help and the hints of a frame, in the order of the help; `shown`
 * has room for COMMANDS_MAX. Hints are only set if they are useful in `view`. Returns the number of
 * commands. */
size_t commands_show(struct view_command *shown, const struct view *view);

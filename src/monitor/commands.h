/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include <stddef.h>

struct action_context;
struct monitor;

/* What the keys do: one row of one table has a command's keys, its line in the help, its hint, what
 * it needs and its function. */

#define COMMAND_KEYS 9  /* of one command, at most */
#define COMMANDS_MAX 48 /* rows of the table, at most */

/* What holds while a command can do something, or a hint is of use. Sets of them are joined by |.
 */
enum command_condition {
    COMMAND_IN_TABLE = 1 << 0,     /* the table is on the screen: no page hides it */
    COMMAND_IN_PAGE = 1 << 1,      /* a page is in its place */
    COMMAND_WITH_PANE = 1 << 2,    /* the pane is open */
    COMMAND_WITH_ROW = 1 << 3,     /* a backfill is selected, */
    COMMAND_WITH_LEFT_ROW = 1 << 4 /* and it has left the list */
};

/* What the last line of the screen says of a command, after its first key. */
struct command_hint {
    const char *text;                       /* "Errors"; NULL: the command has no hint */
    bool (*is_on)(const struct view *view); /* whether the command would undo what it did; NULL:
                                               never */
    const char *undo;                       /* "Close": in place of `text` while is_on() */
    int rank;                               /* from 1 on: 1 stays longest when the line is short */
    unsigned when;                          /* conditions; 0: always */
};

struct key_command {
    int keys[COMMAND_KEYS + 1]; /* as terminal_read() reports them; 0 ends them */
    const char *key_names;      /* in the help, where the names of `keys` would not do; or NULL */
    const char *help;           /* "next backfill"; NULL: the line of another command says it */
    struct command_hint hint;
    unsigned needs;      /* conditions; 0: none */
    enum page_kind page; /* that run() opens or closes */
    bool reads_frame;    /* run() looks where things stand on the screen: context->frame */
    void (*run)(struct action_context *context);
};

/* All commands, in the order of the help; *count of them. */
const struct key_command *commands_all(size_t *count);

/* The command of a key; NULL for a key that means nothing. */
const struct key_command *commands_find(int key);

/* Why the command can do nothing now, in words for the user; NULL if it has all that it needs. */
const char *commands_unmet(const struct key_command *command, const struct monitor *monitor);

/* Fills in what the help and the hints of a frame say, in the order of the help, where `shown` has
 * room for COMMANDS_MAX. The hints are those of use in `view`. Returns how many it filled in. */
size_t commands_show(struct view_command *shown, const struct view *view);

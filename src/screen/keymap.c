/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/keymap.h"

#include "backfilltop/screen/terminal.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define KEY_NAME_BYTES 16
#define NO_HINT                                                                                    \
    { NULL, NULL, 0, HINT_ALWAYS }

#define KEYS(...) {__VA_ARGS__}, NULL

static const struct key_command commands[] = {
    {ACTION_DOWN, KEYS('j', TERMINAL_KEY_DOWN), "next backfill", NO_HINT},
    {ACTION_UP, KEYS('k', TERMINAL_KEY_UP), "previous backfill", NO_HINT},
    {ACTION_PAGE_DOWN, KEYS(TERMINAL_KEY_PAGE_DOWN, TERMINAL_CTRL('f'), TERMINAL_CTRL('d')),
     "a page down; in the pane while it is open", NO_HINT},
    {ACTION_PAGE_UP, KEYS(TERMINAL_KEY_PAGE_UP, TERMINAL_CTRL('b'), TERMINAL_CTRL('u')),
     "a page up; in the pane while it is open", NO_HINT},
    {ACTION_FIRST, KEYS('g', TERMINAL_KEY_HOME), "first backfill", NO_HINT},
    {ACTION_LAST, KEYS('G', TERMINAL_KEY_END), "last backfill", NO_HINT},
    {ACTION_OPEN,
     KEYS('\r', '\n', TERMINAL_KEY_ENTER),
     "open or close the pane: errors, days, times",
     {"Errors", "Close", 1, HINT_IN_TABLE}},
    {ACTION_BACK,
     KEYS(TERMINAL_KEY_ESCAPE),
     "one step back: page, prompt, search, filter, pane",
     {"Back", NULL, 1, HINT_IN_PAGE}},
    {ACTION_UNFOLD,
     KEYS('a'),
     "errors grouped, or one by one",
     {"Unfold", "Fold", 4, HINT_IN_PANE}},
    {ACTION_FOCUS, KEYS('\t'), "the arrows scroll the pane, or choose a backfill", NO_HINT},
    {ACTION_GROW, KEYS('+'), "make the pane larger", NO_HINT},
    {ACTION_SHRINK, KEYS('-'), "make the pane smaller", NO_HINT},
    {ACTION_COPY_ID, KEYS('y'), "copy the backfill's id to the clipboard", NO_HINT},
    {ACTION_COPY_COMMANDS,
     KEYS('Y'),
     "commands that backfill the failed days again",
     {"Commands", NULL, 5, HINT_IN_PANE}},
    {ACTION_EVENTS,
     KEYS('e'),
     "what happened: the log of events",
     {"Events", NULL, 6, HINT_IN_TABLE}},
    {ACTION_SEARCH,
     KEYS('/'),
     "search ids, transfers and status as you type",
     {"Search", NULL, 5, HINT_IN_TABLE}},
    {ACTION_SEARCH_NEXT, KEYS('n'), "next match", NO_HINT},
    {ACTION_SEARCH_PREVIOUS, KEYS('N'), "match before", NO_HINT},
    {ACTION_FILTER,
     KEYS('\\', TERMINAL_KEY_F(4)),
     "show only what matches: status:failed timeout",
     {"Filter", NULL, 5, HINT_IN_TABLE}},
    {ACTION_GROUP, KEYS('f'), "show only trouble, running, waiting, ended; or all", NO_HINT},
    {ACTION_SORT, KEYS(TERMINAL_KEY_F(6)), "choose what to sort by", NO_HINT},
    {ACTION_SORT_LEFT, KEYS('<'), "sort by the column to the left", NO_HINT},
    {ACTION_SORT_RIGHT, KEYS('>'), "sort by the column to the right", NO_HINT},
    {ACTION_INVERT, KEYS('I'), "sort the other way round", NO_HINT},
    {ACTION_TEAM,
     {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     "1..9",
     "one team alone, in the order they were named",
     NO_HINT},
    {ACTION_ALL_TEAMS, KEYS('0'), "all teams", NO_HINT},
    {ACTION_DISMISS,
     KEYS('d', TERMINAL_KEY_DELETE),
     "dismiss the selected backfill, if it left the list",
     {"Dismiss", NULL, 4, HINT_ON_LEFT}},
    {ACTION_DISMISS_ALL, KEYS('D'), "dismiss all that left the list", NO_HINT},
    {ACTION_REFRESH,
     KEYS('r'),
     "ask again now, as soon as the server allows it",
     {"Refresh", NULL, 6, HINT_ALWAYS}},
    {ACTION_PAUSE, KEYS('p', ' '), "pause polling, or go on", {"Pause", "Go on", 7, HINT_ALWAYS}},
    {ACTION_CLICK, KEYS(TERMINAL_KEY_CLICK), "click selects, or sorts by a heading; wheel scrolls",
     NO_HINT},
    {ACTION_REDRAW, KEYS(TERMINAL_CTRL('l')), "draw the screen anew", NO_HINT},
    {ACTION_SUSPEND, KEYS(TERMINAL_CTRL('z')), "suspend; fg comes back", NO_HINT},
    {ACTION_HELP, KEYS('?', 'h', TERMINAL_KEY_F(1)), "this help", {"Help", NULL, 2, HINT_ALWAYS}},
    {ACTION_QUIT,
     {'q', TERMINAL_KEY_F(10)},
     "q, F10, Ctrl-C",
     "quit",
     {"Quit", NULL, 3, HINT_ALWAYS}},
};

static const struct {
    int key;
    const char *name;
} names[] = {
    {TERMINAL_KEY_DOWN, "Down"},
    {TERMINAL_KEY_UP, "Up"},
    {TERMINAL_KEY_PAGE_DOWN, "PgDn"},
    {TERMINAL_KEY_PAGE_UP, "PgUp"},
    {TERMINAL_KEY_HOME, "Home"},
    {TERMINAL_KEY_END, "End"},
    {'\r', "Enter"},
    {'\n', "Enter"},
    {TERMINAL_KEY_ENTER, "Enter"},
    {TERMINAL_KEY_ESCAPE, "Esc"},
    {'\t', "Tab"},
    {' ', "Space"},
    {TERMINAL_KEY_DELETE, "Delete"},
    {TERMINAL_KEY_CLICK, "Mouse"},
};

static bool holds(const struct key_command *command, int key) {
    for (size_t i = 0; i < COMMAND_KEYS && command->keys[i] != 0; i++) {
        if (command->keys[i] == key) {
            return true;
        }
    }
    return false;
}

enum action keymap_action(int key) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (holds(&commands[i], key)) {
            return commands[i].action;
        }
    }
    return ACTION_NONE;
}

const struct key_command *keymap_commands(size_t *count) {
    *count = sizeof commands / sizeof *commands;
    return commands;
}

/* How people say a key; `text` is room for it. */
static const char *name_of(int key, char text[static KEY_NAME_BYTES]) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key == key) {
            return names[i].name;
        }
    }
    if (key > TERMINAL_KEY_F0) {
        snprintf(text, KEY_NAME_BYTES, "F%d", key - TERMINAL_KEY_F0);
    } else {
        snprintf(text, KEY_NAME_BYTES, key < ' ' ? "Ctrl-%c" : "%c", key < ' ' ? key + '@' : key);
    }
    return text;
}

void keymap_add_key(struct buffer *out, int key) {
    char text[KEY_NAME_BYTES];
    buffer_add_string(out, name_of(key, text));
}

void keymap_add_keys(struct buffer *out, const struct key_command *command) {
    char room[KEY_NAME_BYTES];
    char last_room[KEY_NAME_BYTES];
    if (command->names != NULL) {
        buffer_add_string(out, command->names);
        return;
    }
    for (size_t i = 0; i < COMMAND_KEYS && command->keys[i] != 0; i++) {
        const char *name = name_of(command->keys[i], room);
        bool is_first = i == 0;
        if (is_first || strcmp(name, name_of(command->keys[i - 1], last_room)) != 0) {
            buffer_add_format(out, "%s%s", is_first ? "" : ", ", name);
        }
    }
}

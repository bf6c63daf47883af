/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/keymap.h"

#include <curses.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CTRL(letter)   ((letter)&0x1f)
#define ESCAPE         27
#define KEY_NAME_BYTES 8
#define NO_HINT                                                                                    \
    { NULL, NULL, 0, HINT_ALWAYS }

#define KEYS(...) {__VA_ARGS__}, NULL

static const struct key_command commands[] = {
    {ACTION_DOWN, KEYS('j', KEY_DOWN), "next backfill", NO_HINT},
    {ACTION_UP, KEYS('k', KEY_UP), "previous backfill", NO_HINT},
    {ACTION_PAGE_DOWN, KEYS(KEY_NPAGE, CTRL('f'), CTRL('d')),
     "a page down; in the pane while it is open", NO_HINT},
    {ACTION_PAGE_UP, KEYS(KEY_PPAGE, CTRL('b'), CTRL('u')),
     "a page up; in the pane while it is open", NO_HINT},
    {ACTION_FIRST, KEYS('g', KEY_HOME), "first backfill", NO_HINT},
    {ACTION_LAST, KEYS('G', KEY_END), "last backfill", NO_HINT},
    {ACTION_OPEN,
     KEYS('\r', '\n', KEY_ENTER),
     "open or close the pane: errors, days, times",
     {"Errors", "Close", 1, HINT_IN_TABLE}},
    {ACTION_BACK,
     KEYS(ESCAPE),
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
     KEYS('\\', KEY_F(4)),
     "show only what matches: status:failed timeout",
     {"Filter", NULL, 5, HINT_IN_TABLE}},
    {ACTION_GROUP, KEYS('f'), "show only trouble, running, waiting, ended; or all", NO_HINT},
    {ACTION_SORT, KEYS(KEY_F(6)), "choose what to sort by", NO_HINT},
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
     KEYS('d', KEY_DC),
     "dismiss the selected backfill, if it left the list",
     {"Dismiss", NULL, 4, HINT_ON_LEFT}},
    {ACTION_DISMISS_ALL, KEYS('D'), "dismiss all that left the list", NO_HINT},
    {ACTION_REFRESH,
     KEYS('r'),
     "ask again now, as soon as the server allows it",
     {"Refresh", NULL, 6, HINT_ALWAYS}},
    {ACTION_PAUSE, KEYS('p', ' '), "pause polling, or go on", {"Pause", "Go on", 7, HINT_ALWAYS}},
    {ACTION_CLICK, KEYS(KEY_MOUSE), "click selects, or sorts by a heading; wheel scrolls", NO_HINT},
    {ACTION_REDRAW, KEYS(CTRL('l')), "draw the screen anew", NO_HINT},
    {ACTION_SUSPEND, KEYS(CTRL('z')), "suspend; fg comes back", NO_HINT},
    {ACTION_HELP, KEYS('?', 'h', KEY_F(1)), "this help", {"Help", NULL, 2, HINT_ALWAYS}},
    {ACTION_QUIT, {'q', KEY_F(10)}, "q, F10, Ctrl-C", "quit", {"Quit", NULL, 3, HINT_ALWAYS}},
};

static const struct {
    int key;
    const char *name;
} names[] = {
    {KEY_DOWN, "Down"},   {KEY_UP, "Up"},       {KEY_NPAGE, "PgDn"}, {KEY_PPAGE, "PgUp"},
    {KEY_HOME, "Home"},   {KEY_END, "End"},     {'\r', "Enter"},     {'\n', "Enter"},
    {KEY_ENTER, "Enter"}, {ESCAPE, "Esc"},      {'\t', "Tab"},       {' ', "Space"},
    {KEY_DC, "Delete"},   {KEY_MOUSE, "Mouse"}, {KEY_F(1), "F1"},    {KEY_F(4), "F4"},
    {KEY_F(6), "F6"},     {KEY_F(10), "F10"},
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
    snprintf(text, KEY_NAME_BYTES, key < ' ' ? "Ctrl-%c" : "%c", key < ' ' ? key + '@' : key);
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

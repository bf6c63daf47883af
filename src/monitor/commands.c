/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "backfilltop/screen/terminal.h"

#include <stdbool.h>

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

_Static_assert(sizeof commands / sizeof *commands <= COMMANDS_MAX, "not all would be shown");

static bool holds(const struct key_command *command, int key) {
    for (size_t i = 0; command->keys[i] != 0; i++) {
        if (command->keys[i] == key) {
            return true;
        }
    }
    return false;
}

enum action commands_action(int key) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (holds(&commands[i], key)) {
            return commands[i].action;
        }
    }
    return ACTION_NONE;
}

const struct key_command *commands_all(size_t *count) {
    *count = sizeof commands / sizeof *commands;
    return commands;
}

static bool is_of_use(const struct key_hint *hint, const struct view *view) {
    const struct row *selected = listing_selected(view->listing);
    bool in_table = view->page == PAGE_NONE;
    const bool now[key_hint_when_count] = {
        [HINT_ALWAYS] = true,
        [HINT_IN_TABLE] = in_table,
        [HINT_IN_PANE] = in_table && view->pane != PANE_CLOSED,
        [HINT_ON_LEFT] = in_table && selected != NULL && selected->change == ROW_GONE,
        [HINT_IN_PAGE] = !in_table,
    };
    return now[hint->when];
}

/* Whether the key has been pressed, and would take back what it did. */
static bool is_pressed(enum action action, const struct view *view) {
    switch (action) {
    case ACTION_OPEN:
        return view->pane != PANE_CLOSED;
    case ACTION_UNFOLD:
        return view->pane == PANE_LIST;
    case ACTION_PAUSE:
        return view->connection.state == CONNECTION_PAUSED;
    default:
        return false;
    }
}

static const char *hint_of(const struct key_command *command, const struct view *view) {
    const struct key_hint *hint = &command->hint;
    if (hint->text == NULL || !is_of_use(hint, view)) {
        return NULL;
    }
    return hint->undoes != NULL && is_pressed(command->action, view) ? hint->undoes : hint->text;
}

size_t commands_show(struct view_command *shown, const struct view *view) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        shown[i] = (struct view_command){.keys = commands[i].keys,
                                         .key_names = commands[i].names,
                                         .help = commands[i].text,
                                         .hint = hint_of(&commands[i], view),
                                         .hint_rank = commands[i].hint.rank};
    }
    return sizeof commands / sizeof *commands;
}

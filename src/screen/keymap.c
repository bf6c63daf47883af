/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/keymap.h"

#include <curses.h>

#define CTRL(letter) ((letter)&0x1f)
#define ESCAPE       27

static const struct key_binding bindings[] = {
    {'k', ACTION_UP},
    {KEY_UP, ACTION_UP},
    {'j', ACTION_DOWN},
    {KEY_DOWN, ACTION_DOWN},
    {KEY_PPAGE, ACTION_PAGE_UP},
    {CTRL('b'), ACTION_PAGE_UP},
    {CTRL('u'), ACTION_PAGE_UP},
    {KEY_NPAGE, ACTION_PAGE_DOWN},
    {CTRL('f'), ACTION_PAGE_DOWN},
    {CTRL('d'), ACTION_PAGE_DOWN},
    {'g', ACTION_FIRST},
    {KEY_HOME, ACTION_FIRST},
    {'G', ACTION_LAST},
    {KEY_END, ACTION_LAST},
    {KEY_ENTER, ACTION_OPEN},
    {'\r', ACTION_OPEN},
    {'\n', ACTION_OPEN},
    {ESCAPE, ACTION_BACK},
    {'a', ACTION_UNFOLD},
    {'r', ACTION_REFRESH},
    {'p', ACTION_PAUSE},
    {' ', ACTION_PAUSE},
    {'?', ACTION_HELP},
    {'h', ACTION_HELP},
    {KEY_F(1), ACTION_HELP},
    {CTRL('l'), ACTION_REDRAW},
    {CTRL('z'), ACTION_SUSPEND},
    {'q', ACTION_QUIT},
    {KEY_MOUSE, ACTION_CLICK},
};

static const struct key_help help[] = {
    {"j, Down", "next backfill", NULL, NULL, 0, false},
    {"k, Up", "previous backfill", NULL, NULL, 0, false},
    {"PgDn, Ctrl-F, Ctrl-D", "a page down; scrolls the errors while they are open", NULL, NULL, 0,
     false},
    {"PgUp, Ctrl-B, Ctrl-U", "a page up; scrolls the errors while they are open", NULL, NULL, 0,
     false},
    {"g, Home", "first backfill", NULL, NULL, 0, false},
    {"G, End", "last backfill", NULL, NULL, 0, false},
    {"Enter", "open or close the errors of the selected backfill", "Errors", "Enter", 1, false},
    {"a", "errors grouped, or one by one", "Unfold", "a", 4, true},
    {"Esc", "one step back: close the help, then the errors", NULL, NULL, 0, false},
    {"r", "ask again now, as soon as the server allows it", "Refresh", "r", 5, false},
    {"p, Space", "pause polling, or go on", "Pause", "p", 6, false},
    {"Mouse", "click selects, wheel scrolls", NULL, NULL, 0, false},
    {"Ctrl-L", "draw the screen anew", NULL, NULL, 0, false},
    {"Ctrl-Z", "suspend; fg comes back", NULL, NULL, 0, false},
    {"?, h, F1", "this help", "Help", "?", 2, false},
    {"q, Ctrl-C", "quit", "Quit", "q", 3, false},
};

enum action keymap_action(int key) {
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        if (bindings[i].key == key) {
            return bindings[i].action;
        }
    }
    return ACTION_NONE;
}

const struct key_binding *keymap_bindings(size_t *count) {
    *count = sizeof bindings / sizeof *bindings;
    return bindings;
}

const struct key_help *keymap_help(size_t *count) {
    *count = sizeof help / sizeof *help;
    return help;
}

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
    {'\t', ACTION_FOCUS},
    {'+', ACTION_GROW},
    {'-', ACTION_SHRINK},
    {'0', ACTION_TEAM},
    {'1', ACTION_TEAM},
    {'2', ACTION_TEAM},
    {'3', ACTION_TEAM},
    {'4', ACTION_TEAM},
    {'5', ACTION_TEAM},
    {'6', ACTION_TEAM},
    {'7', ACTION_TEAM},
    {'8', ACTION_TEAM},
    {'9', ACTION_TEAM},
    {'d', ACTION_DISMISS},
    {KEY_DC, ACTION_DISMISS},
    {'D', ACTION_DISMISS_ALL},
    {'/', ACTION_SEARCH},
    {'n', ACTION_SEARCH_NEXT},
    {'N', ACTION_SEARCH_PREVIOUS},
    {'\\', ACTION_FILTER},
    {KEY_F(4), ACTION_FILTER},
    {'f', ACTION_GROUP},
    {KEY_F(6), ACTION_SORT},
    {'<', ACTION_SORT_LEFT},
    {'>', ACTION_SORT_RIGHT},
    {'I', ACTION_INVERT},
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
    {"j, Down", "next backfill", NULL, NULL, 0, HINT_ALWAYS},
    {"k, Up", "previous backfill", NULL, NULL, 0, HINT_ALWAYS},
    {"PgDn, Ctrl-F, Ctrl-D", "a page down; scrolls the errors while they are open", NULL, NULL, 0,
     HINT_ALWAYS},
    {"PgUp, Ctrl-B, Ctrl-U", "a page up; scrolls the errors while they are open", NULL, NULL, 0,
     HINT_ALWAYS},
    {"g, Home", "first backfill", NULL, NULL, 0, HINT_ALWAYS},
    {"G, End", "last backfill", NULL, NULL, 0, HINT_ALWAYS},
    {"Enter", "open or close the errors of the selected backfill", "Errors", "Enter", 1,
     HINT_ALWAYS},
    {"a", "errors grouped, or one by one", "Unfold", "a", 4, HINT_IN_PANE},
    {"Tab", "the arrows scroll the pane, or choose a backfill", NULL, NULL, 0, HINT_ALWAYS},
    {"+, -", "make the pane larger, smaller", NULL, NULL, 0, HINT_ALWAYS},
    {"Esc", "one step back: help, prompt, search, filter, errors", NULL, NULL, 0, HINT_ALWAYS},
    {"1..9", "one team alone, in the order they were named", NULL, NULL, 0, HINT_ALWAYS},
    {"0", "all teams", NULL, NULL, 0, HINT_ALWAYS},
    {"d, Delete", "dismiss the selected backfill, if it left the list", "Dismiss", "d", 4,
     HINT_ON_LEFT},
    {"D", "dismiss all that left the list", NULL, NULL, 0, HINT_ALWAYS},
    {"/", "search ids, transfers and status as you type", "Search", "/", 5, HINT_ALWAYS},
    {"n, N", "next match, match before", NULL, NULL, 0, HINT_ALWAYS},
    {"\\, F4", "show only what matches: status:failed timeout", "Filter", "\\", 5, HINT_ALWAYS},
    {"f", "show only trouble, running, waiting, ended; or all", NULL, NULL, 0, HINT_ALWAYS},
    {"F6", "choose what to sort by", NULL, NULL, 0, HINT_ALWAYS},
    {"<, >", "sort by the column to the left, to the right", NULL, NULL, 0, HINT_ALWAYS},
    {"I", "sort the other way round", NULL, NULL, 0, HINT_ALWAYS},
    {"r", "ask again now, as soon as the server allows it", "Refresh", "r", 5, HINT_ALWAYS},
    {"p, Space", "pause polling, or go on", "Pause", "p", 6, HINT_ALWAYS},
    {"Mouse", "click selects, or sorts by a heading; wheel scrolls", NULL, NULL, 0, HINT_ALWAYS},
    {"Ctrl-L", "draw the screen anew", NULL, NULL, 0, HINT_ALWAYS},
    {"Ctrl-Z", "suspend; fg comes back", NULL, NULL, 0, HINT_ALWAYS},
    {"?, h, F1", "this help", "Help", "?", 2, HINT_ALWAYS},
    {"q, Ctrl-C", "quit", "Quit", "q", 3, HINT_ALWAYS},
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

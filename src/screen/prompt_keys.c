/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/prompt_keys.h"

#include "backfilltop/screen/terminal.h"

#define DELETE    127
#define LAST_BYTE 255

static const struct {
    int key;
    enum line_edit_step step;
} edits[] = {
    {TERMINAL_KEY_LEFT, LINE_EDIT_LEFT},
    {TERMINAL_CTRL('b'), LINE_EDIT_LEFT},
    {TERMINAL_KEY_RIGHT, LINE_EDIT_RIGHT},
    {TERMINAL_CTRL('f'), LINE_EDIT_RIGHT},
    {TERMINAL_KEY_HOME, LINE_EDIT_HOME},
    {TERMINAL_CTRL('a'), LINE_EDIT_HOME},
    {TERMINAL_KEY_END, LINE_EDIT_END},
    {TERMINAL_CTRL('e'), LINE_EDIT_END},
    {TERMINAL_KEY_BACKSPACE, LINE_EDIT_ERASE},
    {TERMINAL_CTRL('h'), LINE_EDIT_ERASE},
    {DELETE, LINE_EDIT_ERASE},
    {TERMINAL_KEY_DELETE, LINE_EDIT_ERASE_AHEAD},
    {TERMINAL_CTRL('d'), LINE_EDIT_ERASE_AHEAD},
    {TERMINAL_CTRL('w'), LINE_EDIT_ERASE_WORD},
    {TERMINAL_CTRL('u'), LINE_EDIT_ERASE_LINE},
};

static const int accepting[] = {'\r', '\n', TERMINAL_KEY_ENTER};

enum prompt_key prompt_key(int key, enum line_edit_step *step) {
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        if (edits[i].key == key) {
            *step = edits[i].step;
            return PROMPT_KEY_EDIT;
        }
    }
    for (size_t i = 0; i < sizeof accepting / sizeof *accepting; i++) {
        if (accepting[i] == key) {
            return PROMPT_KEY_ACCEPT;
        }
    }
    if (key == TERMINAL_KEY_ESCAPE) {
        return PROMPT_KEY_CANCEL;
    }
    return key >= ' ' && key <= LAST_BYTE ? PROMPT_KEY_TEXT : PROMPT_KEY_OTHER;
}

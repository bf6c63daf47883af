/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/prompt_keys.h"

#include <curses.h>

#define CTRL(letter) ((letter)&0x1f)
#define ESCAPE       27
#define DELETE       127
#define LAST_BYTE    255

static const struct {
    int key;
    enum line_edit_step step;
} edits[] = {
    {KEY_LEFT, LINE_EDIT_LEFT},         {CTRL('b'), LINE_EDIT_LEFT},
    {KEY_RIGHT, LINE_EDIT_RIGHT},       {CTRL('f'), LINE_EDIT_RIGHT},
    {KEY_HOME, LINE_EDIT_HOME},         {CTRL('a'), LINE_EDIT_HOME},
    {KEY_END, LINE_EDIT_END},           {CTRL('e'), LINE_EDIT_END},
    {KEY_BACKSPACE, LINE_EDIT_ERASE},   {CTRL('h'), LINE_EDIT_ERASE},
    {DELETE, LINE_EDIT_ERASE},          {KEY_DC, LINE_EDIT_ERASE_AHEAD},
    {CTRL('d'), LINE_EDIT_ERASE_AHEAD}, {CTRL('w'), LINE_EDIT_ERASE_WORD},
    {CTRL('u'), LINE_EDIT_ERASE_LINE},
};

static const int accepting[] = {'\r', '\n', KEY_ENTER};

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
    if (key == ESCAPE) {
        return PROMPT_KEY_CANCEL;
    }
    return key >= ' ' && key <= LAST_BYTE ? PROMPT_KEY_TEXT : PROMPT_KEY_OTHER;
}

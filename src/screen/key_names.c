/* SPDX-License-Identifier: MIT */
#include "key_names.h"

#include "backfilltop/screen/terminal.h"

#include <stdio.h>
#include <string.h>

#define NAME_BYTES 16

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

/* `text` is where the name is put if it is not a constant. */
static const char *name_of(int key, char text[static NAME_BYTES]) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key == key) {
            return names[i].name;
        }
    }
    if (key > TERMINAL_KEY_F0) {
        snprintf(text, NAME_BYTES, "F%d", key - TERMINAL_KEY_F0);
    } else {
        snprintf(text, NAME_BYTES, key < ' ' ? "Ctrl-%c" : "%c", key < ' ' ? key + '@' : key);
    }
    return text;
}

void key_names_add(struct buffer *out, int key) {
    char text[NAME_BYTES];
    buffer_add_string(out, name_of(key, text));
}

void key_names_add_list(struct buffer *out, const int *keys) {
    char text[NAME_BYTES];
    char text_before[NAME_BYTES];
    for (size_t i = 0; keys[i] != 0; i++) {
        const char *name = name_of(keys[i], text);
        if (i == 0 || strcmp(name, name_of(keys[i - 1], text_before)) != 0) {
            buffer_add_format(out, "%s%s", i == 0 ? "" : ", ", name);
        }
    }
}

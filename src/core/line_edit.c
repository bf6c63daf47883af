/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/line_edit.h"

#include "backfilltop/base/utf8.h"

#include <string.h>

#define FIRST_MULTIBYTE  0xC2
#define FIRST_BEYOND_TWO 0xE0
#define FIRST_OF_FOUR    0xF0
#define BEYOND_ASCII     0x80

/* The bytes of the character at `text` with its combining ones; 0 at the end. */
static size_t character(const char *text) {
    size_t narrow = text_prefix(text, 1, NULL);
    return narrow > 0 ? narrow : text_prefix(text, 2, NULL);
}

static size_t before(const struct line_edit *edit) {
    size_t at = 0;
    size_t next = 0;
    while (next < edit->cursor) {
        at = next;
        next += character(edit->text + at);
    }
    return at;
}

static size_t behind(const struct line_edit *edit) {
    return edit->cursor + character(edit->text + edit->cursor);
}

static size_t word_before(const struct line_edit *edit) {
    size_t at = edit->cursor;
    while (at > 0 && edit->text[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && edit->text[at - 1] != ' ') {
        at--;
    }
    return at;
}

static void erase(struct line_edit *edit, size_t from, size_t to) {
    memmove(edit->text + from, edit->text + to, edit->length - to + 1);
    edit->length -= to - from;
    edit->cursor = from;
}

static void move_left(struct line_edit *edit) {
    edit->cursor = before(edit);
}

static void move_right(struct line_edit *edit) {
    edit->cursor = behind(edit);
}

static void move_home(struct line_edit *edit) {
    edit->cursor = 0;
}

static void move_end(struct line_edit *edit) {
    edit->cursor = edit->length;
}

static void erase_before(struct line_edit *edit) {
    erase(edit, before(edit), edit->cursor);
}

static void erase_ahead(struct line_edit *edit) {
    erase(edit, edit->cursor, behind(edit));
}

static void erase_word(struct line_edit *edit) {
    erase(edit, word_before(edit), edit->cursor);
}

static void erase_line(struct line_edit *edit) {
    erase(edit, 0, edit->cursor);
}

static void (*const steps[line_edit_step_count])(struct line_edit *) = {
    [LINE_EDIT_LEFT] = move_left,        [LINE_EDIT_RIGHT] = move_right,
    [LINE_EDIT_HOME] = move_home,        [LINE_EDIT_END] = move_end,
    [LINE_EDIT_ERASE] = erase_before,    [LINE_EDIT_ERASE_AHEAD] = erase_ahead,
    [LINE_EDIT_ERASE_WORD] = erase_word, [LINE_EDIT_ERASE_LINE] = erase_line,
};

static bool is_clean(const char *text, enum text_charset charset) {
    struct buffer clean = {0};
    text_clean(&clean, text, strlen(text), charset);
    bool same = strcmp(buffer_string(&clean), text) == 0;
    buffer_clear(&clean);
    return same;
}

/* Inserts a whole character, unless text_clean() would change the text with it. */
static bool insert(struct line_edit *edit, const char *bytes, size_t length,
                   enum text_charset charset) {
    struct line_edit longer = *edit;
    if (edit->length + length > LINE_EDIT_BYTES) {
        return false;
    }
    memmove(longer.text + edit->cursor + length, edit->text + edit->cursor,
            edit->length - edit->cursor + 1);
    memcpy(longer.text + edit->cursor, bytes, length);
    if (!is_clean(longer.text, charset)) {
        return false;
    }
    longer.length += length;
    longer.cursor += length;
    *edit = longer;
    return true;
}

static size_t bytes_wanted(unsigned char lead) {
    if (lead < BEYOND_ASCII) {
        return 1;
    }
    if (lead < FIRST_MULTIBYTE) {
        return 0;
    }
    return lead < FIRST_BEYOND_TWO ? 2 : lead < FIRST_OF_FOUR ? 3 : 4;
}

void line_edit_set(struct line_edit *edit, const char *text, enum text_charset charset) {
    *edit = (struct line_edit){.length = 0};
    for (; *text != '\0'; text++) {
        line_edit_type(edit, (unsigned char)*text, charset);
    }
}

bool line_edit_type(struct line_edit *edit, unsigned char byte, enum text_charset charset) {
    uint32_t code;
    bool goes_on = edit->typing_length > 0 && (byte & 0xC0) == 0x80;
    if (!goes_on) {
        edit->typing_length = 0;
    }
    if (bytes_wanted(byte) == 0 && !goes_on) {
        return false;
    }
    edit->typing[edit->typing_length++] = (char)byte;
    if (edit->typing_length < bytes_wanted((unsigned char)edit->typing[0])) {
        return false;
    }
    size_t length = edit->typing_length;
    edit->typing_length = 0;
    return byte != '\0' && utf8_decode(edit->typing, length, &code) == length &&
           insert(edit, edit->typing, length, charset);
}

void line_edit_apply(struct line_edit *edit, enum line_edit_step step) {
    edit->typing_length = 0;
    steps[step](edit);
}

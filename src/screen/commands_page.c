/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "backfilltop/core/vendor_commands.h"

#include <string.h>

static void add_line(struct text_block *block, const char *text, size_t length,
                     enum theme_role role) {
    struct buffer line = {0};
    buffer_add(&line, text, length);
    if (length == 0) {
        text_block_add_blank(block);
    } else {
        text_block_add_wrapped(block, "", 0, role, buffer_string(&line));
    }
    buffer_clear(&line);
}

/* Sentences stand out from the commands between them. */
static void add_lines(struct text_block *block, const char *text) {
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        bool is_command = text[0] == ' ' || strncmp(text, "supermetrics ", 13) == 0;
        add_line(block, text, length, is_command ? THEME_TEXT : THEME_STRONG);
        text += length + (text[length] == '\n');
    }
}

void commands_page_add(struct text_block *block, const struct view *view) {
    const struct row *row = listing_selected(view->listing);
    struct vendor_advice advice = {0};
    if (row != NULL) {
        vendor_advice_init(&advice, view->tracker, row);
    }
    if (advice.text.length == 0) {
        text_block_add_wrapped(block, "", 0, THEME_DIM, "No failed days to backfill again.");
    } else {
        add_lines(block, buffer_string(&advice.text));
        text_block_add_blank(block);
        text_block_add_wrapped(
            block, "", 0, THEME_DIM,
            advice.commands.length > 0
                ? "The create commands that can run now were sent to the clipboard "
                  "too, where the terminal allows it (OSC 52)."
                : "Nothing was sent to the clipboard: a cancelled backfill cannot be "
                  "resumed.");
    }
    vendor_advice_clear(&advice);
}

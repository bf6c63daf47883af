/* SPDX-License-Identifier: MIT */
#include "commands_page.h"

#include "backfilltop/core/vendor_commands.h"

#include <inttypes.h>
#include <string.h>

static void add_lines(struct page *page, const char *text) {
    struct buffer line = {0};
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        buffer_reset(&line);
        buffer_add(&line, text, length);
        page_add_wrapped(page, "", 0, THEME_TEXT, buffer_string(&line));
        text += length + (text[length] == '\n');
    }
    buffer_clear(&line);
}

void commands_page_add(struct page *page, const struct view *view) {
    const struct row *row = listing_selected(view->listing);
    struct buffer text = {0};
    struct buffer title = {0};
    if (row == NULL || vendor_commands_add(&text, row) == 0) {
        page_add_wrapped(page, "", 0, THEME_DIM, "No failed days to backfill again.");
    } else {
        buffer_add_format(&title,
                          "To backfill the failed days of %" PRId64 " again:", row->backfill.id);
        page_add_wrapped(page, "", 0, THEME_STRONG, buffer_string(&title));
        page_add_blank(page);
        add_lines(page, buffer_string(&text));
        page_add_blank(page);
        page_add_wrapped(page, "", 0, THEME_DIM,
                         "Sent to the clipboard, too, where the terminal allows it (OSC 52).");
    }
    buffer_clear(&title);
    buffer_clear(&text);
}

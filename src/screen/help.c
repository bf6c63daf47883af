/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "key_names.h"

#define KEYS_INDENT    24
#define MARKS_INDENT   13
#define SAMPLE_COLUMNS 4

static const struct {
    enum row_state state;
    const char *word;
    const char *text;
} states[] = {
    {ROW_STATE_FAILED, "FAILED", "it may go back to running"},
    {ROW_STATE_STALLED, "stalled", "no progress for too long"},
    {ROW_STATE_RUNNING, "RUNNING", "its runs are under way"},
    {ROW_STATE_SCHEDULED, "SCHEDULED", "waiting for its turn"},
    {ROW_STATE_CREATED, "CREATED", "not scheduled yet"},
    {ROW_STATE_LEFT, "left", "no longer in the list; being looked up"},
    {ROW_STATE_COMPLETED, "COMPLETED", "all its runs are done"},
    {ROW_STATE_CANCELLED, "CANCELLED", "stopped by a user"},
    {ROW_STATE_GONE, "gone", "ended, outcome unknown"},
};

static const struct {
    struct backfill_runs runs; /* all of the same kind */
    const char *text;
} segments[bar_segment_count] = {
    {{1, 1, 0, 0, 0}, "completed"},
    {{1, 0, 1, 0, 0}, "failed"},
    {{1, 0, 0, 1, 0}, "in flight"},
    {{1, 0, 0, 0, 1}, "not yet created"},
};

static void add_heading(struct text_block *page, const char *text) {
    struct strip strip = {0};
    strip_add(&strip, THEME_STRONG, text);
    text_block_add(page, &strip);
    strip_clear(&strip);
}

static void add_key(struct text_block *page, const struct view_command *command) {
    struct buffer keys = {0};
    if (command->key_names != NULL) {
        buffer_add_string(&keys, command->key_names);
    } else {
        key_names_add_list(&keys, command->keys);
    }
    text_block_add_wrapped(page, buffer_string(&keys), KEYS_INDENT, THEME_TEXT, command->help);
    buffer_clear(&keys);
}

static void add_keys(struct text_block *page, const struct view *view) {
    add_heading(page, "Keys");
    for (size_t i = 0; i < view->command_count; i++) {
        if (view->commands[i].help != NULL) {
            add_key(page, &view->commands[i]);
        }
    }
}

static void add_states(struct text_block *page) {
    struct strip strip = {0};
    add_heading(page, "Status");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        strip_reset(&strip);
        strip_add_state(&strip, states[i].state, states[i].word);
        strip_add_space(&strip, MARKS_INDENT - strip_width(&strip));
        strip_add(&strip, THEME_TEXT, states[i].text);
        text_block_add(page, &strip);
    }
    strip_clear(&strip);
}

static void add_segments(struct text_block *page) {
    struct strip strip = {0};
    add_heading(page, "Progress");
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        struct bar_cell cell;
        bar_layout(&cell, 1, &segments[i].runs, terminal_charset(), theme_bar_look(true));
        strip_reset(&strip);
        for (int column = 0; column < SAMPLE_COLUMNS; column++) {
            strip_add(&strip, theme_segment_role(cell.front), cell.glyph);
        }
        strip_add_space(&strip, MARKS_INDENT - SAMPLE_COLUMNS);
        strip_add(&strip, THEME_TEXT, segments[i].text);
        text_block_add(page, &strip);
    }
    strip_clear(&strip);
}

void help_add(struct text_block *page, const struct view *view) {
    add_keys(page, view);
    text_block_add_blank(page);
    add_states(page);
    text_block_add_blank(page);
    add_segments(page);
}

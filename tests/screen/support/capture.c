/* SPDX-License-Identifier: MIT */
#include "screen/support/capture.h"

#include "../../../src/monitor/commands.h"
#include "../../../src/screen/theme.h"
#include "backfilltop/screen/screen.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include <cmocka.h>

#define PATH_BYTES 512

/* Roles by precedence: if several share a look, it counts as the first one's. */
static const struct {
    enum theme_role role;
    char letter;
} letters[] = {
    {THEME_TEXT, '.'},          {THEME_STRONG, 'B'},        {THEME_DIM, 'd'},
    {THEME_HEADING, 'h'},       {THEME_GOOD, 'g'},          {THEME_WARNING, 'w'},
    {THEME_BAD, 'x'},           {THEME_ALARM, 'X'},         {THEME_RUNNING, 'g'},
    {THEME_SCHEDULED, 's'},     {THEME_CREATED, 'c'},       {THEME_LEFT, 'l'},
    {THEME_OTHER, 'o'},         {THEME_BAR_COMPLETED, '1'}, {THEME_BAR_FAILED, '2'},
    {THEME_BAR_IN_FLIGHT, '3'}, {THEME_BAR_PENDING, 'd'},   {THEME_BAR_MUTED, 'd'},
};

#define FIRST_BLOCK L'\u2580'
#define LAST_BLOCK  L'\u259f'

/* One cell, read back. */
struct look {
    wchar_t text[CCHARW_MAX + 1];
    struct theme_paint paint;
};

static struct look look_at(int y, int x) {
    struct look look = {{0}, {-1, -1, 0}};
    cchar_t cell;
    attr_t attributes;
    short short_pair;
    int pair = 0;
    mvin_wch(y, x, &cell);
    getcchar(&cell, look.text, &attributes, &short_pair, &pair);
    look.paint.attributes = attributes & (A_BOLD | A_DIM | A_REVERSE | A_UNDERLINE);
    if (pair > 0) {
        int ink;
        int ground;
        extended_pair_content(pair, &ink, &ground);
        look.paint.ink = (short)ink;
        look.paint.ground = (short)ground;
    }
    return look;
}

static struct theme_paint paint_here(enum theme_role role, bool selected) {
    struct theme_place place = {terminal_theme(), terminal_colours(), selected};
    return theme_paint_of(role, place);
}

static bool matches(struct theme_paint paint, enum theme_role role, bool selected) {
    struct theme_paint expected = paint_here(role, selected);
    return paint.ink == expected.ink && paint.ground == expected.ground &&
           paint.attributes == expected.attributes;
}

/* Whether a cell can only be part of a bar. */
static bool is_of_bar(const struct look *look) {
    bool is_coloured = look->paint.ink != -1 || look->paint.ground != -1;
    return is_coloured && look->text[0] >= FIRST_BLOCK && look->text[0] <= LAST_BLOCK;
}

static char letter_of(const struct look *look, bool selected) {
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        bool fits = !is_of_bar(look) || letters[i].role >= THEME_BAR_COMPLETED;
        if (fits && matches(look->paint, letters[i].role, selected)) {
            return letters[i].letter;
        }
    }
    return look->paint.ink != -1 && look->paint.ground != -1 ? '|' : '$';
}

static void trim(struct buffer *line) {
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') {
        line->bytes[--line->length] = '\0';
    }
}

static void end_line(struct buffer *out, struct buffer *line) {
    trim(line);
    buffer_add(out, buffer_string(line), line->length);
    buffer_add_string(out, "\n");
    buffer_reset(line);
}

static bool is_selected(int y) {
    struct theme_paint paint = look_at(y, 0).paint;
    struct theme_paint selected = paint_here(THEME_TEXT, true);
    return paint.ground == selected.ground &&
           (paint.attributes & A_REVERSE) == (selected.attributes & A_REVERSE);
}

static char *file_content(const char *path) {
    FILE *file = fopen(path, "rb");
    struct buffer content = {0};
    char part[4096];
    size_t length;
    while (file != NULL && (length = fread(part, 1, sizeof part, file)) > 0) {
        buffer_add(&content, part, length);
    }
    if (file != NULL) {
        fclose(file);
    }
    char *text = strdup(buffer_string(&content));
    buffer_clear(&content);
    return text;
}

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

int capture_set_up(void **state) {
    (void)state;
    setenv("TZ", "UTC", 1);
    tzset();
    return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

void capture_open(struct capture *capture, const struct capture_options *options) {
    capture->in = tmpfile();
    capture->out = tmpfile();
    struct terminal_options terminal = {
        .type = options->type != NULL ? options->type : "xterm-256color",
        .in = capture->in,
        .out = capture->out,
        .theme = options->theme,
        .charset = options->ascii ? TEXT_ASCII : TEXT_UTF8,
    };
    struct problem problem = {0};
    assert_true(terminal_start(&terminal, &problem));
}

void capture_close(struct capture *capture) {
    terminal_end();
    fclose(capture->in);
    fclose(capture->out);
}

struct layout capture_draw(const struct view *view, struct listing *listing, int width,
                           int height) {
    struct layout layout;
    struct view_command commands[COMMANDS_MAX];
    struct view shown = *view;
    shown.commands = commands;
    shown.command_count = commands_show(commands, view);
    resizeterm(height, width);
    screen_layout(&layout, &shown);
    listing_scroll(listing, (size_t)layout.table_lines);
    screen_draw(&layout, &shown);
    return layout;
}

void capture_text(struct buffer *out) {
    struct buffer line = {0};
    for (int y = 0; y < LINES; y++) {
        for (int x = 0; x < COLS; x++) {
            struct look look = look_at(y, x);
            char bytes[(CCHARW_MAX + 1) * 4 + 1];
            size_t length = wcstombs(bytes, look.text, sizeof bytes);
            assert_true(length != (size_t)-1);
            buffer_add(&line, bytes, length);
            x += wcwidth(look.text[0]) == 2 ? 1 : 0;
        }
        end_line(out, &line);
    }
    buffer_clear(&line);
}

void capture_roles(struct buffer *out) {
    struct buffer line = {0};
    for (int y = 0; y < LINES; y++) {
        bool selected = is_selected(y);
        for (int x = 0; x < COLS; x++) {
            struct look look = look_at(y, x);
            selected = selected && look.text[0] != L'│'; /* the pane begins */
            bool blank = look.text[0] == L' ' && !(look.paint.attributes & A_UNDERLINE);
            char letter = blank ? ' ' : letter_of(&look, selected);
            buffer_add(&line, &letter, 1);
        }
        if (is_selected(y)) {
            buffer_add_string(&line, "<");
        }
        end_line(out, &line);
    }
    buffer_clear(&line);
}

void capture_check(const char *name, bool roles) {
    char path[PATH_BYTES];
    struct buffer actual = {0};
    snprintf(path, sizeof path, "%s/expected/%s.txt", TEST_SCREEN_DIR, name);
    capture_text(&actual);
    if (roles) {
        buffer_add_string(&actual, "-- roles --\n");
        capture_roles(&actual);
    }
    const char *update = getenv("UPDATE_SCREENS");
    if (update != NULL && strcmp(update, "1") == 0) {
        write_file(path, buffer_string(&actual));
    }
    char *expected = file_content(path);
    if (strcmp(expected, buffer_string(&actual)) != 0) {
        print_error("%s: the screen shows\n%s", name, buffer_string(&actual));
        fail();
    }
    free(expected);
    buffer_clear(&actual);
}

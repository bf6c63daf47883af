/* SPDX-License-Identifier: MIT */
#include "extras.h"

#include "backfilltop/base/base64.h"

#include <curses.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXTRAS_ON   "\x1b[?2004h\x1b[22;2t"
#define TITLE_BYTES 128

/* Whether frames can be shown in one piece, and the answers: 1 and 2 are yes (DECRQM, DECRPM). */
#define SYNC_QUESTION "\x1b[?2026$p"
#define SYNC_BEGIN    "\x1b[?2026h"
#define SYNC_END      "\x1b[?2026l"

enum { KEY_SYNC_YES = TERMINAL_PASTE_END + 1, KEY_SYNC_NO };

/* While the answer is awaited, an Esc may be its first byte, and the others late. */
#define ESCAPE_MS        25
#define ESCAPE_ANSWER_MS 300
#define ANSWER_MS        1000 /* what has not come by then does not come */

/* As with ncurses, there is one terminal. */
static struct {
    int out;
    bool has_them;
    bool is_on;
    bool is_synchronized;
    bool is_asked; /* and not answered yet */
    int64_t asked_ms;
    char title[TITLE_BYTES]; /* that it shows */
} extras;

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All of it: a sequence without its end swallows what follows. */
static void send(const char *bytes) {
    size_t left = extras.has_them ? strlen(bytes) : 0;
    while (left > 0) {
        ssize_t written = write(extras.out, bytes, left);
        if (written < 0 && errno != EINTR) {
            return;
        }
        bytes += written > 0 ? written : 0;
        left -= written > 0 ? (size_t)written : 0;
    }
}

static void end_question(void) {
    extras.is_asked = false;
    set_escdelay(ESCAPE_MS);
}

static void ask(void) {
    static const char *const yes[] = {"\x1b[?2026;1$y", "\x1b[?2026;2$y"};
    static const char *const no[] = {"\x1b[?2026;0$y", "\x1b[?2026;3$y", "\x1b[?2026;4$y"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        define_key(yes[i], KEY_SYNC_YES);
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        define_key(no[i], KEY_SYNC_NO);
    }
    extras.is_asked = true;
    extras.asked_ms = now_ms();
    set_escdelay(ESCAPE_ANSWER_MS);
    send(SYNC_QUESTION);
}

void extras_start(int out, bool has_them) {
    memset(&extras, 0, sizeof extras);
    extras.out = out;
    extras.has_them = has_them;
    set_escdelay(ESCAPE_MS);
    if (has_them) {
        ask();
    }
}

void extras_set(bool on) {
    if (on != extras.is_on) {
        extras.is_on = on;
        extras.title[0] = '\0';
        send(on ? EXTRAS_ON : EXTRAS_OFF);
    }
}

bool extras_take(int key) {
    bool is_answer = key == KEY_SYNC_YES || key == KEY_SYNC_NO;
    if (is_answer) {
        extras.is_synchronized = key == KEY_SYNC_YES;
        end_question();
    }
    return is_answer;
}

bool extras_await_answer(void) {
    if (extras.is_asked && now_ms() - extras.asked_ms > ANSWER_MS) {
        end_question();
    }
    return extras.is_asked;
}

void extras_begin_frame(void) {
    if (extras.is_synchronized) {
        send(SYNC_BEGIN);
    }
}

void extras_end_frame(void) {
    if (extras.is_synchronized) {
        send(SYNC_END);
    }
}

void terminal_title(const char *clean) {
    if (strncmp(clean, extras.title, sizeof extras.title - 1) != 0) {
        struct buffer sequence = {0};
        snprintf(extras.title, sizeof extras.title, "%s", clean);
        buffer_add_format(&sequence, "\x1b]2;%s\a", extras.title);
        send(buffer_string(&sequence));
        buffer_clear(&sequence);
    }
}

bool terminal_copy(const char *text) {
    struct buffer sequence = {0};
    buffer_add_string(&sequence, "\x1b]52;c;");
    base64_add(&sequence, text, strlen(text));
    buffer_add_string(&sequence, "\a");
    send(buffer_string(&sequence));
    buffer_clear(&sequence);
    return extras.has_them;
}

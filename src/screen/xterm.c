/* SPDX-License-Identifier: MIT */
#include "xterm.h"

#include "backfilltop/base/base64.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define XTERM_ON    "\x1b[?2004h\x1b[22;2t"
#define TITLE_BYTES 128

/* Whether frames can be shown in one piece, and the answer (DECRQM, DECRPM): ESC [ ? 2026 ; N $ y,
 * where 1 and 2 are yes. */
#define SYNC_QUESTION "\x1b[?2026$p"
#define SYNC_ANSWER   "\x1b[?2026;"
#define SYNC_BEGIN    "\x1b[?2026h"
#define SYNC_END      "\x1b[?2026l"

#define ANSWER_MS 1000 /* an answer that has not come by then is not expected any more */

/* A frame of up to so many bytes reaches the terminal in one piece anyway. */
#define WHOLE_BYTES 64

/* If more than this is queued, the terminal does not read, and gets no more texts for its
 * clipboard. */
#define WAITING_MOST ((size_t)256 * 1024)

/* As with ncurses, there is one terminal. */
static struct {
    struct send_queue *out;
    bool has_them;
    bool is_on;
    bool is_synchronized;
    bool is_asked; /* and not answered yet */
    int64_t asked_ms;
    char title[TITLE_BYTES]; /* that it shows */
} xterm;

static void add(const char *bytes) {
    if (xterm.has_them) {
        send_queue_add(xterm.out, bytes, strlen(bytes));
    }
}

void xterm_start(struct send_queue *out, bool has_them, int64_t now_ms) {
    memset(&xterm, 0, sizeof xterm);
    xterm.out = out;
    xterm.has_them = has_them;
    xterm.is_asked = has_them;
    xterm.asked_ms = now_ms;
    add(SYNC_QUESTION);
}

void xterm_set(bool on) {
    if (on != xterm.is_on) {
        xterm.is_on = on;
        xterm.title[0] = '\0';
        add(on ? XTERM_ON : XTERM_OFF);
    }
}

bool xterm_take(const char *sequence) {
    const size_t length = strlen(SYNC_ANSWER);
    if (strncmp(sequence, SYNC_ANSWER, length) != 0) {
        return false;
    }
    xterm.is_synchronized = sequence[length] == '1' || sequence[length] == '2';
    xterm.is_asked = false;
    return true;
}

bool xterm_await_answer(int64_t now_ms) {
    xterm.is_asked = xterm.is_asked && now_ms - xterm.asked_ms <= ANSWER_MS;
    return xterm.is_asked;
}

void xterm_add_frame(const struct buffer *frame) {
    bool in_one_piece = xterm.is_synchronized && frame->length > WHOLE_BYTES;
    add(in_one_piece ? SYNC_BEGIN : "");
    send_queue_add(xterm.out, buffer_string(frame), frame->length);
    add(in_one_piece ? SYNC_END : "");
}

void terminal_title(const char *clean) {
    if (strncmp(clean, xterm.title, sizeof xterm.title - 1) != 0) {
        struct buffer sequence = {0};
        snprintf(xterm.title, sizeof xterm.title, "%s", clean);
        buffer_add_format(&sequence, "\x1b]2;%s\a", xterm.title);
        add(buffer_string(&sequence));
        buffer_clear(&sequence);
    }
}

bool terminal_copy(const char *text) {
    struct buffer sequence = {0};
    if (!xterm.has_them || send_queue_waiting(xterm.out) > WAITING_MOST) {
        return false;
    }
    buffer_add_string(&sequence, "\x1b]52;c;");
    base64_add(&sequence, text, strlen(text));
    buffer_add_string(&sequence, "\a");
    add(buffer_string(&sequence));
    buffer_clear(&sequence);
    return true;
}

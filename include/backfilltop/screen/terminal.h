/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"
#include "backfilltop/screen/themes.h"

#include <stdbool.h>
#include <stdio.h>

/* Enters full-screen mode, and restores the terminal on every exit. There is only one terminal:
 * ncurses keeps its state globally.
 *
 * Only terminal_end() and terminal_suspend() wait for the terminal, for at most a second. Frames
 * and all other sequences go into a queue that terminal_send() empties as fast as the terminal
 * reads. The loop calls it, and draws no frame before the last one has been sent. */

enum terminal_colours { TERMINAL_MONO, TERMINAL_8, TERMINAL_16, TERMINAL_256 };

struct terminal_options {
    const char *type; /* terminfo name; NULL: $TERM */
    FILE *in;
    FILE *out;
    enum theme_id theme;
    enum text_charset charset;
};

/* Enters full-screen mode. False, with *problem, if the terminal cannot do it. Call after the
 * program's own signal handlers are in place: ncurses leaves those alone. */
bool terminal_start(const struct terminal_options *options, struct problem *problem);

/* Leaves full-screen mode and restores the terminal. Does nothing if it was not started. */
void terminal_end(void);

/* Leaves full-screen mode for a while (Ctrl-Z), and enters it again; then everything is redrawn. */
void terminal_suspend(void);
void terminal_resume(void);

/* Reads the terminal's size; true if it changed. */
bool terminal_resize(void);

/* The size of the terminal, in columns and lines. Only terminal_resize() and terminal_resume()
 * change it. */
struct terminal_size {
    int width;
    int height;
};
struct terminal_size terminal_size(void);

/* Makes the next frame repaint every cell (Ctrl-L). */
void terminal_redraw(void);

enum terminal_colours terminal_colours(void); /* TERMINAL_MONO with THEME_ID_MONO */
enum theme_id terminal_theme(void);
enum text_charset terminal_charset(void);

/* What terminal_read() reports: a byte that was typed, 0 to 255 (text comes as the bytes of its
 * encoding, Ctrl and a letter as TERMINAL_CTRL()), or one of these. */
enum terminal_key {
    TERMINAL_GONE = -2,   /* the terminal has hung up */
    TERMINAL_NO_KEY = -1, /* no key is available */
    TERMINAL_KEY_ESCAPE = 0x1b,
    TERMINAL_KEY_UP = 0x100, /* from here on above all bytes */
    TERMINAL_KEY_DOWN,
    TERMINAL_KEY_LEFT,
    TERMINAL_KEY_RIGHT,
    TERMINAL_KEY_PAGE_UP,
    TERMINAL_KEY_PAGE_DOWN,
    TERMINAL_KEY_HOME,
    TERMINAL_KEY_END,
    TERMINAL_KEY_ENTER, /* of the keypad; the other one is '\r' or '\n' */
    TERMINAL_KEY_BACKSPACE,
    TERMINAL_KEY_DELETE,
    TERMINAL_KEY_CLICK, /* the left button of the mouse */
    TERMINAL_KEY_WHEEL_UP,
    TERMINAL_KEY_WHEEL_DOWN,
    TERMINAL_PASTE_BEGIN, /* what follows was pasted, not typed, ... */
    TERMINAL_PASTE_END,   /* ... until here */
    TERMINAL_KEY_OTHER,   /* a key that the program does not use */
    TERMINAL_KEY_F0       /* see TERMINAL_KEY_F() */
};

#define TERMINAL_F_KEYS        12
#define TERMINAL_KEY_F(number) (TERMINAL_KEY_F0 + (number)) /* 1 to TERMINAL_F_KEYS */
#define TERMINAL_CTRL(letter)  ((letter)&0x1f)              /* a lower-case letter */

struct terminal_input {
    int key;
    int y, x; /* of the mouse: line and column, from 0 on; 0 for other keys */
};

/* Whether everything has been sent, so that the next frame may be drawn. */
bool terminal_is_ready(void);

/* Queues what has been drawn, and begins to send it. A terminal that has reported synchronized
 * output (mode 2026) shows it in one piece. */
void terminal_flush(void);

/* Sends as much of the queue as the terminal takes now; false if the terminal has hung up. */
bool terminal_send(void);

/* The descriptor to wait for until it can be written to; -1 while nothing waits to be sent. */
int terminal_output_fd(void);

/* Sets the window's title, which terminal_end() restores; does nothing if it is not known whether
 * the terminal has one. `clean` has passed text_clean() or is the program's own. */
void terminal_title(const char *clean);

/* Rings the bell; at most once while the terminal is not reading. */
void terminal_bell(void);

/* Copies a text to the user's clipboard (OSC 52). False if it is not known whether the terminal has
 * one, or if the terminal has not read for a long time. After true the terminal may still ignore
 * it. */
bool terminal_copy(const char *text);

/* The next key, without waiting for the terminal or for the rest of a sequence. Reads at most once,
 * so more may have come when it returns TERMINAL_NO_KEY. */
struct terminal_input terminal_read(void);

/* Milliseconds until terminal_read() may return a key even if no more bytes come: an Esc counts as
 * a key once nothing has followed for the escape delay (environment variable ESCDELAY, in
 * milliseconds). -1 if there is none. */
int terminal_wait_ms(void);

/* Restores the terminal from inside the handler of a fatal signal: async-signal-safe. */
void terminal_emergency_restore(void);

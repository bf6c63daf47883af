/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"
#include "backfilltop/screen/themes.h"

#include <stdbool.h>
#include <stdio.h>

/* The terminal in full-screen mode, and back, whatever happens.
 * There is one: ncurses keeps its state globally.
 *
 * Nothing here waits for the terminal but terminal_end() and terminal_suspend(), for a second at
 * most. What is drawn, and every other sequence, goes into a queue that terminal_send() empties as
 * fast as the terminal reads; the loop calls it, and draws no frame before the last one has gone.
 */

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

/* Leaves full-screen mode and gives the terminal back as it was. Harmless when not started. */
void terminal_end(void);

/* Leaves full-screen mode for a while (Ctrl-Z), and comes back with everything drawn anew. */
void terminal_suspend(void);
void terminal_resume(void);

/* Takes the terminal's present size over; true if it changed. */
bool terminal_resize(void);

/* What there is to draw on, in columns and lines. Changes only by terminal_resize() and
 * terminal_resume(). */
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
    TERMINAL_NO_KEY = -1, /* nothing waits */
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
    TERMINAL_PASTE_BEGIN, /* what follows was pasted, not typed, */
    TERMINAL_PASTE_END,   /* until here */
    TERMINAL_KEY_OTHER,   /* a key that the program has no use for */
    TERMINAL_KEY_F0       /* see TERMINAL_KEY_F() */
};

#define TERMINAL_F_KEYS        12
#define TERMINAL_KEY_F(number) (TERMINAL_KEY_F0 + (number)) /* 1 to TERMINAL_F_KEYS */
#define TERMINAL_CTRL(letter)  ((letter)&0x1f)              /* a lower-case letter */

struct terminal_input {
    int key;
    int y, x; /* of the mouse: line and column, from 0 on; 0 for other keys */
};

/* Whether everything so far has been sent: the moment for the next frame. */
bool terminal_is_ready(void);

/* Queues what has been drawn, in one piece where the terminal has said that it can show it so
 * (synchronized output, mode 2026), and begins to send it. */
void terminal_flush(void);

/* Sends of the queue what the terminal takes now; false if the terminal has gone. */
bool terminal_send(void);

/* The descriptor to wait for until it can be written to; -1 while nothing waits to be sent. */
int terminal_output_fd(void);

/* Sets the window's title, until terminal_end() gives the former one back; nothing where the
 * terminal is not known to have one. `clean` has passed text_clean() or is the program's own. */
void terminal_title(const char *clean);

/* Rings the bell; once only for a terminal that has not been reading. */
void terminal_bell(void);

/* Puts a text into the clipboard of whoever sits before the terminal (OSC 52). False where the
 * terminal is not known to have one, or has not been reading for long; it may still refuse. */
bool terminal_copy(const char *text);

/* The next key, without waiting: neither for the terminal nor for the rest of a sequence. Reads at
 * most once, so that TERMINAL_NO_KEY means that nobody has to hurry, not that nothing has come. */
struct terminal_input terminal_read(void);

/* Milliseconds until terminal_read() may have a key without anything else coming: Esc, once nothing
 * has followed for the escape delay (the variable ESCDELAY, milliseconds). -1: there is none. */
int terminal_wait_ms(void);

/* Gives the terminal back from inside a signal handler: async-signal-safe. For fatal signals, which
 * then go on. */
void terminal_emergency_restore(void);

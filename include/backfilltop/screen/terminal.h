/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"
#include "backfilltop/screen/themes.h"

#include <stdbool.h>
#include <stdio.h>

/* The terminal in full-screen mode, and back, whatever happens.
 * There is one: ncurses keeps its state globally. */

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

/* Makes the next frame repaint every cell (Ctrl-L). */
void terminal_redraw(void);

enum terminal_colours terminal_colours(void); /* TERMINAL_MONO with THEME_ID_MONO */
enum theme_id terminal_theme(void);
enum text_charset terminal_charset(void);

#define TERMINAL_NO_KEY (-1) /* nothing waits */
#define TERMINAL_GONE   (-2) /* the terminal has hung up */

#define TERMINAL_PASTE_BEGIN 0x1000 /* what follows was pasted, not typed, */
#define TERMINAL_PASTE_END   0x1001 /* until here */

struct terminal_input {
    int key;   /* as getch() reports it, or one of the two above */
    int y, x;  /* KEY_MOUSE: where */
    int wheel; /* KEY_MOUSE: -1 up, 1 down, 0 a click */
};

/* Sends what has been drawn, in one piece where the terminal has said that it can show it so
 * (synchronized output, mode 2026). */
void terminal_flush(void);

/* Sets the window's title, until terminal_end() gives the former one back; nothing where the
 * terminal is not known to have one. `clean` has passed text_clean() or is the program's own. */
void terminal_title(const char *clean);

/* Rings the bell. */
void terminal_bell(void);

/* Puts a text into the clipboard of whoever sits before the terminal (OSC 52). False where the
 * terminal is not known to have one; it may still refuse. */
bool terminal_copy(const char *text);

/* The next key, without waiting. */
struct terminal_input terminal_read(void);

/* Gives the terminal back from inside a signal handler: async-signal-safe. For fatal signals, which
 * then go on. */
void terminal_emergency_restore(void);

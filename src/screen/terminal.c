/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/terminal.h"

#include "backfilltop/base/buffer.h"
#include "extras.h"

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ESCAPE             27
#define RESTORE_BYTES      256
#define ANSWER_PATIENCE_MS 100

/* ncurses keeps one terminal in its globals; this is what it does not keep. A fatal signal's
 * handler reads it, and has nothing else to find it by. */
static struct {
    SCREEN *screen;
    int in;
    int out;
    enum terminal_colours colours;
    enum theme_id theme;
    enum text_charset charset;
    struct termios modes;
    bool has_modes;
    char restore[RESTORE_BYTES]; /* the bytes that bring the terminal back */
    size_t restore_length;
    volatile sig_atomic_t is_full_screen;
} terminal;

static const char doing[] = "opening the terminal";

static const char *capability(const char *name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}

/* Appends a capability without its padding, which "$<5/>" asks for: no terminal of this century
 * needs it. */
static void add_unpadded(struct buffer *out, const char *text) {
    while (text != NULL && *text != '\0') {
        const char *padding_end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
        if (padding_end != NULL) {
            text = padding_end + 1;
        } else {
            buffer_add(out, text++, 1);
        }
    }
}

/* ncurses takes a terminal that sends kmous for an xterm if its description does not say more. */
static void add_mouse_off(struct buffer *out) {
    const char *mouse = capability("XM");
    if (mouse != NULL) {
        add_unpadded(out, tiparm(mouse, 0));
    } else if (capability("kmous") != NULL) {
        buffer_add_string(out, "\x1b[?1006l\x1b[?1000l");
    }
    if (capability("kmous") != NULL) {
        buffer_add_string(out, EXTRAS_OFF);
    }
}

/* Looks the type up before ncurses touches anything. */
static bool is_capable(const char *type, struct problem *problem) {
    int result;
    if (setupterm(type, terminal.out, &result) != OK) {
        problem_set(problem, doing, "try TERM=xterm-256color, or use --once",
                    type[0] != '\0' ? "no description of a terminal of type \"%s\""
                                    : "TERM is not set%s",
                    type);
        return false;
    }
    bool capable = capability("cup") != NULL;
    del_curterm(cur_term);
    if (!capable) {
        problem_set(problem, doing, "use --once",
                    "a terminal of type \"%s\" cannot move its cursor", type);
    }
    return capable;
}

static void prepare_restore(void) {
    static const char *const names[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
    struct buffer bytes = {0};
    add_mouse_off(&bytes);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        add_unpadded(&bytes, capability(names[i]));
    }
    buffer_add_string(&bytes, "\r");
    terminal.restore_length = bytes.length <= RESTORE_BYTES ? bytes.length : 0;
    memcpy(terminal.restore, buffer_string(&bytes), terminal.restore_length);
    buffer_clear(&bytes);
}

/* Terminals with direct colours take the palette's numbers for parts of RGB, but for the first
 * eight. */
static enum terminal_colours count_colours(enum theme_id theme) {
    if (theme == THEME_ID_MONO || !has_colors() || start_color() == ERR ||
        use_default_colors() == ERR || COLORS < 8) {
        return TERMINAL_MONO;
    }
    if (COLORS == 256) {
        return TERMINAL_256;
    }
    return COLORS >= 16 && COLORS < 256 ? TERMINAL_16 : TERMINAL_8;
}

static void set_modes(void) {
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    define_key("\x1b[200~", TERMINAL_PASTE_BEGIN);
    define_key("\x1b[201~", TERMINAL_PASTE_END);
    extras_start(terminal.out, capability("kmous") != NULL);
    extras_set(true);
    mouseinterval(0);
    mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    curs_set(0);
}

/* A terminal without an alternate screen keeps the picture: the prompt is to have a line of its
 * own below it. */
static void leave_screen(void) {
    terminal.is_full_screen = 0;
    extras_set(false);
    move(LINES - 1, 0);
    clrtoeol();
    refresh();
    endwin();
}

/* An answer that comes later would reach the shell. What the user types meanwhile would have been
 * for this program, which has just been quit. */
static void await_answer(void) {
    struct pollfd descriptor = {.fd = terminal.in, .events = POLLIN};
    while (extras_await_answer() && poll(&descriptor, 1, ANSWER_PATIENCE_MS) > 0 &&
           (descriptor.revents & POLLIN) != 0) {
        int key = getch();
        if (key == ERR || extras_take(key)) {
            return;
        }
    }
}

static void close_screen(void) {
    await_answer();
    leave_screen();
    delscreen(terminal.screen);
    terminal.screen = NULL;
}

/* Whether the terminal has something to say, or has hung up. */
static bool is_ready(short *events) {
    struct pollfd descriptor = {.fd = terminal.in, .events = POLLIN};
    bool ready = poll(&descriptor, 1, 0) > 0;
    *events = descriptor.revents;
    return ready;
}

/* A key when the first look found none. A terminal that hung up, or that is readable with nothing
 * to read, has gone. */
static int second_look(void) {
    short events;
    if (!is_ready(&events)) {
        return TERMINAL_NO_KEY;
    }
    if (events & (POLLHUP | POLLERR | POLLNVAL)) {
        return TERMINAL_GONE;
    }
    int key = getch();
    if (key != ERR) {
        return key;
    }
    return is_ready(&events) ? TERMINAL_GONE : TERMINAL_NO_KEY;
}

static bool read_mouse(struct terminal_input *input) {
    MEVENT event;
    if (getmouse(&event) == ERR) {
        return false;
    }
    input->y = event.y;
    input->x = event.x;
    input->wheel = 0;
    if (event.bstate & BUTTON4_PRESSED) {
        input->wheel = -1;
    } else if (event.bstate & BUTTON5_PRESSED) {
        input->wheel = 1;
    }
    return true;
}

/* The final byte of a control sequence (ECMA-48 section 5.4). */
static bool is_final(int key) {
    return key >= 0x40 && key <= 0x7E;
}

/* A key that terminfo does not know, or another report of the terminal, comes as Esc and what
 * follows: its bytes must not pass for keys. Esc alone is a key. */
static bool swallow_sequence(void) {
    int key = getch();
    if (key != '[' && key != 'O') {
        if (key != ERR) {
            ungetch(key);
        }
        return false;
    }
    bool is_long = key == '[';
    do {
        key = getch();
    } while (key != ERR && is_long && !is_final(key));
    return true;
}

/* What is no key of the user's. */
static bool is_passed_over(struct terminal_input *input) {
    return extras_take(input->key) || input->key == KEY_RESIZE ||
           (input->key == ESCAPE && swallow_sequence()) ||
           (input->key == KEY_MOUSE && !read_mouse(input));
}

bool terminal_start(const struct terminal_options *options, struct problem *problem) {
    const char *type = options->type != NULL ? options->type : getenv("TERM");
    terminal.in = fileno(options->in);
    terminal.out = fileno(options->out);
    terminal.charset = options->charset;
    if (!is_capable(type != NULL ? type : "", problem)) {
        return false;
    }
    terminal.has_modes = tcgetattr(terminal.in, &terminal.modes) == 0;
    terminal.screen = newterm(type, options->out, options->in);
    if (terminal.screen == NULL) {
        problem_set(problem, doing, "use --once", "a terminal of type \"%s\" does not work", type);
        return false;
    }
    terminal.colours = count_colours(options->theme);
    terminal.theme = options->theme;
    prepare_restore();
    set_modes();
    terminal.is_full_screen = 1;
    return true;
}

void terminal_end(void) {
    if (terminal.screen != NULL) {
        close_screen();
    }
}

void terminal_suspend(void) {
    if (terminal.screen != NULL) {
        leave_screen();
    }
}

void terminal_resume(void) {
    if (terminal.screen != NULL) {
        terminal.is_full_screen = 1;
        extras_set(true);
        terminal_resize();
        terminal_redraw();
        refresh();
        curs_set(0);
    }
}

bool terminal_resize(void) {
    struct winsize size;
    if (terminal.screen == NULL || ioctl(terminal.out, TIOCGWINSZ, &size) != 0 ||
        size.ws_row == 0 || size.ws_col == 0 || (size.ws_row == LINES && size.ws_col == COLS)) {
        return false;
    }
    return resizeterm(size.ws_row, size.ws_col) == OK;
}

void terminal_redraw(void) {
    if (terminal.screen != NULL) {
        clearok(curscr, TRUE);
    }
}

enum terminal_colours terminal_colours(void) {
    return terminal.colours;
}

enum theme_id terminal_theme(void) {
    return terminal.theme;
}

enum text_charset terminal_charset(void) {
    return terminal.charset;
}

struct terminal_input terminal_read(void) {
    extras_await_answer();
    struct terminal_input input = {.key = getch()};
    if (input.key == ERR) {
        input.key = second_look();
    }
    while (is_passed_over(&input)) {
        input.key = getch();
    }
    return input;
}

void terminal_flush(void) {
    extras_begin_frame();
    refresh();
    extras_end_frame();
}

void terminal_bell(void) {
    beep();
}

void terminal_emergency_restore(void) {
    if (!terminal.is_full_screen) {
        return;
    }
    int saved_errno = errno;
    terminal.is_full_screen = 0;
    tcflush(terminal.out, TCOFLUSH); /* a terminal that has stopped reading must not stop us */
    ssize_t written = write(terminal.out, terminal.restore, terminal.restore_length);
    (void)written;
    if (terminal.has_modes) {
        tcsetattr(terminal.in, TCSANOW, &terminal.modes);
    }
    errno = saved_errno;
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/terminal.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/clock/clock.h"

#include "canvas.h"
#include "frame_file.h"
#include "input.h"
#include "modes.h"
#include "send_queue.h"
#include "size.h"
#include "xterm.h"

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>

#define RESTORE_BYTES      256
#define ANSWER_PATIENCE_MS 100

/* How long terminal_end() waits for a terminal that takes nothing, and for one that is slow. */
#define QUIET_MS 200
#define END_MS   1000

/* ncurses keeps one terminal in its globals; this is what it does not keep. Global because the
 * handler of a fatal signal needs it and gets no arguments. */
static struct {
    SCREEN *screen;
    FILE *frames; /* what ncurses writes to as its terminal */
    struct send_queue out;
    struct input in;
    struct modes modes;
    int fd; /* the terminal */
    enum terminal_colours colours;
    enum theme_id theme;
    enum text_charset charset;
    bool bell_waits;             /* in the queue */
    char restore[RESTORE_BYTES]; /* the bytes that restore the terminal */
    size_t restore_length;
    volatile sig_atomic_t is_full_screen;
} terminal;

static const char doing[] = "opening the terminal";

static const char *capability(const char *name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}

/* Appends a capability without its padding, such as "$<5/>": no present terminal needs it. */
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
static void add_mouse(struct buffer *out, bool on) {
    const char *keys = capability("kmous");
    const char *mouse = capability("XM");
    if (mouse != NULL) {
        add_unpadded(out, tiparm(mouse, on ? 1 : 0));
    } else if (keys != NULL && on) {
        bool is_sgr = strcmp(keys, "\x1b[<") == 0;
        buffer_add_string(out, is_sgr ? "\x1b[?1006h\x1b[?1000h" : "\x1b[?1000h");
    } else if (keys != NULL) {
        buffer_add_string(out, "\x1b[?1006l\x1b[?1000l");
    }
}

static void send_mouse(bool on) {
    struct buffer bytes = {0};
    add_mouse(&bytes, on);
    send_queue_add(&terminal.out, buffer_string(&bytes), bytes.length);
    buffer_clear(&bytes);
}

/* Queues what ncurses has written. */
static void queue_frame(void) {
    struct buffer frame = {0};
    frame_file_take(terminal.frames, &frame);
    xterm_add_frame(&frame);
    buffer_clear(&frame);
}

/* Looks the type up before anything is changed. */
static bool is_capable(const char *type, struct problem *problem) {
    int result;
    if (setupterm(type, fileno(terminal.frames), &result) != OK) {
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

/* CAN first: the terminal may be within a sequence whose end was dropped. */
static void prepare_restore(void) {
    static const char *const names[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
    struct buffer bytes = {0};
    buffer_add_string(&bytes, "\x18");
    add_mouse(&bytes, false);
    if (capability("kmous") != NULL) {
        buffer_add_string(&bytes, XTERM_OFF);
    }
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

/* ncurses has set the scrolling region for as many lines as the terminal's description has. What it
 * has written so far may still be in its own buffer, and comes first: delay_output() flushes that.
 */
static void scroll_whole_screen(void) {
    const char *region = capability("csr");
    struct buffer bytes = {0};
    delay_output(0);
    add_unpadded(&bytes, region != NULL ? tiparm(region, 0, LINES - 1) : NULL);
    frame_file_add(terminal.frames, &bytes);
    buffer_clear(&bytes);
}

/* Nothing reaches the terminal yet: ncurses writes to a file. LINES and COLUMNS in the environment
 * may be a former terminal's, so that ncurses is not to see them. use_env(FALSE) from the start
 * would do that, but then ncurses 6.5 refuses a terminal whose description gives no size, such as
 * the Linux console. */
static bool start_ncurses(const char *type, const struct terminal_options *options) {
    struct size size = size_of(terminal.fd);
    use_env(TRUE);
    size_hide_variables(true);
    terminal.screen = newterm(type, terminal.frames, options->in);
    size_hide_variables(false);
    use_env(FALSE);
    if (terminal.screen == NULL || resizeterm(size.height, size.width) != OK) {
        return false;
    }
    typeahead(-1); /* a frame is sent whole, keys or not */
    terminal.colours = count_colours(options->theme);
    keypad(stdscr, TRUE);
    scroll_whole_screen();
    return true;
}

/* From here on the terminal has to be restored. */
static void enter_full_screen(void) {
    terminal.is_full_screen = 1;
    modes_take(&terminal.modes);
    xterm_set(true);
    send_mouse(true);
    refresh();
    keypad(stdscr, TRUE); /* ncurses does this only if it can set modes */
    curs_set(0);
    queue_frame();
    terminal_send();
}

/* Does nothing if full-screen mode has been left already, as when the program is killed while it is
 * stopped: then the terminal is the shell's. A terminal that does not take the last bytes gets only
 * the few that restore it. A terminal without an alternate screen keeps the picture: the prompt
 * should be on its own line below it. */
static void leave_full_screen(void) {
    sigset_t signals;
    if (!terminal.is_full_screen) {
        return;
    }
    modes_hold_stop(&signals);
    xterm_set(false);
    send_mouse(false);
    move(LINES - 1, 0);
    clrtoeol();
    refresh();
    endwin();
    queue_frame();
    if (!send_queue_drain(&terminal.out, QUIET_MS, END_MS)) {
        terminal_emergency_restore();
        send_queue_forget(&terminal.out);
    }
    modes_give_back(&terminal.modes);
    terminal.is_full_screen = 0; /* last: until then a fatal signal restores the rest */
    modes_let_stop(&signals);
}

/* An answer that comes later would reach the shell. Keys that the user types in this time were
 * meant for this program, and are dropped. */
static void await_answer(void) {
    int64_t end_ms = clock_monotonic_ms() + ANSWER_PATIENCE_MS;
    struct pollfd descriptor = {.fd = terminal.in.fd, .events = POLLIN};
    int64_t left_ms = ANSWER_PATIENCE_MS;
    while (left_ms > 0 && send_queue_waiting(&terminal.out) == 0 &&
           xterm_await_answer(clock_monotonic_ms()) && poll(&descriptor, 1, (int)left_ms) > 0 &&
           terminal_read().key != TERMINAL_GONE) {
        left_ms = end_ms - clock_monotonic_ms();
    }
}

static void close_all(void) {
    if (terminal.screen != NULL) {
        delscreen(terminal.screen);
        terminal.screen = NULL;
        canvas_clear();
    }
    if (terminal.frames != NULL) {
        fclose(terminal.frames);
        terminal.frames = NULL;
    }
    input_end(&terminal.in);
    send_queue_close(&terminal.out);
}

bool terminal_start(const struct terminal_options *options, struct problem *problem) {
    const char *type = options->type != NULL ? options->type : getenv("TERM");
    terminal.fd = fileno(options->out);
    terminal.charset = options->charset;
    terminal.theme = options->theme;
    terminal.bell_waits = false;
    terminal.frames = frame_file_open();
    send_queue_open(&terminal.out, terminal.fd);
    if (terminal.frames == NULL) {
        problem_set(problem, doing, "use --once", "no file in memory: %s", strerror(errno));
        close_all();
        return false;
    }
    if (!is_capable(type != NULL ? type : "", problem)) {
        close_all();
        return false;
    }
    if (!start_ncurses(type, options)) {
        problem_set(problem, doing, "use --once", "a terminal of type \"%s\" does not work", type);
        close_all();
        return false;
    }
    prepare_restore();
    input_start(&terminal.in, fileno(options->in));
    modes_init(&terminal.modes, fileno(options->in));
    memory_before_abort(terminal_emergency_restore);
    xterm_start(&terminal.out, capability("kmous") != NULL, clock_monotonic_ms());
    enter_full_screen();
    return true;
}

void terminal_end(void) {
    if (terminal.screen != NULL) {
        if (terminal.is_full_screen && modes_are_ours(&terminal.modes)) {
            await_answer();
        }
        leave_full_screen();
        close_all();
    }
}

void terminal_suspend(void) {
    leave_full_screen();
}

void terminal_resume(void) {
    if (terminal.screen != NULL) {
        terminal_resize();
        terminal_redraw();
        enter_full_screen();
    }
}

bool terminal_resize(void) {
    struct size size = size_of(terminal.fd);
    if (terminal.screen == NULL || (size.height == LINES && size.width == COLS)) {
        return false;
    }
    canvas_forget(); /* the next frame may have the former size again, and ncurses has cut lines */
    return resizeterm(size.height, size.width) == OK;
}

struct terminal_size terminal_size(void) {
    return (struct terminal_size){.width = COLS, .height = LINES};
}

void terminal_redraw(void) {
    if (terminal.screen != NULL) {
        clearok(curscr, TRUE);
        canvas_forget();
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
    return input_read(&terminal.in, clock_monotonic_ms());
}

int terminal_wait_ms(void) {
    return keys_wait_ms(&terminal.in.keys, clock_monotonic_ms());
}

bool terminal_is_ready(void) {
    return send_queue_waiting(&terminal.out) == 0;
}

int terminal_output_fd(void) {
    return terminal_is_ready() ? -1 : terminal.out.fd;
}

bool terminal_send(void) {
    send_queue_send(&terminal.out);
    terminal.bell_waits = terminal.bell_waits && !terminal_is_ready();
    return !terminal.out.has_failed;
}

void terminal_flush(void) {
    refresh();
    queue_frame();
    terminal_send();
}

void terminal_bell(void) {
    struct buffer bytes = {0};
    const char *sound = capability("bel");
    add_unpadded(&bytes, sound != NULL ? sound : capability("flash"));
    if (!terminal.bell_waits) {
        send_queue_add(&terminal.out, buffer_string(&bytes), bytes.length);
        terminal.bell_waits = true;
    }
    buffer_clear(&bytes);
}

/* A terminal that has stopped reading must not stop the program: what it has not read is
 * dropped. */
void terminal_emergency_restore(void) {
    if (!terminal.is_full_screen) {
        return;
    }
    int saved_errno = errno;
    sigset_t signals;
    terminal.is_full_screen = 0;
    modes_hold_stop(&signals);
    modes_go_on(&terminal.modes);
    if (modes_are_ours(&terminal.modes)) {
        tcflush(terminal.fd, TCOFLUSH);
    }
    send_queue_write_now(&terminal.out, terminal.restore, terminal.restore_length);
    modes_give_back(&terminal.modes);
    modes_let_stop(&signals);
    errno = saved_errno;
}

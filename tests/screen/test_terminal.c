/* SPDX-License-Identifier: MIT */
#include "../../src/screen/canvas.h"
#include "backfilltop/screen/terminal.h"

#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS  20000
#define QUIET_MS 150 /* without output: all of it has come */

/* A pseudo-terminal, and the program's two ends of it. */
struct fixture {
    int master;
    FILE *in;
    FILE *out;
    struct termios before;
};

static void set_size(const struct fixture *fixture, unsigned short lines, unsigned short columns) {
    struct winsize size = {.ws_row = lines, .ws_col = columns};
    assert_int_equal(ioctl(fixture->master, TIOCSWINSZ, &size), 0);
}

static int set_up(void **state) {
    static struct fixture fixture;
    fixture.master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(fixture.master >= 0);
    assert_int_equal(grantpt(fixture.master), 0);
    assert_int_equal(unlockpt(fixture.master), 0);
    set_size(&fixture, 24, 80);
    int slave = open(ptsname(fixture.master), O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    fixture.in = fdopen(slave, "r");
    fixture.out = fdopen(dup(slave), "w");
    assert_int_equal(tcgetattr(slave, &fixture.before), 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    terminal_end();
    fclose(fixture->in);
    fclose(fixture->out);
    if (fixture->master >= 0) {
        close(fixture->master);
    }
    return 0;
}

static bool start(struct fixture *fixture, const char *type, struct problem *problem) {
    struct terminal_options options = {
        .type = type, .in = fixture->in, .out = fixture->out, .charset = TEXT_UTF8};
    memset(problem, 0, sizeof *problem);
    return terminal_start(&options, problem);
}

static void start_usual(struct fixture *fixture) {
    struct problem problem;
    assert_true(start(fixture, "xterm-256color", &problem));
}

/* What the terminal got so far. */
static const char *output(const struct fixture *fixture) {
    static char bytes[65536];
    size_t length = 0;
    struct pollfd ready = {.fd = fixture->master, .events = POLLIN};
    while (length < sizeof bytes - 1 && poll(&ready, 1, QUIET_MS) > 0 && (ready.revents & POLLIN)) {
        ssize_t got = read(fixture->master, bytes + length, sizeof bytes - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    bytes[length] = '\0';
    return bytes;
}

/* The next key: as the loop does, waits for bytes, and for what an Esc may be the beginning of. */
static struct terminal_input next_key(const struct fixture *fixture) {
    struct pollfd ready = {.fd = fileno(fixture->in), .events = POLLIN};
    struct terminal_input input = terminal_read();
    while (input.key == TERMINAL_NO_KEY) {
        int wait_ms = terminal_wait_ms();
        int count = poll(&ready, 1, wait_ms >= 0 ? wait_ms : WAIT_MS);
        assert_true(count == 1 || wait_ms >= 0);
        input = terminal_read();
    }
    return input;
}

static struct terminal_input typed(const struct fixture *fixture, const char *bytes) {
    assert_int_equal(write(fixture->master, bytes, strlen(bytes)), strlen(bytes));
    return next_key(fixture);
}

static bool modes_are_restored(const struct fixture *fixture) {
    struct termios now;
    assert_int_equal(tcgetattr(fileno(fixture->in), &now), 0);
    return now.c_lflag == fixture->before.c_lflag && now.c_iflag == fixture->before.c_iflag &&
           now.c_oflag == fixture->before.c_oflag;
}

static void the_end_gives_the_terminal_back(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    assert_false(modes_are_restored(fixture));
    assert_non_null(strstr(output(fixture), "\x1b[?1049h"));
    terminal_end();
    assert_true(modes_are_restored(fixture));
    const char *bytes = output(fixture);
    assert_non_null(strstr(bytes, "\x1b[?1049l"));
    assert_non_null(strstr(bytes, "1000l"));
    terminal_end();
}

static void an_emergency_gives_the_terminal_back(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    output(fixture);
    terminal_emergency_restore();
    assert_true(modes_are_restored(fixture));
    const char *bytes = output(fixture);
    assert_non_null(strstr(bytes, "\x1b[?1049l"));
    assert_non_null(strstr(bytes, "1000l"));
    assert_non_null(strstr(bytes, "\x1b[?25h"));
    assert_null(strstr(bytes, "$<"));
    terminal_emergency_restore();
    assert_string_equal(output(fixture), "");
}

static void an_emergency_turns_the_mouse_off_where_the_description_is_silent(void **state) {
    struct fixture *fixture = *state;
    struct problem problem;
    assert_true(start(fixture, "screen", &problem));
    terminal_flush();
    assert_non_null(strstr(output(fixture), "1000h"));
    terminal_emergency_restore();
    assert_non_null(strstr(output(fixture), "1000l"));
}

static void no_emergency_before_the_start(void **state) {
    struct fixture *fixture = *state;
    terminal_emergency_restore();
    assert_string_equal(output(fixture), "");
}

static void a_pause_gives_the_terminal_back_and_takes_it_again(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    mvaddstr(0, 0, "drawn");
    terminal_flush();
    output(fixture);
    terminal_suspend();
    assert_true(modes_are_restored(fixture));
    output(fixture);
    set_size(fixture, 30, 90);
    terminal_resume();
    assert_false(modes_are_restored(fixture));
    assert_non_null(strstr(output(fixture), "drawn"));
    assert_int_equal(LINES, 30);
    assert_int_equal(COLS, 90);
}

static void keys_and_their_sequences_are_read(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    assert_int_equal(typed(fixture, "j").key, 'j');
    assert_int_equal(typed(fixture, "\x1bOA").key, TERMINAL_KEY_UP);
    assert_int_equal(typed(fixture, "\r").key, '\r');
    assert_int_equal(typed(fixture, "\x1b").key, TERMINAL_KEY_ESCAPE);
    assert_int_equal(terminal_read().key, TERMINAL_NO_KEY);
}

static void keys_have_codes_of_the_programs_own(void **state) {
    static const struct {
        const char *bytes; /* as an xterm in application mode sends them */
        int key;
    } cases[] = {
        {"\x1bOA", TERMINAL_KEY_UP},       {"\x1bOB", TERMINAL_KEY_DOWN},
        {"\x1bOD", TERMINAL_KEY_LEFT},     {"\x1bOC", TERMINAL_KEY_RIGHT},
        {"\x1b[5~", TERMINAL_KEY_PAGE_UP}, {"\x1b[6~", TERMINAL_KEY_PAGE_DOWN},
        {"\x1bOH", TERMINAL_KEY_HOME},     {"\x1bOF", TERMINAL_KEY_END},
        {"\x1bOM", TERMINAL_KEY_ENTER},    {"\x1b[3~", TERMINAL_KEY_DELETE},
        {"\x7f", TERMINAL_KEY_BACKSPACE},  {"\x1bOP", TERMINAL_KEY_F(1)},
        {"\x1bOS", TERMINAL_KEY_F(4)},     {"\x1b[17~", TERMINAL_KEY_F(6)},
        {"\x1b[21~", TERMINAL_KEY_F(10)},  {"\x1b[24~", TERMINAL_KEY_F(12)},
        {"\x1b[2~", TERMINAL_KEY_OTHER},   {"\x1b[Z", TERMINAL_KEY_OTHER},
        {"\x1b[1;2P", TERMINAL_KEY_OTHER}, {"\x1b[200~", TERMINAL_PASTE_BEGIN},
        {"\x1b[201~", TERMINAL_PASTE_END},
    };
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(typed(fixture, cases[i].bytes).key, cases[i].key);
    }
}

static void the_mouse_is_read(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    struct terminal_input click = typed(fixture, "\x1b[<0;5;3M");
    assert_int_equal(click.key, TERMINAL_KEY_CLICK);
    assert_int_equal(click.y, 2);
    assert_int_equal(click.x, 4);
    assert_int_equal(typed(fixture, "\x1b[<64;5;3M").key, TERMINAL_KEY_WHEEL_UP);
    assert_int_equal(typed(fixture, "\x1b[<65;5;3M").key, TERMINAL_KEY_WHEEL_DOWN);
}

static void a_resize_is_taken_over_once(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    assert_false(terminal_resize());
    set_size(fixture, 5, 20);
    assert_true(terminal_resize());
    assert_int_equal(LINES, 5);
    assert_int_equal(COLS, 20);
    assert_int_equal(terminal_size().height, 5);
    assert_int_equal(terminal_size().width, 20);
    assert_false(terminal_resize());
    assert_int_equal(terminal_read().key, TERMINAL_NO_KEY);
}

static void a_terminal_that_hung_up_is_gone(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    terminal_flush();
    assert_int_equal(terminal_read().key, TERMINAL_NO_KEY);
    close(fixture->master);
    fixture->master = -1;
    assert_int_equal(terminal_read().key, TERMINAL_GONE);
    assert_int_equal(terminal_read().key, TERMINAL_GONE);
}

static void terminals_that_cannot_do_it_are_refused_with_advice(void **state) {
    struct fixture *fixture = *state;
    struct problem problem;
    assert_false(start(fixture, "no-such-terminal", &problem));
    assert_non_null(strstr(problem.what, "no-such-terminal"));
    assert_non_null(strstr(problem.remedy, "--once"));
    assert_false(start(fixture, "dumb", &problem));
    assert_non_null(strstr(problem.remedy, "--once"));
    assert_true(modes_are_restored(fixture));
}

static void colours_are_counted(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *type;
        enum terminal_colours colours;
    } cases[] = {{"xterm-256color", TERMINAL_256}, {"xterm", TERMINAL_8}, {"vt100", TERMINAL_MONO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problem problem;
        assert_true(start(fixture, cases[i].type, &problem));
        assert_int_equal(terminal_colours(), cases[i].colours);
        terminal_end();
    }
}

/* The lines of the scrolling region that was set last; 0 if none was. */
static int region_lines(const char *bytes) {
    int lines = 0;
    for (const char *at = bytes; (at = strstr(at, "\x1b[1;")) != NULL; at++) {
        int last = 0;
        int end = 0;
        if (sscanf(at, "\x1b[1;%dr%n", &last, &end) == 1 && end > 0) {
            lines = last;
        }
    }
    return lines;
}

/* Terminals that are larger than their description says. */
static void the_scrolling_region_is_the_whole_screen(void **state) {
    struct fixture *fixture = *state;
    static const char *const types[] = {"linux", "vt100", "vt220", "xterm", "screen-256color"};
    set_size(fixture, 40, 120);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct problem problem;
        assert_true(start(fixture, types[i], &problem));
        terminal_flush();
        assert_int_equal(region_lines(output(fixture)), 40);
        terminal_end();
        output(fixture);
    }
}

static void draw_line(int y) {
    static const char key_text[] = "key";
    struct buffer key = {0};
    buffer_add_string(&key, key_text);
    canvas_begin();
    if (!canvas_keeps(y, 1, &key)) {
        canvas_add(y, 0, "drawn", 5, (struct style){0});
    }
    canvas_end();
    buffer_clear(&key);
}

/* Without a frame in between, as on a terminal that is slow. */
static void a_size_that_comes_back_is_drawn_whole(void **state) {
    struct fixture *fixture = *state;
    start_usual(fixture);
    draw_line(20);
    set_size(fixture, 10, 40);
    assert_true(terminal_resize());
    set_size(fixture, 24, 80);
    assert_true(terminal_resize());
    draw_line(20);
    assert_int_equal(mvinch(20, 0) & A_CHARTEXT, 'd');
}

static void a_short_frame_is_whole_without_marks(void **state) {
    struct fixture *fixture = *state;
    static const char answer[] = "\x1b[?2026;2$y";
    struct pollfd ready = {.events = POLLIN};
    start_usual(fixture);
    ready.fd = fileno(fixture->in);
    output(fixture);
    assert_int_equal(write(fixture->master, answer, strlen(answer)), strlen(answer));
    assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
    assert_int_equal(terminal_read().key, TERMINAL_NO_KEY);
    mvaddstr(0, 0, "next in 3 s");
    terminal_flush();
    assert_null(strstr(output(fixture), "\x1b[?2026"));
    mvaddstr(1, 0,
             "a frame that is longer than what is sent in one piece, so that the marks count");
    terminal_flush();
    const char *sent = output(fixture);
    assert_non_null(strstr(sent, "\x1b[?2026h"));
    assert_non_null(strstr(sent, "\x1b[?2026l"));
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_short_frame_is_whole_without_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_gives_the_terminal_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_emergency_gives_the_terminal_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            an_emergency_turns_the_mouse_off_where_the_description_is_silent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_emergency_before_the_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pause_gives_the_terminal_back_and_takes_it_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keys_and_their_sequences_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_have_codes_of_the_programs_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_mouse_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_resize_is_taken_over_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_terminal_that_hung_up_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(terminals_that_cannot_do_it_are_refused_with_advice, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_size_that_comes_back_is_drawn_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(colours_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_scrolling_region_is_the_whole_screen, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

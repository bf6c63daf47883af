/* SPDX-License-Identifier: MIT */
#include "input.h"

#include "xterm.h"

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Buttons as xterm reports them ("Mouse Tracking" in its control sequences). */
enum { BUTTON_LEFT = 0, BUTTON_MODIFIERS = 4 | 8 | 16, BUTTON_WHEEL_UP = 64, BUTTON_WHEEL_DOWN };

#define X10_BASE 32

static const struct {
    int button;
    int key;
} mouse_keys[] = {
    {BUTTON_LEFT, TERMINAL_KEY_CLICK},
    {BUTTON_WHEEL_UP, TERMINAL_KEY_WHEEL_UP},
    {BUTTON_WHEEL_DOWN, TERMINAL_KEY_WHEEL_DOWN},
};

/* All keys but the function keys, which are numbered. */
static const struct {
    int curses_key;
    int key;
} curses_keys[] = {
    {KEY_UP, TERMINAL_KEY_UP},         {KEY_DOWN, TERMINAL_KEY_DOWN},
    {KEY_LEFT, TERMINAL_KEY_LEFT},     {KEY_RIGHT, TERMINAL_KEY_RIGHT},
    {KEY_PPAGE, TERMINAL_KEY_PAGE_UP}, {KEY_NPAGE, TERMINAL_KEY_PAGE_DOWN},
    {KEY_HOME, TERMINAL_KEY_HOME},     {KEY_END, TERMINAL_KEY_END},
    {KEY_ENTER, TERMINAL_KEY_ENTER},   {KEY_BACKSPACE, TERMINAL_KEY_BACKSPACE},
    {KEY_DC, TERMINAL_KEY_DELETE},
};

static short look_at(int fd) {
    struct pollfd descriptor = {.fd = fd, .events = POLLIN};
    return poll(&descriptor, 1, 0) > 0 ? descriptor.revents : 0;
}

/* False if the terminal has hung up, or stays readable without anything to read. (A Ctrl-D in line
 * mode, which another program may have set, reads as nothing once.) */
static bool receive(struct input *input, int64_t now_ms) {
    char bytes[KEYS_BYTES];
    short events = look_at(input->fd);
    if ((events & POLLIN) == 0) {
        return (events & (POLLHUP | POLLERR | POLLNVAL)) == 0;
    }
    size_t room = keys_room(&input->keys);
    if (room == 0) {
        return true;
    }
    ssize_t got = read(input->fd, bytes, room);
    if (got > 0) {
        keys_receive(&input->keys, bytes, (size_t)got, now_ms);
        return true;
    }
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    return look_at(input->fd) == 0;
}

/* ESC [ < button ; column ; line M, or ESC [ M and three bytes. */
static bool parse_mouse(const char *sequence, int *button, struct terminal_input *found) {
    int end = 0;
    if (strncmp(sequence, "\x1b[M", 3) == 0 && strlen(sequence) == 6) {
        *button = (unsigned char)sequence[3] - X10_BASE;
        found->x = (unsigned char)sequence[4] - X10_BASE;
        found->y = (unsigned char)sequence[5] - X10_BASE;
    } else {
        /* NOLINTNEXTLINE(cert-err34-c): a number of six digits fits. */
        int count = sscanf(sequence, "\x1b[<%4d;%6d;%6dM%n", button, &found->x, &found->y, &end);
        if (count < 3 || end == 0 || sequence[end] != '\0') {
            return false;
        }
    }
    return --found->x >= 0 && --found->y >= 0;
}

/* Whether a sequence is a click or a turn of the wheel, not a release or another button. */
static bool take_mouse(const char *sequence, struct terminal_input *found) {
    int button = 0;
    if (!parse_mouse(sequence, &button, found)) {
        return false;
    }
    button &= ~BUTTON_MODIFIERS;
    for (size_t i = 0; i < sizeof mouse_keys / sizeof *mouse_keys; i++) {
        if (mouse_keys[i].button == button) {
            found->key = mouse_keys[i].key;
            return true;
        }
    }
    return false;
}

/* Whether a sequence that is no known key is input: of the mouse, or the mark of a paste. */
static bool take_other(const char *sequence, struct terminal_input *found) {
    if (xterm_take(sequence)) {
        return false;
    }
    *found = (struct terminal_input){0};
    if (strcmp(sequence, "\x1b[200~") == 0) {
        found->key = TERMINAL_PASTE_BEGIN;
    } else if (strcmp(sequence, "\x1b[201~") == 0) {
        found->key = TERMINAL_PASTE_END;
    }
    return found->key != 0 || take_mouse(sequence, found);
}

/* The program's code of a key. Keys without a use have one, too: their bytes must be taken for one
 * key, not for several. */
static int key_of(int curses_key) {
    for (size_t i = 0; i < sizeof curses_keys / sizeof *curses_keys; i++) {
        if (curses_keys[i].curses_key == curses_key) {
            return curses_keys[i].key;
        }
    }
    int number = curses_key - KEY_F(0);
    return number >= 1 && number <= TERMINAL_F_KEYS ? TERMINAL_KEY_F(number) : TERMINAL_KEY_OTHER;
}

static void learn(struct keys *keys, int curses_key) {
    char *bytes = NULL;
    for (int i = 0; (bytes = keybound(curses_key, i)) != NULL; i++) {
        keys_learn(keys, bytes, key_of(curses_key));
        free(bytes);
    }
}

static void learn_all(struct keys *keys) {
    for (int key = KEY_MIN; key < KEY_MAX; key++) {
        if (key != KEY_MOUSE && key != KEY_RESIZE) {
            learn(keys, key);
        }
    }
}

void input_start(struct input *input, int fd) {
    const char *mouse = tigetstr("kmous");
    *input = (struct input){.fd = fd, .keys = {.escape_ms = keys_escape_ms(getenv("ESCDELAY"))}};
    input->keys.x10_mouse = mouse != NULL && mouse != (char *)-1 && strcmp(mouse, "\x1b[M") == 0;
}

void input_end(struct input *input) {
    keys_clear(&input->keys);
}

struct terminal_input input_read(struct input *input, int64_t now_ms) {
    struct keys_event event;
    bool is_there = receive(input, now_ms);
    if (!input->has_learned) {
        input->has_learned = true;
        learn_all(&input->keys);
    }
    while (keys_next(&input->keys, &event, now_ms)) {
        struct terminal_input found = {.key = event.key};
        if (event.kind == KEYS_KEY || take_other(event.sequence, &found)) {
            return found;
        }
    }
    return (struct terminal_input){.key = is_there ? TERMINAL_NO_KEY : TERMINAL_GONE};
}

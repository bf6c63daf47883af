/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include "backfilltop/screen/terminal.h"

#include "actions.h"
#include "signals.h"
#include "turn.h"

#include <signal.h>
#include <unistd.h>

/* All keys typed ahead are answered before the next frame; a limit, as a paste may never end. */
#define KEYS_PER_TURN 256

/* No more at a time: signals without end must not stop the polls. */
#define SIGNALS_PER_TURN 1024

/* Takes the terminal back, whatever other programs have done to it. */
static void come_back(struct monitor *monitor) {
    terminal_suspend();
    terminal_resume();
    terminal_resize();
    monitor->dirty = true;
}

/* Draws all, also if the size is as before: a window that became smaller for a moment has lost what
 * did not fit. */
static void take_size(struct monitor *monitor) {
    if (!terminal_resize()) {
        terminal_redraw();
    }
    monitor->dirty = true;
}

/* Returns whether the program has been continued, and has taken the terminal back. */
static bool take_signals(struct monitor *monitor) {
    bool continued = false;
    for (int i = 0, number = 0; i < SIGNALS_PER_TURN && (number = signals_take()) != 0; i++) {
        switch (number) {
        case SIGWINCH:
            take_size(monitor);
            break;
        case SIGCONT:
            continued = true;
            break;
        case SIGTSTP:
            monitor->suspend = true;
            break;
        case SIGCHLD: /* wakes the loop: turn_tick() looks for what has ended */
            break;
        default:
            monitor->quit = true;
        }
    }
    continued = continued && !monitor->quit;
    if (continued) {
        come_back(monitor);
    }
    return continued;
}

/* A stopped program that is killed is continued first, and must not take the terminal then. In an
 * orphaned process group (POSIX) a program is not stopped, since nothing could continue it, and
 * comes back at once; but only once, as one that is continued in the background is stopped again
 * when it takes the terminal. */
static void suspend(struct monitor *monitor) {
    monitor->suspend = false;
    terminal_suspend();
    signals_stop_self();
    if (!take_signals(monitor) && !monitor->quit) {
        come_back(monitor);
    }
}

/* Returns whether there may be more. */
static bool take_keys(struct monitor *monitor) {
    const struct source *source = monitor->requests.source;
    for (int i = 0; i < KEYS_PER_TURN && !monitor->quit && !monitor->suspend; i++) {
        struct terminal_input input = terminal_read();
        if (input.key == TERMINAL_NO_KEY) {
            return false;
        }
        if (input.key == TERMINAL_GONE) {
            monitor->quit = true;
        } else {
            actions_apply(monitor, &input, source_now_ms(source), source_now_s(source));
        }
    }
    return true;
}

/* No frame begins before the last one has been sent: a terminal that is slow, or does not read,
 * misses frames, but nothing waits for it. */
static bool may_draw(const struct monitor *monitor) {
    return (monitor->dirty || monitor->stale) && terminal_is_ready();
}

/* What wait() found to do. */
struct wake {
    bool keys;
    bool signals;
};

/* Sleeps until there is something to do: not at all if a key that was read during the turn ends or
 * suspends the program. A frame may have been held back by what a key or the bell queued for the
 * terminal; once that has been sent, it is drawn without waiting for the next second. */
static struct wake wait(struct monitor *monitor, int signal_fd, bool more_keys, int64_t now_ms) {
    const struct source *source = monitor->requests.source;
    struct source_fd fds[] = {{.fd = STDIN_FILENO},
                              {.fd = signal_fd},
                              {.fd = requests_fd(&monitor->requests)},
                              {.fd = terminal_output_fd(), .to_write = true}};
    bool is_leaving = monitor->quit || monitor->suspend;
    int64_t tick_ms = is_leaving || may_draw(monitor) ? 0 : turn_timeout(monitor, now_ms);
    int key_ms = more_keys ? 0 : terminal_wait_ms();
    int64_t timeout_ms = key_ms >= 0 && key_ms < tick_ms ? key_ms : tick_ms;
    source_wait(source, fds, sizeof fds / sizeof fds[0], timeout_ms);
    bool has_waited = more_keys || terminal_wait_ms() == 0;
    return (struct wake){.keys = fds[0].ready || has_waited, .signals = fds[1].ready};
}

bool loop_start(struct monitor *monitor, struct problem *problem) {
    const struct source *source = monitor->requests.source;
    const struct monitor_start *start = &monitor->options->start;
    if (may_draw(monitor)) {
        turn_draw(monitor, source_now_ms(source), source_now_s(source));
        terminal_send();
    }
    return start->run(start->context, problem);
}

/* Answers keys while a large answer is being decoded, which touches neither what is shown nor what
 * keys change. Signals, and what a key asks of the loop, wait until the turn goes on. */
static void answer_keys(void *context) {
    struct monitor *monitor = context;
    const struct source *source = monitor->requests.source;
    take_keys(monitor);
    if (may_draw(monitor)) {
        turn_draw(monitor, source_now_ms(source), source_now_s(source));
    }
    monitor->quit |= !terminal_send();
}

void loop_run(struct monitor *monitor, int signal_fd) {
    bool more_keys = false;
    const struct source *source = monitor->requests.source;
    requests_set_pause(&monitor->requests, (struct decode_pause){answer_keys, monitor});
    while (!monitor->quit) {
        int64_t now_ms = source_now_ms(source);
        int64_t now_s = source_now_s(source);
        turn_exchange(monitor, now_ms, now_s);
        /* Decoding takes time, in which frames may have been drawn. */
        now_ms = source_now_ms(source);
        now_s = source_now_s(source);
        turn_tick(monitor, now_ms);
        if (may_draw(monitor)) {
            turn_draw(monitor, now_ms, now_s);
        }
        monitor->quit |= !terminal_send();
        struct wake wake = wait(monitor, signal_fd, more_keys, now_ms);
        if (wake.signals) {
            take_signals(monitor);
        }
        more_keys = wake.keys && take_keys(monitor);
        if (monitor->suspend && !monitor->quit) {
            suspend(monitor);
        }
    }
}

/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include "backfilltop/screen/screen.h"
#include "backfilltop/screen/terminal.h"

#include "actions.h"
#include "clock.h"
#include "look.h"
#include "signals.h"
#include "title.h"

#include <signal.h>
#include <unistd.h>

/* Keys typed ahead are all answered before the next frame, but for a paste that never ends. */
#define KEYS_PER_TURN 256

/* Takes the terminal back, whatever others have done to it meanwhile. */
static void come_back(struct monitor *monitor) {
    terminal_suspend();
    terminal_resume();
    terminal_resize();
    monitor->dirty = true;
}

static void suspend(struct monitor *monitor) {
    monitor->suspend = false;
    terminal_suspend();
    signals_stop_self();
    come_back(monitor);
}

static void take_signals(struct monitor *monitor) {
    for (int number = signals_take(); number != 0; number = signals_take()) {
        switch (number) {
        case SIGWINCH:
            monitor->dirty |= terminal_resize();
            break;
        case SIGCONT:
            come_back(monitor);
            break;
        case SIGTSTP:
            monitor->suspend = true;
            break;
        case SIGCHLD: /* it has woken us: monitor_tick() looks for what has ended */
            break;
        default:
            monitor->quit = true;
        }
    }
}

/* Returns whether some may be left. */
static bool take_keys(struct monitor *monitor) {
    for (int i = 0; i < KEYS_PER_TURN && !monitor->quit && !monitor->suspend; i++) {
        struct terminal_input input = terminal_read();
        if (input.key == TERMINAL_NO_KEY) {
            return false;
        }
        if (input.key == TERMINAL_GONE) {
            monitor->quit = true;
        } else {
            actions_apply(monitor, &input, clock_monotonic_ms(), clock_wall_s());
        }
    }
    return true;
}

static void draw(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    struct look look;
    struct layout layout;
    struct buffer title = {0};
    look_make(&look, monitor, now_ms, now_s);
    screen_layout(&layout, &look.view);
    listing_scroll(&monitor->listing, (size_t)(layout.table_lines > 0 ? layout.table_lines : 0));
    screen_draw(&look.view);
    title_add(&title, &look.view);
    terminal_title(buffer_string(&title));
    buffer_clear(&title);
    monitor->dirty = false;
}

/* What wait() found to do. */
struct wake {
    bool keys;
    bool signals;
};

static struct wake wait(struct monitor *monitor, int signal_fd, bool more_keys, int64_t now_ms) {
    struct client_fd fds[] = {
        {.fd = STDIN_FILENO}, {.fd = signal_fd}, {.fd = traffic_fd(&monitor->traffic)}};
    int64_t timeout_ms = more_keys ? 0 : monitor_timeout(monitor, now_ms);
    client_wait(monitor->traffic.client, fds, sizeof fds / sizeof fds[0], timeout_ms);
    monitor->dirty |= clock_monotonic_ms() - now_ms >= timeout_ms;
    return (struct wake){.keys = fds[0].ready || more_keys, .signals = fds[1].ready};
}

void loop_run(struct monitor *monitor, int signal_fd) {
    bool more_keys = false;
    while (!monitor->quit) {
        int64_t now_ms = clock_monotonic_ms();
        int64_t now_s = clock_wall_s();
        monitor_exchange(monitor, now_ms, now_s);
        monitor_tick(monitor, now_ms);
        if (monitor->dirty) {
            draw(monitor, now_ms, now_s);
        }
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

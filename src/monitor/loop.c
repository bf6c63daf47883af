/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include "backfilltop/screen/screen.h"
#include "backfilltop/screen/terminal.h"

#include "actions.h"
#include "clock.h"
#include "signals.h"

#include <signal.h>
#include <unistd.h>

/* Keys typed ahead are all answered before the next frame, but for a paste that never ends. */
#define KEYS_PER_TURN 256

static void suspend(struct monitor *monitor) {
    terminal_suspend();
    signals_stop_self();
    terminal_resume();
    terminal_resize();
    monitor->suspend = false;
    monitor->dirty = true;
}

static void take_signals(struct monitor *monitor) {
    for (int number = signals_take(); number != 0; number = signals_take()) {
        if (number == SIGWINCH) {
            monitor->dirty |= terminal_resize();
        } else if (number == SIGTSTP) {
            monitor->suspend = true;
        } else {
            monitor->quit = true;
        }
    }
}

static void take_keys(struct monitor *monitor) {
    for (int i = 0; i < KEYS_PER_TURN && !monitor->quit && !monitor->suspend; i++) {
        struct terminal_input input = terminal_read();
        if (input.key == TERMINAL_NO_KEY) {
            return;
        }
        if (input.key == TERMINAL_GONE) {
            monitor->quit = true;
        } else {
            actions_apply(monitor, &input, clock_monotonic_ms(), clock_wall_s());
        }
    }
}

static void draw(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    struct view view;
    struct layout layout;
    monitor_view(monitor, &view, now_ms, now_s);
    screen_layout(&layout, &view);
    listing_scroll(&monitor->listing, (size_t)(layout.table_lines > 0 ? layout.table_lines : 0));
    screen_draw(&view);
    monitor->dirty = false;
}

static void wait(struct monitor *monitor, int signal_fd, int64_t now_ms) {
    struct client_fd fds[] = {{.fd = STDIN_FILENO}, {.fd = signal_fd}};
    int64_t timeout_ms = monitor_timeout(monitor, now_ms);
    client_wait(monitor->client, fds, sizeof fds / sizeof fds[0], timeout_ms);
    int64_t slept_ms = clock_monotonic_ms() - now_ms;
    monitor->dirty |= slept_ms >= timeout_ms;
}

void loop_run(struct monitor *monitor, int signal_fd) {
    while (!monitor->quit) {
        int64_t now_ms = clock_monotonic_ms();
        int64_t now_s = clock_wall_s();
        monitor_exchange(monitor, now_ms, now_s);
        monitor_tick(monitor, now_ms);
        if (monitor->dirty) {
            draw(monitor, now_ms, now_s);
        }
        wait(monitor, signal_fd, now_ms);
        take_signals(monitor);
        take_keys(monitor);
        if (monitor->suspend && !monitor->quit) {
            suspend(monitor);
        }
    }
}

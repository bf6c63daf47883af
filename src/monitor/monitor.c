/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/monitor.h"

#include "backfilltop/base/random.h"
#include "backfilltop/screen/terminal.h"

#include "clock.h"
#include "loop.h"
#include "signals.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool has_terminal(struct problem *problem) {
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
        return true;
    }
    problem_set(problem, "starting the screen", "use --once for pipes and files",
                "standard input and output are not a terminal");
    return false;
}

static enum exit_code run_on_terminal(struct monitor *monitor, struct problem *problem) {
    struct terminal_options terminal = {.in = stdin,
                                        .out = stdout,
                                        .no_color = monitor->options->no_color,
                                        .charset = monitor->options->charset};
    int signal_fd = signals_start();
    if (signal_fd < 0) {
        problem_set(problem, "starting the screen", "", "no pipe for signals: %s", strerror(errno));
        return EXIT_CODE_FAILURE;
    }
    bool started = terminal_start(&terminal, problem);
    if (started) {
        loop_run(monitor, signal_fd);
    }
    terminal_end();
    signals_end();
    return started ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
}

enum exit_code monitor_run(const struct monitor_options *options, struct problem *problem) {
    struct monitor monitor;
    if (!has_terminal(problem)) {
        return EXIT_CODE_FAILURE;
    }
    struct client *client = client_new(&options->endpoint, options->token, problem);
    if (client == NULL) {
        return EXIT_CODE_FAILURE;
    }
    monitor_init(&monitor, options, client, random_seed(), clock_monotonic_ms());
    enum exit_code code = run_on_terminal(&monitor, problem);
    monitor_clear(&monitor);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/run.h"

#include "backfilltop/base/output.h"
#include "backfilltop/base/random.h"
#include "backfilltop/screen/terminal.h"

#include "loop.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The token may have been read from standard input: then keys are read from the terminal itself. */
static void take_keys_from_terminal(void) {
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0) {
        dup2(fd, STDIN_FILENO);
        close(fd);
    }
}

/* Stops a program that was started in the background, as any that takes the terminal, before it
 * reads the terminal's modes: until it is in the foreground they are the shell's own. */
static void await_foreground(void) {
    pid_t front = tcgetpgrp(STDIN_FILENO);
    if (front >= 0 && front != getpgrp()) {
        kill(0, SIGTTOU);
    }
}

static bool has_terminal(const struct monitor_options *options, struct problem *problem) {
    const char *token_file = options->sources.token_file;
    if (token_file != NULL && strcmp(token_file, "-") == 0) {
        take_keys_from_terminal();
    }
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
                                        .theme = monitor->options->theme,
                                        .charset = monitor->options->charset};
    await_foreground();
    int signal_fd = signals_start();
    if (signal_fd < 0) {
        problem_set(problem, "starting the screen", "", "no pipe for signals: %s", strerror(errno));
        return EXIT_CODE_FAILURE;
    }
    bool started = terminal_start(&terminal, problem);
    started = started && loop_start(monitor, problem);
    if (started) {
        loop_run(monitor, signal_fd);
    }
    terminal_end();
    signals_end();
    return started ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
}

enum exit_code monitor_run(const struct monitor_options *options, struct credentials *credentials,
                           const struct source *source, struct problem *problem) {
    struct monitor monitor;
    enum exit_code code = EXIT_CODE_FAILURE;
    if (!has_terminal(options, problem)) {
        return code;
    }
    monitor_init(&monitor, options, credentials, source, random_seed());
    hook_init(&monitor.hook, options->on_event, options->charset);
    const char *first = options->warning; /* even if there is no room for it on the screen */
    first = first != NULL ? first : options->greeting;
    if (first != NULL) {
        monitor_notice(&monitor, source_now_ms(source), "%s", first);
    }
    code = run_on_terminal(&monitor, problem);
    monitor_clear(&monitor);
    return code;
}

bool monitor_complain(const struct problem *problem, enum text_charset charset) {
    char line[PROBLEM_LINE];
    problem_line(problem, line, sizeof line);
    return monitor_complain_line(line, charset);
}

bool monitor_complain_line(const char *line, enum text_charset charset) {
    return output_complain("backfilltop", line, charset);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/run.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/output.h"
#include "backfilltop/base/random.h"
#include "backfilltop/report/report.h"

#include "turn.h"

#include <stdio.h>

/* How long the table waits for names when everything else has come. */
#define NAMES_PATIENCE_MS 3000

static bool all_answered(const struct requests *requests) {
    return requests->reader == NULL && poller_has_polled(&requests->poller);
}

static void ask(struct monitor *monitor) {
    struct requests *requests = &monitor->requests;
    const struct source *source = requests->source;
    int64_t patience_ends_ms = INT64_MAX;
    for (;;) {
        int64_t now_ms = source_now_ms(source);
        turn_exchange(monitor, now_ms, source_now_s(source));
        if (all_answered(requests)) {
            if (patience_ends_ms == INT64_MAX) {
                patience_ends_ms = now_ms + NAMES_PATIENCE_MS;
            }
            if (!poller_awaits_names(&requests->poller) || now_ms >= patience_ends_ms) {
                monitor_show_answers(monitor, now_ms);
                return;
            }
        }
        struct source_fd fd = {.fd = requests_fd(requests)};
        int64_t until_ms = min_int64(requests_due_ms(requests, now_ms), patience_ends_ms);
        source_wait(source, &fd, 1, max_int64(until_ms - now_ms, 0));
    }
}

static bool print(const struct monitor *monitor, struct problem *problem) {
    const struct monitor_options *options = monitor->options;
    struct report report = {
        .listing = &monitor->listing,
        .columns = columns_shown(&options->columns, options->team_count > 1),
        .charset = options->charset,
        .now_s = source_now_s(monitor->requests.source) + monitor->requests.skew_s,
        .utc = options->utc,
    };
    struct output output;
    report_write(output_begin(&output), options->format, &report);
    return output_end(&output, problem);
}

static bool complain(const struct monitor *monitor, const char *line) {
    return monitor_complain_line(line, monitor->options->charset);
}

/* False if a warning was lost. */
static bool warn(const struct monitor *monitor, const struct team_poll *team_poll) {
    char line[320];
    const char *first;
    size_t count = team_poll_warnings(team_poll, &first);
    bool said = true;
    if (count > 0) {
        snprintf(line, sizeof line, "%zu warning%s about the answer%s: %s", count,
                 text_plural((int64_t)count), count == 1 ? "" : ", the first", first);
        said = complain(monitor, line);
    }
    if (team_poll->listed == TEAM_POLL_LIST_MAX) {
        said &= complain(monitor, TEAM_POLL_LIST_FULL);
    }
    return said;
}

/* The exit code, and on stderr what went wrong with each team. A lost warning is an error. */
static enum exit_code verdict(const struct monitor *monitor, size_t *succeeded) {
    enum exit_code code = EXIT_CODE_OK;
    bool said = true;
    *succeeded = 0;
    const struct poller *poller = &monitor->requests.poller;
    for (size_t i = 0; i < poller->team_count; i++) {
        const struct team_poll *team_poll = &monitor->requests.team_polls[i];
        enum outcome outcome = poller->teams[i].outcome;
        char line[PROBLEM_LINE];
        if (outcome == OUTCOME_OK) {
            (*succeeded)++;
            said &= warn(monitor, team_poll);
            continue;
        }
        team_poll_write_problem(team_poll, line);
        said &= complain(monitor, line);
        said &= warn(monitor, team_poll);
        if (code == EXIT_CODE_OK) {
            code = outcome_traits(outcome)->exit_code;
        }
    }
    return said || code != EXIT_CODE_OK ? code : EXIT_CODE_FAILURE;
}

enum exit_code monitor_once(const struct monitor_options *options, struct credentials *credentials,
                            const struct source *source, struct problem *problem) {
    struct monitor monitor;
    enum exit_code code;
    size_t succeeded = 0;
    monitor_init(&monitor, options, credentials, source, random_seed());
    ask(&monitor);
    code = verdict(&monitor, &succeeded);
    if (succeeded > 0 && !print(&monitor, problem)) {
        code = EXIT_CODE_FAILURE;
    }
    monitor_clear(&monitor);
    return code;
}

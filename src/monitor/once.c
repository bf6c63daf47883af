/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/monitor.h"

#include "backfilltop/api/client.h"
#include "backfilltop/core/fleet.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/report/table.h"

#include "clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WAIT_MS 1000

static const enum exit_code EXIT_CODES[outcome_count] = {
    [OUTCOME_OK] = EXIT_CODE_OK,
    [OUTCOME_UNAUTHORIZED] = EXIT_CODE_AUTH,
    [OUTCOME_FORBIDDEN] = EXIT_CODE_AUTH,
    [OUTCOME_NOT_FOUND] = EXIT_CODE_FAILURE,
    [OUTCOME_RATE_LIMITED] = EXIT_CODE_UNAVAILABLE,
    [OUTCOME_SERVER_ERROR] = EXIT_CODE_UNAVAILABLE,
    [OUTCOME_REFUSED] = EXIT_CODE_FAILURE,
    [OUTCOME_UNREADABLE] = EXIT_CODE_FAILURE,
    [OUTCOME_NO_CONNECTION] = EXIT_CODE_UNAVAILABLE,
};

static void ask(const struct monitor_options *options, struct client *client, struct reply *reply) {
    struct client_call call = {.kind = CLIENT_LIST, .team_id = options->team_id};
    client_start(client, &call);
    while (!client_take(client, &call, reply)) {
        client_wait(client, NULL, 0, WAIT_MS);
    }
}

static enum exit_code print(const struct monitor_options *options, struct snapshot *snapshot,
                            struct problem *problem) {
    struct fleet fleet;
    struct listing listing;
    int64_t now_s = clock_wall_s();
    fleet_init(&fleet);
    listing_init(&listing);
    fleet_apply(&fleet, options->team_id, snapshot, clock_monotonic_ms(), now_s);
    listing_update(&listing, &fleet);
    report_table(stdout, &listing, options->charset, now_s);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    listing_clear(&listing);
    fleet_clear(&fleet);
    if (!written) {
        problem_set(problem, "writing the table", "", "%s", strerror(errno));
    }
    return written ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
}

static void warn(const struct snapshot *snapshot, enum text_charset charset) {
    struct buffer line = {0};
    if (snapshot->warnings == 0) {
        return;
    }
    text_clean(&line, snapshot->first_warning, strlen(snapshot->first_warning), charset);
    fprintf(stderr, "backfilltop: %zu things in the answer are not as promised, the first: %s\n",
            snapshot->warnings, buffer_string(&line));
    buffer_clear(&line);
}

enum exit_code monitor_once(const struct monitor_options *options, struct problem *problem) {
    struct reply reply;
    struct client *client = client_new(&options->endpoint, options->token, problem);
    if (client == NULL) {
        return EXIT_CODE_FAILURE;
    }
    ask(options, client, &reply);
    enum exit_code code = EXIT_CODES[reply.outcome];
    if (reply.outcome == OUTCOME_OK) {
        warn(&reply.snapshot, options->charset);
        code = print(options, &reply.snapshot, problem);
    } else {
        *problem = reply.problem;
        snprintf(problem->doing, sizeof problem->doing, "team %" PRId64, options->team_id);
    }
    reply_clear(&reply);
    client_free(client);
    return code;
}

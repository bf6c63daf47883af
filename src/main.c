/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/credentials.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/demo/server.h"
#include "backfilltop/monitor/monitor.h"

#include "options.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_INTERVAL_MS 5000
#define DEMO_INTERVAL_MS    2000
#define DEMO_TEAM           42

/* A first-time user sees the program bear a rate limit within a minute and an outage within three,
 * and again later. */
static const char DEMO_SCRIPT[] = "45-60 429 retry-after=15 every=600\n"
                                  "150-162 503 every=600\n";

/* Everything that one run needs, cleared in one place. */
struct run {
    struct options options;
    struct monitor_options monitor;
    struct demo_server *server;
    char *token;
};

static void complain(const struct problem *problem, enum text_charset charset) {
    char line[768];
    struct buffer clean = {0};
    problem_line(problem, line, sizeof line);
    text_clean(&clean, line, strlen(line), charset);
    fprintf(stderr, "backfilltop: %s\n", buffer_string(&clean));
    buffer_clear(&clean);
}

static enum exit_code prepare_demo(struct run *run, struct problem *problem) {
    struct demo_options demo = demo_options_default();
    char url[64];
    if (run->options.base_url != NULL) {
        problem_set(problem, "", "give one of the two", "--demo and --base-url exclude each other");
        return EXIT_CODE_USAGE;
    }
    demo.script = run->options.once ? NULL : DEMO_SCRIPT;
    run->server = demo_server_start(&demo, problem);
    if (run->server == NULL) {
        return EXIT_CODE_FAILURE;
    }
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", demo_server_port(run->server));
    if (!endpoint_parse(&run->monitor.endpoint, url, problem)) {
        return EXIT_CODE_FAILURE;
    }
    run->token = memory_copy("demo", strlen("demo"));
    run->monitor.team_id = DEMO_TEAM;
    run->monitor.interval_ms = DEMO_INTERVAL_MS;
    return EXIT_CODE_OK;
}

static enum exit_code prepare_real(struct run *run, struct problem *problem) {
    const char *url = run->options.base_url;
    bool good = url != NULL ? endpoint_parse(&run->monitor.endpoint, url, problem)
                            : endpoint_default(&run->monitor.endpoint,
                                               getenv("SUPERMETRICS_DOMAIN"), problem);
    if (!good) {
        return EXIT_CODE_USAGE;
    }
    if (run->options.team_id == 0) {
        problem_set(problem, "", "give --team ID or set SUPERMETRICS_TEAM_ID, or try --demo",
                    "no team to watch");
        return EXIT_CODE_USAGE;
    }
    run->monitor.interval_ms = DEFAULT_INTERVAL_MS;
    return credentials_from_environment(&run->token, problem) ? EXIT_CODE_OK : EXIT_CODE_AUTH;
}

static void apply_options(struct run *run) {
    const struct options *options = &run->options;
    if (options->team_id != 0) {
        run->monitor.team_id = options->team_id;
    }
    if (options->interval_ms != 0) {
        run->monitor.interval_ms = options->interval_ms;
    }
    run->monitor.token = run->token;
    run->monitor.no_color = options->no_color;
    run->monitor.demo = options->demo;
}

static enum exit_code watch(struct run *run, struct problem *problem) {
    enum exit_code code = run->options.demo ? prepare_demo(run, problem)
                                            : prepare_real(run, problem);
    if (code != EXIT_CODE_OK) {
        return code;
    }
    apply_options(run);
    return run->options.once ? monitor_once(&run->monitor, problem)
                             : monitor_run(&run->monitor, problem);
}

static void clear(struct run *run) {
    if (run->server != NULL) {
        demo_server_stop(run->server);
    }
    endpoint_clear(&run->monitor.endpoint);
    credentials_wipe(&run->token);
}

int main(int argc, char **argv) {
    struct run run = {0};
    struct problem problem = {0};
    setlocale(LC_CTYPE, "");
    run.monitor.charset = text_locale_charset();
    if (!options_parse(&run.options, argc, argv, &problem)) {
        complain(&problem, run.monitor.charset);
        return EXIT_CODE_USAGE;
    }
    if (run.options.ascii) {
        run.monitor.charset = TEXT_ASCII;
    }
    if (run.options.help || run.options.version) {
        if (run.options.help) {
            options_print_help(stdout);
        } else {
            puts("backfilltop " BACKFILLTOP_VERSION);
        }
        return fflush(stdout) == 0 ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
    }
    enum exit_code code = watch(&run, &problem);
    if (code != EXIT_CODE_OK) {
        complain(&problem, run.monitor.charset);
    }
    clear(&run);
    return (int)code;
}

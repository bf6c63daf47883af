/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/sources.h"
#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/output.h"
#include "backfilltop/base/utf8.h"
#include "backfilltop/clock/clock.h"
#include "backfilltop/demo/server.h"
#include "backfilltop/monitor/run.h"

#include "config.h"
#include "locale_choice.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEMO_HOURLY_LIMIT 10000 /* enough for the demo's two teams at its interval */
#define DEMO_TEAM         42
#define DEMO_OTHER_TEAM   43

/* A first-time user sees a rate limit within a minute and an outage within three, and both again
 * later. */
static const char DEMO_SCRIPT[] = "45-60 429 retry-after=15 every=600\n"
                                  "150-162 503 every=600\n";
static const char DEMO_GREETING[] =
    "simulated data, with a rate limit after 45 s and an outage after 150 s";

/* Everything that one run needs. */
struct run {
    struct options options;
    struct config config;
    char warning[PROBLEM_LINE]; /* of the settings file, one line */
    struct credentials credentials;
    struct demo_server *server;
    struct source source; /* of the answers */
    char *environment_token;
    char *config_home;
};

static void wipe(char **secret) {
    if (*secret != NULL) {
        explicit_bzero(*secret, strlen(*secret));
    }
    free(*secret);
    *secret = NULL;
}

static enum exit_code prepare_demo(struct run *run, struct problem *problem) {
    struct monitor_options *monitor = &run->options.monitor;
    struct demo_options demo = demo_options_default();
    char url[64];
    if (run->options.base_url != NULL) {
        problem_set(problem, "", "give one of the two", "--demo and --base-url exclude each other");
        return EXIT_CODE_USAGE;
    }
    demo.hourly_limit = DEMO_HOURLY_LIMIT;
    demo.script = run->options.once || run->options.check ? NULL : DEMO_SCRIPT;
    monitor->greeting = DEMO_GREETING;
    run->server = demo_server_listen(&demo, problem);
    if (run->server == NULL) {
        return EXIT_CODE_FAILURE;
    }
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", demo_server_port(run->server));
    if (!endpoint_parse(&monitor->source.endpoint, url, false, problem)) {
        return EXIT_CODE_FAILURE;
    }
    wipe(&run->environment_token);
    run->environment_token = memory_copy("demo", strlen("demo"));
    monitor->sources = (struct credential_sources){.environment = run->environment_token};
    if (monitor->team_count == 0) {
        monitor->teams[monitor->team_count++] = DEMO_TEAM;
        monitor->teams[monitor->team_count++] = DEMO_OTHER_TEAM;
    }
    return EXIT_CODE_OK;
}

/* $XDG_CONFIG_HOME, or $HOME/.config; NULL if neither is set. */
static char *find_config_home(void) {
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    struct buffer path = {0};
    if (config != NULL && config[0] == '/') {
        buffer_add_string(&path, config);
    } else if (home != NULL && home[0] != '\0') {
        buffer_add_format(&path, "%s/.config", home);
    }
    return path.bytes;
}

static enum exit_code prepare_real(struct run *run, struct problem *problem) {
    const char *url = run->options.base_url;
    struct monitor_options *monitor = &run->options.monitor;
    bool good =
        url != NULL
            ? endpoint_parse(&monitor->source.endpoint, url, run->options.allow_http, problem)
            : endpoint_default(&monitor->source.endpoint, getenv("SUPERMETRICS_DOMAIN"), problem);
    if (good && monitor->team_count == 0) {
        problem_set(problem, "", "give --team ID or set SUPERMETRICS_TEAM_ID, or try --demo",
                    "no team to watch");
        good = false;
    }
    monitor->sources.environment = run->environment_token;
    monitor->sources.config_home = run->config_home;
    monitor->sources.team_id = monitor->teams[0];
    return good ? EXIT_CODE_OK : EXIT_CODE_USAGE;
}

/* False if the file that the user names does not exist. */
static bool read_config(struct run *run, struct problem *problem) {
    const char *named = run->options.config;
    struct buffer path = {0};
    run->options.token_named |= run->environment_token != NULL;
    if (named != NULL) {
        buffer_add_string(&path, named);
    } else if (run->config_home != NULL) {
        buffer_add_format(&path, "%s/backfilltop/config", run->config_home);
    }
    bool found = path.length > 0 && config_read(&run->config, &run->options, path.bytes);
    if (!found && named != NULL) {
        char shown[PROBLEM_SHOWN];
        utf8_copy(shown, sizeof shown, named);
        problem_set(problem, "--config", "name an existing one", "there is no file \"%s\"", shown);
    }
    if (run->config.problems > 0) {
        problem_line(&run->config.problem, run->warning, sizeof run->warning);
        run->options.monitor.warning = run->warning;
    }
    buffer_clear(&path);
    return found || named == NULL;
}

static enum exit_code prepare(struct run *run, struct problem *problem) {
    run->config_home = find_config_home();
    if (!read_config(run, problem)) {
        return EXIT_CODE_USAGE;
    }
    settings_resolve(&run->options);
    return run->options.monitor.demo ? prepare_demo(run, problem) : prepare_real(run, problem);
}

/* The screen shows what to do about an expired login, and continues once it is renewed. */
static bool read_token(struct run *run, struct problem *problem) {
    struct credential_sources sources = run->options.monitor.sources;
    sources.even_expired = !run->options.once && !run->options.check;
    return credentials_read(&run->credentials, &sources, clock_wall_s(), problem);
}

/* Starts what takes time and only requests need. */
static bool start(void *context, struct problem *problem) {
    struct run *run = context;
    return (run->server == NULL || demo_server_serve(run->server, problem)) &&
           source_prepare(&run->source, problem);
}

/* In the mode that the options ask for. */
static enum exit_code run_monitor(struct run *run, struct problem *problem) {
    struct monitor_options *options = &run->options.monitor;
    bool has_screen = !run->options.check && !run->options.once;
    options->start = (struct monitor_start){start, run};
    if (!has_screen && !start(run, problem)) {
        return EXIT_CODE_FAILURE;
    }
    if (run->options.check) {
        return monitor_check(options, &run->credentials, &run->source, problem);
    }
    if (run->options.once) {
        return monitor_once(options, &run->credentials, &run->source, problem);
    }
    return monitor_run(options, &run->credentials, &run->source, problem);
}

static enum exit_code watch(struct run *run, struct problem *problem) {
    enum exit_code code = prepare(run, problem);
    if (code != EXIT_CODE_OK) {
        return code;
    }
    if (!read_token(run, problem)) {
        return EXIT_CODE_AUTH;
    }
    bool opened = sources_open(&run->source, &run->options.monitor.source, problem);
    return opened ? run_monitor(run, problem) : EXIT_CODE_FAILURE;
}

static void clear(struct run *run) {
    source_close(&run->source);
    if (run->server != NULL) {
        demo_server_stop(run->server);
    }
    endpoint_clear(&run->options.monitor.source.endpoint);
    credentials_wipe(&run->credentials);
    wipe(&run->environment_token);
    free(run->config_home);
    config_clear(&run->config);
}

static void print_to(FILE *out, const struct options *options) {
    if (options->help) {
        options_print_help(out);
    } else if (options->print_config) {
        config_print_standard(out);
    } else {
        fputs("backfilltop " BACKFILLTOP_VERSION "\n", out);
    }
}

static enum exit_code print(const struct options *options, struct problem *problem) {
    struct output output;
    print_to(output_begin(&output), options);
    return output_end(&output, problem) ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
}

/* Whether the screen ran: it has shown what is wrong with the settings, and used standard output.
 */
static bool was_on_screen(const struct run *run, enum exit_code code) {
    const struct options *options = &run->options;
    bool prints = options_print_only(options) || options->once || options->check;
    return !prints && code == EXIT_CODE_OK;
}

/* Reports what went wrong. Every mode ends here: lost output is always an error. */
static enum exit_code finish(struct run *run, enum exit_code code, struct problem *problem) {
    bool on_screen = was_on_screen(run, code);
    bool lost = !on_screen && !output_finish(problem);
    if (run->config.problems > 0 && !on_screen) {
        lost |= !monitor_complain(&run->config.problem, run->options.monitor.charset);
    }
    if (problem->what[0] != '\0') {
        lost |= !monitor_complain(problem, run->options.monitor.charset);
    }
    return lost && code == EXIT_CODE_OK ? EXIT_CODE_FAILURE : code;
}

int main(int argc, char **argv) {
    struct run run = {0};
    struct problem problem = {0};
    enum exit_code code = EXIT_CODE_USAGE;
    if (!output_fill_descriptors()) {
        return EXIT_CODE_FAILURE; /* it may not be possible to report that */
    }
    credentials_protect_process();
    run.environment_token = credentials_take_variable("SUPERMETRICS_API_KEY");
    locale_choose();
    bool parsed = options_parse(&run.options, argc, argv, &problem);
    run.options.monitor.charset = text_locale_charset();
    if (parsed) {
        code = options_print_only(&run.options) ? print(&run.options, &problem)
                                                : watch(&run, &problem);
    }
    code = finish(&run, code, &problem);
    clear(&run);
    return (int)code;
}

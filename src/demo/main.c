/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/nearest.h"
#include "backfilltop/base/output.h"
#include "backfilltop/base/text.h"
#include "backfilltop/demo/script.h"
#include "backfilltop/demo/server.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 64, EXIT_UNAVAILABLE = 69 };

static const char usage[] =
    "Usage: backfilltop-demo [OPTION]...\n"
    "Serves simulated backfills over the API that backfilltop watches, on 127.0.0.1 only.\n"
    "\n"
    "  --port N          listen on port N (default 0: any free one)\n"
    "  --seed S          seed of the simulated world (default 1)\n"
    "  --speed X         run the world at X times real time (default 1)\n"
    "  --script SCRIPT   faults by the clock: a file's name, or the text itself:\n"
    "                      FROM[-TO] STATUS|ok|drop [retry-after=SECONDS|date] [delay=MS]\n"
    "                      [body=garbage|html|empty|huge] [every=SECONDS], ...\n"
    "                      e.g. \"20-35 429 retry-after=15, 60-70 503 every=600\"\n"
    "  --limit N         requests an hour for each token, 1 to 10000 (default 5000)\n"
    "  --token-env VAR   accept only the token in the environment variable VAR\n"
    "                      (default: any)\n"
    "  --log FILE        write a line for each request, \"MS METHOD PATH STATUS\";\n"
    "                      - for standard output\n"
    "  --list-file FILE  answer every list with the bytes of FILE\n"
    "  --no-etag         send every list whole; else it has an ETag that changes with its data,\n"
    "                      and a request that has it in If-None-Match is answered with 304\n"
    "  -h, --help        print this text\n"
    "  -V, --version     print the version\n"
    "\n"
    "Every team id has its own world, except 403, 404 and 500: these teams always get that\n"
    "status as answer.\n"
    "It prints its base URL, and runs until SIGINT or SIGTERM.\n";

struct command {
    struct demo_options options;
    struct buffer script;
    char *token; /* of --token-env */
};

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a line on stderr, of printable characters only. */
static void fail(const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)output_complain("backfilltop-demo", text, TEXT_ASCII);
}

/* Returns the exit code. */
static int print(const char *text) {
    struct problem problem;
    if (output_write(text, strlen(text), &problem)) {
        return EXIT_SUCCESS;
    }
    fail("%s: %s", problem.doing, problem.what);
    return EXIT_FAILURE;
}

static bool refuse(const char *option, const char *value, const char *allowed) {
    fail("--%s %s: must be %s", option, value, allowed);
    return false;
}

static bool read_whole(const char *value, uint64_t most, uint64_t *number) {
    char *end = NULL;
    if (*value < '0' || *value > '9') {
        return false;
    }
    errno = 0;
    *number = strtoull(value, &end, 10);
    return *end == '\0' && errno == 0 && *number <= most;
}

static bool set_port(struct command *command, const char *value) {
    uint64_t port = 0;
    if (!read_whole(value, 65535, &port)) {
        return refuse("port", value, "a port, 1 to 65535, or 0 for any free one");
    }
    command->options.port = (int)port;
    return true;
}

static bool set_seed(struct command *command, const char *value) {
    return read_whole(value, UINT64_MAX, &command->options.seed) ||
           refuse("seed", value, "a whole number, 0 to 18446744073709551615");
}

static bool set_speed(struct command *command, const char *value) {
    char *end = NULL;
    double speed = strtod(value, &end);
    if (end == value || *end != '\0' || !(speed >= 0.01 && speed <= 10000.0)) {
        return refuse("speed", value, "a number from 0.01 to 10000");
    }
    command->options.speed = speed;
    return true;
}

static bool set_script(struct command *command, const char *value) {
    char block[4096];
    size_t length = 0;
    FILE *file = fopen(value, "r");
    buffer_reset(&command->script);
    if (file == NULL) {
        buffer_add_string(&command->script, value);
    } else {
        while ((length = fread(block, 1, sizeof block, file)) > 0) {
            buffer_add(&command->script, block, length);
        }
        fclose(file);
    }
    command->options.script = buffer_string(&command->script);
    return true;
}

static bool set_limit(struct command *command, const char *value) {
    uint64_t limit = 0;
    if (!read_whole(value, 10000, &limit) || limit == 0) {
        return refuse("limit", value, "a whole number, 1 to 10000");
    }
    command->options.hourly_limit = (int64_t)limit;
    return true;
}

static bool set_token_env(struct command *command, const char *value) {
    const char *token = getenv(value);
    free(command->token);
    command->token = memory_copy_trimmed(token != NULL ? token : "");
    if (command->token[0] == '\0') {
        return refuse("token-env", value, "the name of an environment variable that is set");
    }
    command->options.token = command->token;
    return true;
}

static bool set_log(struct command *command, const char *value) {
    FILE *log = strcmp(value, "-") == 0 ? stdout : fopen(value, "w");
    if (log == NULL) {
        return refuse("log", value, "a file that can be written, or -");
    }
    command->options.log = log;
    return true;
}

static bool set_list_file(struct command *command, const char *value) {
    FILE *file = fopen(value, "rb");
    if (file == NULL) {
        return refuse("list-file", value, "a file that can be read");
    }
    fclose(file);
    command->options.list_file = value;
    return true;
}

static bool set_no_etag(struct command *command, const char *value) {
    (void)value;
    command->options.no_etag = true;
    return true;
}

/* A long option's value is its index in the table of setters: smaller than the code of any
 * letter. */
enum { OPTION_SETTERS };

static bool (*const setters[])(struct command *, const char *) = {
    set_port,      set_seed, set_speed,     set_script,  set_limit,
    set_token_env, set_log,  set_list_file, set_no_etag,
};

static const struct option long_options[] = {
    {"port", required_argument, NULL, OPTION_SETTERS + 0},
    {"seed", required_argument, NULL, OPTION_SETTERS + 1},
    {"speed", required_argument, NULL, OPTION_SETTERS + 2},
    {"script", required_argument, NULL, OPTION_SETTERS + 3},
    {"limit", required_argument, NULL, OPTION_SETTERS + 4},
    {"token-env", required_argument, NULL, OPTION_SETTERS + 5},
    {"log", required_argument, NULL, OPTION_SETTERS + 6},
    {"list-file", required_argument, NULL, OPTION_SETTERS + 7},
    {"no-etag", no_argument, NULL, OPTION_SETTERS + 8},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* Says what is wrong with the option that getopt_long() has just read, and which one was probably
 * meant. */
static int reject(char **argv, bool needs_argument) {
    const char *given = argv[optind - 1];
    bool is_long = strncmp(given, "--", 2) == 0;
    struct nearest nearest = {0};
    char name[40];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(given, "="), given);
    for (const struct option *option = long_options; option->name != NULL && is_long; option++) {
        nearest_offer_word(&nearest, name + 2, option->name);
    }
    if (needs_argument) {
        fail("%s: it needs an argument; see --help", name);
    } else if (nearest.meant != NULL && nearest.distance > 0) {
        fail("%s: unknown option; did you mean --%s? See --help", name, nearest.meant);
    } else {
        fail("%s: %s; see --help", name,
             nearest.meant != NULL ? "it takes no argument" : "unknown option");
    }
    return EXIT_USAGE;
}

/* Reads the command line. Returns an exit code, or -1 to go on. */
static int read_options(struct command *command, int argc, char **argv) {
    int choice = 0;
    opterr = 0;
    while ((choice = getopt_long(argc, argv, ":hV", long_options, NULL)) != -1) {
        if (choice == 'h') {
            return print(usage);
        }
        if (choice == 'V') {
            return print("backfilltop-demo " BACKFILLTOP_VERSION "\n");
        }
        if (choice == '?' || choice == ':') {
            return reject(argv, choice == ':');
        }
        if (!setters[choice](command, optarg)) {
            return EXIT_USAGE;
        }
    }
    if (optind < argc) {
        fail("%s: unexpected argument; see --help", argv[optind]);
        return EXIT_USAGE;
    }
    return -1;
}

static int serve(const struct demo_options *options) {
    struct problem problem = {0};
    char line[700];
    sigset_t ending;
    int signal = 0;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    struct demo_server *server = demo_server_start(options, &problem);
    if (server == NULL) {
        problem_line(&problem, line, sizeof line);
        fail("%s", line);
        return EXIT_UNAVAILABLE;
    }
    snprintf(line, sizeof line, "listening on http://127.0.0.1:%d/v1\n", demo_server_port(server));
    int code = print(line);
    if (code == EXIT_SUCCESS) { /* without its address the server is of no use */
        sigwait(&ending, &signal);
    }
    demo_server_stop(server);
    return code;
}

/* A script that cannot be read is a bad value of --script. */
static bool script_is_good(const char *script) {
    struct script parsed;
    struct problem problem = {0};
    bool good = script == NULL || script_parse(&parsed, script, &problem);
    if (!good) {
        fail("--script: %s; %s", problem.what, problem.remedy);
    }
    if (script != NULL) {
        script_clear(&parsed);
    }
    return good;
}

/* Lost output is an error, including the log's. */
static bool finish(const struct command *command) {
    struct problem problem = {0};
    FILE *log = command->options.log;
    bool good = true;
    if (log != NULL && log != stdout) {
        bool failed_before = ferror(log) != 0;
        good = fclose(log) == 0 && !failed_before;
    }
    if (!good) {
        fail("writing the log: not everything could be written");
    }
    if (!output_finish(&problem)) {
        fail("%s: %s", problem.doing, problem.what);
        good = false;
    }
    return good;
}

int main(int argc, char **argv) {
    struct command command = {.options = demo_options_default()};
    if (!output_fill_descriptors()) {
        return EXIT_FAILURE;
    }
    int code = read_options(&command, argc, argv);
    if (code < 0) {
        code = script_is_good(command.options.script) ? serve(&command.options) : EXIT_USAGE;
    }
    if (!finish(&command) && code == EXIT_SUCCESS) {
        code = EXIT_FAILURE;
    }
    buffer_clear(&command.script);
    free(command.token);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A flag has no reader: it sets the bool at its offset. */
struct setting {
    const char *name;     /* of the long option */
    int letter;           /* of the short one; else a number beyond any letter */
    const char *argument; /* what its argument is called; NULL: it takes none */
    const char *variable; /* environment variable read when the option is not given, or NULL */
    bool (*read)(struct options *options, const char *name, const char *value,
                 struct problem *problem);
    size_t flag;
    const char *help;
};

static bool reject(struct problem *problem, const char *name, const char *value,
                   const char *allowed) {
    problem_set(problem, name, allowed, "\"%.120s\" is not valid", value);
    return false;
}

static bool read_team(struct options *options, const char *name, const char *value,
                      struct problem *problem) {
    char *end = NULL;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < 1 || value[0] == '+' ||
        value[0] == ' ') {
        return reject(problem, name, value, "give a team id, a whole number from 1 up");
    }
    options->team_id = number;
    return true;
}

static bool read_interval(struct options *options, const char *name, const char *value,
                          struct problem *problem) {
    char *end = NULL;
    double seconds = strtod(value, &end);
    bool digits_only = strspn(value, "0123456789.") == strlen(value);
    if (end == value || *end != '\0' || !digits_only || !(seconds >= 1 && seconds <= 3600)) {
        return reject(problem, name, value, "give seconds from 1 to 3600");
    }
    options->interval_ms = (int64_t)(seconds * 1000 + 0.5);
    return true;
}

static bool read_base_url(struct options *options, const char *name, const char *value,
                          struct problem *problem) {
    if (value[0] == '\0') {
        return reject(problem, name, value, "give it as https://HOST/v1");
    }
    options->base_url = value;
    return true;
}

enum { NO_LETTER = 256 };

#define FLAG(field) NULL, offsetof(struct options, field)
#define VALUE(read) read, 0

static const struct setting SETTINGS[] = {
    {"team", NO_LETTER, "ID", "SUPERMETRICS_TEAM_ID", VALUE(read_team),
     "the team whose backfills to watch"},
    {"interval", 'n', "SECONDS", NULL, VALUE(read_interval),
     "time between polls, 1 to 3600 (default 5)"},
    {"base-url", NO_LETTER + 1, "URL", NULL, VALUE(read_base_url),
     "where the API is (default: the vendor's, see below)"},
    {"demo", NO_LETTER + 2, NULL, NULL, FLAG(demo), "watch simulated backfills; needs no account"},
    {"once", NO_LETTER + 3, NULL, NULL, FLAG(once), "poll once, print a table and exit"},
    {"ascii", NO_LETTER + 4, NULL, NULL, FLAG(ascii), "draw with ASCII characters only"},
    {"no-color", NO_LETTER + 5, NULL, "NO_COLOR", FLAG(no_color), "draw without colours"},
    {"help", 'h', NULL, NULL, FLAG(help), "print this help and exit"},
    {"version", 'V', NULL, NULL, FLAG(version), "print the version and exit"},
};

#define SETTING_COUNT (sizeof SETTINGS / sizeof SETTINGS[0])

static void fill_getopt(struct option long_options[static SETTING_COUNT + 1]) {
    memset(long_options, 0, (SETTING_COUNT + 1) * sizeof *long_options);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        long_options[i].name = SETTINGS[i].name;
        long_options[i].has_arg = SETTINGS[i].argument != NULL ? required_argument : no_argument;
        long_options[i].val = SETTINGS[i].letter;
    }
}

static const struct setting *find_setting(int letter) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (SETTINGS[i].letter == letter) {
            return &SETTINGS[i];
        }
    }
    return NULL;
}

static bool read_setting(const struct setting *setting, struct options *options, const char *name,
                         const char *value, struct problem *problem) {
    if (setting->read != NULL) {
        return setting->read(options, name, value, problem);
    }
    *(bool *)((char *)options + setting->flag) = true;
    return true;
}

/* Variables stand in for the options that were not given. */
static bool read_variables(struct options *options, const bool *given, struct problem *problem) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *name = SETTINGS[i].variable;
        const char *value = name != NULL && !given[i] ? getenv(name) : NULL;
        if (value != NULL && value[0] != '\0' &&
            !read_setting(&SETTINGS[i], options, name, value, problem)) {
            return false;
        }
    }
    return true;
}

static bool reject_option(const char *what, char **argv, struct problem *problem) {
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt > 0 && optopt < NO_LETTER && strncmp(argv[optind - 1], "--", 2) != 0;
    problem_set(problem, is_letter ? letter : argv[optind - 1], "see backfilltop --help", "%s",
                what);
    return false;
}

static bool read_option(struct options *options, int letter, bool *given, struct problem *problem) {
    const struct setting *setting = find_setting(letter);
    char name[32];
    snprintf(name, sizeof name, "--%s", setting->name);
    given[setting - SETTINGS] = true;
    return read_setting(setting, options, name, optarg, problem);
}

static bool read_arguments(struct options *options, int argc, char **argv, bool *given,
                           struct problem *problem) {
    struct option long_options[SETTING_COUNT + 1];
    int letter = 0;
    fill_getopt(long_options);
    opterr = 0;
    while ((letter = getopt_long(argc, argv, ":n:hV", long_options, NULL)) != -1) {
        if (letter == ':') {
            return reject_option("it needs an argument", argv, problem);
        }
        if (letter == '?') {
            return reject_option("there is no such option", argv, problem);
        }
        if (!read_option(options, letter, given, problem)) {
            return false;
        }
    }
    if (optind < argc) {
        problem_set(problem, argv[optind], "see backfilltop --help", "it is not expected here");
    }
    return optind == argc;
}

bool options_parse(struct options *options, int argc, char **argv, struct problem *problem) {
    bool given[SETTING_COUNT] = {false};
    *options = (struct options){0};
    return read_arguments(options, argc, argv, given, problem) &&
           (options->help || options->version || read_variables(options, given, problem));
}

static void print_setting(FILE *out, const struct setting *setting) {
    char left[40];
    snprintf(left, sizeof left, "--%s%s%s", setting->name, setting->argument != NULL ? " " : "",
             setting->argument != NULL ? setting->argument : "");
    if (setting->letter < NO_LETTER) {
        fprintf(out, "  -%c, ", setting->letter);
    } else {
        fprintf(out, "      ");
    }
    fprintf(out, "%-20s  %s\n", left, setting->help);
}

void options_print_help(FILE *out) {
    fputs("usage: backfilltop [OPTION]...\n"
          "Watch the data-warehouse backfills of a Supermetrics team.\n\n",
          out);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        print_setting(out, &SETTINGS[i]);
    }
    fputs("\nThe token comes from the environment variable SUPERMETRICS_API_KEY.\n"
          "SUPERMETRICS_TEAM_ID stands in for --team, NO_COLOR for --no-color.\n"
          "The API: https://dts-api.$SUPERMETRICS_DOMAIN/v1 (default supermetrics.com).\n\n"
          "Exit codes: 0 good, 64 wrong usage, 65 not authorised, 69 API not available,\n"
          "1 anything else. In the program, ? shows the keys.\n",
          out);
}

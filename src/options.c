/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Without a reader it is a text, kept as it is, or a flag: the field at the one offset that is not
 * 0. (The field at offset 0 has a reader.) */
struct setting {
    const char *name;     /* of the long option */
    int letter;           /* of the short one; else a number beyond any letter */
    const char *argument; /* what its argument is called; NULL: it takes none */
    const char *variable; /* environment variable read when the option is not given, or NULL */
    bool (*read)(struct options *options, const char *name, const char *value,
                 struct problem *problem);
    size_t flag;
    size_t text;
    const char *help;
};

static bool reject(struct problem *problem, const char *name, const char *value,
                   const char *allowed) {
    problem_set(problem, name, allowed, "\"%.120s\" is not valid", value);
    return false;
}

static bool has_team(const struct options *options, int64_t team_id) {
    for (size_t i = 0; i < options->team_count; i++) {
        if (options->teams[i] == team_id) {
            return true;
        }
    }
    return false;
}

/* Reads one id of a list "1,2,3"; *rest is what follows it. */
static bool read_team_id(struct options *options, const char *text, const char **rest) {
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool ends_well = *end == '\0' || (*end == ',' && end[1] != '\0');
    if (errno != 0 || text[0] < '0' || text[0] > '9' || number < 1 || !ends_well) {
        return false;
    }
    if (!has_team(options, number)) {
        if (options->team_count == MONITOR_TEAMS_MAX) {
            return false;
        }
        options->teams[options->team_count++] = number;
    }
    *rest = *end == ',' ? end + 1 : end;
    return true;
}

static bool read_team(struct options *options, const char *name, const char *value,
                      struct problem *problem) {
    const char *rest = value;
    do {
        if (!read_team_id(options, rest, &rest)) {
            return reject(problem, name, value,
                          "give up to 64 team ids, whole numbers from 1 up, as 1,2,3");
        }
    } while (*rest != '\0');
    return true;
}

/* Seconds, also with a fraction. */
static bool parse_seconds(const char *value, double least, double most, int64_t *ms) {
    char *end = NULL;
    double seconds = strtod(value, &end);
    bool digits_only = strspn(value, "0123456789.") == strlen(value);
    if (end == value || *end != '\0' || !digits_only || !(seconds >= least && seconds <= most)) {
        return false;
    }
    *ms = (int64_t)(seconds * 1000 + 0.5);
    return true;
}

static bool read_interval(struct options *options, const char *name, const char *value,
                          struct problem *problem) {
    return parse_seconds(value, 1, 3600, &options->interval_ms) ||
           reject(problem, name, value, "give seconds from 1 to 3600");
}

static bool read_keep(struct options *options, const char *name, const char *value,
                      struct problem *problem) {
    return parse_seconds(value, 0, 86400, &options->keep_ms) ||
           reject(problem, name, value, "give seconds from 0 to 86400");
}

enum { NO_LETTER = 256 };

#define VALUE(read) read, 0, 0
#define TEXT(field) NULL, 0, offsetof(struct options, field)
#define FLAG(field) NULL, offsetof(struct options, field), 0

static const struct setting SETTINGS[] = {
    {"team", NO_LETTER, "ID", "SUPERMETRICS_TEAM_ID", VALUE(read_team),
     "the team to watch; several: 1,2,3, or repeat it"},
    {"interval", 'n', "SECONDS", NULL, VALUE(read_interval),
     "time between polls, 1 to 3600 (default 5)"},
    {"keep", NO_LETTER + 1, "SECONDS", NULL, VALUE(read_keep),
     "how long what has ended stays (default 900)"},
    {"no-names", NO_LETTER + 2, NULL, NULL, FLAG(no_names), "show transfers by id, not by name"},
    {"once", NO_LETTER + 3, NULL, NULL, FLAG(once), "poll once, print a table and exit"},
    {"check", NO_LETTER + 4, NULL, NULL, FLAG(check),
     "try the way to the API step by step and exit"},
    {"demo", NO_LETTER + 5, NULL, NULL, FLAG(demo), "watch simulated backfills; needs no account"},
    {"token-file", NO_LETTER + 6, "FILE", NULL, TEXT(token_file),
     "read the token from FILE; - is standard input"},
    {"token-command", NO_LETTER + 7, "CMD", NULL, TEXT(token_command),
     "read the token from what CMD prints"},
    {"profile", NO_LETTER + 8, "NAME", "SUPERMETRICS_PROFILE", TEXT(profile),
     "profile of the vendor's own client"},
    {"base-url", NO_LETTER + 9, "URL", NULL, TEXT(base_url),
     "where the API is (default: the vendor's, see below)"},
    {"cacert", NO_LETTER + 10, "FILE", NULL, TEXT(ca_file),
     "trust the certificates in FILE instead"},
    {"allow-http", NO_LETTER + 11, NULL, NULL, FLAG(allow_http),
     "let the token go over plain http"},
    {"utc", NO_LETTER + 14, NULL, NULL, FLAG(utc), "show times in UTC"},
    {"ascii", NO_LETTER + 12, NULL, NULL, FLAG(ascii), "draw with ASCII characters only"},
    {"no-color", NO_LETTER + 13, NULL, "NO_COLOR", FLAG(no_color), "draw without colours"},
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
    if (setting->argument == NULL) {
        *(bool *)((char *)options + setting->flag) = true;
        return true;
    }
    if (value[0] == '\0') {
        return reject(problem, name, value, "give something");
    }
    *(const char **)(void *)((char *)options + setting->text) = value;
    return true;
}

/* Variables stand in for the options that were not given. */
static bool read_variables(struct options *options, const bool *given, struct problem *problem) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *name = SETTINGS[i].variable;
        bool counts = name != NULL && !given[i] &&
                      !(options->demo && SETTINGS[i].read == read_team);
        const char *value = counts ? getenv(name) : NULL;
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
            bool exists = find_setting(optopt) != NULL;
            return reject_option(exists ? "it takes no argument" : "there is no such option", argv,
                                 problem);
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
    *options = (struct options){.keep_ms = -1};
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
    fprintf(out, "%-19s %s\n", left, setting->help);
}

void options_print_help(FILE *out) {
    fputs("usage: backfilltop [OPTION]...\n"
          "Watch the data-warehouse backfills of a Supermetrics team.\n\n",
          out);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        print_setting(out, &SETTINGS[i]);
    }
    fputs("\nThe token is the first there is of --token-file, SUPERMETRICS_API_KEY,\n"
          "--token-command, and the profile that the vendor's own client has logged in.\n"
          "SUPERMETRICS_TEAM_ID stands in for --team, SUPERMETRICS_PROFILE for --profile,\n"
          "NO_COLOR for --no-color.\n"
          "The API: https://dts-api.$SUPERMETRICS_DOMAIN/v1 (default supermetrics.com)\n\n"
          "Exit codes: 0 good, 64 wrong usage, 65 not authorised, 69 API not available,\n"
          "1 anything else. In the program, ? shows the keys.\n",
          out);
}

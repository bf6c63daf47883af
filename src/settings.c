/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Adds to those that are there: the option may be repeated. */
static bool read_team(struct options *options, const char *value) {
    const char *rest = value;
    do {
        if (!read_team_id(options, rest, &rest)) {
            return false;
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

static bool read_interval(struct options *options, const char *value) {
    return parse_seconds(value, 1, 3600, &options->interval_ms);
}

static bool read_keep(struct options *options, const char *value) {
    return parse_seconds(value, 0, 86400, &options->keep_ms);
}

static bool read_columns(struct options *options, const char *value) {
    return columns_parse(&options->columns, value);
}

static bool read_sort(struct options *options, const char *value) {
    return sorting_parse(&options->sorting, value);
}

static bool read_bell(struct options *options, const char *value) {
    options->bell = strcmp(value, "on") == 0;
    return options->bell || strcmp(value, "off") == 0;
}

#define FIELD(member) .field = offsetof(struct options, member)

#define COLUMN_NAMES "team,id,transfer,range,days,status,progress,runs,failed,eta,age"

/* In the order of the help. */
static const struct setting TABLE[] = {
    {.name = "team",
     .argument = "ID",
     .variable = "SUPERMETRICS_TEAM_ID",
     .read = read_team,
     .help = "the team to watch; several: 1,2,3, or repeat it",
     .allowed = "up to 64 team ids, whole numbers from 1 up, as 1,2,3",
     .not_in_demo = true},
    {.name = "interval",
     .letter = 'n',
     .argument = "SECONDS",
     .read = read_interval,
     .help = "time between polls, 1 to 3600",
     .allowed = "seconds from 1 to 3600",
     .standard = "5"},
    {.name = "keep",
     .argument = "SECONDS",
     .read = read_keep,
     .help = "how long what has ended stays",
     .allowed = "seconds from 0 to 86400",
     .standard = "900"},
    {.name = "columns",
     .argument = "LIST",
     .read = read_columns,
     .help = "which columns, in which order",
     .allowed = "all, or some of " COLUMN_NAMES,
     .standard = "all"},
    {.name = "sort",
     .argument = "KEY",
     .read = read_sort,
     .help = "order of the rows; -KEY inverts it",
     .allowed = "trouble or a column (" COLUMN_NAMES "), - before it turns it round",
     .standard = "trouble"},
    {.name = "bell",
     .argument = "WHEN",
     .read = read_bell,
     .help = "ring the bell for failures and the end of all: on or off",
     .allowed = "on or off",
     .standard = "on"},
    {.name = "no-names", FIELD(no_names), .help = "show transfers by id, not by name"},
    {.name = "once", FIELD(once), .help = "poll once, print a table and exit"},
    {.name = "check", FIELD(check), .help = "try the way to the API step by step and exit"},
    {.name = "demo", FIELD(demo), .help = "watch simulated backfills; needs no account"},
    {.name = "token-file",
     .argument = "FILE",
     FIELD(token_file),
     .help = "read the token from FILE; - is standard input",
     .allowed = "a file"},
    {.name = "token-command",
     .argument = "CMD",
     FIELD(token_command),
     .help = "read the token from what CMD prints",
     .allowed = "a command"},
    {.name = "profile",
     .argument = "NAME",
     .variable = "SUPERMETRICS_PROFILE",
     FIELD(profile),
     .help = "profile of the vendor's own client",
     .allowed = "the name of a profile"},
    {.name = "base-url",
     .argument = "URL",
     FIELD(base_url),
     .help = "where the API is (default: the vendor's, see below)",
     .allowed = "a URL"},
    {.name = "cacert",
     .argument = "FILE",
     FIELD(ca_file),
     .help = "trust the certificates in FILE instead",
     .allowed = "a file"},
    {.name = "allow-http", FIELD(allow_http), .help = "let the token go over plain http"},
    {.name = "utc", FIELD(utc), .help = "show times in UTC"},
    {.name = "ascii", FIELD(ascii), .help = "draw with ASCII characters only"},
    {.name = "no-color", .variable = "NO_COLOR", FIELD(no_color), .help = "draw without colours"},
    {.name = "help", .letter = 'h', FIELD(help), .help = "print this help and exit"},
    {.name = "version", .letter = 'V', FIELD(version), .help = "print the version and exit"},
};

#define COUNT (sizeof TABLE / sizeof TABLE[0])
_Static_assert(COUNT <= SETTINGS_MAX, "struct options has no room for so many sources");

static bool read_text(const struct setting *setting, struct options *options, const char *value) {
    *(const char **)(void *)((char *)options + setting->field) = value;
    return value[0] != '\0';
}

static bool read_value(const struct setting *setting, struct options *options, const char *value) {
    if (setting->read != NULL) {
        return setting->read(options, value);
    }
    if (setting->argument != NULL) {
        return read_text(setting, options, value);
    }
    *(bool *)((char *)options + setting->field) = true;
    return true;
}

const struct setting *settings_table(size_t *count) {
    *count = COUNT;
    return TABLE;
}

bool setting_take(const struct setting *setting, struct options *options,
                  enum setting_source source, const char *name, const char *value,
                  struct problem *problem) {
    size_t place = (size_t)(setting - TABLE);
    struct options taken = *options;
    if (!read_value(setting, &taken, value)) {
        char remedy[sizeof problem->remedy];
        snprintf(remedy, sizeof remedy, "give %s", setting->allowed);
        problem_set(problem, name, remedy, "\"%.120s\" is not valid", value);
        return false;
    }
    if (source >= options->sources[place]) {
        taken.sources[place] = source;
        *options = taken;
    }
    return true;
}

struct options settings_standard(void) {
    struct options options = {0};
    for (size_t i = 0; i < COUNT; i++) {
        if (TABLE[i].standard != NULL) {
            read_value(&TABLE[i], &options, TABLE[i].standard);
        }
    }
    return options;
}

bool setting_is_given(const struct options *options, const char *name) {
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(TABLE[i].name, name) == 0) {
            return options->sources[i] > SETTING_STANDARD;
        }
    }
    return false;
}

/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SPACES           " \t\r\n"
#define DEMO_INTERVAL_MS 2000
#define ONCE_INTERVAL_MS 3600000

static bool has_team(const struct monitor_options *monitor, int64_t team_id) {
    for (size_t i = 0; i < monitor->team_count; i++) {
        if (monitor->teams[i] == team_id) {
            return true;
        }
    }
    return false;
}

static const char *skip_spaces(const char *text) {
    return text + strspn(text, SPACES);
}

/* Reads one id of a list "1,2,3", with or without spaces; *rest is the text behind it. */
static bool read_team_id(struct monitor_options *monitor, const char *text, const char **rest) {
    char *number_end = NULL;
    errno = 0;
    text = skip_spaces(text);
    long long number = strtoll(text, &number_end, 10);
    const char *end = skip_spaces(number_end);
    bool ends_well = *end == '\0' || (*end == ',' && end[1] != '\0');
    if (errno != 0 || text[0] < '0' || text[0] > '9' || number < 1 || !ends_well) {
        return false;
    }
    if (!has_team(monitor, number)) {
        if (monitor->team_count == POLLER_TEAMS_MAX) {
            return false;
        }
        monitor->teams[monitor->team_count++] = number;
    }
    *rest = *end == ',' ? end + 1 : end;
    return true;
}

/* Adds to the teams given so far: the option may be repeated. */
static bool read_team(struct monitor_options *monitor, const char *value) {
    const char *rest = value;
    do {
        if (!read_team_id(monitor, rest, &rest)) {
            return false;
        }
    } while (*rest != '\0');
    return true;
}

/* The seconds in one of a unit; 0: unknown unit. */
static double seconds_of(const char *unit) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"sec", 1}, {"m", 60}, {"min", 60}, {"h", 3600}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].name);
        if (strncmp(unit, units[i].name, length) == 0 && *skip_spaces(unit + length) == '\0') {
            return units[i].seconds;
        }
    }
    return 0;
}

/* A span of time: seconds, fractions allowed, or a number with a unit, such as "2 m". */
static bool parse_span(const char *value, double least, double most, int64_t *ms) {
    const char *text = skip_spaces(value);
    size_t digits = strspn(text, "0123456789.");
    char *end = NULL;
    double number = strtod(text, &end);
    double seconds = number * seconds_of(skip_spaces(text + digits));
    bool is_number = digits > 0 && end == text + digits;
    if (!is_number || seconds_of(skip_spaces(end)) == 0 || !(seconds >= least && seconds <= most)) {
        return false;
    }
    *ms = (int64_t)(seconds * 1000 + 0.5);
    return true;
}

static bool read_interval(struct monitor_options *monitor, const char *value) {
    return parse_span(value, 1, 3600, &monitor->interval_ms);
}

static bool read_keep(struct monitor_options *monitor, const char *value) {
    return parse_span(value, 0, 86400, &monitor->keep_ms);
}

static bool read_columns(struct monitor_options *monitor, const char *value) {
    return columns_parse(&monitor->columns, value);
}

static bool read_sort(struct monitor_options *monitor, const char *value) {
    return sort_parse(&monitor->sort, value);
}

static bool read_theme(struct monitor_options *monitor, const char *value) {
    return theme_parse(value, &monitor->theme);
}

static bool read_bell(struct monitor_options *monitor, const char *value) {
    monitor->bell = strcmp(value, "on") == 0;
    return monitor->bell || strcmp(value, "off") == 0;
}

#define FIELD(member) .field = offsetof(struct options, member)

#define UNITS ", also as 90s, 2m or 1h"

/* In the order of the help. */
static const struct setting TABLE[] = {
    {.name = "team",
     .argument = "ID",
     .variable = "SUPERMETRICS_TEAM_ID",
     .read = read_team,
     .help = "the team to watch; several: 1,2,3, or repeat it",
     .allowed = "up to 64 team ids, whole numbers from 1 up, as 1,2,3",
     .not_in_demo = true,
     .standard = ""},
    {.name = "interval",
     .letter = 'n',
     .argument = "SECONDS",
     .read = read_interval,
     .help = "time between polls, 1s to 1h",
     .allowed = "seconds from 1 to 3600" UNITS,
     .standard = "5"},
    {.name = "keep",
     .argument = "SECONDS",
     .read = read_keep,
     .help = "how long rows that left the list stay",
     .allowed = "seconds from 0 to 86400" UNITS,
     .standard = "900"},
    {.name = "columns",
     .argument = "LIST",
     .read = read_columns,
     .help = "which columns, in which order",
     .allowed = "all, or some of " COLUMN_NAMES,
     .words = "all," COLUMN_NAMES,
     .standard = "all"},
    {.name = "sort",
     .argument = "KEY",
     .read = read_sort,
     .help = "order of the rows; -KEY inverts it",
     .allowed = "trouble or a column (" COLUMN_NAMES "), with - before it to invert it",
     .words = "trouble," COLUMN_NAMES,
     .standard = "trouble"},
    {.name = "bell",
     .argument = "WHEN",
     .read = read_bell,
     .help = "bell at failures and at the end: on, off",
     .words = "on,off",
     .standard = "on"},
    {.name = "on-event",
     .argument = "CMD",
     FIELD(monitor.on_event),
     .help = "run CMD when one fails, stalls or ends (see below)",
     .key_help = "run this command when a backfill fails, stalls or ends",
     .allowed = "a command",
     .standard = "",
     .needs_trust = true},
    {.name = "no-names",
     FIELD(monitor.names),
     .help = "show transfers by id, not by name",
     .key_help = "show transfers by name, not by id",
     .standard = "yes"},
    {.name = "once", FIELD(once), .help = "poll once, print a table and exit"},
    {.name = "check", FIELD(check), .help = "test the connection to the API step by step and exit"},
    {.name = "demo", FIELD(monitor.demo), .help = "watch simulated backfills; needs no account"},
    {.name = "token-file",
     .argument = "FILE",
     FIELD(monitor.sources.token_file),
     .help = "read the token from FILE; - is standard input",
     .key_help = "read the token from this file",
     .allowed = "a file",
     .standard = "",
     .is_token = true,
     .is_path = true,
     .needs_trust = true},
    {.name = "token-command",
     .argument = "CMD",
     FIELD(monitor.sources.token_command),
     .help = "read the token from what CMD prints",
     .key_help = "read the token from what this command prints",
     .allowed = "a command",
     .standard = "",
     .is_token = true,
     .needs_trust = true},
    {.name = "profile",
     .argument = "NAME",
     .variable = "SUPERMETRICS_PROFILE",
     FIELD(monitor.sources.profile),
     .help = "profile of the vendor's own client",
     .allowed = "the name of a profile",
     .standard = "",
     .is_token = true,
     .needs_trust = true},
    {.name = "base-url",
     .argument = "URL",
     FIELD(base_url),
     .help = "where the API is (default: the vendor's, see below)",
     .allowed = "a URL"},
    {.name = "cacert",
     .argument = "FILE",
     FIELD(monitor.source.ca_file),
     .help = "trust only the certificates in FILE",
     .key_help = "trust the certificates in this file instead of the system's",
     .allowed = "a file",
     .standard = "",
     .is_path = true,
     .needs_trust = true},
    {.name = "allow-http", FIELD(allow_http), .help = "allow sending the token over plain http"},
    {.name = "utc", FIELD(monitor.utc), .help = "show times in UTC", .standard = "no"},
    {.name = "ascii", FIELD(ascii), .help = "draw with ASCII characters only", .standard = "no"},
    {.name = "theme",
     .argument = "NAME",
     .read = read_theme,
     .help = "contrast, colorblind or mono",
     .key_help = "how the screen looks",
     .words = THEME_NAMES,
     .standard = "default"},
    {.name = "no-color",
     .variable = "NO_COLOR",
     FIELD(color),
     .help = "draw without colours",
     .key_help = "draw in colours",
     .standard = "yes"},
    {.name = "config",
     .argument = "FILE",
     FIELD(config),
     .help = "read the settings from FILE",
     .allowed = "a file"},
    {.name = "print-config", FIELD(print_config), .help = "print the default settings and exit"},
    {.name = "help", .letter = 'h', FIELD(help), .help = "print this help and exit"},
    {.name = "version", .letter = 'V', FIELD(version), .help = "print the version and exit"},
};

#define COUNT (sizeof TABLE / sizeof TABLE[0])
_Static_assert(COUNT <= SETTINGS_MAX, "options.set_by has no room for so many settings");

static const char NO[] = "no-";

static bool is_opposite(const struct setting *setting) {
    return strncmp(setting->name, NO, sizeof NO - 1) == 0;
}

static bool read_text(const char **text, const char *value) {
    *text = value;
    return value[0] != '\0';
}

static bool read_flag(bool *flag, const char *value, bool opposite) {
    bool is_yes = value == NULL || strcmp(value, "yes") == 0;
    *flag = is_yes != opposite;
    return is_yes || strcmp(value, "no") == 0;
}

static bool read_value(const struct setting *setting, struct options *options,
                       enum setting_source source, const char *value) {
    char *field = (char *)options + setting->field;
    if (setting->read != NULL) {
        return setting->read(&options->monitor, value);
    }
    if (setting->argument != NULL) {
        return read_text((const char **)(void *)field, value);
    }
    return read_flag((bool *)field, value, source > SETTING_FILE && is_opposite(setting));
}

const struct setting *settings_table(size_t *count) {
    *count = COUNT;
    return TABLE;
}

const char *setting_key(const struct setting *setting) {
    return is_opposite(setting) ? setting->name + sizeof NO - 1 : setting->name;
}

const char *setting_words(const struct setting *setting) {
    return setting->argument == NULL ? "yes,no" : setting->words;
}

/* "a,b,c" as "a, b or c". */
static void add_choice(struct buffer *out, const char *words) {
    const char *last = strrchr(words, ',');
    for (const char *byte = words; *byte != '\0'; byte++) {
        if (*byte != ',') {
            buffer_add(out, byte, 1);
        } else {
            buffer_add_string(out, byte == last ? " or " : ", ");
        }
    }
}

void setting_add_allowed(struct buffer *out, const struct setting *setting) {
    if (setting->allowed != NULL) {
        buffer_add_string(out, setting->allowed);
    } else {
        add_choice(out, setting_words(setting));
    }
}

bool setting_counts(const struct setting *setting, const struct options *options,
                    enum setting_source source) {
    bool token_is_named = setting->is_token && options->token_named && source <= SETTING_FILE;
    bool demo_has_own = setting->not_in_demo && options->monitor.demo && source < SETTING_OPTION;
    return source >= options->set_by[setting - TABLE] && !token_is_named && !demo_has_own;
}

bool setting_take(const struct setting *setting, struct options *options,
                  enum setting_source source, const char *value) {
    bool counts = setting_counts(setting, options, source);
    struct options taken = counts ? *options : (struct options){0};
    if (!read_value(setting, &taken, source, value)) {
        return false;
    }
    if (counts) {
        taken.set_by[setting - TABLE] = source;
        taken.token_named |= setting->is_token && source > SETTING_FILE;
        *options = taken;
    }
    return true;
}

struct options settings_standard(void) {
    struct options options = {0};
    for (size_t i = 0; i < COUNT; i++) {
        if (TABLE[i].standard != NULL && TABLE[i].standard[0] != '\0') {
            read_value(&TABLE[i], &options, SETTING_STANDARD, TABLE[i].standard);
        }
    }
    return options;
}

static enum setting_source source_of(const struct options *options, const char *name) {
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(TABLE[i].name, name) == 0) {
            return options->set_by[i];
        }
    }
    return SETTING_STANDARD;
}

bool setting_is_given(const struct options *options, const char *name) {
    return source_of(options, name) > SETTING_STANDARD;
}

void settings_resolve(struct options *options) {
    struct monitor_options *monitor = &options->monitor;
    bool is_overruled = source_of(options, "theme") > source_of(options, "no-color");
    if (!options->color && !is_overruled) {
        monitor->theme = THEME_ID_MONO;
    }
    if (options->ascii) {
        monitor->charset = TEXT_ASCII;
    }
    if (monitor->demo && !setting_is_given(options, "interval")) {
        monitor->interval_ms = DEMO_INTERVAL_MS;
    }
    if (options->once) {
        monitor->interval_ms = ONCE_INTERVAL_MS;
    }
}

/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/utf8.h"

#include "mistakes.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What getopt_long() returns for a long option: this plus its place in the table. */
enum { FIRST_LONG = 256 };

/* The table as getopt_long() wants it. */
struct forms {
    struct option longs[SETTINGS_MAX + 1];
    char letters[2 * SETTINGS_MAX + 2];
};

/* A flag that the settings file may have set can be turned off: --utc=no. */
static int argument_of(const struct setting *setting) {
    if (setting->argument != NULL) {
        return required_argument;
    }
    return setting->standard != NULL ? optional_argument : no_argument;
}

static void fill_forms(struct forms *forms) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    char *letter = forms->letters;
    *letter++ = ':'; /* so that a missing argument differs from an unknown option */
    for (size_t i = 0; i < count; i++) {
        forms->longs[i].name = settings[i].name;
        forms->longs[i].has_arg = argument_of(&settings[i]);
        forms->longs[i].val = FIRST_LONG + (int)i;
        if (settings[i].letter != 0) {
            *letter++ = settings[i].letter;
            *letter = ':';
            letter += settings[i].argument != NULL;
        }
    }
    *letter = '\0';
}

/* The setting that getopt_long() means, or NULL. */
static const struct setting *find_setting(int meant) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (meant == FIRST_LONG + (int)i || (meant != 0 && meant == settings[i].letter)) {
            return &settings[i];
        }
    }
    return NULL;
}

static bool read_variable(struct options *options, const struct setting *setting,
                          struct problem *problem) {
    bool counts = setting->variable != NULL && setting_counts(setting, options, SETTING_VARIABLE);
    const char *value = counts ? getenv(setting->variable) : NULL;
    bool is_flag = setting->argument == NULL; /* set means yes, with any value */
    if (value == NULL || value[0] == '\0' ||
        setting_take(setting, options, SETTING_VARIABLE, is_flag ? NULL : value)) {
        return true;
    }
    mistakes_value(problem, setting, setting->variable, value);
    return false;
}

/* Variables set only what no option has set. */
static bool read_variables(struct options *options, struct problem *problem) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (!read_variable(options, &settings[i], problem)) {
            return false;
        }
    }
    return true;
}

/* Rejects the option that getopt_long() has just read; its value is not shown. */
static bool reject_option(const char *what, char **argv, struct problem *problem) {
    const char *given = argv[optind - 1];
    bool is_letter = optopt > 0 && optopt < FIRST_LONG && strncmp(given, "--", 2) != 0;
    char name[sizeof problem->doing];
    if (is_letter) {
        snprintf(name, sizeof name, "-%c", (char)optopt);
    } else {
        int length = (int)strcspn(given, "=");
        utf8_mark_cut(name, sizeof name, snprintf(name, sizeof name, "%.*s", length, given));
    }
    problem_set(problem, name, "see backfilltop --help", "%s", what);
    return false;
}

static bool reject_unknown(char **argv, struct problem *problem) {
    const char *given = argv[optind - 1];
    if (find_setting(optopt) != NULL) {
        return reject_option("it takes no argument", argv, problem);
    }
    if (strncmp(given, "--", 2) != 0) {
        return reject_option("unknown option", argv, problem);
    }
    mistakes_option(problem, given);
    return false;
}

/* A token given in place of another argument must not be used or repeated. A file of such a name
 * may exist, though. */
static bool is_misplaced_token(const struct setting *setting, const char *value) {
    bool is_command = setting->argument != NULL && strcmp(setting->argument, "CMD") == 0;
    return !is_command && credentials_look_like_token(value) && access(value, F_OK) != 0;
}

static bool read_option(struct options *options, int meant, struct problem *problem) {
    const struct setting *setting = find_setting(meant);
    char name[32];
    snprintf(name, sizeof name, "--%s", setting->name);
    if (optarg != NULL && is_misplaced_token(setting, optarg)) {
        problem_set(problem, name,
                    "put the token into a file (chmod 600) and give --token-file FILE",
                    "its value looks like a token");
        return false;
    }
    if (!setting_take(setting, options, SETTING_OPTION, optarg)) {
        mistakes_value(problem, setting, name, optarg);
        return false;
    }
    return true;
}

static bool read_arguments(struct options *options, int argc, char **argv,
                           struct problem *problem) {
    struct forms forms = {0};
    int meant = 0;
    fill_forms(&forms);
    opterr = 0;
    while ((meant = getopt_long(argc, argv, forms.letters, forms.longs, NULL)) != -1) {
        if (meant == ':') {
            return reject_option("it needs an argument", argv, problem);
        }
        if (meant == '?') {
            return reject_unknown(argv, problem);
        }
        if (!read_option(options, meant, problem)) {
            return false;
        }
    }
    if (optind < argc) {
        mistakes_argument(problem, argv[optind]);
    }
    return optind == argc;
}

bool options_print_only(const struct options *options) {
    return options->help || options->version || options->print_config;
}

bool options_parse(struct options *options, int argc, char **argv, struct problem *problem) {
    *options = settings_standard();
    return read_arguments(options, argc, argv, problem) &&
           (options_print_only(options) || read_variables(options, problem));
}

static void print_setting(FILE *out, const struct setting *setting) {
    char left[40];
    snprintf(left, sizeof left, "--%s%s%s", setting->name, setting->argument != NULL ? " " : "",
             setting->argument != NULL ? setting->argument : "");
    if (setting->letter != 0) {
        fprintf(out, "  -%c, ", setting->letter);
    } else {
        fprintf(out, "      ");
    }
    fprintf(out, "%-19s %s", left, setting->help);
    if (setting->argument != NULL && setting->standard != NULL && setting->standard[0] != '\0') {
        fprintf(out, " (default %s)", setting->standard);
    }
    fputc('\n', out);
}

void options_print_help(FILE *out) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    fputs("usage: backfilltop [OPTION]...\n"
          "Watch the data-warehouse backfills of a Supermetrics team.\n\n",
          out);
    for (size_t i = 0; i < count; i++) {
        print_setting(out, &settings[i]);
    }
    fputs("\nThe token comes from the first of these that is set: --token-file,\n"
          "SUPERMETRICS_API_KEY, --token-command, the profile of the vendor's own client.\n"
          "Variables: SUPERMETRICS_TEAM_ID sets --team, SUPERMETRICS_PROFILE --profile,\n"
          "NO_COLOR --no-color.\n"
          "Settings file: $XDG_CONFIG_HOME/backfilltop/config (or ~/.config/...). Options\n"
          "and variables override it: --utc=no turns off what it turns on (also for\n"
          "--ascii, --no-names and --no-color).\n"
          "The shell runs the CMD of --on-event, with $BACKFILL_EVENT, $BACKFILL_ID,\n"
          "$BACKFILL_TEXT and others set; not with --once or --check.\n"
          "The API: https://dts-api.$SUPERMETRICS_DOMAIN/v1 (default supermetrics.com)\n\n"
          "Exit codes: 0 success, 64 wrong usage, 65 not authorised, 69 API unavailable,\n"
          "1 any other error. In the program, ? shows the keys.\n",
          out);
}

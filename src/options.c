/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/utf8.h"

#include "mistakes.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What getopt_long() tells of a long option: this and its place in the table. */
enum { FIRST_LONG = 256 };

/* The table in getopt's own forms. */
struct forms {
    struct option longs[SETTINGS_MAX + 1];
    char letters[2 * SETTINGS_MAX + 2];
};

/* A flag that the settings file may have set can be taken back: --utc=no. */
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
    *letter++ = ':'; /* a missing argument is told apart from an unknown option */
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
    bool is_flag = setting->argument == NULL; /* set means yes, whatever the value */
    if (value == NULL || value[0] == '\0' ||
        setting_take(setting, options, SETTING_VARIABLE, is_flag ? NULL : value)) {
        return true;
    }
    mistakes_value(problem, setting, setting->variable, value);
    return false;
}

/* Variables stand in for the options that were not given. */
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

/* `what` is wrong with the option that getopt_long() has just read; nothing of its value is shown.
 */
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
        return reject_option("there is no such option", argv, problem);
    }
    mistakes_option(problem, given);
    return false;
}

/* A token in the place of another argument must not be looked for, sent or repeated. A file of such
 * a name may exist. */
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
    fputs("\nThe token is the first there is of --token-file, SUPERMETRICS_API_KEY,\n"
          "--token-command, and the profile that the vendor's own client has logged in.\n"
          "SUPERMETRICS_TEAM_ID stands in for --team, SUPERMETRICS_PROFILE for --profile,\n"
          "NO_COLOR for --no-color.\n"
          "Settings: $XDG_CONFIG_HOME/backfilltop/config (or ~/.config/...); options and\n"
          "variables go before it. --utc=no takes back what it turns on, and so for\n"
          "--ascii, --no-names and --no-color.\n"
          "The CMD of --on-event is run by the shell with the facts in $BACKFILL_EVENT,\n"
          "$BACKFILL_ID, $BACKFILL_TEXT and others; not with --once nor --check.\n"
          "The API: https://dts-api.$SUPERMETRICS_DOMAIN/v1 (default supermetrics.com)\n\n"
          "Exit codes: 0 good, 64 wrong usage, 65 not authorised, 69 API not available,\n"
          "1 anything else. In the program, ? shows the keys.\n",
          out);
}

/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/sort.h"
#include "backfilltop/monitor/run.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The table of all settings. The options, the environment variables, the keys of the settings file,
 * the help and the default settings file are made from it. */

/* Where a value comes from; a later source overrides an earlier one. */
enum setting_source { SETTING_STANDARD, SETTING_FILE, SETTING_VARIABLE, SETTING_OPTION };

#define SETTINGS_MAX 64

/* The values of all settings. Texts are borrowed from the arguments, the environment or the
 * settings file; NULL: not given. */
struct options {
    struct monitor_options monitor; /* handed to the monitor as it is */
    const char *config;
    const char *base_url;
    bool allow_http;
    bool once;
    bool check;
    bool ascii;
    bool color;
    bool help;
    bool version;
    bool print_config;
    bool token_named; /* an option or a variable says where the token is: the settings file cannot
                         change that */
    enum setting_source set_by[SETTINGS_MAX]; /* by the setting's place in the table */
};

struct setting {
    const char *name;     /* of the long option; that of the key is the same, without a "no-" */
    const char *argument; /* the name of its argument in the help; NULL: a flag */
    const char *variable; /* environment variable for the same value, or NULL */
    bool (*read)(struct monitor_options *monitor,
                 const char *value); /* false: the value is wrong */
    size_t field;     /* if `read` is NULL: the offset of its text or flag in struct options; for
                         "no-X", of the flag X */
    const char *help; /* what it does */
    const char *key_help; /* what its key does, if that differs */
    const char *allowed;  /* which values: "seconds from 1 to 3600"; NULL: one of the words */
    const char *words; /* "on,off": the words allowed in its value or list of values; NULL: yes and
                          no for flags, any text for others */
    const char *standard; /* the value of its key if nothing is given, "" for none; NULL: there is
                             no such key */
    char letter;          /* of the short option, or 0 */
    bool not_in_demo;     /* with --demo, ignored unless given as an option */
    bool is_token;        /* says where the token is */
    bool is_path;
    bool needs_trust; /* it runs a command or decides which token is sent where: its key is ignored
                         in a file that others may write */
};

/* The table, in the order of the help. */
const struct setting *settings_table(size_t *count);

/* The name of its key in the settings file: X for --no-X, with yes and no exchanged. */
const char *setting_key(const struct setting *setting);

/* The words allowed in its value, separated by commas; NULL: any text. */
const char *setting_words(const struct setting *setting);

/* Appends which values are allowed: "on or off", "seconds from 1 to 3600". */
void setting_add_allowed(struct buffer *out, const struct setting *setting);

/* Whether a value from this source counts: no stronger source has given one. */
bool setting_counts(const struct setting *setting, const struct options *options,
                    enum setting_source source);

/* Takes a value if it counts; that of a flag may be NULL for yes. False, with the options
 * unchanged, if the value is not allowed. */
bool setting_take(const struct setting *setting, struct options *options,
                  enum setting_source source, const char *value);

/* All settings at their defaults. */
struct options settings_standard(void);

/* Whether any source has given the setting of this name a value. */
bool setting_is_given(const struct options *options, const char *name);

/* Sets what depends on several settings, after all of them have been read:
 * - without colours the theme is mono, unless a stronger source has set another
 *   (https://no-color.org);
 * - ascii replaces the locale's charset, which the caller has set;
 * - the demo polls faster, unless an interval is given; a single poll has no interval that the
 * quota would have to stretch. */
void settings_resolve(struct options *options);

/* SPDX-License-Identifier: MIT */
#include "mistakes.h"

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/nearest.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/utf8.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NAME_SHOWN   40 /* bytes of the name of an unknown option */
#define WORD_MAX     40

static const char SEE_HELP[] = "see backfilltop --help";
static const char TOKEN_REMEDY[] =
    "put the token into a file (chmod 600) and give --token-file FILE, or set SUPERMETRICS_API_KEY";

/* Options that users expect, and that do not exist because ps would show the token. */
static const char *const TOKEN_NAMES[] = {
    "token",   "api-token", "access-token", "auth-token", "bearer-token", "bearer",        "key",
    "api-key", "apikey",    "password",     "secret",     "auth",         "authorization",
};

/* The name in "--NAME=VALUE" or "--NAME", cut to NAME_SHOWN. */
static void copy_name(char name[static NAME_SHOWN + 1], const char *given) {
    size_t length = utf8_cut(given + 2, strcspn(given + 2, "="), NAME_SHOWN);
    snprintf(name, NAME_SHOWN + 1, "%.*s", (int)length, given + 2);
}

static void replace_underscores(char *name) {
    for (char *byte = name; *byte != '\0'; byte++) {
        *byte = *byte == '_' ? '-' : *byte;
    }
}

static bool names_token(const char *name) {
    for (size_t i = 0; i < COUNT(TOKEN_NAMES); i++) {
        if (strcmp(name, TOKEN_NAMES[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether it is a misspelt one of those. */
static bool nearly_names_token(const char *name) {
    struct nearest nearest = {0};
    for (size_t i = 0; i < COUNT(TOKEN_NAMES); i++) {
        nearest_offer_word(&nearest, name, TOKEN_NAMES[i]);
    }
    return nearest.meant != NULL;
}

/* Appends the options that begin with `name`; returns how many there are. */
static size_t list_longer(char *list, size_t size, const char *name) {
    size_t count;
    size_t found = 0;
    size_t length = 0;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(settings[i].name, name, strlen(name)) == 0 && length < size) {
            length += (size_t)snprintf(list + length, size - length, "%s--%s",
                                       found > 0 ? ", " : "", settings[i].name);
            found++;
        }
    }
    return found;
}

static const char *nearest_option(const char *name) {
    struct nearest nearest = {0};
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        nearest_offer_word(&nearest, name, settings[i].name);
        nearest_offer(&nearest, name, setting_key(&settings[i]), settings[i].name);
    }
    return nearest.meant;
}

void mistakes_option(struct problem *problem, const char *given) {
    char name[NAME_SHOWN + 1];
    char doing[NAME_SHOWN + 3];
    char text[sizeof problem->remedy];
    copy_name(name, given);
    if (credentials_look_like_token(name)) {
        mistakes_argument(problem, name);
        return;
    }
    replace_underscores(name);
    snprintf(doing, sizeof doing, "--%s", name);
    const char *meant = nearest_option(name);
    if (names_token(name) || (meant == NULL && nearly_names_token(name))) {
        problem_set(problem, doing, TOKEN_REMEDY,
                    "a token is never an option: anyone could read it with ps");
        return;
    }
    if (name[0] != '\0' && list_longer(text, sizeof text, name) > 1) {
        problem_set(problem, doing, SEE_HELP, "it is ambiguous: %s", text);
        return;
    }
    snprintf(text, sizeof text, "did you mean --%s? See backfilltop --help",
             meant != NULL ? meant : "");
    problem_set(problem, doing, meant != NULL ? text : SEE_HELP, "unknown option");
}

void mistakes_argument(struct problem *problem, const char *given) {
    char remedy[sizeof problem->remedy];
    char shown[PROBLEM_SHOWN];
    if (credentials_look_like_token(given)) {
        problem_set(
            problem, "the arguments", TOKEN_REMEDY,
            "one of them looks like a token, which is never an argument: anyone could read it "
            "with ps");
        return;
    }
    bool is_team = given[0] != '\0' && strspn(given, "0123456789,") == strlen(given);
    utf8_copy(shown, sizeof shown, given);
    snprintf(remedy, sizeof remedy, "did you mean --team %s?", shown);
    problem_set(problem, given, is_team ? remedy : SEE_HELP, "unexpected argument");
}

const char *mistakes_key(const char *given) {
    struct nearest nearest = {0};
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (settings[i].standard != NULL) {
            const char *key = setting_key(&settings[i]);
            nearest_offer_word(&nearest, given, key);
            nearest_offer(&nearest, given, settings[i].name, key);
        }
    }
    return names_token(given) ? "token-file" : nearest.meant;
}

/* Copies the next word of a list and returns what follows it, or NULL at its end. */
static const char *next_word(const char *list, char word[static WORD_MAX + 1]) {
    list += strspn(list, ", ");
    size_t length = strcspn(list, ", ");
    snprintf(word, WORD_MAX + 1, "%.*s", (int)min_size(length, WORD_MAX), list);
    return length > 0 ? list + length : NULL;
}

/* Whether the word is one of the setting's; else `meant` is the nearest of them, if one is near. */
static bool is_word(const char *words, const char *given, char meant[static WORD_MAX + 1]) {
    char known[WORD_MAX + 1];
    struct nearest nearest = {0};
    for (const char *rest = next_word(words, known); rest != NULL; rest = next_word(rest, known)) {
        if (strcmp(known, given) == 0) {
            return true;
        }
        if (nearest_offer(&nearest, given, known, meant)) {
            memcpy(meant, known, sizeof known);
        }
    }
    return false;
}

/* What the first unknown word of the value was probably meant to be; empty if no word is near. */
static void find_meant(const struct setting *setting, const char *value,
                       char meant[static WORD_MAX + 1]) {
    const char *words = setting_words(setting);
    char given[WORD_MAX + 1];
    meant[0] = '\0';
    for (const char *rest = next_word(value, given); words != NULL && rest != NULL;
         rest = next_word(rest, given)) {
        if (!is_word(words, given[0] == '-' ? given + 1 : given, meant)) {
            return;
        }
        meant[0] = '\0';
    }
}

void mistakes_value(struct problem *problem, const struct setting *setting, const char *name,
                    const char *value) {
    struct buffer remedy = {0};
    char meant[WORD_MAX + 1];
    char shown[PROBLEM_SHOWN];
    find_meant(setting, value, meant);
    if (meant[0] != '\0') {
        buffer_add_format(&remedy, "did you mean %s? Give ", meant);
    } else {
        buffer_add_string(&remedy, "give ");
    }
    setting_add_allowed(&remedy, setting);
    if (credentials_look_like_token(value)) {
        problem_set(problem, name, buffer_string(&remedy),
                    "its value is not valid: it looks like a token");
    } else {
        utf8_copy(shown, sizeof shown, value);
        problem_set(problem, name, buffer_string(&remedy), "\"%s\" is not valid", shown);
    }
    buffer_clear(&remedy);
}

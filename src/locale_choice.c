/* SPDX-License-Identifier: MIT */
#include "locale_choice.h"

#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* UTF-8 locales that systems have without installing one, the best first. */
static const char *const ANY_UTF8[] = {"C.UTF-8", "C.utf8", "UTF-8", "en_US.UTF-8"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The name in the environment, or NULL. An empty value counts as not set (POSIX). */
static const char *wanted_name(void) {
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < COUNT(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0') {
            return value;
        }
    }
    return NULL;
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool locale_names_utf8(const char *name) {
    static const char utf8[] = "utf8";
    const char *dot = strchr(name, '.');
    const char *codeset = dot != NULL ? dot + 1 : name;
    size_t length = strcspn(codeset, "@");
    size_t matched = 0;
    for (size_t i = 0; i < length; i++) {
        if (codeset[i] == '-' || codeset[i] == '_') {
            continue;
        }
        if (lower(codeset[i]) != utf8[matched]) { /* the NUL at its end matches nothing */
            return false;
        }
        matched++;
    }
    return matched == sizeof utf8 - 1;
}

void locale_choose(void) {
    const char *name = wanted_name();
    bool done = name != NULL && (setlocale(LC_CTYPE, "") != NULL || !locale_names_utf8(name));
    for (size_t i = 0; i < COUNT(ANY_UTF8) && !done; i++) {
        done = setlocale(LC_CTYPE, ANY_UTF8[i]) != NULL;
    }
}

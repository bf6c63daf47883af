/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

extern char **environ; /* POSIX leaves its declaration to the program */

/* The value in "NAME=VALUE", or NULL if the entry is another variable's. */
static char *value_in(char *entry, const char *name) {
    size_t length = strlen(name);
    bool same = strncmp(entry, name, length) == 0 && entry[length] == '=';
    return same ? entry + length + 1 : NULL;
}

char *credentials_take_variable(const char *name) {
    char *copy = NULL;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        char *value = value_in(*entry, name);
        if (value == NULL) {
            continue;
        }
        if (copy == NULL) { /* an environment may name a variable twice: getenv() finds the first */
            copy = memory_copy(value, strlen(value));
        }
        explicit_bzero(value, strlen(value));
    }
    unsetenv(name);
    return copy;
}

void credentials_protect_process(void) {
    static const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

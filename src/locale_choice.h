/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* Chooses the character set of the terminal: that of the environment's locale, or UTF-8 if it sets
 * none. Only LC_CTYPE is set; the environment is not changed, so that child processes inherit it as
 * it was. */

/* Whether the codeset in a locale's name is UTF-8, in any spelling: "de_DE.utf8", "C.UTF-8",
 * ".UTF_8@euro", and "UTF-8" alone as macOS has it. */
bool locale_names_utf8(const char *name);

/* Sets LC_CTYPE from the first of LC_ALL, LC_CTYPE and LANG that is not empty. If none is set,
 * which is common over ssh and in cron and containers: C.UTF-8. If the locale is not installed:
 * C.UTF-8 if its name says UTF-8. "C" and "POSIX" give ASCII. */
void locale_choose(void);

/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* Which characters the terminal is assumed to show: those of the environment's locale, or UTF-8 if
 * it has none. Only LC_CTYPE is set; the environment stays as it is, for child processes too. */

/* Whether the codeset in a locale's name is UTF-8, in any spelling: "de_DE.utf8", "C.UTF-8",
 * ".UTF_8@euro", and "UTF-8" alone as macOS has it. */
bool locale_names_utf8(const char *name);

/* Sets LC_CTYPE from the first of LC_ALL, LC_CTYPE and LANG that is not empty.
 * None of them, the usual case of ssh, cron and containers: C.UTF-8. A locale that is not installed
 * here: C.UTF-8 if its name says UTF-8. "C" and "POSIX" ask for ASCII, and get it. */
void locale_choose(void);

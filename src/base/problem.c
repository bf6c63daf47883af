/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/problem.h"

#include "backfilltop/base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* ": " and "; " separate the parts. */
_Static_assert(sizeof(struct problem) + sizeof ": ; " <= PROBLEM_LINE, "a line holds any problem");

static void copy_part(char *part, size_t size, const char *text) {
    utf8_copy(part, size, text != NULL ? text : "");
}

void problem_set(struct problem *problem, const char *doing, const char *remedy, const char *what,
                 ...) {
    /* Made in a copy: the arguments may point into the problem that is being replaced. */
    struct problem built = {0};
    va_list arguments;
    va_start(arguments, what);
    copy_part(built.doing, sizeof(built.doing), doing);
    copy_part(built.remedy, sizeof(built.remedy), remedy);
    int wanted = vsnprintf(built.what, sizeof(built.what), what, arguments);
    va_end(arguments);
    utf8_mark_cut(built.what, sizeof(built.what), wanted);
    *problem = built;
}

void problem_line(const struct problem *problem, char *line, size_t size) {
    const char *doing = problem->doing;
    const char *what = problem->what;
    const char *remedy = problem->remedy;
    const char *colon = *doing != '\0' && (*what != '\0' || *remedy != '\0') ? ": " : "";
    const char *semicolon = *what != '\0' && *remedy != '\0' ? "; " : "";
    size_t length = strlen(what); /* a text from outside must not end the sentence */
    bool is_cut = length > 1 && what[length - 2] == '.'; /* "..." is not a full stop */
    bool ends = length > 0 && what[length - 1] == '.' && !is_cut && *semicolon != '\0';
    int wanted = snprintf(line, size, "%s%s%.*s%s%s", doing, colon, (int)(length - ends), what,
                          semicolon, remedy);
    utf8_mark_cut(line, size, wanted);
}

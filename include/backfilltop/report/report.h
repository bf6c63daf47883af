/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/column.h"
#include "backfilltop/core/listing.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The listing written to a file or a pipe, in one of several formats. */

/* X(ENUMERATOR, name): the format REPORT_ENUMERATOR is called "name" by the user and written by
 * report_write_name(). Another format is one line here, and that function in a file of its own. */
#define REPORT_FORMATS(X) X(TABLE, table)

#define REPORT_ENUMERATOR(enumerator, name) REPORT_##enumerator,
enum report_format { REPORT_FORMATS(REPORT_ENUMERATOR) report_format_count };
#undef REPORT_ENUMERATOR

/* What a report is made of. */
struct report {
    const struct listing *listing;
    struct columns columns; /* that are shown, from left to right */
    enum text_charset charset;
    int64_t now_s; /* wall-clock seconds, for ages */
    bool utc;      /* times of day in UTC, else local */
};

/* The name of a format for the user. */
const char *report_format_name(enum report_format format);

/* Writes a report. The caller checks the stream for errors, as with fprintf(). */
void report_write(FILE *out, enum report_format format, const struct report *report);

/* The writers, for report_write() to call. */
#define REPORT_WRITER(enumerator, name)                                                            \
    void report_write_##name(FILE *out, const struct report *report);
REPORT_FORMATS(REPORT_WRITER)
#undef REPORT_WRITER

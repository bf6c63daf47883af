/* SPDX-License-Identifier: MIT */
#include "backfilltop/report/report.h"

static const struct {
    const char *name;
    void (*write)(FILE *out, const struct report *report);
} formats[report_format_count] = {
#define ROW(enumerator, name) [REPORT_##enumerator] = {#name, report_write_##name},
    REPORT_FORMATS(ROW)
#undef ROW
};

const char *report_format_name(enum report_format format) {
    return formats[format].name;
}

void report_write(FILE *out, enum report_format format, const struct report *report) {
    formats[format].write(out, report);
}

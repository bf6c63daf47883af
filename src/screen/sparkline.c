/* SPDX-License-Identifier: MIT */
#include "sparkline.h"

#include "backfilltop/base/numbers.h"

#define LEVELS      8
#define LEAST_CELLS 2 /* a single one shows no change */

static const char *const utf8[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const ascii[LEVELS] = {"_", ".", ":", "-", "=", "+", "*", "#"};

/* The mean of the known rates of the minutes from `first` up to `end`. */
static double mean(const double *rates, int first, int end) {
    double sum = 0;
    int known = 0;
    for (int i = first; i < end; i++) {
        if (rates[i] >= 0) {
            sum += rates[i];
            known++;
        }
    }
    return known > 0 ? sum / known : THROUGHPUT_UNKNOWN;
}

static double highest(const double *rates, int count) {
    double most = 0;
    for (int i = 0; i < count; i++) {
        most = max_double(most, rates[i]);
    }
    return most;
}

static const char *glyph_of(double rate, double most) {
    int level = rate > 0 ? 1 + (int)(rate / most * (LEVELS - 2) + 0.5) : 0;
    if (rate < 0) {
        return " ";
    }
    return terminal_charset() == TEXT_UTF8 ? utf8[level] : ascii[level];
}

void sparkline_add(struct strip *strip, enum theme_role role, const struct view *view, int cells) {
    double rates[THROUGHPUT_MINUTES];
    for (int i = 0; i < cells; i++) {
        rates[i] = mean(view->throughput, i * THROUGHPUT_MINUTES / cells,
                        (i + 1) * THROUGHPUT_MINUTES / cells);
    }
    double most = highest(rates, cells);
    int first = 0;
    while (first < cells && rates[first] < 0) {
        first++;
    }
    for (int i = first; i < cells && first <= cells - LEAST_CELLS; i++) {
        strip_add(strip, role, glyph_of(rates[i], most));
    }
}

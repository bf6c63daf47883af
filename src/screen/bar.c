/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/bar.h"

#include "backfilltop/base/numbers.h"

#define EIGHTHS 8

/* How the segments look, and how finely they can be drawn. */
struct bar_style {
    int units;                             /* a column has so many */
    int least[bar_segment_count];          /* units of a segment that is not empty */
    const char *glyphs[bar_segment_count]; /* of a column that is all one segment */
};

/* A column can show only one boundary. So in eighths a segment between two others takes at least a
 * whole column: then no column contains both of its ends. Next to a texture a column of two colours
 * would look like another segment, so there all columns are whole. */
static const struct bar_style eighths = {EIGHTHS, {1, EIGHTHS, EIGHTHS, 1}, {"█", "█", "█", "─"}};
static const struct bar_style textured = {1, {1, 1, 1, 1}, {"█", "░", "█", "─"}};
static const struct bar_style squares = {1, {1, 1, 1, 1}, {"■", "■", "■", "─"}};
static const struct bar_style plain = {1, {1, 1, 1, 1}, {"█", "╳", "▒", "·"}};
static const struct bar_style ascii = {1, {1, 1, 1, 1}, {"#", "x", ">", "-"}};

/* The left block elements, by eighths. */
static const char *const left_blocks[EIGHTHS] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

/* The order in which segments are dropped if there is not room for all. Trouble stays longest. */
static const enum bar_segment expendable[bar_segment_count] = {BAR_PENDING, BAR_COMPLETED,
                                                               BAR_IN_FLIGHT, BAR_FAILED};

static const struct bar_style *style_of(enum text_charset charset, enum bar_look look) {
    static const struct bar_style *const styles[] = {[BAR_LOOK_PLAIN] = &plain,
                                                     [BAR_LOOK_COLOURED] = &eighths,
                                                     [BAR_LOOK_SQUARES] = &squares,
                                                     [BAR_LOOK_TEXTURED] = &textured};
    return charset == TEXT_ASCII ? &ascii : styles[look];
}

static int largest_segment(const int *widths, const int *least) {
    int largest = -1;
    for (int i = 0; i < bar_segment_count; i++) {
        if (widths[i] > least[i] && (largest < 0 || widths[i] > widths[largest])) {
            largest = i;
        }
    }
    return largest;
}

/* Takes `excess` units away where they matter least. */
static void narrow(int *widths, const int *least, int excess) {
    for (int i = largest_segment(widths, least); excess > 0 && i >= 0;
         i = largest_segment(widths, least)) {
        int taken = min_int(excess, widths[i] - least[i]);
        widths[i] -= taken;
        excess -= taken;
    }
    for (int i = 0; i < bar_segment_count && excess > 0; i++) {
        int taken = min_int(excess, widths[expendable[i]]);
        widths[expendable[i]] -= taken;
        excess -= taken;
    }
}

/* Divides `units` among the segments. They are rounded down, and the rest goes to the last one, so
 * that the bar never shows more than is done. */
static void share_out(int *widths, int units, const int64_t *counts, int64_t total,
                      const struct bar_style *style) {
    int used = 0;
    int last = BAR_PENDING;
    for (int i = 0; i < bar_segment_count; i++) {
        if (counts[i] > 0) {
            int ideal = (int)((double)units * (double)counts[i] / (double)total);
            widths[i] = max_int(ideal, style->least[i]);
            last = i;
        }
        used += widths[i];
    }
    if (used < units) {
        widths[last] += units - used;
    }
    narrow(widths, style->least, used - units);
}

static struct bar_cell cell_at(const int *ends, int start, const struct bar_style *style) {
    int front = 0;
    while (front < BAR_PENDING && ends[front] <= start) {
        front++;
    }
    int behind = front;
    while (behind < BAR_PENDING && ends[behind] < start + style->units) {
        behind++;
    }
    struct bar_cell cell = {style->glyphs[front], (enum bar_segment)front, (enum bar_segment)front};
    if (behind != front) {
        cell.glyph = left_blocks[ends[front] - start];
        cell.behind = (enum bar_segment)behind;
    }
    return cell;
}

void bar_layout(struct bar_cell *cells, int columns, const struct backfill_runs *runs,
                enum text_charset charset, enum bar_look look) {
    static const struct backfill_runs none = {1, 0, 0, 0, 1};
    const struct bar_style *style = style_of(charset, look);
    if (runs == NULL || runs->total <= 0) {
        runs = &none;
    }
    columns = min_int(columns, BAR_COLUMNS_MAX);
    int64_t counts[bar_segment_count] = {runs->completed, runs->failed, runs->in_flight,
                                         runs->pending};
    int widths[bar_segment_count] = {0};
    share_out(widths, columns * style->units, counts, runs->total, style);
    int ends[bar_segment_count];
    int end = 0;
    for (int i = 0; i < bar_segment_count; i++) {
        end += widths[i];
        ends[i] = end;
    }
    for (int i = 0; i < columns; i++) {
        cells[i] = cell_at(ends, i * style->units, style);
    }
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/report/table.h"

#include "backfilltop/core/cells.h"

static const char GAP[] = "  ";

static void widen(int *width, const char *text) {
    int needed = text_width(text);
    if (needed > *width) {
        *width = needed;
    }
}

static void measure(int widths[static column_count], const struct listing *listing,
                    enum text_charset charset, int64_t now_s) {
    struct buffer text = {0};
    for (int column = 0; column < column_count; column++) {
        widths[column] = text_width(column_heading((enum column)column));
        for (size_t i = 0; i < listing->count; i++) {
            buffer_reset(&text);
            cell_add(&text, listing->rows[i], (enum column)column, charset, now_s);
            widen(&widths[column], buffer_string(&text));
        }
    }
    buffer_clear(&text);
}

static void add_fitted(struct buffer *line, const char *text, enum column column, int width,
                       enum text_charset charset) {
    if (column > 0) {
        buffer_add_string(line, GAP);
    }
    text_fit(line, text, width, column_align(column), charset);
}

static void print_line(FILE *out, struct buffer *line) {
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') {
        line->length--;
    }
    buffer_add_string(line, "\n");
    fwrite(line->bytes, 1, line->length, out);
    buffer_reset(line);
}

void report_table(FILE *out, const struct listing *listing, enum text_charset charset,
                  int64_t now_s) {
    int widths[column_count];
    struct buffer line = {0};
    struct buffer text = {0};
    measure(widths, listing, charset, now_s);
    for (int column = 0; column < column_count; column++) {
        add_fitted(&line, column_heading((enum column)column), (enum column)column, widths[column],
                   charset);
    }
    print_line(out, &line);
    for (size_t i = 0; i < listing->count; i++) {
        for (int column = 0; column < column_count; column++) {
            buffer_reset(&text);
            cell_add(&text, listing->rows[i], (enum column)column, charset, now_s);
            add_fitted(&line, buffer_string(&text), (enum column)column, widths[column], charset);
        }
        print_line(out, &line);
    }
    buffer_clear(&text);
    buffer_clear(&line);
}

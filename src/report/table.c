/* SPDX-License-Identifier: MIT */
#include "backfilltop/report/table.h"

#include "backfilltop/core/column.h"

static const char GAP[] = "  ";

struct table {
    FILE *out;
    const struct listing *listing;
    enum text_charset charset;
    int64_t now_s;
    bool utc;
    const struct columns *columns;
    int widths[column_count];
    struct buffer line;
    struct buffer text;
};

/* The text of a cell, or of its heading for a NULL row; valid until the next. */
static const char *cell_text(struct table *table, const struct row *row, enum column column) {
    if (row == NULL) {
        return column_heading(column);
    }
    buffer_reset(&table->text);
    cell_add(&table->text, row, column, table->charset, table->now_s, table->utc);
    return buffer_string(&table->text);
}

static void measure_row(struct table *table, const struct row *row) {
    for (size_t i = 0; i < table->columns->count; i++) {
        enum column column = table->columns->list[i];
        int width = text_width(cell_text(table, row, column));
        if (width > table->widths[column]) {
            table->widths[column] = width;
        }
    }
}

static void print_row(struct table *table, const struct row *row) {
    struct buffer *line = &table->line;
    buffer_reset(line);
    for (size_t i = 0; i < table->columns->count; i++) {
        enum column column = table->columns->list[i];
        buffer_add_string(line, i > 0 ? GAP : "");
        text_fit(line, cell_text(table, row, column), table->widths[column], column_align(column),
                 table->charset);
    }
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') {
        line->length--;
    }
    fwrite(line->bytes, 1, line->length, table->out);
    fputc('\n', table->out);
}

static void each_row(struct table *table, void (*visit)(struct table *, const struct row *)) {
    visit(table, NULL);
    for (size_t i = 0; i < table->listing->count; i++) {
        visit(table, table->listing->rows[i]);
    }
}

void report_table(FILE *out, const struct listing *listing, const struct columns *columns,
                  enum text_charset charset, int64_t now_s, bool utc) {
    struct table table = {.out = out,
                          .listing = listing,
                          .charset = charset,
                          .now_s = now_s,
                          .utc = utc,
                          .columns = columns};
    each_row(&table, measure_row);
    each_row(&table, print_row);
    buffer_clear(&table.line);
    buffer_clear(&table.text);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/report/report.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/core/column.h"

static const char GAP[] = "  ";

/* A plain table with headings, one line for each backfill, for reading and for awk. */
struct table {
    FILE *out;
    const struct report *report;
    int widths[column_count]; /* terminal columns */
    struct buffer line;
    struct buffer text;
};

/* The text of a cell, or of its heading for a NULL row; valid until the next call. */
static const char *cell_text(struct table *table, const struct row *row, enum column column) {
    const struct report *report = table->report;
    if (row == NULL) {
        return column_info(column)->heading;
    }
    buffer_reset(&table->text);
    column_add_text(
        &table->text, column,
        &(struct column_cell){
            .row = row, .charset = report->charset, .now_s = report->now_s, .utc = report->utc});
    return buffer_string(&table->text);
}

static void measure_row(struct table *table, const struct row *row) {
    const struct columns *columns = &table->report->columns;
    for (size_t i = 0; i < columns->count; i++) {
        int *width = &table->widths[columns->list[i]];
        *width = max_int(*width, text_width(cell_text(table, row, columns->list[i])));
    }
}

static void print_row(struct table *table, const struct row *row) {
    const struct columns *columns = &table->report->columns;
    struct buffer *line = &table->line;
    buffer_reset(line);
    for (size_t i = 0; i < columns->count; i++) {
        enum column column = columns->list[i];
        buffer_add_string(line, i > 0 ? GAP : "");
        text_fit(line, cell_text(table, row, column), table->widths[column],
                 column_info(column)->align, table->report->charset);
    }
    while (line->length > 0 && line->bytes[line->length - 1] == ' ') {
        line->length--;
    }
    fwrite(line->bytes, 1, line->length, table->out);
    fputc('\n', table->out);
}

static void each_row(struct table *table, void (*visit)(struct table *, const struct row *)) {
    const struct listing *listing = table->report->listing;
    visit(table, NULL);
    for (size_t i = 0; i < listing->count; i++) {
        visit(table, listing->rows[i]);
    }
}

void report_write_table(FILE *out, const struct report *report) {
    struct table table = {.out = out, .report = report};
    each_row(&table, measure_row);
    each_row(&table, print_row);
    buffer_clear(&table.line);
    buffer_clear(&table.text);
}

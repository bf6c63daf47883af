/* SPDX-License-Identifier: MIT */
#include "screen/support/work.h"

#include "backfilltop/core/column.h"
#include "backfilltop/core/tracker.h"
#include "backfilltop/screen/layout.h"

#include <curses.h>

struct work work;

void __real_layout_compute(struct layout *layout, int width, int height, const struct view *view);
void __wrap_layout_compute(struct layout *layout, int width, int height, const struct view *view);
bool __real_tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                               double rates[THROUGHPUT_MINUTES]);
bool __wrap_tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                               double rates[THROUGHPUT_MINUTES]);
void __real_column_add_text(struct buffer *out, enum column column, const struct column_cell *cell);
void __wrap_column_add_text(struct buffer *out, enum column column, const struct column_cell *cell);
int __real_waddnstr(WINDOW *window, const char *text, int length);
int __wrap_waddnstr(WINDOW *window, const char *text, int length);

void __wrap_layout_compute(struct layout *layout, int width, int height, const struct view *view) {
    work.layouts++;
    __real_layout_compute(layout, width, height, view);
}

bool __wrap_tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                               double rates[THROUGHPUT_MINUTES]) {
    work.views++;
    return __real_tracker_throughput(tracker, team_id, now_ms, rates);
}

void __wrap_column_add_text(struct buffer *out, enum column column,
                            const struct column_cell *cell) {
    work.cells++;
    __real_column_add_text(out, column, cell);
}

int __wrap_waddnstr(WINDOW *window, const char *text, int length) {
    work.texts++;
    return __real_waddnstr(window, text, length);
}

/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/core/calendar.h"

#include <inttypes.h>

#define COLUMNS_MOST 127 /* longer lines are hard to follow, and would not fit into a strip */
#define LINES_MOST   4   /* of days; if more are needed, a cell is a week */
#define MONTH_WIDTH  3
#define YEAR_WIDTH   8 /* "Jan 2024" */
#define MONTHS       12

/* A timeline being written, and its current line of weeks: the months above, the cells below. */
struct timeline {
    struct text_block *block;
    struct calendar calendar;
    bool by_week; /* a cell is a week */
    int columns;
    size_t week;  /* the next to be added */
    size_t weeks; /* of the calendar */
    struct strip names;
    struct strip cells;
};

static void add_cell(struct strip *strip, enum calendar_state state) {
    if (state == CALENDAR_OUTSIDE) {
        strip_add_space(strip, 1);
    } else if (state == CALENDAR_FAILED) {
        strip_add_glyph(strip, THEME_BAD, GLYPH_FAILED_DAY);
    } else {
        strip_add_glyph(strip, THEME_DIM, GLYPH_OPEN_DAY);
    }
}

static enum calendar_state week_state(const struct calendar_week *week) {
    enum calendar_state state = CALENDAR_OUTSIDE;
    for (int i = 0; i < CALENDAR_WEEK; i++) {
        state = week->days[i] > state ? week->days[i] : state;
    }
    return state;
}

static int cell_width(const struct timeline *timeline) {
    return timeline->by_week ? 1 : CALENDAR_WEEK;
}

/* Cells of days have a gap between weeks, cells of weeks have one between months. */
static int gap_before(const struct timeline *timeline, const struct calendar_week *week) {
    bool is_first = timeline->cells.count == 0;
    return !is_first && (!timeline->by_week || week->mark_month > 0) ? 1 : 0;
}

/* The columns from week `index` on, the first behind its gap, until the next month's name begins;
 * at most YEAR_WIDTH + 1. */
static int room_for_name(const struct timeline *timeline, size_t index) {
    int room = cell_width(timeline);
    while (room <= YEAR_WIDTH && ++index < timeline->weeks) {
        struct calendar_week week = calendar_week_at(&timeline->calendar, index);
        room += gap_before(timeline, &week);
        if (week.mark_month > 0) {
            return room;
        }
        room += cell_width(timeline);
    }
    return YEAR_WIDTH + 1;
}

/* "Jan 2024", "Feb"; where that is too long "2024"; nothing if it would touch the next name. */
static void add_name(struct timeline *timeline, const struct calendar_week *week, int x, int room) {
    static const char *const months[MONTHS] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    bool opens = week->mark_month == 1 || timeline->week == 0;
    bool has_year = opens && room > YEAR_WIDTH;
    if (room <= MONTH_WIDTH) {
        return;
    }
    strip_add_space(&timeline->names, x - strip_width(&timeline->names));
    if (opens && !has_year && room > MONTH_WIDTH + 1) {
        strip_add_format(&timeline->names, THEME_DIM, "%04d", week->mark_year);
    } else {
        strip_add(&timeline->names, THEME_DIM, months[week->mark_month - 1]);
    }
    if (has_year) {
        strip_add_format(&timeline->names, THEME_DIM, " %04d", week->mark_year);
    }
}

/* Returns whether the week fitted on the line. */
static bool add_week(struct timeline *timeline) {
    struct calendar_week week = calendar_week_at(&timeline->calendar, timeline->week);
    int gap = gap_before(timeline, &week);
    int x = strip_width(&timeline->cells) + gap;
    if (timeline->cells.count > 0 && x + cell_width(timeline) > timeline->columns) {
        return false;
    }
    strip_add_space(&timeline->cells, gap);
    if (week.mark_month > 0) {
        add_name(timeline, &week, x, room_for_name(timeline, timeline->week));
    }
    if (timeline->by_week) {
        add_cell(&timeline->cells, week_state(&week));
    }
    for (int i = 0; !timeline->by_week && i < CALENDAR_WEEK; i++) {
        add_cell(&timeline->cells, week.days[i]);
    }
    timeline->week++;
    return true;
}

static void add_line(struct timeline *timeline) {
    strip_reset(&timeline->names);
    strip_reset(&timeline->cells);
    while (timeline->week < timeline->weeks && add_week(timeline)) {
    }
    text_block_add(timeline->block, &timeline->names);
    text_block_add(timeline->block, &timeline->cells);
}

static int64_t failed_days(const struct calendar *calendar) {
    int64_t days = 0;
    for (size_t i = 0; i < calendar->failed_range_count; i++) {
        struct calendar_range range = calendar->failed_ranges[i];
        range.first = max_int64(range.first, calendar->range.first);
        range.last = min_int64(range.last, calendar->range.last);
        days += max_int64(range.last - range.first + 1, 0);
    }
    return days;
}

static void add_failed_days(struct strip *strip, int64_t days) {
    if (days > 0) {
        strip_add_glyph(strip, THEME_BAD, GLYPH_FAILED_DAY);
        strip_add_format(strip, THEME_BAD, " %" PRId64 " day%s failed", days, text_plural(days));
    }
}

/* How many days failed, and the meaning of a cell if it is not a day. */
static void add_legend(struct timeline *timeline) {
    struct strip *strip = &timeline->cells;
    size_t more = timeline->weeks - timeline->week;
    strip_reset(strip);
    add_failed_days(strip, failed_days(&timeline->calendar));
    if (timeline->by_week) {
        strip_add_space(strip, strip->count > 0 ? 3 : 0);
        strip_add(strip, THEME_DIM, "1 cell = 1 week");
    }
    if (timeline->by_week && more > 0) {
        strip_add_format(strip, THEME_DIM, "; %zu more week%s", more, text_plural((int64_t)more));
    }
    if (strip->count > 0) {
        text_block_add(timeline->block, strip);
    }
}

static bool needs_weeks(const struct timeline *timeline) {
    size_t per_line = (size_t)(timeline->columns + 1) / (CALENDAR_WEEK + 1);
    return per_line == 0 || timeline->weeks > per_line * LINES_MOST;
}

void timeline_add(struct text_block *block, const struct backfill *backfill) {
    struct timeline timeline = {.block = block, .columns = min_int(block->columns, COLUMNS_MOST)};
    calendar_init(&timeline.calendar, backfill);
    timeline.weeks = calendar_week_count(&timeline.calendar);
    timeline.by_week = needs_weeks(&timeline);
    for (int line = 0; line < LINES_MOST && timeline.week < timeline.weeks; line++) {
        add_line(&timeline);
    }
    if (timeline.weeks > 0) {
        add_legend(&timeline);
        text_block_add_blank(block);
    }
    strip_clear(&timeline.names);
    strip_clear(&timeline.cells);
    calendar_clear(&timeline.calendar);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/layout.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/numbers.h"
#include "emptiness.h"
#include "ranked.h"

#include <string.h>

#define NO_LINE         (-1)
#define MARGIN_COLUMNS  40 /* from this width on, there are margins */
#define ROOMY_LINES     28 /* from this height on, there is a blank line below the header */
#define FULL_LINES      16 /* from this height on, nothing shares a line */
#define HEADER_LINES    10 /* from this height on, the header is complete */
#define HEADING_LINES   7  /* from this height on, columns have headings */
#define QUERY_LINES     3  /* from this height on, the search and the filter have a line */
#define TINY_LINES      5  /* below, the header is one line */
#define BAR_GAP         1
#define PANE_LEAST_BODY 3
#define PROBLEM_LINES   3
#define SIDE_PERCENT    42 /* of the columns: the pane beside the table */
#define SIDE_STEP       4  /* columns by which it grows */
#define SIDE_LEAST      40 /* columns of either */

_Static_assert(COLUMN_STEPS <= RANKED_FORMS, "each step of a column is a form of a ranked part");

static void put_below(struct layout *layout, int growth) {
    int lines = layout->table_lines;
    int usual = lines >= 12 ? lines / 2 : max_int(1, lines / 3);
    layout->table_lines = clamp_int(usual - growth, 1, lines - 2);
    layout->pane_y = layout->table_y + layout->table_lines;
    layout->pane_lines = lines - layout->table_lines - 1;
    layout->pane_width = layout->width;
}

/* The pane's title stands beside the headings. */
static void put_beside(struct layout *layout, int growth) {
    int usual = layout->width * SIDE_PERCENT / 100;
    layout->pane_width = clamp_int(usual + growth * SIDE_STEP, SIDE_LEAST,
                                   layout->width - SIDE_LEAST);
    layout->table_width = layout->width - layout->pane_width;
    layout->pane_x = layout->table_width;
    layout->pane_y = layout->heading_y == NO_LINE ? layout->table_y : layout->heading_y;
    layout->pane_lines = layout->table_y + layout->table_lines - layout->pane_y - 1;
}

/* Table and pane share `lines`, from line `y` on. */
static void split_body(struct layout *layout, int y, int lines, const struct view *view) {
    layout->table_y = y;
    layout->table_lines = lines;
    layout->table_width = layout->width;
    layout->pane_y = NO_LINE;
    layout->pane_lines = 0;
    layout->pane_x = 0;
    layout->pane_width = 0;
    if (view->pane == PANE_CLOSED || lines < PANE_LEAST_BODY) {
        return;
    }
    if (layout->width >= LAYOUT_BESIDE_COLUMNS) {
        put_beside(layout, view->pane_growth);
    } else {
        put_below(layout, view->pane_growth);
    }
}

static int header_lines(int height, enum pane_mode pane) {
    if (height >= HEADER_LINES) {
        return 3;
    }
    if (height > TINY_LINES || (height == TINY_LINES && pane == PANE_CLOSED)) {
        return 2;
    }
    return height >= 1 ? 1 : 0;
}

/* For a problem or, without one, a note. */
static int problem_lines(const struct layout *layout, const struct view *view) {
    int lines = 0;
    struct buffer clean = {0};
    bool has_problem = view->connection.problem != NULL && !emptiness_explains(view);
    const char *lasting = has_problem ? view->connection.problem : view->connection.note;
    if (lasting != NULL) {
        text_clean(&clean, lasting, strlen(lasting), TEXT_UTF8);
    }
    const char *text = buffer_string(&clean);
    while (*text != '\0' && lines < PROBLEM_LINES) {
        text += text_wrap(text, layout->width - 2 * layout->margin);
        lines++;
    }
    buffer_clear(&clean);
    return max_int(lines, 1);
}

/* A search or a filter has a line even where hints have none. */
static bool is_query(const struct view *view) {
    return view->query.prompt != PROMPT_NONE || view->listing->count < view->listing->total;
}

static void compute_lines(struct layout *layout, const struct view *view) {
    int height = layout->height;
    layout->header_lines = header_lines(height, view->pane);
    int y = layout->header_lines + (height >= ROOMY_LINES ? 1 : 0);
    layout->page_y = y;
    layout->heading_y = height >= HEADING_LINES ? y++ : NO_LINE;
    layout->hints_y = height >= HEADING_LINES || (height >= QUERY_LINES && is_query(view))
                          ? height - 1
                          : NO_LINE;
    layout->prompt_y = view->query.prompt != PROMPT_NONE ? height - 1 : NO_LINE;
    layout->status_lines = height >= FULL_LINES ? problem_lines(layout, view) : 1;
    layout->status_y = height >= FULL_LINES ? height - 1 - layout->status_lines : layout->hints_y;
    int end = layout->status_y == NO_LINE ? height : layout->status_y;
    layout->page_lines = max_int(0, end - layout->page_y);
    split_body(layout, y, max_int(0, end - y), view);
}

/* Where the margins disappear, no column that had been dropped may come back. */
static int usable_columns(const struct layout *layout) {
    return layout->margin > 0 ? layout->table_width - 2 * layout->margin
                              : min_int(layout->table_width, MARGIN_COLUMNS - 2);
}

static int wanted_width(enum column column, int step_width, const struct listing *listing) {
    const struct column_info *info = column_info(column);
    return info->width == COLUMN_FIXED
               ? step_width
               : clamp_int(listing->widths[column], info->least, step_width);
}

/* A column with its steps as forms, the last step as the longest. */
static struct ranked_part ranked_column(enum column column, const struct listing *listing,
                                        int gap) {
    const struct column_info *info = column_info(column);
    struct ranked_part part = {0};
    int form = 0;
    for (int i = COLUMN_STEPS - 1; i >= 0; i--) {
        const struct column_step *step = &info->steps[i];
        if (step->rank > 0) {
            part.forms[form++] = (struct ranked_form){
                .rank = step->rank,
                .gap = gap,
                .width = wanted_width(column, step->width, listing),
                .least = info->width == COLUMN_CLIPPED ? info->least : 0};
        }
    }
    return part;
}

/* Whether the columns have all they need with the forms up to `rank`. */
static bool suffices(int rank, const struct ranked_part *parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (int form = 0; form < RANKED_FORMS; form++) {
            int needed = parts[i].forms[form].rank;
            if (needed > rank && needed < COLUMN_RANK_SPARE) {
                return false;
            }
        }
    }
    return true;
}

/* Places the columns side by side; the bar gets the rest of the width. */
static void place_columns(struct layout *layout, const struct columns *shown,
                          const struct ranked_part *parts, int gap, int left) {
    int x = layout->margin;
    layout->shown_columns = 0;
    for (size_t i = 0; i < shown->count && left >= 0; i++) {
        struct layout_column place = {.column = shown->list[i], .x = x, .width = parts[i].width};
        if (layout_bar_width(&place) > 0) {
            place.width += left;
            left = 0;
        }
        if (place.width > 0) {
            layout->columns[layout->shown_columns++] = place;
            x += place.width + gap;
        }
    }
}

/* Columns are two apart if all have what they need then, else one. */
static void compute_columns(struct layout *layout, const struct view *view) {
    struct columns shown = columns_shown(&view->columns, view->connection.teams > 1);
    struct ranked_part parts[column_count];
    bool is_enough = false;
    for (int gap = 2; gap > 0 && !is_enough; gap--) {
        for (size_t i = 0; i < shown.count; i++) {
            parts[i] = ranked_column(shown.list[i], view->listing, gap);
        }
        struct ranked_fit fit = ranked_share(parts, shown.count, usable_columns(layout));
        place_columns(layout, &shown, parts, gap, fit.left);
        is_enough = suffices(fit.rank, parts, shown.count);
    }
}

void layout_compute(struct layout *layout, int width, int height, const struct view *view) {
    layout->width = width;
    layout->height = height;
    layout->margin = width >= MARGIN_COLUMNS ? 1 : 0;
    layout->pane_text = (struct layout_text){0};
    layout->page_text = (struct layout_text){0};
    compute_lines(layout, view);
    compute_columns(layout, view);
}

int layout_bar_width(const struct layout_column *place) {
    int text = column_info(place->column)->bar_text;
    return text > 0 && place->width > text ? place->width - text - BAR_GAP : 0;
}

bool layout_heading_at(const struct layout *layout, const struct view *view, int y, int x,
                       enum column *column) {
    if (view->page != PAGE_NONE || view->listing->count == 0 || y < 0 || y != layout->heading_y) {
        return false;
    }
    for (size_t i = 0; i < layout->shown_columns; i++) {
        const struct layout_column *place = &layout->columns[i];
        if (x >= place->x && x <= place->x + place->width) {
            *column = place->column;
            return true;
        }
    }
    return false;
}

bool layout_row_at(const struct layout *layout, const struct view *view, int y, size_t *index) {
    if (view->page != PAGE_NONE || y < layout->table_y ||
        y >= layout->table_y + layout->table_lines) {
        return false;
    }
    size_t row = view->listing->top + (size_t)(y - layout->table_y);
    if (row >= view->listing->count) {
        return false;
    }
    *index = row;
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/layout.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/numbers.h"
#include "emptiness.h"

#include <stdlib.h>
#include <string.h>

#define WISHES_MOST     (column_count * COLUMN_STEPS)
#define NO_LINE         (-1)
#define MARGIN_COLUMNS  40 /* from here on the sides stay free */
#define ROOMY_LINES     28 /* from here on the header has a line of air below it */
#define FULL_LINES      16 /* from here on nothing shares a line */
#define HEADER_LINES    10 /* from here on the header is whole */
#define HEADING_LINES   7  /* from here on columns have headings */
#define QUERY_LINES     3  /* from here on what the user looks for has a line */
#define TINY_LINES      5  /* below, the header is one line */
#define BAR_GAP         1
#define PANE_LEAST_BODY 3
#define PROBLEM_LINES   3
#define SIDE_PERCENT    42 /* of the columns: the pane beside the table */
#define SIDE_STEP       4  /* columns by which it grows */
#define SIDE_LEAST      40 /* columns of either */

/* A step of a column that is shown. */
struct wish {
    enum column column;
    const struct column_step *step;
};

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

/* The user looks for something: that has a line even where hints have none. */
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

/* As the margins go, no column that went before comes back. */
static int usable_columns(const struct layout *layout) {
    return layout->margin > 0 ? layout->table_width - 2 * layout->margin
                              : min_int(layout->table_width, MARGIN_COLUMNS - 2);
}

static int compare_wishes(const void *left, const void *right) {
    const struct wish *a = left;
    const struct wish *b = right;
    return a->step->rank != b->step->rank ? a->step->rank - b->step->rank
                                          : (int)a->column - (int)b->column;
}

/* The steps of the columns that are shown, in the order in which they get room. */
static size_t collect_wishes(struct wish wishes[static WISHES_MOST], const struct columns *shown) {
    size_t count = 0;
    for (size_t i = 0; i < shown->count; i++) {
        const struct column_step *steps = column_info(shown->list[i])->steps;
        for (size_t j = 0; j < COLUMN_STEPS && steps[j].rank > 0; j++) {
            wishes[count++] = (struct wish){.column = shown->list[i], .step = &steps[j]};
        }
    }
    qsort(wishes, count, sizeof *wishes, compare_wishes);
    return count;
}

static int wanted_width(const struct wish *wish, const struct listing *listing) {
    const struct column_info *info = column_info(wish->column);
    return info->width == COLUMN_FIXED
               ? wish->step->width
               : clamp_int(listing->widths[wish->column], info->least, wish->step->width);
}

/* Gives a column its width out of `left`. Whether it got all that it wanted. */
static bool give(int *width, int *left, const struct wish *wish, int wanted, int gap) {
    const struct column_info *info = column_info(wish->column);
    int gap_cost = *width == 0 ? gap : 0;
    int room = *width + *left - gap_cost;
    bool clips = info->width == COLUMN_CLIPPED && room >= info->least;
    int given = clips ? min_int(wanted, room) : wanted;
    if (given > room) {
        return false;
    }
    *left -= given - *width + gap_cost;
    *width = given;
    return given == wanted;
}

/* The bar takes what is left. */
static void widen_bar(int *widths, const struct columns *shown, int left) {
    for (size_t i = 0; i < shown->count; i++) {
        struct layout_column place = {.column = shown->list[i], .width = widths[shown->list[i]]};
        if (layout_bar_width(&place) > 0) {
            widths[place.column] += left;
            return;
        }
    }
}

/* Gives the columns their widths, indexed by column; 0 is not shown. Whether all got what they
 * need. */
static bool grant_widths(int *widths, const struct layout *layout, const struct listing *listing,
                         const struct columns *shown, int gap) {
    struct wish wishes[WISHES_MOST];
    size_t count = collect_wishes(wishes, shown);
    int left = usable_columns(layout) + gap;
    size_t i = 0;
    for (; i < count; i++) {
        const struct wish *wish = &wishes[i];
        if (!give(&widths[wish->column], &left, wish, wanted_width(wish, listing), gap)) {
            break;
        }
    }
    widen_bar(widths, shown, left);
    return i == count || wishes[i].step->rank >= COLUMN_RANK_SPARE;
}

static void place_columns(struct layout *layout, const int *widths, const struct columns *shown,
                          int gap) {
    int x = layout->margin;
    layout->shown_columns = 0;
    for (size_t i = 0; i < shown->count; i++) {
        enum column column = shown->list[i];
        if (widths[column] > 0) {
            layout->columns[layout->shown_columns++] = (struct layout_column){column, x,
                                                                              widths[column]};
            x += widths[column] + gap;
        }
    }
}

/* Columns stand two apart if all have room so. */
static void compute_columns(struct layout *layout, const struct view *view) {
    struct columns shown = columns_shown(&view->columns, view->connection.teams > 1);
    bool all = false;
    for (int gap = 2; gap > 0 && !all; gap--) {
        int widths[column_count] = {0};
        all = grant_widths(widths, layout, view->listing, &shown, gap);
        place_columns(layout, widths, &shown, gap);
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

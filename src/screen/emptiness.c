/* SPDX-License-Identifier: MIT */
#include "emptiness.h"

#include "backfilltop/base/numbers.h"

#include "connection.h"
#include "draw.h"

#include <inttypes.h>
#include <string.h>

#define TEXT_COLUMNS 76           /* longer lines are hard to read */
#define TEAMS_NAMED  3            /* with more teams than this, "all" is shorter */
#define REQUEST      " (request " /* from this part on, the problems of two teams differ */

static bool keeps_data_away(const struct view_team *team) {
    return team->problem != NULL && team->last_success_ms < 0;
}

/* Whether each team has its own problem; else there is only that of the connection. */
static bool lists_teams(const struct view_connection *connection) {
    return connection->teams > 1 && connection->team_list != NULL;
}

static bool is_same_problem(const char *a, const char *b) {
    const char *request = strstr(a, REQUEST);
    return request != NULL ? strncmp(a, b, (size_t)(request - a)) == 0 : strcmp(a, b) == 0;
}

/* Whether the problems of two teams share a paragraph. */
static bool are_alike(const struct view_team *a, const struct view_team *b) {
    return keeps_data_away(a) && keeps_data_away(b) && is_same_problem(a->problem, b->problem);
}

static bool is_first_of_its_kind(const struct view_connection *connection, size_t index) {
    size_t first = 0;
    while (!are_alike(&connection->team_list[first], &connection->team_list[index])) {
        first++;
    }
    return first == index;
}

/* "team 42: ", "teams 42, 43: ", "all 5 teams: " */
static void add_team_ids(struct buffer *out, const struct view_connection *connection,
                         size_t index) {
    struct buffer ids = {0};
    size_t count = 0;
    for (size_t i = index; i < connection->teams; i++) {
        if (are_alike(&connection->team_list[i], &connection->team_list[index])) {
            buffer_add_format(&ids, "%s%" PRId64, count > 0 ? ", " : "",
                              connection->team_list[i].team_id);
            count++;
        }
    }
    if (count == connection->teams && count > TEAMS_NAMED) {
        buffer_add_format(out, "all %zu teams: ", count);
    } else {
        buffer_add_format(out, "team%s %s: ", text_plural((int64_t)count), buffer_string(&ids));
    }
    buffer_clear(&ids);
}

static void add_bytes(struct buffer *out, const char *bytes) {
    text_clean(out, bytes, strlen(bytes), terminal_charset());
    buffer_add_string(out, "\n");
}

/* Why there are no data, cleaned; each paragraph ends with a line feed. */
static void add_problems(struct buffer *out, const struct view_connection *connection) {
    if (!lists_teams(connection)) {
        if (connection->problem != NULL && connection->last_success_ms < 0) {
            add_bytes(out, connection->problem);
        }
        return;
    }
    for (size_t i = 0; i < connection->teams; i++) {
        if (keeps_data_away(&connection->team_list[i]) && is_first_of_its_kind(connection, i)) {
            add_team_ids(out, connection, i);
            add_bytes(out, connection->team_list[i].problem);
        }
    }
}

/* The bytes of the line that begins at `text`, which ends with its paragraph at the latest. */
static size_t line_length(struct buffer *paragraph, const char *text, int columns) {
    buffer_reset(paragraph);
    buffer_add(paragraph, text, strcspn(text, "\n"));
    return text_wrap(buffer_string(paragraph), columns);
}

static const char *next_line(const char *text, size_t length) {
    return text + length + (text[length] == '\n');
}

/* The columns of a line without the space that it may end with. */
static int line_width(struct buffer *line, const char *text, size_t length) {
    buffer_reset(line);
    buffer_add(line, text, length > 0 && text[length - 1] == ' ' ? length - 1 : length);
    return text_width(buffer_string(line));
}

/* The number of lines that the paragraphs take; *widest is the width of the longest. */
static int measure(const char *text, int columns, int *widest) {
    struct buffer paragraph = {0};
    int lines = 0;
    *widest = 0;
    while (*text != '\0') {
        size_t length = line_length(&paragraph, text, columns);
        int width = line_width(&paragraph, text, length);
        *widest = width > *widest ? width : *widest;
        text = next_line(text, length);
        lines++;
    }
    buffer_clear(&paragraph);
    return lines;
}

/* Draws the paragraphs in at most `lines` lines; the last one is clipped if they are not all. */
static void draw_paragraphs(const char *text, int y, int x, int columns, int lines) {
    struct buffer paragraph = {0};
    struct strip strip = {0};
    for (int line = 0; line < lines && *text != '\0'; line++) {
        size_t length = line_length(&paragraph, text, columns);
        const char *next = next_line(text, length);
        if (line == lines - 1 && *next != '\0') {
            length = strcspn(text, "\n");
        }
        line_width(&paragraph, text, length);
        strip_reset(&strip);
        strip_add(&strip, THEME_STRONG, buffer_string(&paragraph));
        strip_draw(&strip, y + line, x, columns);
        text = next;
    }
    strip_clear(&strip);
    buffer_clear(&paragraph);
}

static int centred(int columns, int width) {
    return max_int(columns - width, 0) / 2;
}

/* Draws the headline and the problems in the middle. Where there is no room for all, first the
 * empty line between them goes, then the headline. */
static void draw_block(const struct layout *layout, const struct strip *headline,
                       const char *problems) {
    int room = layout->table_width - 2 * layout->margin;
    int columns = min_int(room, TEXT_COLUMNS);
    int widest;
    int lines = measure(problems, columns, &widest);
    bool is_tight = lines > layout->table_lines && layout->heading_y >= 0; /* without headings */
    int top = is_tight ? layout->heading_y : layout->table_y;
    int height = layout->table_y + layout->table_lines - top;
    int head = lines == 0 ? 1 : lines + 2 <= height ? 2 : lines < height;
    int spare = height - head - lines;
    int y = top + max_int(spare, 0) / 2;
    if (head > 0) {
        strip_draw(headline, y, layout->margin + centred(room, strip_width(headline)), room);
    }
    draw_paragraphs(problems, y + head, layout->margin + centred(room, widest), columns,
                    height - head);
}

bool emptiness_explains(const struct view *view) {
    const struct view_connection *connection = &view->connection;
    bool is_empty = view->listing->total == 0 && view->page == PAGE_NONE;
    if (!is_empty || connection->problem == NULL || !lists_teams(connection)) {
        return is_empty && connection->problem != NULL && connection->last_success_ms < 0;
    }
    for (size_t i = 0; i < connection->teams; i++) {
        if (connection->team_list[i].problem != NULL &&
            !keeps_data_away(&connection->team_list[i])) {
            return false;
        }
    }
    return true;
}

void emptiness_draw(const struct layout *layout, const struct view *view) {
    struct strip headline = {0};
    struct buffer problems = {0};
    if (view->listing->total > 0) {
        strip_add_format(&headline, THEME_TEXT, "none of %zu shown: the filter hides %s",
                         view->listing->total, view->listing->total == 1 ? "it" : "them");
    } else {
        connection_describe_emptiness(&headline, view);
        add_problems(&problems, &view->connection);
    }
    draw_block(layout, &headline, buffer_string(&problems));
    strip_clear(&headline);
    buffer_clear(&problems);
}

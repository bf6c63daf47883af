/* SPDX-License-Identifier: MIT */
#include "text_line.h"

#include "ranked.h"

_Static_assert(TEXT_PART_FORMS <= RANKED_FORMS, "each form of a part of text is a ranked form");

void text_line_init(struct text_line *line, const struct layout *layout, const struct view *view) {
    line->context = (struct text_context){.layout = layout, .view = view};
    line->count = 0;
}

void text_line_add(struct text_line *line, const struct text_part *part) {
    if (line->count < TEXT_LINE_PARTS) {
        line->parts[line->count++] = part;
    }
}

static void write_form(struct strip *strip, const struct text_line *line, size_t index, int form) {
    const struct text_part *part = line->parts[index];
    struct text_context context = line->context;
    context.which = part->which;
    context.form = form;
    part->write(strip, &context);
}

/* Measures each form of a part; `strip` is scratch space. */
static struct ranked_part measure(const struct text_line *line, size_t index, struct strip *strip) {
    const struct text_part *part = line->parts[index];
    struct ranked_part ranked = {0};
    for (int form = 0; form < TEXT_PART_FORMS && part->forms[form].rank > 0; form++) {
        strip_reset(strip);
        write_form(strip, line, index, form);
        ranked.forms[form] = (struct ranked_form){.rank = part->forms[form].rank,
                                                  .gap = part->forms[form].gap,
                                                  .width = strip_width(strip)};
    }
    return ranked;
}

void text_line_fit(struct text_line *line, int columns) {
    struct ranked_part ranked[TEXT_LINE_PARTS];
    struct strip strip = {0};
    for (size_t i = 0; i < line->count; i++) {
        ranked[i] = measure(line, i, &strip);
    }
    ranked_share(ranked, line->count, columns);
    for (size_t i = 0; i < line->count; i++) {
        line->forms[i] = ranked[i].width > 0 ? ranked[i].form : -1;
    }
    strip_clear(&strip);
}

void text_line_write(struct strip *strip, const struct text_line *line, size_t first, size_t end) {
    bool is_first = true;
    for (size_t i = first; i < end; i++) {
        if (line->forms[i] >= 0) {
            int gap = line->parts[i]->forms[line->forms[i]].gap;
            strip_add_space(strip, is_first ? 0 : gap);
            write_form(strip, line, i, line->forms[i]);
            is_first = false;
        }
    }
}

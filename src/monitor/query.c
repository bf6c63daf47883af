/* SPDX-License-Identifier: MIT */
#include "query.h"

#include "backfilltop/core/search.h"
#include "backfilltop/screen/prompt_keys.h"
#include "backfilltop/screen/terminal.h"

#include <string.h>

#define PASTE_SILENCE_MS 2000 /* a paste that has lost its end must not hold the keys for ever */
#define LAST_BYTE        0xFF

static void copy_text(char *to, const char *from) {
    memmove(to, from, strlen(from) + 1);
}

static char *prompted_text(struct finding *finding) {
    return finding->prompt == PROMPT_SEARCH ? finding->search : finding->filter_text;
}

static void go_back(struct listing *listing, const struct finding_kept *kept) {
    listing->follows = kept->follows;
    listing->selected_team = kept->team_id;
    listing->selected_id = kept->id;
    for (size_t i = 0; i < listing->count; i++) {
        const struct row *row = listing->rows[i];
        if (row->backfill.id == kept->id && row->team_id == kept->team_id) {
            listing->selected = i;
        }
    }
}

/* From where the prompt was opened, so that what is typed wrong leads nowhere. */
static void search_as_typed(struct finding *finding, struct listing *listing,
                            enum text_charset charset) {
    size_t index;
    go_back(listing, &finding->kept);
    if (search_rows(listing, finding->search, false, true, charset, &index) != SEARCH_NONE) {
        listing_select(listing, index);
    }
}

static void take_text(struct finding *finding, struct listing *listing, enum text_charset charset) {
    if (finding->prompt == PROMPT_SEARCH) {
        copy_text(finding->search, finding->edit.text);
        search_as_typed(finding, listing, charset);
    } else {
        finding_set_filter(finding, finding->edit.text);
    }
}

static void choose_order(struct finding *finding, struct listing *listing, int steps,
                         const struct columns *sortable) {
    finding->sorting = (struct sorting){.key = sorting_step(finding->sorting.key, steps, sortable)};
    listing_show_top(listing);
}

/* The line of columns: the arrows choose one. */
static void edit_sorting(struct finding *finding, struct listing *listing, enum line_edit_step step,
                         const struct columns *sortable) {
    if (step == LINE_EDIT_LEFT || step == LINE_EDIT_RIGHT) {
        choose_order(finding, listing, step == LINE_EDIT_LEFT ? -1 : 1, sortable);
    }
}

static void type_sorting(struct finding *finding, struct listing *listing, int key,
                         const struct columns *sortable) {
    if (strchr("hk<", key) != NULL || strchr("lj> ", key) != NULL) {
        choose_order(finding, listing, strchr("hk<", key) != NULL ? -1 : 1, sortable);
    } else if (key == 'I') {
        finding->sorting.inverted = !finding->sorting.inverted;
        listing_show_top(listing);
    }
}

static void edit_line(struct finding *finding, struct listing *listing, enum line_edit_step step,
                      enum text_charset charset) {
    bool was_empty = finding->edit.length == 0;
    line_edit_apply(&finding->edit, step);
    if (was_empty && step == LINE_EDIT_ERASE) {
        finding->prompt = PROMPT_NONE;
    } else {
        take_text(finding, listing, charset);
    }
}

void finding_clear(struct finding *finding) {
    filter_clear(&finding->filter);
}

struct listing_query finding_query(const struct finding *finding, int64_t team_id) {
    return (struct listing_query){.team_id = team_id,
                                  .filter = &finding->filter,
                                  .group = finding->group,
                                  .sorting = finding->sorting};
}

void finding_show(const struct finding *finding, struct view_finding *view) {
    *view = (struct view_finding){.prompt = finding->prompt,
                                  .text = finding->edit.text,
                                  .cursor = finding->edit.cursor,
                                  .search = finding->search,
                                  .filter = finding->filter_text,
                                  .group = finding->group,
                                  .sorting = finding->sorting};
}

void finding_set_filter(struct finding *finding, const char *text) {
    copy_text(finding->filter_text, text);
    filter_clear(&finding->filter);
    filter_parse(&finding->filter, finding->filter_text);
}

void finding_open(struct finding *finding, enum prompt_kind prompt, const struct listing *listing,
                  enum text_charset charset) {
    finding->prompt = prompt;
    finding->kept = (struct finding_kept){.sorting = finding->sorting,
                                          .follows = listing->follows,
                                          .stays = listing->stays,
                                          .top = listing->top,
                                          .team_id = listing->selected_team,
                                          .id = listing->selected_id};
    copy_text(finding->kept.text, prompted_text(finding));
    line_edit_set(&finding->edit, prompt == PROMPT_FILTER ? finding->filter_text : "", charset);
}

void finding_cancel(struct finding *finding, struct listing *listing) {
    if (finding->prompt == PROMPT_SEARCH) {
        copy_text(finding->search, finding->kept.text);
        go_back(listing, &finding->kept);
    } else if (finding->prompt == PROMPT_FILTER) {
        finding_set_filter(finding, finding->kept.text);
    } else {
        finding->sorting = finding->kept.sorting;
        listing->top = finding->kept.top;
        listing->stays = finding->kept.stays;
    }
    finding->prompt = PROMPT_NONE;
}

bool finding_step_back(struct finding *finding) {
    if (finding->search[0] != '\0') {
        finding->search[0] = '\0';
    } else if (finding->filter_text[0] != '\0') {
        finding_set_filter(finding, "");
    } else if (finding->group != ROW_GROUP_ALL) {
        finding->group = ROW_GROUP_ALL;
    } else {
        return false;
    }
    return true;
}

bool finding_take_paste(struct finding *finding, struct listing *listing, int key, int64_t now_ms,
                        enum text_charset charset) {
    bool goes_on = finding->pasting && now_ms - finding->pasted_ms < PASTE_SILENCE_MS;
    bool is_mark = key == TERMINAL_PASTE_BEGIN || key == TERMINAL_PASTE_END;
    finding->pasting = key == TERMINAL_PASTE_BEGIN || (goes_on && !is_mark);
    finding->pasted_ms = now_ms;
    bool has_line = finding->prompt == PROMPT_SEARCH || finding->prompt == PROMPT_FILTER;
    if (finding->pasting && has_line && key >= 0 && key <= LAST_BYTE &&
        line_edit_type(&finding->edit, (unsigned char)key, charset)) {
        take_text(finding, listing, charset);
    }
    return finding->pasting || is_mark;
}

bool finding_take_key(struct finding *finding, struct listing *listing, int key,
                      const struct columns *sortable, enum text_charset charset) {
    enum line_edit_step step;
    enum prompt_key meaning = prompt_key(key, &step);
    bool is_sort = finding->prompt == PROMPT_SORT;
    if (finding->prompt == PROMPT_NONE || meaning == PROMPT_KEY_OTHER) {
        return false;
    }
    if (meaning == PROMPT_KEY_ACCEPT) {
        finding->prompt = PROMPT_NONE;
    } else if (meaning == PROMPT_KEY_CANCEL) {
        finding_cancel(finding, listing);
    } else if (is_sort && meaning == PROMPT_KEY_EDIT) {
        edit_sorting(finding, listing, step, sortable);
    } else if (is_sort) {
        type_sorting(finding, listing, key, sortable);
    } else if (meaning == PROMPT_KEY_EDIT) {
        edit_line(finding, listing, step, charset);
    } else if (line_edit_type(&finding->edit, (unsigned char)key, charset)) {
        take_text(finding, listing, charset);
    }
    return true;
}

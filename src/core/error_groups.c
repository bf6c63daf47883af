/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/error_groups.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* "-MM-DD", after the year. */
#define MONTH_AND_DAY 6

static int compare_errors(const void *left, const void *right) {
    const struct backfill_error *a = left;
    const struct backfill_error *b = right;
    int order = strcmp(a->message, b->message);
    return order != 0 ? order : compare_int64(a->day, b->day);
}

static int64_t earliest_day(const struct error_group *group) {
    return group->day_count > 0 ? group->days[0] : INT64_MAX;
}

static int compare_groups(const void *left, const void *right) {
    const struct error_group *a = left;
    const struct error_group *b = right;
    if (a->entries != b->entries) {
        return a->entries > b->entries ? -1 : 1;
    }
    int order = compare_int64(earliest_day(a), earliest_day(b));
    return order != 0 ? order : strcmp(a->message, b->message);
}

/* The errors sorted by message, then day. The messages are borrowed from the backfill. */
static struct backfill_error *sorted_errors(const struct backfill *backfill) {
    struct backfill_error *sorted = memory_new(backfill->error_count, sizeof(*sorted));
    for (size_t i = 0; i < backfill->error_count; i++) {
        sorted[i] = backfill->errors[i];
    }
    qsort(sorted, backfill->error_count, sizeof(*sorted), compare_errors);
    return sorted;
}

/* How many errors, from the first one on, have the first one's message. */
static size_t count_alike(const struct backfill_error *sorted, size_t count) {
    size_t alike = 1;
    while (alike < count && strcmp(sorted[alike].message, sorted[0].message) == 0) {
        alike++;
    }
    return alike;
}

static struct error_group make_group(const struct backfill_error *alike, size_t entries) {
    struct error_group group = {.message = alike[0].message, .entries = entries};
    group.days = memory_new(entries, sizeof(*group.days));
    for (size_t i = 0; i < entries; i++) {
        int64_t day = alike[i].day;
        bool known = day != TIMES_ABSENT;
        if (known && (group.day_count == 0 || group.days[group.day_count - 1] != day)) {
            group.days[group.day_count++] = day;
        }
    }
    return group;
}

/* How many days from the first on follow each other without a gap. */
static size_t count_unbroken(const int64_t *days, size_t count) {
    size_t unbroken = 1;
    while (unbroken < count && days[unbroken] == days[unbroken - 1] + 1) {
        unbroken++;
    }
    return unbroken;
}

/* Appends a date, without its year if `previous`, the date before it, has the same. */
static void add_day(struct buffer *out, int64_t day, char previous[static TIMES_TEXT]) {
    char text[TIMES_TEXT];
    times_format_day(text, day);
    size_t year = strlen(text) - MONTH_AND_DAY;
    bool same_year = strlen(previous) == strlen(text) && strncmp(text, previous, year) == 0;
    buffer_add_string(out, same_year ? text + year + 1 : text);
    memcpy(previous, text, sizeof(text));
}

void error_groups_init(struct error_groups *groups, const struct backfill *backfill) {
    *groups = (struct error_groups){0};
    struct backfill_error *sorted = sorted_errors(backfill);
    size_t capacity = 0;
    size_t used = 0;
    while (used < backfill->error_count) {
        size_t entries = count_alike(sorted + used, backfill->error_count - used);
        groups->groups = memory_grow(groups->groups, &capacity, groups->count + 1,
                                     sizeof(*groups->groups));
        groups->groups[groups->count++] = make_group(sorted + used, entries);
        used += entries;
    }
    free(sorted);
    if (groups->count > 0) {
        qsort(groups->groups, groups->count, sizeof(*groups->groups), compare_groups);
    }
}

void error_groups_clear(struct error_groups *groups) {
    for (size_t i = 0; i < groups->count; i++) {
        free(groups->groups[i].days);
    }
    free(groups->groups);
    *groups = (struct error_groups){0};
}

void error_group_add_days(struct buffer *out, const struct error_group *group) {
    char previous[TIMES_TEXT] = "";
    for (size_t first = 0; first < group->day_count;) {
        size_t unbroken = count_unbroken(group->days + first, group->day_count - first);
        buffer_add_string(out, first > 0 ? ", " : "");
        add_day(out, group->days[first], previous);
        if (unbroken > 1) {
            buffer_add_string(out, "..");
            add_day(out, group->days[first + unbroken - 1], previous);
        }
        first += unbroken;
    }
}

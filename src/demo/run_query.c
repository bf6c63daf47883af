/* SPDX-License-Identifier: MIT */
#include "run_query.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_DEFAULT INT64_C(100)
#define LIMIT_MAX     INT64_C(10000)
#define DAY_S         INT64_C(86400)

#define DATE_LENGTH 10 /* of "2026-01-01" */
#define TEXT_SIZE   48 /* bytes that hold any date-time, with the NUL */

static int by_created_time(const void *a, const void *b) {
    const struct world_run *one = a;
    const struct world_run *other = b;
    int order = compare_int64(one->created_time, other->created_time);
    return order != 0 ? order : compare_int64(one->id, other->id);
}

static int by_ended_time(const void *a, const void *b) {
    const struct world_run *one = a;
    const struct world_run *other = b;
    int order = compare_int64(one->ended_time, other->ended_time);
    return order != 0 ? order : compare_int64(one->id, other->id);
}

static int by_day(const void *a, const void *b) {
    const struct world_run *one = a;
    const struct world_run *other = b;
    int order = compare_int64(one->day, other->day);
    return order != 0 ? order : compare_int64(one->id, other->id);
}

static const struct {
    const char *name;
    int (*compare)(const void *, const void *);
} fields[] = {
    {"created_time", by_created_time},
    {"ended_time", by_ended_time},
    {"data_date", by_day},
};

/* A date, or a date-time without a zone, which is UTC, or with one. A bare + of an offset has
 * become a space in the query. */
static bool read_day(const char *text, int64_t *day) {
    char whole[TEXT_SIZE];
    int64_t seconds = 0;
    bool has_zone = false;
    if ((size_t)snprintf(whole, sizeof whole, "%s", text) >= sizeof whole) {
        return false;
    }
    char *space = strrchr(whole, ' ');
    if (space != NULL && space > whole + DATE_LENGTH) {
        *space = '+';
    }
    if (!times_parse_instant_or_utc(whole, &seconds, &has_zone)) {
        return times_parse_day(whole, day);
    }
    *day = seconds / DAY_S - (seconds % DAY_S < 0);
    return true;
}

static bool read_first_day(struct run_query *query, const char *text) {
    return read_day(text, &query->first_day);
}

static bool read_last_day(struct run_query *query, const char *text) {
    return read_day(text, &query->last_day);
}

static bool read_number(const char *text, int64_t least, int64_t most, int64_t *number) {
    char *end = NULL;
    if (*text < '0' || *text > '9' || strlen(text) > 10) {
        return false;
    }
    *number = strtoll(text, &end, 10);
    return *end == '\0' && *number >= least && *number <= most;
}

static bool read_limit(struct run_query *query, const char *text) {
    return read_number(text, 1, LIMIT_MAX, &query->limit);
}

static bool read_offset(struct run_query *query, const char *text) {
    return read_number(text, 0, INT32_MAX, &query->offset);
}

static bool read_field(struct run_query *query, const char *text) {
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(text, fields[i].name) == 0) {
            query->field = (int)i;
            return true;
        }
    }
    return false;
}

static bool read_direction(struct run_query *query, const char *text) {
    query->ascending = strcmp(text, "ASC") == 0;
    return query->ascending || strcmp(text, "DESC") == 0;
}

static bool read_issues_only(struct run_query *query, const char *text) {
    query->issues_only = strcmp(text, "true") == 0;
    return query->issues_only || strcmp(text, "false") == 0;
}

static const struct {
    const char *name;
    bool required;
    bool (*read)(struct run_query *query, const char *text);
    const char *allowed;
} parameters[] = {
    {"start_date", true, read_first_day, "a date"},
    {"end_date", true, read_last_day, "a date"},
    {"limit", false, read_limit, "1 to 10000"},
    {"offset", false, read_offset, "0 or more"},
    {"sort_field", false, read_field, "created_time, ended_time or data_date"},
    {"sort_direction", false, read_direction, "ASC or DESC"},
    {"filter_issues_only", false, read_issues_only, "true or false"},
};

static size_t keep_issues(struct world_run *runs, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (runs[i].status == BACKFILL_FAILED) {
            runs[kept++] = runs[i];
        }
    }
    return kept;
}

static void reverse(struct world_run *runs, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        struct world_run run = runs[i];
        runs[i] = runs[count - 1 - i];
        runs[count - 1 - i] = run;
    }
}

bool run_query_read(struct run_query *query, run_query_get *get, void *context,
                    struct problem *problem) {
    *query = (struct run_query){.limit = LIMIT_DEFAULT};
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        const char *text = get(context, parameters[i].name);
        if (text == NULL && parameters[i].required) {
            problem_set(problem, "", "", "The parameter '%s' is required.", parameters[i].name);
            return false;
        }
        if (text != NULL && !parameters[i].read(query, text)) {
            problem_set(problem, "", "", "The parameter '%s' must be %s.", parameters[i].name,
                        parameters[i].allowed);
            return false;
        }
    }
    return true;
}

struct world_run *run_query_apply(const struct run_query *query, struct world_run *runs,
                                  size_t *count) {
    if (runs == NULL) {
        return NULL;
    }
    if (query->issues_only) {
        *count = keep_issues(runs, *count);
    }
    qsort(runs, *count, sizeof *runs, fields[query->field].compare);
    if (!query->ascending) {
        reverse(runs, *count);
    }
    size_t skipped = (uint64_t)query->offset < *count ? (size_t)query->offset : *count;
    *count -= skipped;
    if (*count > (size_t)query->limit) {
        *count = (size_t)query->limit;
    }
    return runs + skipped;
}

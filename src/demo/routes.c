/* SPDX-License-Identifier: MIT */
#include "routes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *pattern; /* # stands for an id: the team's first */
    enum route_kind kind;
} patterns[] = {
    {"/v1/teams/#/backfills", ROUTE_BACKFILLS},
    {"/v1/teams/#/backfills/#", ROUTE_BACKFILL},
    {"/v1/teams/#/transfers", ROUTE_TRANSFERS},
    {"/v1/teams/#/transfers/#/runs", ROUTE_RUNS},
};

/* Reads an id and moves *path behind it. */
static bool read_id(const char **path, int64_t *id) {
    *id = 0;
    for (; **path >= '0' && **path <= '9'; ++*path) {
        int digit = **path - '0';
        if (*id > (INT64_MAX - digit) / 10) {
            return false;
        }
        *id = *id * 10 + digit;
    }
    return *id > 0;
}

static bool matches(const char *pattern, const char *path, int64_t ids[2]) {
    size_t count = 0;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '#') {
            if (!read_id(&path, &ids[count++])) {
                return false;
            }
        } else if (*path++ != *pattern) {
            return false;
        }
    }
    return *path == '\0';
}

struct route route_parse(const char *path) {
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        int64_t ids[2] = {0, 0};
        if (matches(patterns[i].pattern, path, ids)) {
            return (struct route){.kind = patterns[i].kind, .team_id = ids[0], .id = ids[1]};
        }
    }
    return (struct route){.kind = ROUTE_UNKNOWN};
}

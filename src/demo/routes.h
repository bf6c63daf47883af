/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Paths of the API. */

enum route_kind {
    ROUTE_UNKNOWN,
    ROUTE_BACKFILLS, /* /v1/teams/{team_id}/backfills */
    ROUTE_BACKFILL,  /* /v1/teams/{team_id}/backfills/{id} */
    ROUTE_TRANSFERS, /* /v1/teams/{team_id}/transfers */
    ROUTE_RUNS,      /* /v1/teams/{team_id}/transfers/{id}/runs */
};

struct route {
    enum route_kind kind;
    int64_t team_id;
    int64_t id; /* of the backfill or the transfer; 0 if there is none */
};

/* Reads a path, without its query. Ids are whole numbers from 1 to 2^63 - 1. */
struct route route_parse(const char *path);

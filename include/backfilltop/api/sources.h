/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/endpoint.h"
#include "backfilltop/api/source.h"
#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* The list of the sources of answers. */

/* X(ENUMERATOR, name): the source SOURCE_ENUMERATOR is opened by name_open(). Another source is one
 * line here, and that function in a file of its own. */
#define SOURCES(X) X(API, client)

#define SOURCE_ENUMERATOR(enumerator, name) SOURCE_##enumerator,
enum source_kind { SOURCES(SOURCE_ENUMERATOR) source_kind_count };
#undef SOURCE_ENUMERATOR

/* Which source to open, and with what. */
struct source_options {
    enum source_kind kind;
    struct endpoint endpoint; /* of the API */
    const char *ca_file; /* certificates to trust instead of the system's; NULL: the system's */
};

/* Opens a source, which copies what it needs of the options; costs next to nothing, see
 * source_prepare(). False, with *problem, if it cannot be opened; it is closed then. */
bool sources_open(struct source *source, const struct source_options *options,
                  struct problem *problem);

/* What sources_open() calls for each kind. */
#define SOURCE_OPENER(enumerator, name)                                                            \
    bool name##_open(struct source *source, const struct source_options *options,                  \
                     struct problem *problem);
SOURCES(SOURCE_OPENER)
#undef SOURCE_OPENER

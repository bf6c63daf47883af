/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/sources.h"

bool sources_open(struct source *source, const struct source_options *options,
                  struct problem *problem) {
    static bool (*const openers[source_kind_count])(struct source *, const struct source_options *,
                                                    struct problem *) = {
#define ROW(enumerator, name) [SOURCE_##enumerator] = name##_open,
        SOURCES(ROW)
#undef ROW
    };
    return openers[options->kind](source, options, problem);
}

/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/source.h"

bool source_prepare(const struct source *source, struct problem *problem) {
    return source->ops->prepare == NULL || source->ops->prepare(source->state, problem);
}

void source_start(const struct source *source, const struct call *call, const char *token) {
    source->ops->start(source->state, call, token);
}

const struct answer *source_take(const struct source *source) {
    return source->ops->take(source->state);
}

void source_wait(const struct source *source, struct source_fd *fds, size_t count,
                 int64_t timeout_ms) {
    source->ops->wait(source->state, fds, count, timeout_ms);
}

int64_t source_now_ms(const struct source *source) {
    return source->ops->now_ms(source->state);
}

int64_t source_now_s(const struct source *source) {
    return source->ops->now_s(source->state);
}

void source_close(struct source *source) {
    if (source->ops != NULL) {
        source->ops->close(source->state);
    }
    *source = (struct source){0};
}

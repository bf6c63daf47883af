/* SPDX-License-Identifier: MIT */
#pragma once

#include "state.h"

/* Texts that a view borrows while it is shown. */
struct look {
    struct view view;
    char teams[160];
    char budget[160];
    char note[256];
};

/* What a frame shows now. */
void look_make(struct look *look, const struct monitor *monitor, int64_t now_ms, int64_t now_s);

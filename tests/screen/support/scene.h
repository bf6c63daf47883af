/* SPDX-License-Identifier: MIT */
#pragma once

#include "screen/support/capture.h"
#include "screen/support/sample.h"

#include <stddef.h>

/* A sample on a terminal. */
struct scene {
    struct sample sample;
    struct capture capture;
    struct layout layout; /* of what was drawn last */
};

/* `options` may be NULL. */
void scene_open(struct scene *scene, const struct capture_options *options,
                const struct sample_record *records, size_t count);

/* All of sample_usual, or of sample_teams, without options. */
void scene_open_usual(struct scene *scene);
void scene_open_teams(struct scene *scene);

void scene_close(struct scene *scene);

void scene_draw(struct scene *scene, int width, int height);

/* Compares the scene at each size at which every view has to be of use, from 200x60 down to 20x5,
 * with expected/NAME_WIDTHxHEIGHT.txt. */
void scene_check_sizes(struct scene *scene, const char *name);

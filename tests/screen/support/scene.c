/* SPDX-License-Identifier: MIT */
#include "screen/support/scene.h"

#include <stdio.h>

void scene_open(struct scene *scene, const struct capture_options *options,
                const struct sample_record *records, size_t count) {
    sample_init(&scene->sample, records, count);
    capture_open(&scene->capture, options != NULL ? options : &(struct capture_options){0});
}

void scene_open_usual(struct scene *scene) {
    scene_open(scene, NULL, sample_usual, sample_usual_count);
}

void scene_open_teams(struct scene *scene) {
    scene_open(scene, NULL, sample_teams, sample_teams_count);
}

void scene_close(struct scene *scene) {
    capture_close(&scene->capture);
    sample_clear(&scene->sample);
}

void scene_draw(struct scene *scene, int width, int height) {
    scene->layout = capture_draw(&scene->sample.view, &scene->sample.listing, width, height);
}

void scene_check_sizes(struct scene *scene, const char *name) {
    static const struct {
        int width, height;
    } sizes[] = {{200, 60}, {120, 40}, {80, 24}, {60, 15}, {40, 10}, {20, 5}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char file[64];
        scene_draw(scene, sizes[i].width, sizes[i].height);
        snprintf(file, sizeof file, "%s_%dx%d", name, sizes[i].width, sizes[i].height);
        capture_check(file, sizes[i].width == 80);
    }
}

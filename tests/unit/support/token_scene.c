/* SPDX-License-Identifier: MIT */
#include "token_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int token_scene_set_up(void **state) {
    struct token_scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    sandbox_init(&scene->sandbox);
    sandbox_folder(&scene->sandbox, "supermetrics");
    *state = scene;
    return 0;
}

int token_scene_tear_down(void **state) {
    struct token_scene *scene = *state;
    credentials_wipe(&scene->credentials);
    sandbox_clear(&scene->sandbox);
    free(scene);
    return 0;
}

void token_scene_write(struct token_scene *scene, const char *text) {
    scene->sources.token_file = sandbox_write(&scene->sandbox, "token", 0600, text, strlen(text));
}

void token_scene_write_config(struct token_scene *scene, const char *json) {
    sandbox_write(&scene->sandbox, TOKEN_SCENE_CONFIG, 0600, json, strlen(json));
    scene->sources.config_home = scene->sandbox.folder;
}

bool token_scene_read(struct token_scene *scene, int64_t now_s) {
    credentials_wipe(&scene->credentials);
    return credentials_read(&scene->credentials, &scene->sources, now_s, &scene->problem);
}

void token_scene_reads(struct token_scene *scene, const char *token) {
    assert_true(token_scene_read(scene, 0));
    assert_string_equal(scene->credentials.token, token);
}

void token_scene_fails(struct token_scene *scene, const char *what) {
    assert_false(token_scene_read(scene, 0));
    assert_null(scene->credentials.token);
    assert_non_null(strstr(scene->problem.what, what));
    assert_true(scene->problem.doing[0] != '\0' && scene->problem.remedy[0] != '\0');
}

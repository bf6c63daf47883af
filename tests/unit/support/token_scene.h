/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"

#include "sandbox.h"

#include <stdbool.h>
#include <stdint.h>

/* A folder, the sources of a token that a test names, and what is read from them. */

#define TOKEN_SCENE_CONFIG "supermetrics/config.json" /* in the folder */

struct token_scene {
    struct sandbox sandbox;
    struct credential_sources sources;
    struct credentials credentials;
    struct problem problem;
};

/* A test whose *state is a struct token_scene of its own. */
#define token_scene_test(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, token_scene_set_up, token_scene_tear_down)

int token_scene_set_up(void **state);
int token_scene_tear_down(void **state);

/* Writes the file "token" and makes it a source. */
void token_scene_write(struct token_scene *scene, const char *text);

/* Writes TOKEN_SCENE_CONFIG and makes the folder $XDG_CONFIG_HOME. */
void token_scene_write_config(struct token_scene *scene, const char *json);

/* Reads from the sources; whether that gave a token. `now_s`: the wall clock, for the expiry of a
 * login. */
bool token_scene_read(struct token_scene *scene, int64_t now_s);

/* Reads, and checks that it gives this token. */
void token_scene_reads(struct token_scene *scene, const char *token);

/* Reads, and checks that it fails with `what` in the problem, which is whole. */
void token_scene_fails(struct token_scene *scene, const char *what);

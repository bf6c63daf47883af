/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* A folder of a test's own, with real files in it. */
struct sandbox {
    char folder[64];
    char path[512]; /* of the file made last */
};

/* Makes the folder; the test fails if it cannot. */
void sandbox_init(struct sandbox *sandbox);

/* For cmocka: *state is a sandbox of the test's own. */
int sandbox_set_up(void **state);
int sandbox_tear_down(void **state);

/* Writes a file with exactly this mode, regardless of the umask. Returns sandbox->path. */
const char *sandbox_write(struct sandbox *sandbox, const char *name, mode_t mode, const char *bytes,
                          size_t length);

/* The path of a name in it, which need not exist. Returns sandbox->path. */
const char *sandbox_path(struct sandbox *sandbox, const char *name);

/* Makes a folder in it. */
void sandbox_folder(struct sandbox *sandbox, const char *name);

/* How many descriptors this process has open. */
int sandbox_descriptors(void);

/* Removes the folder and what is in it. */
void sandbox_clear(struct sandbox *sandbox);

/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "support/token_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGAN_MS 5000000

static void takes_the_first_line_of_a_file(void **state) {
    struct token_scene *scene = *state;
    static const char *const texts[] = {"token",         "token\n",      "token\r\n",
                                        "token\r\r\n",   "token\r",      "token\nmore words\n",
                                        "token\n\nmore", "token\r\nmore"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        token_scene_write(scene, texts[i]);
        token_scene_reads(scene, "token");
    }
    char origin[160];
    snprintf(origin, sizeof origin, "the token in %s", scene->sources.token_file);
    assert_string_equal(scene->credentials.origin, origin);
    assert_true(scene->credentials.renewal[0] != '\0');
}

static void takes_a_token_of_every_allowed_length(void **state) {
    struct token_scene *scene = *state;
    static const struct {
        size_t length;
        const char *behind;
        bool good;
    } cases[] = {
        {1, "", true},        {8191, "\n", true},   {8192, "", true},    {8192, "\n", true},
        {8192, "\r\n", true}, {8193, "", false},    {8193, "\n", false}, {8193, "\r\n", false},
        {8194, "\n", false},  {99999, "\n", false},
    };
    char *text = malloc(100004);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memset(text, 'x', cases[i].length);
        strcpy(text + cases[i].length, cases[i].behind);
        token_scene_write(scene, text);
        if (cases[i].good) {
            assert_true(token_scene_read(scene, 0));
            assert_int_equal(strlen(scene->credentials.token), cases[i].length);
        } else {
            token_scene_fails(scene, "longer than 8192 bytes");
        }
    }
    free(text);
}

static void refuses_a_file_that_others_have_access_to(void **state) {
    struct token_scene *scene = *state;
    static const mode_t modes[] = {0640, 0604, 0644, 0660, 0620, 0602, 0777};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        char mode[16];
        token_scene_write(scene, "token\n");
        assert_int_equal(chmod(scene->sources.token_file, modes[i]), 0);
        snprintf(mode, sizeof mode, "(mode %04o)", (unsigned)modes[i]);
        token_scene_fails(scene, mode);
        assert_non_null(strstr(scene->problem.what, scene->sources.token_file));
    }
    assert_int_equal(chmod(scene->sources.token_file, 0400), 0);
    token_scene_reads(scene, "token");
}

/* The remedy, typed as shown, must work. */
static void names_the_chmod_to_type(void **state) {
    struct token_scene *scene = *state;
    static const char *const names[] = {"plain", "with space", "it's; rm *", "$HOME",
                                        "-rf",   "~",          "\xC3\xA9",   "a\\b"};
    char here[512];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(scene->sandbox.folder), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        sandbox_write(&scene->sandbox, names[i], 0644, "token", 5);
        scene->sources.token_file = names[i];
        token_scene_fails(scene, "group or others");
        assert_memory_equal(scene->problem.remedy, "type: chmod 600 ", 16);
        assert_int_equal(system(scene->problem.remedy + strlen("type: ")), 0);
        token_scene_reads(scene, "token");
    }
    assert_int_equal(chdir(here), 0);
}

static void names_no_half_of_a_chmod(void **state) {
    struct token_scene *scene = *state;
    char name[251];
    memset(name, '\'', 200); /* each takes four bytes in a command */
    memset(name + 200, 'n', 50);
    name[sizeof name - 1] = '\0';
    scene->sources.token_file = sandbox_write(&scene->sandbox, name, 0644, "token", 5);
    token_scene_fails(scene, "group or others");
    assert_null(strstr(scene->problem.remedy, "nnn"));
    assert_non_null(strstr(scene->problem.remedy, "chmod"));
}

static void looks_at_the_file_behind_a_link(void **state) {
    struct token_scene *scene = *state;
    char link[512];
    token_scene_write(scene, "token");
    snprintf(link, sizeof link, "%s/link", scene->sandbox.folder);
    assert_int_equal(symlink("token", link), 0);
    scene->sources.token_file = link;
    token_scene_reads(scene, "token");
    assert_int_equal(chmod(scene->sandbox.path, 0644), 0);
    token_scene_fails(scene, "group or others");
}

static void says_which_file_cannot_be_read(void **state) {
    struct token_scene *scene = *state;
    scene->sources.token_file = sandbox_path(&scene->sandbox, "none");
    token_scene_fails(scene, "/none: No such file");
    scene->sources.token_file = "";
    token_scene_fails(scene, "No such file");
    scene->sources.token_file = scene->sandbox.folder;
    token_scene_fails(scene, "neither a file nor a pipe");
    scene->sources.token_file = "/dev/null";
    token_scene_fails(scene, "neither a file nor a pipe");
    assert_non_null(strstr(scene->problem.doing, "--token-file"));
}

static void reads_a_pipe_that_was_handed_to_it(void **state) {
    struct token_scene *scene = *state;
    char path[32];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    scene->sources.token_file = path;
    struct credentials_reader *reader = credentials_begin(&scene->sources, BEGAN_MS);
    assert_true(credentials_fd(reader) >= 0);
    assert_int_equal(credentials_due_ms(reader), BEGAN_MS + CREDENTIALS_COMMAND_MS);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(
            credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS + 9999, 0),
            CREDENTIALS_PENDING);
        assert_int_equal(write(ends[1], &"token"[i], 1), 1);
    }
    assert_int_equal(credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS, 0),
                     CREDENTIALS_PENDING);
    assert_int_equal(write(ends[1], "\n", 1), 1);
    assert_int_equal(credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS, 0),
                     CREDENTIALS_READY);
    assert_string_equal(scene->credentials.token, "token");
    credentials_end(reader);
    close(ends[0]);
    close(ends[1]);
}

static void gives_up_on_a_pipe_that_stays_silent(void **state) {
    struct token_scene *scene = *state;
    scene->sources.token_file = sandbox_path(&scene->sandbox, "fifo");
    assert_int_equal(mkfifo(scene->sources.token_file, 0644), 0);
    struct credentials_reader *reader = credentials_begin(&scene->sources, BEGAN_MS);
    assert_int_equal(
        credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS + 9999, 0),
        CREDENTIALS_PENDING);
    assert_int_equal(
        credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS + 10000, 0),
        CREDENTIALS_FAILED);
    assert_non_null(strstr(scene->problem.what, "fifo gave no token within 10 s"));
    credentials_end(reader);
}

static void reads_a_named_pipe_once_it_has_a_writer(void **state) {
    struct token_scene *scene = *state;
    char command[600];
    scene->sources.token_file = sandbox_path(&scene->sandbox, "fifo");
    assert_int_equal(mkfifo(scene->sources.token_file, 0644), 0);
    snprintf(command, sizeof command, "(sleep 0.1; printf token > %s) &",
             scene->sources.token_file);
    assert_int_equal(system(command), 0);
    token_scene_reads(scene, "token");
}

static void reads_no_more_of_a_pipe_without_end_than_a_token(void **state) {
    struct token_scene *scene = *state;
    char command[600];
    scene->sources.token_file = sandbox_path(&scene->sandbox, "fifo");
    assert_int_equal(mkfifo(scene->sources.token_file, 0600), 0);
    snprintf(command, sizeof command, "tr '\\0' x < /dev/zero > %s 2> /dev/null &",
             scene->sources.token_file);
    assert_int_equal(system(command), 0);
    token_scene_fails(scene, "longer than 8192 bytes");
}

static void reads_standard_input_without_a_limit(void **state) {
    struct token_scene *scene = *state;
    int ends[2];
    int saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    scene->sources.token_file = "-";
    struct credentials_reader *reader = credentials_begin(&scene->sources, BEGAN_MS);
    assert_int_equal(credentials_fd(reader), STDIN_FILENO);
    assert_true(credentials_due_ms(reader) == INT64_MAX);
    assert_int_equal(credentials_step(reader, &scene->credentials, &scene->problem,
                                      BEGAN_MS + INT64_C(1000000000), 0),
                     CREDENTIALS_PENDING);
    assert_int_equal(write(ends[1], "token\nmore", 10), 10);
    assert_int_equal(credentials_step(reader, &scene->credentials, &scene->problem, BEGAN_MS, 0),
                     CREDENTIALS_READY);
    assert_string_equal(scene->credentials.token, "token");
    assert_string_equal(scene->credentials.origin, "the token from standard input");
    credentials_end(reader);
    int flags = fcntl(STDIN_FILENO, F_GETFL);
    dup2(saved, STDIN_FILENO);
    assert_true(flags >= 0 && (flags & O_NONBLOCK) == 0);
    close(saved);
    close(ends[0]);
    close(ends[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        token_scene_test(takes_the_first_line_of_a_file),
        token_scene_test(takes_a_token_of_every_allowed_length),
        token_scene_test(refuses_a_file_that_others_have_access_to),
        token_scene_test(names_the_chmod_to_type),
        token_scene_test(names_no_half_of_a_chmod),
        token_scene_test(looks_at_the_file_behind_a_link),
        token_scene_test(says_which_file_cannot_be_read),
        token_scene_test(reads_a_pipe_that_was_handed_to_it),
        token_scene_test(gives_up_on_a_pipe_that_stays_silent),
        token_scene_test(reads_a_named_pipe_once_it_has_a_writer),
        token_scene_test(reads_no_more_of_a_pipe_without_end_than_a_token),
        token_scene_test(reads_standard_input_without_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

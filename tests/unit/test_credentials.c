/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "support/memory_scan.h"
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

static void takes_the_first_source_that_is_there(void **state) {
    struct token_scene *scene = *state;
    token_scene_write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"of_profile\"}}}");
    token_scene_reads(scene, "of_profile");
    scene->sources.token_command = "echo of_command";
    token_scene_reads(scene, "of_command");
    scene->sources.environment = "of_environment";
    token_scene_reads(scene, "of_environment");
    assert_string_equal(scene->credentials.origin, "the key in SUPERMETRICS_API_KEY");
    token_scene_write(scene, "of_file");
    token_scene_reads(scene, "of_file");
}

static void does_not_pass_over_a_source_that_is_broken(void **state) {
    struct token_scene *scene = *state;
    token_scene_write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"of_profile\"}}}");
    scene->sources.token_command = "exit 1";
    token_scene_fails(scene, "exit status 1");
    scene->sources.environment = "of environment";
    token_scene_fails(scene, "spaces");
    scene->sources.token_file = sandbox_path(&scene->sandbox, "none");
    token_scene_fails(scene, "No such file");
}

static void takes_an_empty_variable_for_none(void **state) {
    struct token_scene *scene = *state;
    scene->sources.environment = "";
    scene->sources.token_command = "echo of_command";
    token_scene_reads(scene, "of_command");
}

static void fail_with_a_bad_token(struct token_scene *scene, const char *what, const char *source) {
    char line[768];
    token_scene_fails(scene, what);
    problem_line(&scene->problem, line, sizeof line);
    assert_non_null(strstr(line, source));
    assert_null(strstr(line, "ses"));
    assert_null(strstr(line, "ame"));
}

/* What editors, copying and secret stores leave around it. */
static void white_space_around_a_token_does_not_count(void **state) {
    struct token_scene *scene = *state;
    static const char *const texts[] = {"sesame\n",     "sesame\r\n", " sesame ",
                                        "\tsesame\t\n", "sesame\r",   "\xEF\xBB\xBFsesame\n",
                                        "sesame \r\n\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char command[64];
        scene->sources = (struct credential_sources){.environment = texts[i]};
        token_scene_reads(scene, "sesame");
        token_scene_write(scene, texts[i]);
        token_scene_reads(scene, "sesame");
        scene->sources = (struct credential_sources){.token_command = command};
        snprintf(command, sizeof command, "printf '%%s' '%s'", texts[i]);
        token_scene_reads(scene, "sesame");
    }
    scene->sources = (struct credential_sources){.environment = "\nsesame\n"};
    token_scene_reads(scene, "sesame");
}

static void a_blank_variable_is_none(void **state) {
    struct token_scene *scene = *state;
    scene->sources.environment = " \r\n";
    scene->sources.token_command = "echo of_command";
    token_scene_reads(scene, "of_command");
}

static void says_what_is_wrong_with_a_token_and_not_the_token(void **state) {
    struct token_scene *scene = *state;
    static const struct {
        const char *token, *what;
    } cases[] = {
        {"ses ame", "spaces"},
        {"ses\tame", "control"},
        {"ses\x1B[31mame", "control"},
        {"ses\x7F"
         "ame",
         "control"},
        {"ses\rame", "control"},
        {"ses\xC3\xA9"
         "ame",
         "non-ASCII"},
        {"ses\xEF\xBB\xBF"
         "ame",
         "non-ASCII"},
        {"ses\xFF"
         "ame",
         "non-ASCII"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scene->sources.token_file = NULL;
        scene->sources.environment = cases[i].token;
        fail_with_a_bad_token(scene, cases[i].what, "SUPERMETRICS_API_KEY");
        token_scene_write(scene, cases[i].token);
        fail_with_a_bad_token(scene, cases[i].what, scene->sources.token_file);
    }
    sandbox_write(&scene->sandbox, "token", 0600, "ses\0ame", 7);
    fail_with_a_bad_token(scene, "control", scene->sources.token_file);
    token_scene_write(scene, "");
    fail_with_a_bad_token(scene, "empty", scene->sources.token_file);
    token_scene_write(scene, "\r\nsesame");
    fail_with_a_bad_token(scene, "empty", scene->sources.token_file);
}

static void knows_which_sources_can_change(void **state) {
    static const struct {
        struct credential_sources sources;
        bool can_change;
    } cases[] = {
        {{.token_file = "token"}, true},
        {{.token_file = "/run/secrets/token"}, true},
        {{.token_file = "-"}, false},
        {{.token_file = "-token"}, true},
        {{.token_file = "/dev/fd/63"}, false},
        {{.token_file = "/dev/stdin"}, false},
        {{.token_file = "/proc/self/fd/11"}, false},
        {{.environment = "key", .token_command = "cmd"}, false},
        {{.environment = "", .token_command = "cmd"}, true},
        {{.environment = "key", .token_file = "token"}, true},
        {{.token_command = "cmd"}, true},
        {{.profile = "work"}, true},
        {{0}, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(credentials_can_change(&cases[i].sources), cases[i].can_change);
    }
}

static void reads_a_token_that_has_changed(void **state) {
    struct token_scene *scene = *state;
    token_scene_write(scene, "old");
    token_scene_reads(scene, "old");
    token_scene_write(scene, "new");
    token_scene_reads(scene, "new");
}

static void leaves_no_descriptor(void **state) {
    struct token_scene *scene = *state;
    int before = sandbox_descriptors();
    token_scene_write(scene, "token");
    token_scene_reads(scene, "token");
    token_scene_write(scene, "to ken");
    token_scene_fails(scene, "spaces");
    assert_int_equal(chmod(scene->sources.token_file, 0644), 0);
    token_scene_fails(scene, "group or others");
    assert_int_equal(sandbox_descriptors(), before);
}

static void wiping_leaves_nothing(void **state) {
    static const struct credentials nothing = {0};
    struct token_scene *scene = *state;
    scene->sources.environment = "token";
    token_scene_reads(scene, "token");
    credentials_wipe(&scene->credentials);
    assert_memory_equal(&scene->credentials, &nothing, sizeof nothing);
    credentials_wipe(&scene->credentials);
}

/* Writes the secret without leaving a copy of it in this process. */
static void write_secret(struct token_scene *scene, const char *name, const char *before,
                         const char *behind) {
    sandbox_write(&scene->sandbox, name, 0600, before, strlen(before));
    int fd = open(scene->sandbox.path, O_WRONLY | O_APPEND);
    assert_true(fd >= 0);
    for (size_t i = 0; i < MEMORY_SCAN_SECRET; i++) {
        char byte = memory_scan_byte(i);
        assert_int_equal(write(fd, &byte, 1), 1);
    }
    assert_int_equal(write(fd, behind, strlen(behind)), strlen(behind));
    close(fd);
}

static void has_one_copy_and_then_none(struct token_scene *scene) {
    assert_int_equal(memory_scan_copies(), 0);
    assert_true(token_scene_read(scene, 0));
    assert_true(memory_scan_is_secret(scene->credentials.token));
    assert_int_equal(memory_scan_copies(), 1);
    credentials_wipe(&scene->credentials);
    assert_int_equal(memory_scan_copies(), 0);
}

static void keeps_no_copy_of_what_fails(struct token_scene *scene) {
    assert_false(token_scene_read(scene, 0));
    assert_int_equal(memory_scan_copies(), 0);
}

/* Runs what follows deep in the stack, so that the search does not overwrite it. */
#define PADDING_100                                                                                \
    "to be skipped to be skipped to be skipped to be skipped to be skipped to be skipped to be "   \
    "ski\n"
#define PADDING_500 PADDING_100 PADDING_100 PADDING_100 PADDING_100 PADDING_100
#define PADDING     PADDING_500 PADDING_500 PADDING_500 PADDING_500

static void keeps_one_copy_of_a_files_token(void **state) {
    struct token_scene *scene = *state;
    write_secret(scene, "token", "", "\n");
    scene->sources.token_file = scene->sandbox.path;
    has_one_copy_and_then_none(scene);
    write_secret(scene, "token", "", " and more\n");
    keeps_no_copy_of_what_fails(scene);
    write_secret(scene, "token", PADDING, " and more\n");
    keeps_no_copy_of_what_fails(scene);
}

static void keeps_one_copy_of_a_commands_token(void **state) {
    struct token_scene *scene = *state;
    char command[600];
    write_secret(scene, "token", "", "\n");
    snprintf(command, sizeof command, "tee /dev/stderr < %s", scene->sandbox.path);
    scene->sources.token_command = command;
    has_one_copy_and_then_none(scene);
    write_secret(scene, "token", PADDING, PADDING);
    snprintf(command, sizeof command, "cat %s >&2; exit 1", scene->sandbox.path);
    keeps_no_copy_of_what_fails(scene);
}

static void keeps_one_copy_of_a_profiles_token(void **state) {
    struct token_scene *scene = *state;
    scene->sources.config_home = scene->sandbox.folder;
    write_secret(scene, TOKEN_SCENE_CONFIG, "{\"profiles\":{\"default\":{\"api_key\":\"", "\"}}}");
    has_one_copy_and_then_none(scene);
    write_secret(scene, TOKEN_SCENE_CONFIG, "{\"profiles\":{\"default\":{\"api_key\":\"", "\"}}");
    keeps_no_copy_of_what_fails(scene);
    write_secret(scene, TOKEN_SCENE_CONFIG, "{\"profiles\" \"", "\"}");
    keeps_no_copy_of_what_fails(scene);
}

/* With lazy binding, the first call of a function saves the registers, which may hold parts of the
 * secret, on the stack. The program itself is linked without lazy binding. */
static void bind_at_once(char **argv) {
    if (getenv("LD_BIND_NOW") == NULL && setenv("LD_BIND_NOW", "1", 1) == 0) {
        execv(argv[0], argv);
    }
}

static void redacts(char *token, const char *text, const char *expected) {
    char copy[64];
    struct credentials credentials = {.token = token};
    snprintf(copy, sizeof copy, "%s", text);
    credentials_redact(&credentials, copy);
    assert_string_equal(copy, expected);
}

static void redacts_every_piece_of_the_token(void **state) {
    char token[] = "api_0123456789abcdef";
    char little[] = "demo";
    (void)state;
    redacts(token, "", "");
    redacts(token, "Shopify orders", "Shopify orders");
    redacts(token, "api_0123456789abcdef", "********************");
    redacts(token, "<api_0123456789abcdef>", "<********************>");
    redacts(token, "api_01234567", "************");
    redacts(token, "api_0123456", "api_0123456");
    redacts(token, "xx 456789abcdef", "xx ************");
    redacts(token, "api_01234567-api_01234567", "************-************");
    redacts(token, "api_01234567 api_0123", "************ api_0123");
    redacts(little, "demo demo demo demo", "demo demo demo demo");
    redacts(NULL, "api_0123456789abcdef", "api_0123456789abcdef");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        token_scene_test(takes_the_first_source_that_is_there),
        token_scene_test(does_not_pass_over_a_source_that_is_broken),
        token_scene_test(takes_an_empty_variable_for_none),
        token_scene_test(white_space_around_a_token_does_not_count),
        token_scene_test(a_blank_variable_is_none),
        token_scene_test(says_what_is_wrong_with_a_token_and_not_the_token),
        token_scene_test(knows_which_sources_can_change),
        token_scene_test(reads_a_token_that_has_changed),
        token_scene_test(leaves_no_descriptor),
        token_scene_test(wiping_leaves_nothing),
        token_scene_test(keeps_one_copy_of_a_files_token),
        token_scene_test(keeps_one_copy_of_a_commands_token),
        token_scene_test(keeps_one_copy_of_a_profiles_token),
        cmocka_unit_test(redacts_every_piece_of_the_token),
    };
    (void)argc;
    bind_at_once(argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

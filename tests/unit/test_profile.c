/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "backfilltop/base/times.h"

#include "support/token_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int64_t instant(const char *text) {
    int64_t seconds = TIMES_ABSENT;
    assert_true(times_parse_instant(text, &seconds));
    return seconds;
}

/* The folder is $XDG_CONFIG_HOME from the start. */
static int set_up(void **state) {
    token_scene_set_up(state);
    struct token_scene *scene = *state;
    scene->sources.config_home = scene->sandbox.folder;
    return 0;
}

#define profile_test(name) cmocka_unit_test_setup_teardown(name, set_up, token_scene_tear_down)

static void write_config(struct token_scene *scene, const char *json) {
    token_scene_write_config(scene, json);
}

static bool read_at(struct token_scene *scene, const char *now) {
    return token_scene_read(scene, instant(now));
}

static void reads_at(struct token_scene *scene, const char *now, const char *token) {
    assert_true(read_at(scene, now));
    assert_string_equal(scene->credentials.token, token);
}

static void reads(struct token_scene *scene, const char *token) {
    reads_at(scene, "2026-01-01T00:00:00Z", token);
}

static void fails_at(struct token_scene *scene, const char *now, const char *what,
                     const char *remedy) {
    assert_false(read_at(scene, now));
    assert_null(scene->credentials.token);
    assert_non_null(strstr(scene->problem.what, what));
    assert_non_null(strstr(scene->problem.remedy, remedy));
}

static void fails(struct token_scene *scene, const char *what, const char *remedy) {
    fails_at(scene, "2026-01-01T00:00:00Z", what, remedy);
}

static void takes_the_given_profile_then_the_active_one_then_default(void **state) {
    struct token_scene *scene = *state;
    static const char profiles[] = "\"profiles\":{\"default\":{\"api_key\":\"of_default\"},"
                                   "\"work\":{\"api_key\":\"of_work\"},"
                                   "\"home\":{\"api_key\":\"of_home\"}}";
    char json[512];
    snprintf(json, sizeof json, "{\"active_profile\":\"work\",%s}", profiles);
    write_config(scene, json);
    reads(scene, "of_work");
    assert_string_equal(scene->credentials.origin, "the API key of profile \"work\"");
    assert_non_null(strstr(scene->credentials.renewal, "supermetrics login"));
    scene->sources.profile = "";
    reads(scene, "of_work");
    scene->sources.profile = "home";
    reads(scene, "of_home");
    scene->sources.profile = NULL;
    snprintf(json, sizeof json, "{%s}", profiles);
    write_config(scene, json);
    reads(scene, "of_default");
    snprintf(json, sizeof json, "{\"active_profile\":\"\",%s}", profiles);
    write_config(scene, json);
    reads(scene, "of_default");
}

static void takes_a_live_access_token_before_the_api_key(void **state) {
    struct token_scene *scene = *state;
    write_config(scene,
                 "{\"profiles\":{\"default\":{\"api_key\":\"key\",\"access_token\":\"live\","
                 "\"refresh_token\":\"r\",\"token_expiry\":\"2026-05-01T12:00:00+02:00\"}}}");
    reads_at(scene, "2026-05-01T09:00:00Z", "live");
    assert_string_equal(scene->credentials.origin, "the access token of profile \"default\"");
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"key\",\"access_token\":\"\","
                        "\"token_expiry\":\"2026-05-01T12:00:00Z\"}}}");
    reads_at(scene, "2026-05-01T09:00:00Z", "key");
}

static void takes_the_api_key_once_the_access_token_has_expired(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"key\",\"access_token\":\"live\","
                        "\"token_expiry\":\"2026-05-01T12:00:00Z\"}}}");
    reads_at(scene, "2026-05-01T11:59:00Z", "live");
    reads_at(scene, "2026-05-01T11:59:01Z", "key");
    assert_string_equal(scene->credentials.origin, "the API key of profile \"default\"");
}

static void says_when_a_login_expired_and_how_to_renew_it(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":{\"work\":{\"access_token\":\"sesame\","
                        "\"token_expiry\":\"2026-05-01T12:00:00Z\"}}}");
    scene->sources.profile = "work";
    reads_at(scene, "2026-05-01T11:59:00Z", "sesame");
    fails_at(scene, "2026-05-01T11:59:01Z", "\"work\" expired at 2026-05-01T12:00:00Z",
             "supermetrics login");
    fails_at(scene, "2027-01-01T00:00:00Z", "expired at", "supermetrics login");
    assert_null(strstr(scene->problem.what, "sesame"));
}

#define RENEWABLE                                                                                  \
    "\"access_token\":\"sesame\",\"refresh_token\":\"r\",\"token_expiry\":\"2026-05-01T12:00:"     \
    "00Z\""

static void an_expired_login_that_can_be_renewed_names_a_command_that_does(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"active_profile\":\"work\",\"profiles\":{\"work\":{" RENEWABLE "}}}");
    fails_at(scene, "2026-05-02T00:00:00Z", "\"work\" expired at 2026-05-01T12:00:00Z",
             "run \"supermetrics backfills list-incomplete --team-id ID\"");
    scene->sources.team_id = 42;
    fails_at(scene, "2026-05-02T00:00:00Z", "expired",
             "run \"supermetrics backfills list-incomplete --team-id 42\"");
    scene->sources.profile = "work"; /* perhaps not the active one tomorrow */
    fails_at(scene, "2026-05-02T00:00:00Z", "expired",
             "run \"SUPERMETRICS_PROFILE=work supermetrics");
    setenv("SUPERMETRICS_PROFILE", "work", 1);
    fails_at(scene, "2026-05-02T00:00:00Z", "expired", "run \"supermetrics backfills");
    unsetenv("SUPERMETRICS_PROFILE");
}

static void an_expired_login_may_be_tried_if_it_can_be_renewed(void **state) {
    struct token_scene *scene = *state;
    scene->sources.even_expired = true;
    write_config(scene, "{\"profiles\":{\"default\":{" RENEWABLE "}}}");
    reads_at(scene, "2027-01-01T00:00:00Z", "sesame");
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"key\"," RENEWABLE "}}}");
    reads_at(scene, "2027-01-01T00:00:00Z", "key");
    write_config(scene, "{\"profiles\":{\"default\":{\"access_token\":\"sesame\","
                        "\"token_expiry\":\"2026-05-01T12:00:00Z\"}}}");
    fails_at(scene, "2027-01-01T00:00:00Z", "expired", "run \"supermetrics login\"");
}

static void reports_when_the_login_expires(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":{\"default\":{" RENEWABLE "}}}");
    reads_at(scene, "2026-05-01T09:00:00Z", "sesame");
    assert_int_equal(scene->credentials.expires_s, instant("2026-05-01T12:00:00Z"));
    assert_true(scene->credentials.renewable);
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"key\"," RENEWABLE "}}}");
    reads_at(scene, "2026-05-01T09:00:00Z", "sesame");
    assert_int_equal(scene->credentials.expires_s, 0);
    reads_at(scene, "2027-01-01T00:00:00Z", "key");
    assert_int_equal(scene->credentials.expires_s, 0);
    assert_false(scene->credentials.renewable);
}

static void counts_a_login_without_a_readable_expiry_as_expired(void **state) {
    struct token_scene *scene = *state;
    static const char *const expiries[] = {"\"\"", "\"soon\"", "null", "5"};
    for (size_t i = 0; i < sizeof expiries / sizeof expiries[0]; i++) {
        char json[256];
        snprintf(json, sizeof json,
                 "{\"profiles\":{\"default\":{\"access_token\":\"t\",\"token_expiry\":%s}}}",
                 expiries[i]);
        write_config(scene, json);
        fails(scene, "does not say when it expires", "supermetrics login");
    }
    write_config(scene, "{\"profiles\":{\"default\":{\"access_token\":\"t\",\"api_key\":\"k\"}}}");
    reads(scene, "k");
}

static void says_what_to_do_without_a_login(void **state) {
    struct token_scene *scene = *state;
    fails(scene, TOKEN_SCENE_CONFIG, "SUPERMETRICS_API_KEY");
    assert_non_null(strstr(scene->problem.remedy, "supermetrics login"));
    scene->sources.config_home = "/dev/null";
    fails(scene, "there is no /dev/null/", "SUPERMETRICS_API_KEY");
    scene->sources.config_home = "";
    fails(scene, "HOME is not set", "SUPERMETRICS_API_KEY");
    scene->sources.config_home = NULL;
    fails(scene, "HOME is not set", "SUPERMETRICS_API_KEY");
}

static void names_a_profile_that_is_not_there_or_empty(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"k\"},\"out\":{},\"none\":null,"
                        "\"odd\":{\"api_key\":7,\"access_token\":[],\"token_expiry\":{}}}}");
    scene->sources.profile = "wrok";
    fails(scene, "no profile \"wrok\"", "SUPERMETRICS_API_KEY");
    scene->sources.profile = "out";
    fails(scene, "\"out\" holds neither", "supermetrics login");
    scene->sources.profile = "none";
    fails(scene, "\"none\" holds neither", "supermetrics login");
    scene->sources.profile = "odd";
    fails(scene, "\"odd\" holds neither", "supermetrics login");
    scene->sources.profile = NULL;
    write_config(scene, "{}");
    fails(scene, "no profile \"default\"", "SUPERMETRICS_API_KEY");
    write_config(scene, "{\"profiles\":[],\"active_profile\":3}");
    fails(scene, "no profile \"default\"", "SUPERMETRICS_API_KEY");
}

static void reads_a_profile_of_any_name(void **state) {
    struct token_scene *scene = *state;
    char name[400];
    char json[512];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(json, sizeof json, "{\"profiles\":{\"%s\":{\"api_key\":\"k\"}}}", name);
    write_config(scene, json);
    scene->sources.profile = name;
    reads(scene, "k");
    assert_non_null(strstr(scene->credentials.origin, "nnn...\""));
}

static void says_the_line_of_a_broken_file_and_nothing_of_it(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":\n{\"default\":\n{\"api_key\":\"x\" sesame}}}");
    fails(scene, "not JSON: line 3", "supermetrics login");
    assert_null(strstr(scene->problem.what, "sesame"));
    write_config(scene, "");
    fails(scene, "not JSON: line 1", "supermetrics login");
    write_config(scene, "[\"sesame\"]");
    fails(scene, "not a JSON object", "supermetrics login");
    assert_null(strstr(scene->problem.what, "sesame"));
    assert_null(strstr(scene->problem.doing, "sesame"));
}

static void refuses_a_file_without_end(void **state) {
    struct token_scene *scene = *state;
    size_t size = 1024 * 1024;
    char *spaces = malloc(size + 1);
    assert_non_null(spaces);
    memset(spaces, ' ', size + 1);
    memcpy(spaces, "{}", 2);
    sandbox_write(&scene->sandbox, TOKEN_SCENE_CONFIG, 0600, spaces, size);
    fails(scene, "no profile", "");
    sandbox_write(&scene->sandbox, TOKEN_SCENE_CONFIG, 0600, spaces, size + 1);
    fails(scene, "too large", "check the file");
    free(spaces);
}

static void refuses_a_file_that_others_have_access_to(void **state) {
    struct token_scene *scene = *state;
    static const char json[] = "{\"profiles\":{\"default\":{\"api_key\":\"k\"}}}";
    static const mode_t modes[] = {0644, 0640, 0604, 0620, 0602};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        char command[600];
        sandbox_write(&scene->sandbox, TOKEN_SCENE_CONFIG, modes[i], json, strlen(json));
        snprintf(command, sizeof command, "type: chmod 600 %s", scene->sandbox.path);
        fails(scene, "group or others", command);
        assert_string_equal(scene->problem.remedy, command);
    }
    sandbox_write(&scene->sandbox, TOKEN_SCENE_CONFIG, 0400, json, strlen(json));
    reads(scene, "k");
}

static void cannot_read_a_folder_or_a_pipe(void **state) {
    struct token_scene *scene = *state;
    sandbox_folder(&scene->sandbox, TOKEN_SCENE_CONFIG);
    fails(scene, "neither a file nor a pipe", "");
    assert_int_equal(remove(scene->sandbox.path), 0);
    assert_int_equal(mkfifo(scene->sandbox.path, 0600), 0);
    fails(scene, "not JSON", "");
}

static void white_space_around_does_not_count(void **state) {
    struct token_scene *scene = *state;
    write_config(scene, "{\"profiles\":{\"work\":{\"api_key\":\" sesame\\r\\n\"}}}");
    scene->sources.profile = "work\n";
    reads(scene, "sesame");
}

static void names_the_profile_of_a_token_that_is_none(void **state) {
    struct token_scene *scene = *state;
    static const char *const bad[] = {"se same", "ses\\name", "sesam\\u00e9", "sesame\\u007f"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char json[256];
        snprintf(json, sizeof json, "{\"profiles\":{\"default\":{\"api_key\":\"%s\"}}}", bad[i]);
        write_config(scene, json);
        fails(scene, "it holds", "supermetrics login");
        assert_non_null(strstr(scene->problem.doing, "the API key of profile \"default\""));
        assert_null(strstr(scene->problem.what, "sam"));
    }
}

static void gives_jansson_its_allocator_back(void **state) {
    struct token_scene *scene = *state;
    json_malloc_t allocate = NULL;
    json_free_t release = NULL;
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"k\"}}}");
    reads(scene, "k");
    write_config(scene, "{");
    fails(scene, "not JSON", "");
    json_get_alloc_funcs(&allocate, &release);
    assert_true(allocate == malloc && release == free);
}

static void leaves_no_descriptor(void **state) {
    struct token_scene *scene = *state;
    int before = sandbox_descriptors();
    write_config(scene, "{\"profiles\":{\"default\":{\"api_key\":\"k\"}}}");
    reads(scene, "k");
    write_config(scene, "{");
    fails(scene, "not JSON", "");
    assert_int_equal(sandbox_descriptors(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        profile_test(takes_the_given_profile_then_the_active_one_then_default),
        profile_test(takes_a_live_access_token_before_the_api_key),
        profile_test(takes_the_api_key_once_the_access_token_has_expired),
        profile_test(says_when_a_login_expired_and_how_to_renew_it),
        profile_test(counts_a_login_without_a_readable_expiry_as_expired),
        profile_test(says_what_to_do_without_a_login),
        profile_test(names_a_profile_that_is_not_there_or_empty),
        profile_test(reads_a_profile_of_any_name),
        profile_test(says_the_line_of_a_broken_file_and_nothing_of_it),
        profile_test(refuses_a_file_without_end),
        profile_test(refuses_a_file_that_others_have_access_to),
        profile_test(cannot_read_a_folder_or_a_pipe),
        profile_test(an_expired_login_that_can_be_renewed_names_a_command_that_does),
        profile_test(an_expired_login_may_be_tried_if_it_can_be_renewed),
        profile_test(reports_when_the_login_expires),
        profile_test(white_space_around_does_not_count),
        profile_test(names_the_profile_of_a_token_that_is_none),
        profile_test(gives_jansson_its_allocator_back),
        profile_test(leaves_no_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

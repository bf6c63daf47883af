/* SPDX-License-Identifier: MIT */
#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What is shown when the API gives no data for all teams, or for some. */

#define FORBIDDEN                                                                                  \
    "403 forbidden: PERMISSION_ERROR: You may not view this team: ask its owner; the key needs "   \
    "scope dwh_transfers_read and permission dwh.transfer.view in this team: check --team and "    \
    "the key (request 01HQ3ZK8R1)"
#define FORBIDDEN_TOO                                                                              \
    "403 forbidden: PERMISSION_ERROR: You may not view this team: ask its owner; the key needs "   \
    "scope dwh_transfers_read and permission dwh.transfer.view in this team: check --team and "    \
    "the key (request 01HQ3ZK8R2)"
#define NOT_FOUND                                                                                  \
    "404 not found: NOT_FOUND: No such team; check --team and --base-url (request 01HQ3ZK8R3)"

static void open_empty(struct scene *scene) {
    scene_open(scene, NULL, sample_usual, 0);
    struct view_connection *connection = &scene->sample.view.connection;
    connection->last_success_ms = -1;
    connection->teams_live = 0;
    connection->state = CONNECTION_DENIED;
    connection->next_poll_ms = SAMPLE_NOW_MS + 57400;
}

static void fail_team(struct scene *scene, size_t index, const char *problem,
                      int64_t last_success_ms) {
    struct view_team *team = &scene->sample.teams[index];
    team->state = CONNECTION_DENIED;
    team->last_success_ms = last_success_ms;
    team->problem = problem;
}

static void open_two_teams(struct scene *scene, const struct sample_record *records, size_t count) {
    scene_open(scene, NULL, records, count);
    struct view_connection *connection = &scene->sample.view.connection;
    connection->team = "42, 43";
    connection->teams = 2;
    connection->teams_live = 1;
    connection->problem = "team 43: " FORBIDDEN;
}

static void a_team_that_may_not_be_seen(void **state) {
    (void)state;
    struct scene scene;
    open_empty(&scene);
    scene.sample.view.connection.problem = "team 42: " FORBIDDEN;
    scene_check_sizes(&scene, "forbidden");
    scene.sample.view.connection.in_flight = true;
    scene_draw(&scene, 80, 16);
    capture_check("forbidden_asking_80x16", false);
    scene.sample.view.page = PAGE_HELP;
    scene_draw(&scene, 80, 24);
    capture_check("forbidden_help_80x24", false);
    scene_close(&scene);
}

/* The middle and the header must not disagree: "1 m" there, "1:56" here. */
static void a_wait_is_said_in_one_way(void **state) {
    (void)state;
    struct scene scene;
    open_empty(&scene);
    scene.sample.view.connection.state = CONNECTION_RATE_LIMITED;
    scene.sample.view.connection.next_poll_ms = SAMPLE_NOW_MS + 116000;
    scene.sample.view.connection.problem =
        "team 42: 429 rate limited; the server asks to wait 120 s";
    scene_draw(&scene, 80, 12);
    capture_check("rate_limited_no_data_80x12", false);
    scene_close(&scene);
}

static void hostile_bytes_of_a_problem_are_marked(void **state) {
    (void)state;
    struct scene scene;
    open_empty(&scene);
    scene.sample.view.connection.problem = "team 42: 403 forbidden: a\x1b[2Jb\nc";
    scene_draw(&scene, 60, 12);
    capture_check("forbidden_hostile_60x12", false);
    scene_close(&scene);
}

static void two_teams_without_data(void **state) {
    (void)state;
    struct scene scene;
    open_two_teams(&scene, sample_teams, 0);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->state = CONNECTION_DENIED;
    connection->teams_live = 0;
    connection->last_success_ms = -1;
    connection->problem = "team 42: " NOT_FOUND " (and 1 more team in trouble)";
    fail_team(&scene, 0, NOT_FOUND, -1);
    fail_team(&scene, 1, FORBIDDEN, -1);
    scene_check_sizes(&scene, "two_teams_refused");
    fail_team(&scene, 0, FORBIDDEN_TOO, -1);
    scene_draw(&scene, 80, 16);
    capture_check("two_teams_refused_alike_80x16", false);
    scene_close(&scene);
}

static void one_team_is_empty_and_the_other_refused(void **state) {
    (void)state;
    struct scene scene;
    open_two_teams(&scene, sample_teams, 0);
    fail_team(&scene, 1, FORBIDDEN, -1);
    scene_draw(&scene, 80, 24);
    capture_check("one_empty_one_refused_80x24", false);
    scene_draw(&scene, 40, 10);
    capture_check("one_empty_one_refused_40x10", false);
    fail_team(&scene, 1, FORBIDDEN, SAMPLE_NOW_MS - 75000);
    scene_draw(&scene, 80, 24);
    capture_check("both_empty_one_refused_80x24", false);
    scene_close(&scene);
}

static void one_of_two_teams_has_old_data(void **state) {
    (void)state;
    struct scene scene;
    open_two_teams(&scene, sample_teams, sample_teams_count);
    fail_team(&scene, 1, FORBIDDEN, SAMPLE_NOW_MS - 75000);
    scene_check_sizes(&scene, "old_team");
    scene.sample.view.pane = PANE_GROUPED;
    scene_draw(&scene, 120, 40);
    capture_check("old_team_pane_120x40", false);
    scene.sample.view.pane = PANE_CLOSED;
    scene.sample.view.connection.state = CONNECTION_PAUSED;
    scene_draw(&scene, 120, 16);
    capture_check("old_team_paused_120x16", false);
    scene_close(&scene);
    scene_open(&scene, &(struct capture_options){.ascii = true}, sample_teams, sample_teams_count);
    scene.sample.view.connection.teams = 2;
    fail_team(&scene, 1, FORBIDDEN, SAMPLE_NOW_MS - 75000);
    scene_draw(&scene, 100, 16);
    capture_check("old_team_ascii_100x16", true);
    scene_close(&scene);
}

static void assert_age(struct scene *scene, const char *expected) {
    struct buffer text = {0};
    scene_draw(scene, 160, 16);
    capture_text(&text);
    if (strstr(buffer_string(&text), expected) == NULL) {
        fail_msg("no \"%s\" in\n%s", expected, buffer_string(&text));
    }
    buffer_clear(&text);
}

static void the_age_of_many_teams(void **state) {
    (void)state;
    struct scene scene;
    struct view_team teams[4];
    open_two_teams(&scene, sample_teams, sample_teams_count);
    struct view_connection *connection = &scene.sample.view.connection;
    for (size_t i = 0; i < 4; i++) {
        teams[i] = scene.sample.teams[0];
        teams[i].team_id = 42 + (int64_t)i;
    }
    connection->team_list = teams;
    connection->teams = 4;
    connection->teams_live = 4;
    assert_age(&scene, "● live  next in 4 s · updated 1 s ago\n");
    connection->teams_live = 3;
    teams[1].state = CONNECTION_CONNECTING;
    teams[1].last_success_ms = -1;
    assert_age(&scene, "● live (3 of 4 teams)  next in 4 s · team 43: no data yet\n");
    connection->teams_live = 2;
    teams[2].state = CONNECTION_FAILING;
    teams[2].last_success_ms = SAMPLE_NOW_MS - 600000;
    assert_age(&scene,
               "● live (2 of 4 teams)  next in 4 s · 2 teams: data up to 10 m old or none\n");
    teams[1].last_success_ms = SAMPLE_NOW_MS - 900000;
    assert_age(&scene, "● live (2 of 4 teams)  next in 4 s · 2 teams: data up to 15 m old\n");
    teams[1].last_success_ms = teams[2].last_success_ms = -1;
    assert_age(&scene, "● live (2 of 4 teams)  next in 4 s · 2 teams: no data yet\n");
    connection->state = CONNECTION_FAILING;
    connection->teams_live = 0;
    teams[0].last_success_ms = SAMPLE_NOW_MS - 900000;
    assert_age(&scene, "▲ failing: retrying in 4 s · data up to 15 m old or none\n");
    connection->team_list = teams;
    connection->teams = 1;
    connection->last_success_ms = SAMPLE_NOW_MS - 900000;
    assert_age(&scene, "▲ failing: retrying in 4 s · data 15 m old\n");
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_team_that_may_not_be_seen),
        cmocka_unit_test(a_wait_is_said_in_one_way),
        cmocka_unit_test(hostile_bytes_of_a_problem_are_marked),
        cmocka_unit_test(two_teams_without_data),
        cmocka_unit_test(one_team_is_empty_and_the_other_refused),
        cmocka_unit_test(one_of_two_teams_has_old_data),
        cmocka_unit_test(the_age_of_many_teams),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}

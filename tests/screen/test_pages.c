/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void open_scene(struct scene *scene, enum page_kind page, bool ascii) {
    scene_open(scene, &(struct capture_options){.ascii = ascii}, sample_usual, sample_usual_count);
    scene->sample.view.page = page;
}

/* What happened `ago_s` seconds before now. */
static void add(struct scene *scene, int64_t ago_s, enum event_kind kind, enum backfill_status from,
                enum backfill_status to, const char *name) {
    struct event event = {.at_s = SAMPLE_NOW_S - ago_s,
                          .team_id = ago_s % 2 == 0 ? SAMPLE_TEAM : SAMPLE_OTHER_TEAM,
                          .backfill_id = 12300 + ago_s % 61,
                          .transfer_id = 78,
                          .kind = kind,
                          .from = {.status = from},
                          .to = {.status = to},
                          .took_s = kind == EVENT_ENDED ? 8040 : TIMES_ABSENT,
                          .runs_completed = kind == EVENT_ENDED ? 31 : BACKFILL_NO_COUNT};
    event_set_name(&event, name);
    events_add(&scene->sample.tracker.events, &event);
}

static void add_of_api(struct scene *scene, int64_t ago_s, enum event_kind kind, int64_t team_id,
                       struct event_trouble trouble) {
    struct event event = {.at_s = SAMPLE_NOW_S - ago_s,
                          .team_id = team_id,
                          .kind = kind,
                          .took_s = 130,
                          .trouble = trouble};
    events_add(&scene->sample.tracker.events, &event);
}

static void fill(struct scene *scene) {
    events_clear(&scene->sample.tracker.events);
    add(scene, 90001, EVENT_APPEARED, BACKFILL_CREATED, BACKFILL_CREATED, "Shopify orders");
    add(scene, 46800, EVENT_STATUS, BACKFILL_CREATED, BACKFILL_SCHEDULED, "Shopify orders");
    add(scene, 46000, EVENT_RETURNED, BACKFILL_RUNNING, BACKFILL_RUNNING, NULL);
    add(scene, 5000, EVENT_STATUS, BACKFILL_SCHEDULED, BACKFILL_RUNNING, "Google 広告 日本");
    add(scene, 4000, EVENT_STALLED, BACKFILL_RUNNING, BACKFILL_RUNNING, "LinkedIn Pages");
    add(scene, 3901, EVENT_RESUMED, BACKFILL_RUNNING, BACKFILL_RUNNING, "LinkedIn Pages");
    add_of_api(scene, 3500, EVENT_TROUBLE, SAMPLE_OTHER_TEAM,
               (struct event_trouble){OUTCOME_SERVER_ERROR, 503, 0});
    add_of_api(scene, 3370, EVENT_RECOVERED, SAMPLE_OTHER_TEAM,
               (struct event_trouble){OUTCOME_SERVER_ERROR, 0, 0});
    add(scene, 900, EVENT_STATUS, BACKFILL_RUNNING, BACKFILL_FAILED, "Google Ads EMEA to BigQuery");
    add(scene, 700, EVENT_LEFT, BACKFILL_RUNNING, BACKFILL_RUNNING, "hostile \x1b[2J name");
    add(scene, 300, EVENT_MISSING, BACKFILL_RUNNING, BACKFILL_RUNNING, "Facebook Ads");
    add(scene, 200, EVENT_ENDED, BACKFILL_FAILED, BACKFILL_CANCELLED, "Shopify orders");
    add_of_api(scene, 100, EVENT_TROUBLE, BACKFILL_ALL_TEAMS,
               (struct event_trouble){OUTCOME_RATE_LIMITED, 429, 40});
    add(scene, 60, EVENT_ENDED, BACKFILL_RUNNING, BACKFILL_COMPLETED, "Google Ads EU");
}

static void the_events_at_each_size(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, PAGE_EVENTS, false);
    fill(&scene);
    scene_check_sizes(&scene, "events");
    scene_close(&scene);
}

static void the_events_of_several_teams_and_of_one(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, PAGE_EVENTS, true);
    fill(&scene);
    scene.sample.view.connection.teams = 2;
    scene.sample.view.connection.teams_live = 2;
    scene_draw(&scene, 120, 24);
    capture_check("events_two_teams_ascii", false);
    scene.sample.view.connection.teams = 1;
    scene.sample.view.team_id = SAMPLE_OTHER_TEAM;
    scene_draw(&scene, 80, 16);
    capture_check("events_one_team", false);
    scene_close(&scene);
}

static void no_events_yet(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, PAGE_EVENTS, false);
    events_clear(&scene.sample.tracker.events);
    scene_draw(&scene, 40, 10);
    capture_check("events_none_40x10", false);
    scene_close(&scene);
}

static void a_full_log_scrolls_to_its_end(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    open_scene(&scene, PAGE_EVENTS, false);
    for (int64_t i = EVENTS_KEPT; i > 0; i--) {
        add(&scene, i, EVENT_STATUS, BACKFILL_CREATED, BACKFILL_RUNNING, "Ads");
    }
    scene_draw(&scene, 80, 24);
    int most = scene.layout.page_text.most;
    assert_int_equal(most, EVENTS_KEPT - 19);
    scene.sample.view.page_scroll = most + 1000;
    scene_draw(&scene, 80, 24);
    capture_text(&text);
    assert_non_null(strstr(buffer_string(&text), "12:10:20")); /* 1000 seconds ago */
    assert_non_null(strstr(buffer_string(&text), "982-1000 of 1000"));
    buffer_clear(&text);
    scene_close(&scene);
}

static void the_commands_at_each_size(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, PAGE_COMMANDS, false);
    listing_select(&scene.sample.listing, 1);
    scene_check_sizes(&scene, "commands");
    listing_selected(&scene.sample.listing)->backfill.status = BACKFILL_RUNNING;
    listing_selected(&scene.sample.listing)->backfill.runs_failed = 40;
    scene_draw(&scene, 80, 24);
    capture_check("commands_blocked_80x24", false);
    scene_close(&scene);
}

static void the_help_at_each_size(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, PAGE_HELP, false);
    scene_check_sizes(&scene, "help");
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_events_at_each_size),
        cmocka_unit_test(the_events_of_several_teams_and_of_one),
        cmocka_unit_test(no_events_yet),
        cmocka_unit_test(a_full_log_scrolls_to_its_end),
        cmocka_unit_test(the_commands_at_each_size),
        cmocka_unit_test(the_help_at_each_size),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}

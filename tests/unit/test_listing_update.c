/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/random.h"
#include "backfilltop/core/listing.h"
#include "support/tracked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A listing that is updated from poll to poll looks at what has changed. It must be the one that
 * looks at everything each time. */

#define HISTORIES 40
#define POLLS     60
#define IDS       60

struct history {
    struct tracked *scene;
    struct listing updated;
    struct listing whole;
    struct filter filter;
    struct listing_query query;
    uint64_t random;
    int polls;
    int64_t done[IDS];
    int64_t total[IDS];
    bool listed[IDS];
};

static int64_t upto(struct history *history, int64_t limit) {
    return random_upto(&history->random, limit);
}

static void change_backfills(struct history *history) {
    for (int64_t times = upto(history, 4); times > 0; times--) {
        size_t id = (size_t)upto(history, IDS - 1);
        if (upto(history, 3) == 0) {
            history->listed[id] = !history->listed[id];
        } else {
            history->done[id] += upto(history, 9);
            history->total[id] = INT64_C(1) << history->polls; /* wider from poll to poll */
        }
    }
}

static void poll(struct history *history, int64_t team_id) {
    for (size_t id = 0; id < IDS; id++) {
        if (history->listed[id] && (int64_t)(id % 2) == team_id - TRACKED_TEAM) {
            enum backfill_status status = id % 7 == 0 ? BACKFILL_SCHEDULED : BACKFILL_RUNNING;
            struct backfill *backfill = tracked_put(history->scene, (int64_t)(id * id * id) + 1,
                                                    status, history->done[id]);
            backfill->runs_total = history->total[id];
            backfill->start_time = TRACKED_EPOCH_S - 100 * (int64_t)id;
        }
    }
    tracked_apply_to(history->scene, team_id);
}

static void change_query(struct history *history) {
    static const char *const filters[] = {"", "", "running", "1", "id:7"};
    struct listing_query *query = &history->query;
    int64_t way = upto(history, 9);
    if (way == 0) {
        query->team_id = upto(history, 2) == 0 ? BACKFILL_ALL_TEAMS
                                               : TRACKED_TEAM + upto(history, 1);
    } else if (way == 1) {
        query->sort.key = (enum sort_key)upto(history, sort_key_count - 1);
        query->sort.inverted = upto(history, 1) == 1;
    } else if (way == 2) {
        filter_clear(&history->filter);
        filter_parse(&history->filter, filters[upto(history, 4)]);
        query->filter = &history->filter;
    } else if (way == 3) {
        tracker_dismiss(&history->scene->tracker, BACKFILL_ALL_TEAMS, BACKFILL_NO_ID);
    }
}

/* One name, which is longer from poll to poll. */
static void name_transfers(struct history *history) {
    static char name[POLLS + 1];
    memset(name, 'n', POLLS);
    struct transfer_name items[] = {{7001, name + POLLS - history->polls}};
    struct transfer_names names = {.known = {.items = items, .count = 1}};
    if (upto(history, 1) == 0) {
        tracker_set_names(&history->scene->tracker, TRACKED_TEAM, &names);
    }
}

static void assert_same(const struct listing *updated, const struct listing *whole) {
    assert_int_equal(updated->count, whole->count);
    assert_int_equal(updated->total, whole->total);
    assert_int_equal(updated->selected, whole->selected);
    assert_int_equal(updated->selected_id, whole->selected_id);
    for (size_t i = 0; i < whole->count; i++) {
        assert_ptr_equal(updated->rows[i], whole->rows[i]);
    }
    assert_memory_equal(updated->widths, whole->widths, sizeof whole->widths);
}

static void update_both(struct history *history) {
    const struct tracker *tracker = &history->scene->tracker;
    history->whole.set_revision = 0;
    history->whole.measured = 0;
    listing_update(&history->updated, tracker, &history->query);
    listing_update(&history->whole, tracker, &history->query);
    assert_same(&history->updated, &history->whole);
}

static void select_both(struct history *history) {
    if (history->whole.count > 0 && upto(history, 5) == 0) {
        size_t index = (size_t)upto(history, (int64_t)history->whole.count - 1);
        listing_select(&history->updated, index);
        listing_select(&history->whole, index);
    }
}

static void run(struct history *history) {
    for (size_t id = 0; id < IDS; id++) {
        history->listed[id] = upto(history, 1) == 1;
    }
    for (history->polls = 0; history->polls < POLLS; history->polls++) {
        change_backfills(history);
        poll(history, TRACKED_TEAM + upto(history, 1));
        name_transfers(history);
        change_query(history);
        update_both(history);
        select_both(history);
    }
}

static void an_updated_listing_is_the_one_made_of_everything(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        void *scene;
        tracked_set_up(&scene);
        struct history history = {.scene = scene, .random = seed};
        listing_init(&history.updated);
        listing_init(&history.whole);
        run(&history);
        filter_clear(&history.filter);
        listing_clear(&history.updated);
        listing_clear(&history.whole);
        tracked_tear_down(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_updated_listing_is_the_one_made_of_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

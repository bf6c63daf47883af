/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/actions.h"
#include "../../src/monitor/commands.h"
#include "../../src/monitor/turn.h"
#include "../../src/screen/canvas.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/random.h"
#include "screen/support/capture.h"
#include "screen/support/emulator.h"
#include "screen/support/picture.h"
#include "screen/support/sample.h"

#include <curses.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Random histories of the monitor are drawn twice: as it draws, and whole, frame by frame. The
 * windows must be the same, and so must be what a terminal shows that got the bytes. */

enum { HISTORIES = 24, FRAMES = 150, ROWS = 30, TEAMS = 2, NAMES = 6, BUSY = 6, DAY_S = 86400 };

/* One run through a history. */
struct run {
    struct capture capture;
    struct monitor_options options;
    struct credentials credentials;
    struct source source;
    struct monitor monitor;
    uint64_t random;
    int64_t now_ms;
    int64_t now_s;
    struct backfill world[TEAMS][ROWS]; /* id 0: not in the list */
    char names[NAMES][24];              /* of transfers, changed in place */
    char warning[64];
    struct picture pictures[FRAMES];
    struct emulator emulator;
    off_t shown; /* bytes that the emulator has got */
};

static int upto(struct run *run, int most) {
    return (int)random_upto(&run->random, most);
}

static bool one_in(struct run *run, int count) {
    return upto(run, count - 1) == 0;
}

static int some_team(struct run *run) {
    return upto(run, (int)run->options.team_count - 1);
}

/* ---- what happens ---- */

static int64_t some_time(struct run *run) {
    return one_in(run, 8) ? TIMES_ABSENT : run->now_s - upto(run, one_in(run, 3) ? 300 : 3 * DAY_S);
}

static void renew(struct run *run, struct backfill *backfill, int64_t id) {
    backfill_clear(backfill);
    backfill_init(backfill);
    backfill->id = id;
    backfill->transfer_id = 100 + upto(run, NAMES);
    backfill->created_user_id = 7;
    backfill->range_start = 19000 + upto(run, 800);
    backfill->range_end = backfill->range_start + upto(run, 3);
    backfill->created_time = some_time(run);
    backfill->start_time = some_time(run);
    backfill->end_time = one_in(run, 4) ? some_time(run) : TIMES_ABSENT;
    backfill->runs_total = one_in(run, 9) ? BACKFILL_NO_COUNT : upto(run, 400);
    backfill->runs_created = backfill->runs_total;
    backfill->runs_completed = upto(run, 400);
    backfill->status = (enum backfill_status)upto(run, backfill_status_count - 1);
}

static void change_word(struct run *run, struct backfill *backfill) {
    static const char *const words[] = {"PAUSED", "ARCHIVED", "\xc3\x9c\x1b[2J", ""};
    free(backfill->status_word);
    backfill->status = BACKFILL_OTHER;
    backfill->status_word = strdup(words[upto(run, 3)]);
}

static void change(struct run *run, struct backfill *backfill) {
    switch (upto(run, 7)) {
    case 0:
        backfill->status = (enum backfill_status)upto(run, backfill_status_count - 1);
        break;
    case 1:
        backfill->runs_failed = upto(run, 9);
        break;
    case 2:
        backfill->created_time = some_time(run);
        break;
    case 3:
        backfill->range_end++;
        break;
    case 4:
        change_word(run, backfill);
        break;
    default:
        backfill->runs_completed++;
    }
}

static void change_names(struct run *run) {
    static const char *const names[] = {
        "Google Ads",         "Shopify",     "\xe6\x97\xa5\xe6\x9c\xac ads",
        "e\xcc\x81t\xc3\xa9", "a\x1b]2;x\a", "\xff\xfe"};
    snprintf(run->names[upto(run, NAMES - 1)], sizeof run->names[0], "%s %d", names[upto(run, 5)],
             upto(run, 2));
}

static void name_rows(struct run *run) {
    const struct tracker *tracker = &run->monitor.tracker;
    for (size_t i = 0; i < tracker->count; i++) {
        int64_t index = tracker->rows[i]->backfill.transfer_id - 100;
        bool is_named = index > 0 && index < NAMES;
        tracker->rows[i]->transfer_name = is_named ? run->names[index] : NULL;
    }
}

static void add_error(struct run *run, struct backfill *backfill) {
    backfill->has_error_report = true;
    backfill->error_count = 1;
    backfill->errors = memory_new(1, sizeof *backfill->errors);
    backfill->errors[0] = (struct backfill_error){.day = 19100 + upto(run, 20),
                                                  .message = strdup("Quota exceeded for today")};
}

static struct snapshot snapshot_of(struct run *run, int team) {
    struct snapshot snapshot = {.backfills = memory_new(ROWS, sizeof *snapshot.backfills),
                                .capacity = ROWS};
    for (int i = 0; i < ROWS; i++) {
        const struct backfill *backfill = &run->world[team][i];
        if (backfill->id != 0) {
            struct backfill *copy = &snapshot.backfills[snapshot.count++];
            *copy = *backfill;
            copy->status_word = backfill->status_word != NULL ? strdup(backfill->status_word)
                                                              : NULL;
            if (backfill->status == BACKFILL_FAILED) {
                add_error(run, copy);
            }
        }
    }
    return snapshot;
}

static void change_world(struct run *run, int team) {
    int changes = one_in(run, 3) ? 0 : upto(run, one_in(run, 4) ? ROWS : 3);
    for (int i = 0; i < changes; i++) {
        struct backfill *backfill = &run->world[team][upto(run, ROWS - 1)];
        if (backfill->id == 0 || one_in(run, 9)) {
            renew(run, backfill, one_in(run, 4) ? 0 : 1000 * team + 1 + upto(run, 3 * ROWS));
        } else {
            change(run, backfill);
        }
    }
}

static void poll(struct run *run) {
    int team = some_team(run);
    struct monitor *monitor = &run->monitor;
    struct poller_team *polled = &monitor->requests.poller.teams[team];
    change_world(run, team);
    for (int i = 0; i < BUSY && one_in(run, 2); i++) {
        change_word(run, &run->world[team][i]);
        run->world[team][BUSY + i].runs_completed++;
    }
    if (one_in(run, 3)) {
        change_names(run);
    }
    struct snapshot snapshot = snapshot_of(run, team);
    tracker_apply(&monitor->tracker, polled->team_id, &snapshot, run->now_ms, run->now_s);
    snapshot_clear(&snapshot);
    name_rows(run);
    polled->answered = true;
    polled->outcome = OUTCOME_OK;
    polled->last_success_ms = run->now_ms;
    polled->pacing.in_flight = false;
    polled->pacing.due_ms = run->now_ms + 5000;
    snprintf(monitor->requests.team_polls[team].request_id, 65, "request-%d", upto(run, 99));
    tracker_forget(&monitor->tracker, 600000, run->now_ms);
    monitor_refresh_listing(monitor);
}

static void fail_poll(struct run *run) {
    int team = some_team(run);
    struct monitor *monitor = &run->monitor;
    struct poller_team *polled = &monitor->requests.poller.teams[team];
    polled->answered = true;
    polled->outcome = (enum outcome)upto(run, outcome_count - 1);
    polled->pacing.in_flight = false;
    polled->pacing.due_ms = run->now_ms + 1000 + upto(run, 100000);
    monitor->requests.poller.limiter.not_before_ms = one_in(run, 3) ? run->now_ms + 90000 : 0;
    snprintf(monitor->requests.team_polls[team].problem, PROBLEM_LINE, "polling: %.*s",
             upto(run, 150),
             "the server has an error (503); it is asked again, later and later, as long as it "
             "lasts, and what is shown meanwhile is what it said before");
    if (polled->outcome == OUTCOME_OK) {
        monitor->requests.team_polls[team].problem[0] = '\0';
    }
    monitor->dirty = true;
}

static void change_quota(struct run *run) {
    struct poller *poller = &run->monitor.requests.poller;
    poller->limiter.quota.limit = 5000;
    poller->limiter.quota.stated = 5000;
    poller->limiter.quota.remaining = one_in(run, 3) ? QUOTA_UNKNOWN : upto(run, 900);
    poller->limiter.quota.reported_ms = run->now_ms;
    poller->limiter.quota.window.ends_ms = run->now_ms + upto(run, 3600000);
    poller->stretched_ms = poller->interval_ms + (one_in(run, 2) ? upto(run, 90000) : 0);
    run->monitor.requests.skew_s = one_in(run, 5) ? upto(run, 200) : 0;
    run->monitor.dirty = true;
}

static void change_warning(struct run *run) {
    snprintf(run->warning, sizeof run->warning, "the setting %d is not known", upto(run, 99));
    run->options.warning = one_in(run, 2) ? run->warning : NULL;
    run->monitor.dirty = true;
}

static void press(struct run *run) {
    static const int more[] = {
        'a',  'b', ' ', '1', '\r', TERMINAL_KEY_ESCAPE,    TERMINAL_KEY_CLICK,
        '\r', 'j', 'k', 'e', '\t', TERMINAL_KEY_WHEEL_DOWN};
    size_t count;
    const struct key_command *commands = commands_all(&count);
    int key = commands[upto(run, (int)count - 1)].keys[0];
    if (one_in(run, 2)) {
        key = more[upto(run, (int)(sizeof more / sizeof *more) - 1)];
    }
    struct terminal_input input = {.key = key, .y = upto(run, 30), .x = upto(run, 120)};
    actions_apply(&run->monitor, &input, run->now_ms, run->now_s);
    run->monitor.quit = false;
    run->monitor.suspend = false;
}

/* Opens the pane of a row that is not in the list any more: it says since when. */
static void open_gone(struct run *run) {
    struct monitor *monitor = &run->monitor;
    for (size_t i = 0; i < monitor->listing.count; i++) {
        if (monitor->listing.rows[i]->change == ROW_GONE) {
            listing_select(&monitor->listing, i);
            monitor->pane = PANE_GROUPED;
            monitor->page = PAGE_NONE;
            monitor->dirty = true;
            return;
        }
    }
}

static void resize(struct run *run) {
    static const struct {
        int width, height;
    } sizes[] = {{200, 60}, {170, 30}, {120, 40}, {80, 24}, {60, 15}, {40, 10}, {33, 4}, {20, 2}};
    int i = upto(run, 7);
    int width = one_in(run, 2) ? sizes[i].width : 20 + upto(run, 180);
    int height = sizes[i].height;
    if (height != LINES || width != COLS) {
        resizeterm(height, width);
        emulator_resize(&run->emulator, width, height);
        run->monitor.dirty = true;
    }
}

/* The emulator gets what has been sent. */
static void catch_up(struct run *run) {
    char bytes[65536];
    ssize_t got = 0;
    while ((got = pread(fileno(run->capture.out), bytes, sizeof bytes, run->shown)) > 0) {
        assert_true(got < (ssize_t)sizeof bytes);
        emulator_write(&run->emulator, bytes, (size_t)got);
        run->shown += got;
    }
}

/* As after Ctrl-Z, when another program has written to the terminal. */
static void come_back(struct run *run) {
    terminal_suspend();
    catch_up(run);
    terminal_resume();
    terminal_resize();
    emulator_resize(&run->emulator, COLS, LINES);
    catch_up(run);
    run->monitor.dirty = true;
}

static void begin_poll(struct run *run) {
    struct poller *poller = &run->monitor.requests.poller;
    poller->teams[some_team(run)].pacing.in_flight = true;
    run->monitor.stale = true;
}

static void let_time_pass(struct run *run) {
    static const int most_ms[] = {400, 1100, 70000, 4000000, 40000000};
    int64_t ms = upto(run, most_ms[upto(run, one_in(run, 6) ? 4 : 1)]);
    run->now_ms += ms;
    run->now_s = SAMPLE_NOW_S + (run->now_ms - SAMPLE_NOW_MS) / 1000;
    turn_tick(&run->monitor, run->now_ms);
    run->monitor.stale = true;
}

static void happen(struct run *run) {
    static void (*const events[])(struct run *) = {
        let_time_pass, let_time_pass, let_time_pass, let_time_pass, let_time_pass,
        let_time_pass, poll,          poll,          poll,          press,
        press,         press,         press,         press,         begin_poll,
        begin_poll,    fail_poll,     change_quota,  change_warning};
    if (one_in(run, 25)) {
        resize(run);
    } else if (one_in(run, 40)) {
        come_back(run);
    } else if (one_in(run, 20)) {
        open_gone(run);
    } else {
        events[upto(run, (int)(sizeof events / sizeof *events) - 1)](run);
    }
}

/* ---- what is seen ---- */

static void compare_with_emulator(struct run *run, const struct picture *picture, int frame) {
    catch_up(run);
    for (int i = 0; i < picture->width * picture->height; i++) {
        int y = i / picture->width;
        int x = i % picture->width;
        struct emulator_cell drawn = picture->cells[i];
        struct emulator_cell shown = run->emulator.cells[y][x];
        bool is_right_half = shown.text[0] == L'\0';
        picture_fade(&drawn);
        picture_fade(&shown);
        if (!is_right_half && !picture_alike(&drawn, &shown)) {
            fail_msg("frame %d, line %d, column %d: the terminal shows '%lc'", frame, y, x,
                     (wint_t)shown.text[0]);
        }
    }
}

/* ---- runs ---- */

static int64_t no_ms(const void *state) {
    (void)state;
    return SAMPLE_NOW_MS;
}

static void open_run(struct run *run, uint64_t seed) {
    static const struct source_ops OPS = {.now_ms = no_ms, .now_s = no_ms};
    static char host[] = "dts-api.supermetrics.com";
    bool is_ascii = seed % 4 == 1;
    memset(run, 0, sizeof *run);
    run->random = seed;
    run->now_ms = SAMPLE_NOW_MS;
    run->now_s = SAMPLE_NOW_S;
    run->options = (struct monitor_options){.source.endpoint = {.host = host},
                                            .teams = {SAMPLE_TEAM, SAMPLE_OTHER_TEAM},
                                            .team_count = seed % 3 == 0 ? 1 : TEAMS,
                                            .interval_ms = 5000,
                                            .charset = is_ascii ? TEXT_ASCII : TEXT_UTF8,
                                            .theme = (enum theme_id)(seed % theme_id_count)};
    run->credentials = (struct credentials){.origin = "the API key of profile \"work\"",
                                            .upkeep = "run \"supermetrics login\"",
                                            .expires_s = SAMPLE_NOW_S + upto(run, 7200)};
    run->source.ops = &OPS;
    for (int i = 0; i < NAMES; i++) {
        snprintf(run->names[i], sizeof run->names[i], "transfer %d", i);
    }
    monitor_init(&run->monitor, &run->options, &run->credentials, &run->source, 1);
    hook_init(&run->monitor.hook, NULL, TEXT_UTF8);
    capture_open(&run->capture,
                 &(struct capture_options){.theme = run->options.theme, .ascii = is_ascii});
    emulator_resize(&run->emulator, COLS, LINES);
    run->emulator.pen = (struct emulator_look){0, -1, -1};
}

static void close_run(struct run *run) {
    monitor_clear(&run->monitor);
    for (int i = 0; i < TEAMS * ROWS; i++) {
        backfill_clear(&run->world[i / ROWS][i % ROWS]);
    }
    for (int i = 0; i < FRAMES; i++) {
        free(run->pictures[i].cells);
    }
}

static void draw(struct run *run, bool whole) {
    struct monitor *monitor = &run->monitor;
    if (whole) {
        canvas_forget();
        monitor->dirty = true;
    }
    if (monitor->dirty || monitor->stale) {
        turn_draw(monitor, run->now_ms, run->now_s);
    }
}

static void live(struct run *run, uint64_t seed, bool whole) {
    open_run(run, seed);
    for (int frame = 0; frame < FRAMES; frame++) {
        for (int i = upto(run, 1); i >= 0; i--) {
            happen(run);
        }
        draw(run, whole);
        picture_take(&run->pictures[frame]);
        compare_with_emulator(run, &run->pictures[frame], frame);
    }
    capture_close(&run->capture);
}

static void compare(const struct picture *kept, const struct picture *whole, uint64_t seed,
                    int frame) {
    assert_int_equal(kept->width, whole->width);
    assert_int_equal(kept->height, whole->height);
    assert_int_equal(kept->cursor_y, whole->cursor_y);
    assert_int_equal(kept->cursor_x, whole->cursor_x);
    for (int i = 0; i < kept->width * kept->height; i++) {
        if (!picture_alike(&kept->cells[i], &whole->cells[i])) {
            fail_msg("seed %d, frame %d, line %d, column %d: '%lc' is kept, '%lc' is so", (int)seed,
                     frame, i / kept->width, i % kept->width, (wint_t)kept->cells[i].text[0],
                     (wint_t)whole->cells[i].text[0]);
        }
    }
}

static void frames_that_keep_what_is_the_same_look_like_whole_ones(void **state) {
    (void)state;
    struct run *kept = memory_new(1, sizeof *kept);
    struct run *whole = memory_new(1, sizeof *whole);
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        live(kept, seed, false);
        live(whole, seed, true);
        for (int frame = 0; frame < FRAMES; frame++) {
            compare(&kept->pictures[frame], &whole->pictures[frame], seed, frame);
        }
        close_run(whole);
        close_run(kept);
    }
    free(kept);
    free(whole);
}

/* The quota stands in the header or, where the countdown leaves no room, in the footer. */
static void the_quota_moves_as_the_countdown_does(void **state) {
    (void)state;
    struct run *run = memory_new(1, sizeof *run);
    struct picture kept;
    struct picture whole;
    open_run(run, 0);
    change_quota(run);
    run->monitor.requests.skew_s = 0;
    run->credentials.expires_s = 0;
    run->monitor.requests.poller.limiter.quota.remaining = 800;
    run->monitor.requests.poller.stretched_ms = 41000;
    poll(run);
    run->monitor.requests.poller.teams[0].pacing.due_ms = run->now_ms + 10000;
    for (int width = 60; width < 180; width++) {
        resizeterm(24, width);
        run->monitor.dirty = true;
        turn_draw(&run->monitor, run->now_ms, run->now_s);
        run->monitor.stale = true;
        turn_draw(&run->monitor, run->now_ms + 1000, run->now_s + 1);
        picture_take(&kept);
        canvas_forget();
        run->monitor.dirty = true;
        turn_draw(&run->monitor, run->now_ms + 1000, run->now_s + 1);
        picture_take(&whole);
        compare(&kept, &whole, 0, width);
        free(kept.cells);
        free(whole.cells);
    }
    capture_close(&run->capture);
    close_run(run);
    free(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_that_keep_what_is_the_same_look_like_whole_ones),
        cmocka_unit_test(the_quota_moves_as_the_countdown_does),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "two_ways.h"

#include <stdbool.h>
#include <string.h>

#define TEAM     42
#define EPOCH_S  INT64_C(1706778000)
#define UPTIME_S INT64_C(5000)

static bool same_text(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_errors(const struct backfill *a, const struct backfill *b) {
    if (a->error_count != b->error_count || a->has_error_report != b->has_error_report) {
        return false;
    }
    for (size_t i = 0; i < a->error_count; i++) {
        if (a->errors[i].day != b->errors[i].day ||
            !same_text(a->errors[i].message, b->errors[i].message)) {
            return false;
        }
    }
    return true;
}

static bool same_backfill(const struct backfill *a, const struct backfill *b) {
    return a->id == b->id && a->transfer_id == b->transfer_id &&
           a->created_user_id == b->created_user_id && a->removed_user_id == b->removed_user_id &&
           a->range_start == b->range_start && a->range_end == b->range_end &&
           a->created_time == b->created_time && a->start_time == b->start_time &&
           a->end_time == b->end_time && a->removed_time == b->removed_time &&
           a->runs_total == b->runs_total && a->runs_created == b->runs_created &&
           a->runs_completed == b->runs_completed && a->runs_failed == b->runs_failed &&
           a->status == b->status && same_text(a->status_word, b->status_word) && same_errors(a, b);
}

static bool same_forecast(const struct forecast *a, const struct forecast *b) {
    return a->has_rate == b->has_rate && a->has_eta == b->has_eta && a->stalled == b->stalled &&
           a->end_s == b->end_s && a->eta_s == b->eta_s && a->idle_ms == b->idle_ms &&
           memcmp(&a->runs_per_minute, &b->runs_per_minute, sizeof a->runs_per_minute) == 0;
}

static bool same_row(const struct row *a, const struct row *b) {
    return a->team_id == b->team_id && same_backfill(&a->backfill, &b->backfill) &&
           same_forecast(&a->forecast, &b->forecast) && a->change == b->change &&
           a->changed_fields == b->changed_fields && a->ending == b->ending &&
           a->gone_ms == b->gone_ms && a->track.count == b->track.count &&
           a->track.recorded_ms == b->track.recorded_ms && a->track.running == b->track.running;
}

static const char *compare_rows(const struct tracker *a, const struct tracker *b) {
    if (a->count != b->count) {
        return "number of rows";
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!same_row(a->rows[i], b->rows[i])) {
            return "a row";
        }
    }
    return NULL;
}

static const char *compare_changes(const struct tracker *a, const struct tracker *b) {
    if (a->changes.count != b->changes.count) {
        return "number of changes";
    }
    for (size_t i = 0; i < a->changes.count; i++) {
        const struct tracker_change *left = &a->changes.items[i];
        const struct tracker_change *right = &b->changes.items[i];
        if (left->kind != right->kind || left->row->backfill.id != right->row->backfill.id) {
            return "a change";
        }
    }
    return NULL;
}

static bool same_event(const struct event *a, const struct event *b) {
    return a->kind == b->kind && a->backfill_id == b->backfill_id && a->at_s == b->at_s &&
           a->from.status == b->from.status && a->to.status == b->to.status &&
           same_text(a->to.word, b->to.word) && a->runs_completed == b->runs_completed &&
           a->is_superseded == b->is_superseded;
}

static const char *compare_events(const struct tracker *a, const struct tracker *b) {
    if (a->events.total != b->events.total) {
        return "number of events";
    }
    for (size_t age = 0; age < a->changes.count + 2 && age < a->events.count; age++) {
        if (!same_event(events_at(&a->events, age), events_at(&b->events, age))) {
            return "an event";
        }
    }
    return NULL;
}

static const char *compare_trackers(const struct two_ways *ways) {
    const char *difference = compare_rows(&ways->whole, &ways->updated);
    difference = difference != NULL ? difference : compare_changes(&ways->whole, &ways->updated);
    return difference != NULL ? difference : compare_events(&ways->whole, &ways->updated);
}

static bool same_error(const struct api_error *a, const struct api_error *b) {
    return same_text(a->code, b->code) && same_text(a->message, b->message) &&
           same_text(a->description, b->description) && a->warnings == b->warnings &&
           same_text(a->first_warning, b->first_warning);
}

static const char *compare_decoded(const struct decoded *a, const struct decoded *b) {
    if (a->result != b->result) {
        return "the result";
    }
    if (!same_text(a->request_id, b->request_id)) {
        return "the request id";
    }
    if (!same_text(a->problem.what, b->problem.what) || !same_error(&a->error, &b->error)) {
        return "the error";
    }
    if (a->snapshot.warnings != b->snapshot.warnings ||
        a->snapshot.assumed_utc != b->snapshot.assumed_utc ||
        !same_text(a->snapshot.first_warning, b->snapshot.first_warning)) {
        return "the warnings";
    }
    if (snapshot_listed(&a->snapshot) != snapshot_listed(&b->snapshot)) {
        return "number of backfills";
    }
    return NULL;
}

static void apply(struct two_ways *ways, struct decoded *whole, struct decoded *updated) {
    int64_t now_ms = (UPTIME_S + ways->elapsed_s) * 1000;
    int64_t now_s = EPOCH_S + ways->elapsed_s;
    tracker_apply(&ways->whole, TEAM, &whole->snapshot, now_ms, now_s);
    tracker_apply(&ways->updated, TEAM, &updated->snapshot, now_ms, now_s);
}

static const char *answer(struct two_ways *ways, const char *body, size_t length, bool is_applied) {
    struct decoded whole;
    struct decoded updated;
    ways->elapsed_s += 20;
    decode_list(body, length, &whole);
    decode_list_since(ways->cache, tracker_serial(&ways->updated, TEAM), body, length, &updated);
    ways->kept += updated.snapshot.kept;
    const char *difference = compare_decoded(&whole, &updated);
    if (difference == NULL && whole.result == DECODE_OK && is_applied) {
        apply(ways, &whole, &updated);
        difference = compare_trackers(ways);
    }
    decoded_clear(&whole);
    decoded_clear(&updated);
    return difference;
}

void two_ways_init(struct two_ways *ways) {
    *ways = (struct two_ways){.cache = decode_cache_new()};
    tracker_init(&ways->whole);
    tracker_init(&ways->updated);
}

void two_ways_clear(struct two_ways *ways) {
    decode_cache_free(ways->cache);
    tracker_clear(&ways->whole);
    tracker_clear(&ways->updated);
}

const char *two_ways_answer(struct two_ways *ways, const char *body, size_t length) {
    return answer(ways, body, length, true);
}

const char *two_ways_drop(struct two_ways *ways, const char *body, size_t length) {
    return answer(ways, body, length, false);
}

const char *two_ways_disturb(struct two_ways *ways, struct choices *choices) {
    size_t way = choose(choices, 3);
    if (way == 2 && ways->whole.team_count > 0) {
        int64_t now_s = EPOCH_S + ways->elapsed_s;
        tracker_apply_again(&ways->whole, TEAM, (UPTIME_S + ways->elapsed_s) * 1000, now_s);
        tracker_apply_again(&ways->updated, TEAM, (UPTIME_S + ways->elapsed_s) * 1000, now_s);
    } else if (way == 0) {
        tracker_dismiss(&ways->whole, TEAM, BACKFILL_NO_ID);
        tracker_dismiss(&ways->updated, TEAM, BACKFILL_NO_ID);
    } else {
        int64_t id = 1 + (int64_t)choose(choices, 64);
        struct backfill record;
        backfill_init(&record);
        record.id = id;
        record.status = BACKFILL_COMPLETED;
        struct backfill copy = record;
        tracker_record_ending(&ways->whole, TEAM, id, &record, EPOCH_S);
        tracker_record_ending(&ways->updated, TEAM, id, &copy, EPOCH_S);
    }
    return compare_trackers(ways);
}

const char *two_ways_run(struct two_ways *ways, struct choices *choices, size_t *documents,
                         struct buffer *body) {
    struct list_text list = {0};
    const char *difference = NULL;
    for (; difference == NULL && *documents > 0 && !choices_have_ended(choices); --*documents) {
        list_text_mutate(&list, choices);
        buffer_reset(body);
        list_text_write(body, &list, choices);
        size_t way = choose(choices, 32);
        if (way == 31) {
            difference = two_ways_drop(ways, buffer_string(body), body->length);
        } else {
            difference = two_ways_answer(ways, buffer_string(body), body->length);
        }
        if (difference == NULL && way == 30) {
            difference = two_ways_disturb(ways, choices);
        }
    }
    list_text_clear(&list);
    return difference;
}

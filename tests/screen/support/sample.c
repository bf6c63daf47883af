/* SPDX-License-Identifier: MIT */
#include "screen/support/sample.h"

#include "backfilltop/base/memory.h"

#include <string.h>

#define HOUR   INT64_C(3600)
#define DAY    (24 * HOUR)
#define MINUTE INT64_C(60)

const struct sample_record sample_usual[] = {
    {12347,
     78,
     "FAILED",
     "2024-01-01",
     "2024-01-31",
     3 * DAY,
     3 * DAY - MINUTE,
     31,
     31,
     14,
     17,
     0,
     0,
     {{"2024-01-03", "2024-01-16", "Connection timeout to data source"},
      {"2024-01-20", "2024-01-20", "Connection timeout to data source"},
      {"2024-01-21", "2024-01-22",
       "Query failed: Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of "
       "service "
       "'analyticsdata.googleapis.com' for consumer 'project_number:764086051850'. Try again "
       "later."}}},
    {12351,
     78,
     "FAILED",
     "2023-11-20",
     "2024-02-10",
     26 * HOUR,
     25 * HOUR,
     83,
     83,
     82,
     1,
     0,
     0,
     {{"2024-02-10", "2024-02-10", "Destination table is locked by another transfer"}}},
    {12350,
     91,
     "RUNNING",
     "2023-03-01",
     "2024-02-29",
     2 * DAY,
     2 * DAY - HOUR,
     366,
     130,
     128,
     0,
     0,
     0,
     {{0}}},
    {12352,
     102,
     "RUNNING",
     "2024-02-01",
     "2024-02-28",
     5 * HOUR,
     4 * HOUR,
     28,
     20,
     15,
     3,
     4,
     0,
     {{"2024-02-04", "2024-02-06", "Authentication has expired: reconnect the data source"}}},
    {12353,
     102,
     "RUNNING",
     "2024-01-01",
     "2024-01-31",
     5 * HOUR,
     4 * HOUR,
     31,
     31,
     29,
     0,
     7,
     0,
     {{0}}},
    {12354,
     115,
     "RUNNING",
     "2023-01-01",
     "2023-12-31",
     4 * HOUR,
     3 * HOUR,
     365,
     204,
     196,
     2,
     31,
     0,
     {{"2023-05-14", "2023-05-15", "No data available for the requested dates"}}},
    {12355,
     115,
     "RUNNING",
     "2024-02-20",
     "2024-02-26",
     50 * MINUTE,
     40 * MINUTE,
     7,
     3,
     1,
     0,
     1,
     0,
     {{0}}},
    {12356,
     7,
     "RUNNING",
     "2023-12-01",
     "2024-02-29",
     3 * HOUR,
     2 * HOUR,
     91,
     60,
     55,
     0,
     12,
     0,
     {{0}}},
    {12357,
     78,
     "RUNNING",
     "2024-02-01",
     "2024-02-14",
     30 * MINUTE,
     20 * MINUTE,
     14,
     4,
     0,
     0,
     0,
     0,
     {{0}}},
    {12358, 130, "SCHEDULED", "2024-02-01", "2024-02-29", 20 * MINUTE, 0, 29, 0, 0, 0, 0, 0, {{0}}},
    {12359,
     130,
     "SCHEDULED",
     "2022-09-01",
     "2023-08-31",
     19 * MINUTE,
     0,
     365,
     0,
     0,
     0,
     0,
     0,
     {{0}}},
    {12360, 131, "CREATED", "2024-03-01", "2024-03-03", 90, 0, 3, 0, 0, 0, 0, 0, {{0}}},
    {12361, 131, "CREATED", "2024-02-12", "2024-02-18", 12, 0, 0, 0, 0, 0, 0, 0, {{0}}},
    {12340,
     91,
     "RUNNING",
     "2024-01-15",
     "2024-01-28",
     9 * HOUR,
     8 * HOUR,
     14,
     14,
     13,
     0,
     2,
     1,
     {{0}}},
};
const size_t sample_usual_count = sizeof sample_usual / sizeof *sample_usual;

static int64_t day_of(const char *text) {
    int64_t day = TIMES_ABSENT;
    if (text != NULL) {
        times_parse_day(text, &day);
    }
    return day;
}

static void add_errors(struct backfill *backfill, const struct sample_error *error) {
    for (int64_t day = day_of(error->first); day <= day_of(error->last); day++) {
        backfill->errors = memory_resize(backfill->errors, backfill->error_count + 1,
                                         sizeof *backfill->errors);
        backfill->errors[backfill->error_count++] = (struct backfill_error){
            day, memory_copy(error->message, strlen(error->message))};
    }
}

/* The backfill as it was `steps` times ten minutes ago. */
static struct backfill backfill_of(const struct sample_record *record, int64_t steps) {
    struct backfill backfill;
    backfill_init(&backfill);
    backfill.id = record->id;
    backfill.transfer_id = record->transfer_id;
    backfill.created_user_id = 1001;
    backfill.range_start = day_of(record->range_start);
    backfill.range_end = day_of(record->range_end);
    backfill.created_time = SAMPLE_NOW_S - record->created_s;
    backfill.start_time = record->started_s > 0 ? SAMPLE_NOW_S - record->started_s : TIMES_ABSENT;
    backfill.status = backfill_status_parse(record->status);
    if (backfill.status == BACKFILL_OTHER) {
        backfill.status_word = memory_copy(record->status, strlen(record->status));
    }
    int64_t earlier = record->runs_completed - steps * record->pace;
    backfill.runs_total = record->runs_total;
    backfill.runs_created = record->runs_created;
    backfill.runs_completed = earlier > 0 ? earlier : 0;
    backfill.runs_failed = record->runs_failed;
    backfill.has_error_report = true;
    for (size_t i = 0; i < 4 && record->errors[i].message != NULL; i++) {
        add_errors(&backfill, &record->errors[i]);
    }
    return backfill;
}

static void apply(struct sample *sample, const struct sample_record *records, size_t count,
                  int64_t steps, int64_t ago_s) {
    struct snapshot snapshot = {0};
    snapshot.backfills = memory_new(count + 1, sizeof *snapshot.backfills);
    snapshot.capacity = count + 1;
    for (size_t i = 0; i < count; i++) {
        if (steps > 0 || !records[i].left) {
            snapshot.backfills[snapshot.count++] = backfill_of(&records[i], steps);
        }
    }
    fleet_apply(&sample->fleet, SAMPLE_TEAM, &snapshot, SAMPLE_NOW_MS - ago_s * 1000,
                SAMPLE_NOW_S - ago_s);
    snapshot_clear(&snapshot);
}

void sample_init(struct sample *sample, const struct sample_record *records, size_t count) {
    memset(sample, 0, sizeof *sample);
    fleet_init(&sample->fleet);
    listing_init(&sample->listing);
    apply(sample, records, count, 2, 20 * MINUTE);
    apply(sample, records, count, 1, 10 * MINUTE);
    apply(sample, records, count, 0, 1);
    sample->totals = fleet_totals(&sample->fleet);
    listing_update(&sample->listing, &sample->fleet);
    listing_select(&sample->listing, 0);
    sample->view = (struct view){
        .fleet = &sample->fleet,
        .totals = &sample->totals,
        .listing = &sample->listing,
        .link = {.state = LINK_LIVE,
                 .team = "42",
                 .host = "dts-api.supermetrics.com",
                 .next_poll_ms = SAMPLE_NOW_MS + 4000,
                 .last_success_ms = SAMPLE_NOW_MS - 1000},
        .now_ms = SAMPLE_NOW_MS,
        .now_s = SAMPLE_NOW_S,
    };
}

void sample_clear(struct sample *sample) {
    listing_clear(&sample->listing);
    fleet_clear(&sample->fleet);
}

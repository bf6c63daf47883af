/* SPDX-License-Identifier: MIT */
#include "screen/support/sample.h"

#include "backfilltop/base/memory.h"

#include <string.h>

#define HOUR   INT64_C(3600)
#define DAY    (24 * HOUR)
#define MINUTE INT64_C(60)

const struct sample_record sample_usual[] = {
    {.id = 12347,
     .transfer_id = 78,
     .status = "FAILED",
     .range_start = "2024-01-01",
     .range_end = "2024-01-31",
     .created_s = 3 * DAY,
     .started_s = 3 * DAY - MINUTE,
     .runs_total = 31,
     .runs_created = 31,
     .runs_completed = 14,
     .runs_failed = 17,
     .errors =
         {{"2024-01-03", "2024-01-16", "Connection timeout to data source"},
          {"2024-01-20", "2024-01-20", "Connection timeout to data source"},
          {"2024-01-21", "2024-01-22",
           "Query failed: Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' "
           "of "
           "service "
           "'analyticsdata.googleapis.com' for consumer 'project_number:764086051850'. Try again "
           "later."}}},
    {.id = 12351,
     .transfer_id = 78,
     .status = "FAILED",
     .range_start = "2023-11-20",
     .range_end = "2024-02-10",
     .created_s = 26 * HOUR,
     .started_s = 25 * HOUR,
     .runs_total = 83,
     .runs_created = 83,
     .runs_completed = 82,
     .runs_failed = 1,
     .errors = {{"2024-02-10", "2024-02-10", "Destination table is locked by another transfer"}}},
    {.id = 12350,
     .transfer_id = 91,
     .status = "RUNNING",
     .range_start = "2023-03-01",
     .range_end = "2024-02-29",
     .created_s = 2 * DAY,
     .started_s = 2 * DAY - HOUR,
     .runs_total = 366,
     .runs_created = 130,
     .runs_completed = 128},
    {.id = 12352,
     .transfer_id = 102,
     .status = "RUNNING",
     .range_start = "2024-02-01",
     .range_end = "2024-02-28",
     .created_s = 5 * HOUR,
     .started_s = 4 * HOUR,
     .runs_total = 28,
     .runs_created = 20,
     .runs_completed = 15,
     .runs_failed = 3,
     .pace = 4,
     .errors = {{"2024-02-04", "2024-02-06",
                 "Authentication has expired: reconnect the data source"}}},
    {.id = 12353,
     .transfer_id = 102,
     .status = "RUNNING",
     .range_start = "2024-01-01",
     .range_end = "2024-01-31",
     .created_s = 5 * HOUR,
     .started_s = 4 * HOUR,
     .runs_total = 31,
     .runs_created = 31,
     .runs_completed = 29,
     .pace = 7},
    {.id = 12354,
     .transfer_id = 115,
     .status = "RUNNING",
     .range_start = "2023-01-01",
     .range_end = "2023-12-31",
     .created_s = 4 * HOUR,
     .started_s = 3 * HOUR,
     .runs_total = 365,
     .runs_created = 204,
     .runs_completed = 196,
     .runs_failed = 2,
     .pace = 31,
     .errors = {{"2023-05-14", "2023-05-15", "No data available for the requested dates"}}},
    {.id = 12355,
     .transfer_id = 115,
     .status = "RUNNING",
     .range_start = "2024-02-20",
     .range_end = "2024-02-26",
     .created_s = 50 * MINUTE,
     .started_s = 40 * MINUTE,
     .runs_total = 7,
     .runs_created = 3,
     .runs_completed = 1,
     .pace = 1},
    {.id = 12356,
     .transfer_id = 7,
     .status = "RUNNING",
     .range_start = "2023-12-01",
     .range_end = "2024-02-29",
     .created_s = 3 * HOUR,
     .started_s = 2 * HOUR,
     .runs_total = 91,
     .runs_created = 60,
     .runs_completed = 55,
     .pace = 12},
    {.id = 12357,
     .transfer_id = 78,
     .status = "RUNNING",
     .range_start = "2024-02-01",
     .range_end = "2024-02-14",
     .created_s = 30 * MINUTE,
     .started_s = 20 * MINUTE,
     .runs_total = 14,
     .runs_created = 4},
    {.id = 12358,
     .transfer_id = 130,
     .status = "SCHEDULED",
     .range_start = "2024-02-01",
     .range_end = "2024-02-29",
     .created_s = 20 * MINUTE,
     .runs_total = 29},
    {.id = 12359,
     .transfer_id = 130,
     .status = "SCHEDULED",
     .range_start = "2022-09-01",
     .range_end = "2023-08-31",
     .created_s = 19 * MINUTE,
     .runs_total = 365},
    {.id = 12360,
     .transfer_id = 131,
     .status = "CREATED",
     .range_start = "2024-03-01",
     .range_end = "2024-03-03",
     .created_s = 90,
     .runs_total = 3},
    {.id = 12361,
     .transfer_id = 131,
     .status = "CREATED",
     .range_start = "2024-02-12",
     .range_end = "2024-02-18",
     .created_s = 12},
    {.id = 12340,
     .transfer_id = 91,
     .status = "RUNNING",
     .range_start = "2024-01-15",
     .range_end = "2024-01-28",
     .created_s = 9 * HOUR,
     .started_s = 8 * HOUR,
     .runs_total = 14,
     .runs_created = 14,
     .runs_completed = 13,
     .pace = 2,
     .left = 1},
};
const size_t sample_usual_count = sizeof sample_usual / sizeof *sample_usual;

const struct sample_record sample_teams[] = {
    {.id = 12352,
     .transfer_id = 102,
     .name = "Google Ads EMEA to BigQuery",
     .status = "RUNNING",
     .range_start = "2024-02-01",
     .range_end = "2024-02-28",
     .created_s = 5 * HOUR,
     .started_s = 4 * HOUR,
     .runs_total = 28,
     .runs_created = 20,
     .runs_completed = 15,
     .runs_failed = 3,
     .pace = 4},
    {.id = 12355,
     .transfer_id = 7,
     .name = "Shopify orders",
     .status = "SCHEDULED",
     .range_start = "2024-02-20",
     .range_end = "2024-02-26",
     .created_s = 50 * MINUTE,
     .runs_total = 7},
    {.id = 12340,
     .transfer_id = 91,
     .name = "LinkedIn Ads to Snowflake",
     .status = "RUNNING",
     .range_start = "2024-01-15",
     .range_end = "2024-01-28",
     .created_s = 9 * HOUR,
     .started_s = 100 * MINUTE,
     .runs_total = 14,
     .runs_created = 14,
     .runs_completed = 14,
     .ending = "COMPLETED",
     .ended_s = 3},
    {.id = 12339,
     .transfer_id = 102,
     .name = "Google Ads EMEA to BigQuery",
     .status = "FAILED",
     .range_start = "2023-01-01",
     .range_end = "2023-12-31",
     .created_s = 10 * HOUR,
     .started_s = 9 * HOUR,
     .runs_total = 365,
     .runs_created = 120,
     .runs_completed = 112,
     .runs_failed = 8,
     .ending = "CANCELLED",
     .ended_s = 90,
     .removed_user_id = 2002,
     .errors = {{"2023-02-01", "2023-02-08", "Quota exceeded"}}},
    {.id = 12338,
     .transfer_id = 66,
     .status = "RUNNING",
     .range_start = "2024-01-01",
     .range_end = "2024-01-07",
     .created_s = 11 * HOUR,
     .started_s = 11 * HOUR,
     .runs_total = 7,
     .runs_created = 7,
     .runs_completed = 6,
     .pace = 1,
     .ending = SAMPLE_MISSING},
    {.id = 12337,
     .transfer_id = 7,
     .name = "Shopify orders",
     .status = "RUNNING",
     .range_start = "2024-02-10",
     .range_end = "2024-02-16",
     .created_s = 12 * HOUR,
     .started_s = 12 * HOUR,
     .runs_total = 7,
     .runs_created = 7,
     .runs_completed = 5,
     .pace = 1,
     .left = 1},
    {.id = 20017,
     .team_id = SAMPLE_OTHER_TEAM,
     .transfer_id = 311,
     .name = "Facebook Ads to Redshift",
     .status = "FAILED",
     .range_start = "2024-01-01",
     .range_end = "2024-01-31",
     .created_s = 3 * DAY,
     .started_s = 3 * DAY - MINUTE,
     .runs_total = 31,
     .runs_created = 31,
     .runs_completed = 14,
     .runs_failed = 17},
    {.id = 20018,
     .team_id = SAMPLE_OTHER_TEAM,
     .transfer_id = 312,
     .status = "RUNNING",
     .range_start = "2023-03-01",
     .range_end = "2024-02-29",
     .created_s = 2 * DAY,
     .started_s = 2 * DAY - HOUR,
     .runs_total = 366,
     .runs_created = 130,
     .runs_completed = 128,
     .pace = 3},
};
const size_t sample_teams_count = sizeof sample_teams / sizeof *sample_teams;
const size_t sample_teams_first = 6;

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

static int64_t team_of(const struct sample_record *record) {
    return record->team_id != 0 ? record->team_id : SAMPLE_TEAM;
}

static bool is_listed(const struct sample_record *record, int64_t steps) {
    return steps > 0 || (!record->left && record->ending == NULL);
}

static void apply(struct sample *sample, int64_t team_id, const struct sample_record *records,
                  size_t count, int64_t steps, int64_t ago_s) {
    struct snapshot snapshot = {0};
    snapshot.backfills = memory_new(count + 1, sizeof *snapshot.backfills);
    snapshot.capacity = count + 1;
    for (size_t i = 0; i < count; i++) {
        if (team_of(&records[i]) == team_id && is_listed(&records[i], steps)) {
            snapshot.backfills[snapshot.count++] = backfill_of(&records[i], steps);
        }
    }
    tracker_apply(&sample->tracker, team_id, &snapshot, SAMPLE_NOW_MS - ago_s * 1000,
                  SAMPLE_NOW_S - ago_s);
    snapshot_clear(&snapshot);
}

static void apply_teams(struct sample *sample, const struct sample_record *records, size_t count,
                        int64_t steps, int64_t ago_s) {
    apply(sample, SAMPLE_TEAM, records, count, steps, ago_s);
    apply(sample, SAMPLE_OTHER_TEAM, records, count, steps, ago_s);
}

/* What a lookup found, and the name of the transfer. */
static void complete(struct sample *sample, const struct sample_record *record) {
    if (record->ending != NULL) {
        struct backfill found = backfill_of(record, 0);
        found.status = backfill_status_parse(record->ending);
        found.removed_user_id = record->removed_user_id;
        int64_t ended = SAMPLE_NOW_S - record->ended_s;
        *(found.status == BACKFILL_CANCELLED ? &found.removed_time : &found.end_time) = ended;
        bool is_known = strcmp(record->ending, SAMPLE_MISSING) != 0;
        tracker_record_ending(&sample->tracker, team_of(record), record->id,
                              is_known ? &found : NULL, SAMPLE_NOW_S);
        backfill_clear(&found);
    }
    tracker_find(&sample->tracker, team_of(record), record->id)->transfer_name = record->name;
}

/* Twelve unknown minutes, then busy ones, an idle one, and slowly less. */
static void set_throughput(struct view *view) {
    static const double rates[THROUGHPUT_MINUTES] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                                     -1, -1, 4,  4,  9,  11, 12, 12, 8,  7,
                                                     0,  0,  5,  5,  4,  3,  2,  2,  1,  1};
    view->has_throughput = true;
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        view->throughput[i] = rates[i];
    }
}

void sample_init(struct sample *sample, const struct sample_record *records, size_t count) {
    memset(sample, 0, sizeof *sample);
    tracker_init(&sample->tracker);
    listing_init(&sample->listing);
    apply_teams(sample, records, count, 2, 20 * MINUTE);
    apply_teams(sample, records, count, 1, 10 * MINUTE);
    apply_teams(sample, records, count, 0, 1);
    for (size_t i = 0; i < count; i++) {
        complete(sample, &records[i]);
    }
    sample->totals = tracker_totals(&sample->tracker, BACKFILL_ALL_TEAMS);
    listing_update(&sample->listing, &sample->tracker, &(struct listing_query){0});
    listing_select(&sample->listing, 0);
    sample->teams[0] = (struct view_team){
        .team_id = SAMPLE_TEAM, .state = CONNECTION_LIVE, .last_success_ms = SAMPLE_NOW_MS - 1000};
    sample->teams[1] = sample->teams[0];
    sample->teams[1].team_id = SAMPLE_OTHER_TEAM;
    sample->view = (struct view){
        .tracker = &sample->tracker,
        .totals = &sample->totals,
        .listing = &sample->listing,
        .connection = {.state = CONNECTION_LIVE,
                       .team = "42",
                       .teams = 1,
                       .teams_live = 1,
                       .team_list = sample->teams,
                       .host = "dts-api.supermetrics.com",
                       .next_poll_ms = SAMPLE_NOW_MS + 4000,
                       .last_success_ms = SAMPLE_NOW_MS - 1000},
        .request_id = "01HQ3ZK8R1\x1b[2J",
        .now_ms = SAMPLE_NOW_MS,
        .now_s = SAMPLE_NOW_S,
    };
    set_throughput(&sample->view);
    sample->view.commands = sample->commands;
    sample->view.command_count = commands_show(sample->commands, &sample->view);
}

void sample_clear(struct sample *sample) {
    listing_clear(&sample->listing);
    tracker_clear(&sample->tracker);
}

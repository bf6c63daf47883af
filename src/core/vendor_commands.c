/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/vendor_commands.h"

#include "backfilltop/base/text.h"
#include "backfilltop/core/calendar.h"

#include <inttypes.h>

/* Whether a backfill in the list blocks a new one for some days. */
enum conflict { CONFLICT_NONE, CONFLICT_POSSIBLE, CONFLICT_CERTAIN };

/* The advice being written. */
struct advising {
    struct vendor_advice *advice;
    const struct tracker *tracker;
    const struct row *row;
    struct calendar calendar;
};

static enum conflict conflict_of_status(enum backfill_status status) {
    switch (status) {
    case BACKFILL_CREATED:
    case BACKFILL_SCHEDULED:
    case BACKFILL_RUNNING:
        return CONFLICT_CERTAIN;
    case BACKFILL_COMPLETED:
    case BACKFILL_CANCELLED:
        return CONFLICT_NONE;
    case BACKFILL_FAILED:
    case BACKFILL_OTHER:
    case BACKFILL_NONE:
    case backfill_status_count:
        break;
    }
    return CONFLICT_POSSIBLE;
}

static bool overlaps(const struct backfill *backfill, const struct calendar_range *days) {
    return backfill->range_start <= days->last && backfill->range_end >= days->first;
}

/* What `other` means for a new backfill of these days of the row's transfer. */
static enum conflict conflict_with(const struct advising *advising, const struct row *other,
                                   const struct calendar_range *days) {
    const struct row *row = advising->row;
    enum conflict conflict = conflict_of_status(other->backfill.status);
    if (other->change == ROW_GONE || other->team_id != row->team_id ||
        other->backfill.transfer_id != row->backfill.transfer_id) {
        return CONFLICT_NONE;
    }
    if (backfill_days(&other->backfill) == BACKFILL_NO_COUNT) {
        return conflict == CONFLICT_NONE ? CONFLICT_NONE : CONFLICT_POSSIBLE;
    }
    return overlaps(&other->backfill, days) ? conflict : CONFLICT_NONE;
}

static bool is_blocked(const struct advising *advising, const struct calendar_range *days) {
    for (size_t i = 0; i < advising->tracker->count; i++) {
        if (conflict_with(advising, advising->tracker->rows[i], days) == CONFLICT_CERTAIN) {
            return true;
        }
    }
    return false;
}

static void add_create(struct buffer *out, const struct row *row,
                       const struct calendar_range *days) {
    char first[TIMES_TEXT];
    char last[TIMES_TEXT];
    times_format_day(first, days->first);
    times_format_day(last, days->last);
    buffer_add_format(out,
                      "supermetrics backfills create --team-id %" PRId64 " --transfer-id %" PRId64
                      " \\\n    --range-start %s --range-end %s\n",
                      row->team_id, row->backfill.transfer_id, first, last);
}

/* The commands for the days that are blocked, or for those that are not. */
static void add_creates(struct buffer *out, const struct advising *advising, bool blocked) {
    for (size_t i = 0; i < advising->calendar.failed_range_count; i++) {
        const struct calendar_range *days = &advising->calendar.failed_ranges[i];
        if (is_blocked(advising, days) == blocked) {
            add_create(out, advising->row, days);
        }
    }
}

/* The strongest conflict with any of the blocked days, or with any of the others. */
static enum conflict conflict_of(const struct advising *advising, const struct row *other,
                                 bool blocked) {
    enum conflict strongest = CONFLICT_NONE;
    for (size_t i = 0; i < advising->calendar.failed_range_count; i++) {
        const struct calendar_range *days = &advising->calendar.failed_ranges[i];
        enum conflict conflict = conflict_with(advising, other, days);
        if (conflict > strongest && is_blocked(advising, days) == blocked) {
            strongest = conflict;
        }
    }
    return strongest;
}

/* Who stands in the way of those days, "12352 (RUNNING)", and how to cancel them. Returns how many.
 */
static size_t find_conflicts(const struct advising *advising, bool blocked, enum conflict wanted,
                             struct buffer *names, struct buffer *cancels) {
    size_t count = 0;
    for (size_t i = 0; i < advising->tracker->count; i++) {
        const struct row *other = advising->tracker->rows[i];
        const char *status = backfill_status_name(other->backfill.status);
        if (conflict_of(advising, other, blocked) != wanted) {
            continue;
        }
        buffer_add_format(names, "%s%" PRId64 " (%s)", count > 0 ? ", " : "", other->backfill.id,
                          status != NULL ? status : "in an unknown status");
        buffer_add_format(cancels,
                          "supermetrics backfills cancel --team-id %" PRId64
                          " --backfill-id %" PRId64 "\n",
                          other->team_id, other->backfill.id);
        count++;
    }
    return count;
}

static void advise_at_once(struct advising *advising) {
    struct buffer *text = &advising->advice->text;
    struct buffer names = {0};
    struct buffer cancels = {0};
    buffer_add_format(text, "To backfill the failed days of %" PRId64 " again:\n\n",
                      advising->row->backfill.id);
    buffer_add_string(text, buffer_string(&advising->advice->commands));
    size_t count = find_conflicts(advising, false, CONFLICT_POSSIBLE, &names, &cancels);
    if (count > 0) {
        buffer_add_format(
            text,
            "\nA new backfill must not overlap an active one of the same transfer. If "
            "the API counts %s as active, cancel %s first:\n\n%s",
            buffer_string(&names), count == 1 ? "it" : "them", buffer_string(&cancels));
    }
    buffer_clear(&names);
    buffer_clear(&cancels);
}

static void advise_later(struct advising *advising, struct buffer *creates) {
    struct buffer *text = &advising->advice->text;
    struct buffer names = {0};
    struct buffer cancels = {0};
    size_t count = find_conflicts(advising, true, CONFLICT_CERTAIN, &names, &cancels);
    buffer_add_format(text,
                      "%s%s failed days of %" PRId64
                      " cannot be backfilled again yet: a new backfill must not overlap an active "
                      "one of the same transfer, and %s %s active. Wait until %s ended, or cancel "
                      "%s first:\n\n%s\nand then:\n\n%s",
                      text->length > 0 ? "\n" : "", text->length > 0 ? "The other" : "The",
                      advising->row->backfill.id, buffer_string(&names), count == 1 ? "is" : "are",
                      count == 1 ? "it has" : "they have", count == 1 ? "it" : "them",
                      buffer_string(&cancels), buffer_string(creates));
    buffer_clear(&names);
    buffer_clear(&cancels);
}

/* The API limits the report, so it may not name all. */
static void advise_of_unnamed(struct advising *advising) {
    int64_t named = 0;
    int64_t failed = advising->row->backfill.runs_failed;
    for (size_t i = 0; i < advising->calendar.failed_range_count; i++) {
        const struct calendar_range *days = &advising->calendar.failed_ranges[i];
        named += days->last - days->first + 1;
    }
    if (failed > named) {
        buffer_add_format(&advising->advice->text,
                          "\n%" PRId64 " of %" PRId64
                          " failed days are named in the error report; the others are not "
                          "known.\n",
                          named, failed);
    }
}

static void explain(struct buffer *out, const struct backfill *backfill) {
    int64_t failed = backfill->runs_failed;
    const char *report = !backfill->has_error_report  ? "the API sent no error report"
                         : backfill->error_count == 0 ? "its error report is empty"
                                                      : "its error report names no day";
    if (failed > 0) {
        buffer_add_format(out, "%" PRId64 " run%s failed, but %s", failed, text_plural(failed),
                          report);
    } else if (backfill->error_count > 0 || failed == BACKFILL_NO_COUNT) {
        buffer_add_string(out, report);
    } else if (backfill->status == BACKFILL_CREATED || backfill->status == BACKFILL_SCHEDULED) {
        buffer_add_string(out, "it has not begun, and no run of it has failed");
    } else {
        buffer_add_string(out, "no run of it has failed");
    }
}

void vendor_advice_init(struct vendor_advice *advice, const struct tracker *tracker,
                        const struct row *row) {
    struct advising advising = {.advice = advice, .tracker = tracker, .row = row};
    struct buffer later = {0};
    *advice = (struct vendor_advice){0};
    calendar_init(&advising.calendar, &row->backfill);
    if (advising.calendar.failed_range_count == 0) {
        explain(&advice->why_not, &row->backfill);
    } else if (row->backfill.transfer_id == BACKFILL_NO_ID) {
        buffer_add_string(&advice->why_not, "the API did not say which transfer it belongs to");
    } else {
        add_creates(&advice->commands, &advising, false);
        add_creates(&later, &advising, true);
        if (advice->commands.length > 0) {
            advise_at_once(&advising);
        }
        if (later.length > 0) {
            advise_later(&advising, &later);
        }
        advise_of_unnamed(&advising);
    }
    buffer_clear(&later);
    calendar_clear(&advising.calendar);
}

void vendor_advice_clear(struct vendor_advice *advice) {
    buffer_clear(&advice->commands);
    buffer_clear(&advice->text);
    buffer_clear(&advice->why_not);
}

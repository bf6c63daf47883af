# SPDX-License-Identifier: MIT
"""`Y`: the vendor client's commands that backfill failed days again, and why there are none."""

from api_bodies import backfill, failed_backfill, list_of

CREATE = "supermetrics backfills create --team-id 42 --transfer-id 456788 \\\n    --range-start {} --range-end {}\n"
CANCEL = "supermetrics backfills cancel --team-id 42 --backfill-id"


def report(*days):
    return [{"transfer_run_date": day, "error": "Connection timeout"} for day in days]


def open_commands(canned, watch, *rows):
    screen = watch(canned(list_of(*rows)).url, "--no-names", width=120, height=40)
    screen.wait_for(rf"\b{rows[0]['transfer_backfill_id']}\b")
    screen.keys("Y")
    return screen


def test_of_what_runs_none_can_be_created_before_it_is_cancelled(canned, watch):
    row = backfill(7, transfer_runs_failed=1, error_report=report("2024-01-03"))
    screen = open_commands(canned, watch, row)
    screen.wait_for("The failed days of 7 cannot be backfilled again yet")
    screen.wait_for(rf"cancel it\s+first:\s+{CANCEL} 7\s+and then:\s+supermetrics backfills create")
    screen.wait_for("Nothing was sent to the clipboard")
    assert screen.clipboard() is None


def test_days_without_another_backfill_can_be_created_at_once(canned, watch):
    row = failed_backfill(7, "Connection timeout", days=(3, 20))
    other = backfill(8, range_start_date="2024-01-20", range_end_date="2024-01-25", created_time="2024-01-01T00:00:00Z")
    screen = open_commands(canned, watch, row, other)
    screen.wait_for("To backfill the failed days of 7 again")
    screen.wait_for(r"8 \(RUNNING\)\s+is\s+active")
    screen.wait_for(f"{CANCEL} 8")
    assert screen.clipboard() == CREATE.format("2024-01-03", "2024-01-03")


def test_it_says_how_many_of_the_failed_days_are_named(canned, watch):
    row = {**failed_backfill(7, "Connection timeout", days=range(3, 13)), "transfer_runs_failed": 15}
    screen = open_commands(canned, watch, row)
    screen.wait_for("10 of 15 failed days are named in the error report")


def test_it_says_why_there_is_nothing_to_do(canned, watch):
    screen = open_commands(canned, watch, backfill(7, "CREATED", transfer_runs_created=0, transfer_runs_completed=0))
    screen.wait_for("7: nothing to backfill again: it has not begun, and no run of it has failed")


def test_the_page_ends_the_notice_about_another_row(canned, watch):
    row = failed_backfill(7, "Connection timeout", days=(3, 20))
    other = backfill(8, "CREATED", transfer_id=1)
    screen = open_commands(canned, watch, other, row)
    screen.wait_for("To backfill the failed days of 7 again")
    screen.keys("Escape")
    screen.wait_gone("To backfill the failed days of 7 again")
    screen.keys("j", "Y")
    screen.wait_for("8: nothing to backfill again")
    screen.keys("k", "Y")
    screen.wait_for("To backfill the failed days of 7 again")
    assert not screen.shows("8: nothing to backfill again")

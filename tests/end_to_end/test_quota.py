# SPDX-License-Identifier: MIT
"""The hourly quota, lists that may be cut off, and clocks that differ."""

import datetime
import re
import time

import pytest

from api_bodies import backfill, list_of
from harness import run_once, wait_until

ROWS = list_of(backfill(7))
STRETCHED = r"every (\d+) s: (\d+) of 5,000 requests left this hour"
HUNDRED = [backfill(1000 + number) for number in range(100)]


def left(remaining, limit=5000):
    return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(remaining)}


def ago(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# Quota

def test_the_interval_stretches_and_comes_back_by_itself(canned, watch):
    server = canned(ROWS, headers=left(810))
    screen = watch(server.url, "--no-names", width=160)
    match = screen.wait_for(STRETCHED)
    interval_s, remaining = int(match.group(1)), int(match.group(2))
    assert 11 <= interval_s <= 13, "310 requests for an hour, with 500 left for others"
    assert 805 <= remaining <= 810
    known = len(server.polls())
    time.sleep(3.5)
    assert len(server.polls()) == known, "the user's interval is one second"
    server.answer(ROWS, headers=left(4999))
    server.wait_for_polls(known + 1)
    screen.wait_gone(STRETCHED)
    server.wait_for_polls(known + 3, timeout=16)  # at the stretched pace it would be 24 s


def test_a_quota_that_suffices_changes_nothing(canned, watch):
    server = canned(ROWS, headers=left(4800))
    screen = watch(server.url, "--no-names", interval=2, width=160)
    server.wait_for_polls(3)
    assert not screen.shows("requests left")


def test_a_refresh_may_use_the_reserve_and_finds_the_new_window(canned, watch):
    server = canned(ROWS, headers=left(400))
    screen = watch(server.url, "--no-names", width=160)
    screen.wait_for("hourly limit: 400 of 5,000 left for others, next poll by")
    known = len(server.polls())
    time.sleep(2.5)
    assert len(server.polls()) == known, "the last 500 are for others"
    server.answer(ROWS, headers=left(4999))
    screen.keys("r")
    server.wait_for_polls(known + 3)
    screen.wait_gone("hourly limit")


@pytest.mark.parametrize("limit", [None, "unlimited", "-1", "99999999999999999999", "5, 5"])
def test_a_quota_without_a_readable_limit_names_none(canned, watch, limit):
    headers = {"X-RateLimit-Remaining": "100"} | ({"X-RateLimit-Limit": limit} if limit else {})
    server = canned(ROWS, headers=headers)
    screen = watch(server.url, "--no-names", width=160)
    screen.wait_for(r"every \d+ s: \d+ requests left this hour")
    result = run_once("--check", "--team", "42", "--base-url", server.url)
    assert b"100 requests left this hour" in result.stdout


@pytest.mark.parametrize("headers, left_over", [
    (left(0), "0 of 5,000"), ({"X-RateLimit-Remaining": "0"}, "0"), (left(0, 0), "0"),
])
def test_a_quota_that_is_used_up_is_what_the_screen_says(canned, watch, headers, left_over):
    server = canned(ROWS, headers=headers)
    screen = watch(server.url, "--no-names", width=160)
    screen.wait_for(r"hourly limit: next poll in (1:0\d:\d\d|59:\d\d)")
    assert not screen.shows("live")
    waiting = f"waiting for the hourly limit: {left_over} requests left, next poll by \\d\\d:\\d\\d"
    screen.wait_for(waiting)
    screen.keys("r")
    screen.wait_for("(?m)^ *" + waiting)
    assert not screen.shows("asks to wait")
    assert screen.shows(r"\b7\b.*RUNNING")
    assert len(server.polls()) == 1


def test_two_teams_share_one_quota(canned, watch):
    server = canned(ROWS, headers=left(810))
    server.give("/v1/teams/43/backfills", ROWS, headers=left(810))
    screen = watch(server.url, "--no-names", team="42,43", width=160)
    wait_until(lambda: [match for match in [screen.shows(STRETCHED)] if match and 22 <= int(match.group(1)) <= 26],
               what=screen.text)


def test_the_demo_servers_hourly_limit_is_never_reached(demo, watch):
    server = demo("--limit", "40")
    screen = watch(server.url, team="42,43", width=160)
    screen.wait_for("of 40 requests left this hour")
    time.sleep(3)
    statuses = [entry[3] for entry in server.log()]
    assert 429 not in statuses
    assert len(statuses) <= 36, "a tenth is for others"


# A list that may be cut off

def test_a_list_of_100_says_that_there_may_be_more(canned, watch):
    server = canned(list_of(*HUNDRED))
    screen = watch(server.url, "--no-names")
    screen.wait_for(r"\b1000\b")
    screen.wait_for("there may be more")
    server.answer(list_of(*HUNDRED[:99]))
    screen.wait_gone("there may be more")


def test_once_says_so_too(canned):
    for rows, warned in ((HUNDRED, True), (HUNDRED[:99], False)):
        result = run_once("--once", "--no-names", "--team", "42", "--base-url", canned(list_of(*rows)).url)
        assert result.returncode == 0
        assert ("there may be more" in result.stderr.decode()) == warned


# Clocks

@pytest.mark.parametrize("skew_s, word", [(7200, "behind"), (-7200, "ahead")])
def test_another_clock_is_noted_and_ages_are_the_servers(canned, watch, skew_s, word):
    server = canned(list_of(backfill(7, created_time=ago(600 - skew_s), start_time=None)))
    server.skew_s = skew_s
    screen = watch(server.url, "--no-names", width=160)
    screen.wait_for(r"\b7\b.*RUNNING.* 10 m")
    screen.wait_for(f"clock is (2 h|1 h 59).* {word}")
    server.skew_s = 0
    screen.wait_gone("clock is")


def test_a_little_skew_is_not_mentioned(canned, watch):
    server = canned(ROWS)
    server.skew_s = 50
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(2)
    screen.wait_for(r"\b7\b.*RUNNING")
    assert not screen.shows("clock")


def test_once_computes_ages_by_the_servers_clock(canned):
    server = canned(list_of(backfill(7, created_time=ago(600 - 7200))))
    server.skew_s = 7200
    result = run_once("--once", "--no-names", "--team", "42", "--base-url", server.url)
    assert re.search(r"\b7\b.*10 m", result.stdout.decode())

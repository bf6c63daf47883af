# SPDX-License-Identifier: MIT
"""Several teams at once: none waits for another, and together they respect the limits of one token."""

import time

import pytest

from api_bodies import backfill, error_body, list_of
from harness import TOKEN, environment, run_once

SLOW_S = 5
LATE_S = 4  # a poll a second, on a busy machine; one that waits for the slow team comes after SLOW_S


def path_of(team):
    return f"/v1/teams/{team}/backfills"


@pytest.fixture(name="five")
def five_fixture(canned):
    """A server with five teams: the second is refused, the third is slow."""
    server = canned(list_of())
    for team in range(1, 6):
        server.give(path_of(team), list_of(backfill(1000 * team)), delay_s=SLOW_S if team == 3 else 0)
        server.give(f"/v1/teams/{team}/transfers", {"data": []})
    server.give(path_of(2), error_body("FORBIDDEN"), status=403)
    return server


def gaps(polls):
    moments = [poll.moment for poll in polls]
    return [later - earlier for earlier, later in zip(moments, moments[1:])]


def test_one_team_that_fails_and_one_that_is_slow_stop_no_other(five, watch):
    screen = watch(five.url, team="1,2,3,4,5")
    screen.wait_for(r"\b5000\b.*RUNNING")
    five.wait_for_polls(12, team="[145]")
    five.wait_for_polls(2, team="3")
    for team in (1, 4, 5):
        between = gaps(five.polls(team))
        assert max(between) < LATE_S, between
        assert sum(between) >= len(between) - 1, between  # what one gap lost to a busy machine, its neighbour shows
    assert len(five.polls(2)) == 1, "a refusal is asked about again in a minute"
    for team in range(1, 6):
        assert five.most_at_once(path_of(team)) == 1
    connections = {request.client for request in five.requests}
    assert len(connections) <= 6, "one pool: a connection is used again by whatever team comes next"
    assert five.tokens_seen() == [TOKEN]


def test_the_screen_shows_all_teams_in_one_table(five, watch):
    screen = watch(five.url, "--team", "3", "--team", "4,5,1", team="1,2", width=160)
    screen.wait_for(r"\b3\s+3000\b.*RUNNING")
    screen.wait_for("TEAM +ID")
    screen.wait_for("teams 1, 2, 3, 4, 5")
    screen.wait_for("4 backfills")
    screen.wait_for("4 of 5 teams")
    screen.wait_for("team 2: 403 forbidden")
    for team in (1, 3, 4, 5):
        screen.wait_for(rf"\b{team}\s+{team}000\b")


def test_digits_narrow_to_one_team_and_0_shows_all(five, watch):
    screen = watch(five.url, team="1,2,3,4,5", width=160)
    screen.wait_for(r"\b3000\b.*RUNNING")
    screen.keys("4")
    screen.wait_gone(r"\b(1000|3000|5000)\b")
    screen.wait_for(r"\b4000\b")
    screen.wait_for("1 backfill ")
    screen.wait_gone("403 forbidden")
    screen.keys("2")
    screen.wait_gone(r"\b4000\b")
    screen.wait_for("403 forbidden")
    screen.keys("9")
    screen.wait_for("no team 9")
    screen.keys("0")
    screen.wait_for(r"\b1000\b")
    for team in (3, 4, 5):
        screen.wait_for(rf"\b{team}000\b")


def test_the_shown_team_does_not_change_the_requests(five, watch):
    screen = watch(five.url, team="1,4,5")
    screen.wait_for(r"\b5000\b")
    screen.keys("2")
    known = len(five.polls(1))
    five.wait_for_polls(known + 2, team="1")


def test_a_retry_after_holds_every_team_of_the_token(canned, watch):
    server = canned(list_of())
    for team in (1, 2, 3):
        server.give(path_of(team), list_of(backfill(1000 * team)))
    screen = watch(server.url, "--no-names", team="1,2,3")
    screen.wait_for(r"\b3000\b")
    server.give(path_of(2), error_body("TOO_MANY_REQUESTS"), status=429, headers={"Retry-After": "6"})
    known = len(server.polls(2))
    refused = server.wait_for_polls(known + 1, team="2")[known]
    screen.wait_for("rate limited")
    time.sleep(6.5)
    early = [poll for poll in server.requests if 0.9 < poll.moment - refused.moment < 6]
    assert early == [], "0.9 s: what had left before the answer came"


def test_once_prints_what_it_has_and_reports_the_rest(five):
    result = run_once("--once", "--team", "1,2,4", "--base-url", five.url)
    assert result.returncode == 65
    lines = result.stdout.decode().splitlines()
    assert lines[0].split()[:2] == ["TEAM", "ID"]
    assert sorted(line.split()[:2] for line in lines[1:]) == [["1", "1000"], ["4", "4000"]]
    assert "team 2: 403 forbidden" in result.stderr.decode()


def test_the_variable_names_several_teams_too(five):
    env = environment(SUPERMETRICS_TEAM_ID="1,4")
    result = run_once("--once", "--base-url", five.url, env=env)
    assert result.returncode == 0, result.stderr
    assert [len(five.polls(team)) for team in (1, 2, 4)] == [1, 0, 1]


def test_a_team_named_twice_is_asked_once(five):
    result = run_once("--once", "--team", "1,1", "--team", "1", "--base-url", five.url)
    assert result.returncode == 0, result.stderr
    assert len(five.polls(1)) == 1


@pytest.mark.parametrize("teams", ["", "0", "1,,2", "1,", ",1", "1;2", "1 2", "-1", "99999999999999999999",
                                   ",".join(str(team) for team in range(1, 66))])
def test_a_wrong_list_of_teams_is_refused(teams):
    result = run_once("--once", "--team", teams)
    assert result.returncode == 64
    assert "--team" in result.stderr.decode()

# SPDX-License-Identifier: MIT
"""Conditional requests: a list that has not changed is not sent again (RFC 9110 section 13.1.2)."""

import json
import time

import pytest

from api_bodies import LIST, backfill, error_body, list_of
from harness import PATIENCE_S, environment, run_once, secret_file, wait_until
from servers import Answer

ROWS = list_of(backfill(7), backfill(8, "FAILED", transfer_runs_failed=1))
TAGS = ['"65f1-2a"', 'W/"65f1-2a"', '""', '"a,b*\\\\c"', '"' + "x" * 254 + '"']
BAD_TAGS = ["65f1-2a", "*", '"65f1-2a', '"a b"', '"a\x01b"', '"a\tb"', '"a", "b"', '"' + "x" * 255 + '"', 'w/"a"', ""]


def conditions(server, team=42):
    """The If-None-Match headers of the polls, None where there was none."""
    return [request.headers.get("If-None-Match") for request in server.polls(team)]


def statuses(server):
    return [request.status for request in server.polls()]


def refresh_until(screen, condition):
    """Presses r, which counts from a second after the latest poll on."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, screen.text()
        screen.keys("r")
        time.sleep(0.5)


def plain(body, **keywords):
    return Answer(json.dumps(body).encode(), **keywords)


@pytest.mark.parametrize("tag", TAGS)
def test_the_tag_is_sent_back_as_it_came(canned, watch, tag):
    server = canned(ROWS, etag=tag)
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(4)
    assert conditions(server)[:4] == [None, tag, tag, tag]
    assert statuses(server)[:4] == [200, 304, 304, 304]
    assert screen.shows("RUNNING") and screen.shows("FAILED")
    assert not screen.shows("unreadable") and not screen.shows("team 42:")


@pytest.mark.parametrize("tag", BAD_TAGS)
def test_what_is_no_tag_is_not_sent(canned, watch, tag):
    server = canned(ROWS, headers={"ETag": tag})
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(3)
    assert set(conditions(server)) == {None}
    assert screen.shows("RUNNING")


def test_a_server_without_tags_is_asked_as_before(canned, watch):
    server = canned(ROWS)
    watch(server.url, "--no-names")
    server.wait_for_polls(3)
    assert set(conditions(server)) == {None}


def test_a_change_comes_through_and_the_new_tag_is_the_next(canned, watch):
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(3)
    server.answer(list_of(backfill(7, transfer_runs_completed=9)), etag='W/"two"')
    screen.wait_for("9/20")
    screen.wait_for(r"\b8\b[^\n]*(left|gone)")
    known = len(server.polls())
    server.wait_for_polls(known + 2)
    assert conditions(server)[known + 1] == 'W/"two"' and statuses(server)[known + 1] == 304


def test_highlights_end_at_a_poll_that_brings_no_change(canned, watch):
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names", interval=2)
    screen.wait_for("5/20")
    server.answer(list_of(backfill(7, transfer_runs_completed=9), *ROWS["data"][1:]), etag='"two"')
    screen.wait_for("9/20")

    def cell():
        return next(line for line in screen.painted().splitlines() if "9/20" in line)
    changed = cell()
    known = len(server.polls())
    server.wait_for_polls(known + 1)
    wait_until(lambda: cell() != changed, what="the cell stays highlighted")
    assert statuses(server)[known] == 304


def test_a_304_is_a_success_like_any_other(canned, watch):
    """It ends the trouble of a refusal, and its quota counts."""
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names", width=160)
    server.wait_for_polls(2)
    server.answers[LIST] = plain(error_body("TOO_MANY_REQUESTS"), status=429, headers={"Retry-After": "2"})
    screen.wait_for("(?i)rate limited")
    server.answers[LIST] = plain(ROWS, etag='"one"', headers={"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "810"})
    screen.wait_gone("(?i)rate limited")
    screen.wait_for(r"every \d+ s: 8\d\d of 5,000 requests left this hour")
    assert 200 not in statuses(server)[2:] and 304 in statuses(server)[2:]
    assert screen.shows("RUNNING")
    refused = [index for index, status in enumerate(statuses(server)) if status == 429]
    polls = server.polls()
    assert polls[refused[-1] + 1].moment - polls[refused[-1]].moment >= 2
    screen.keys("e")
    screen.wait_for("API answered again")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_cannot_answer_does_not_cost_the_tag(canned, watch, status):
    server = canned(ROWS, etag='"one"')
    watch(server.url, "--no-names")
    server.wait_for_polls(2)
    server.answers[LIST] = plain(error_body("OOPS"), status=status)
    wait_until(lambda: status in statuses(server), what="no refusal")
    server.answer(ROWS, etag='"one"')
    wait_until(lambda: statuses(server)[-1] == 304, what=lambda: f"no 304: {statuses(server)}")
    assert 200 not in statuses(server)[2:]


@pytest.mark.parametrize("answer", [
    Answer(b'{"meta":{},"data":[{]}'), Answer(b""), Answer(b"[]"), plain(error_body("OOPS")),
    plain(error_body("FORBIDDEN"), status=403), plain(error_body("NOT_FOUND"), status=404), Answer(b"", status=204),
    Answer(b"", status=302, headers={"Location": "/elsewhere"})])
def test_after_an_answer_that_is_no_list_the_whole_list_is_asked_for(canned, watch, answer):
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(2)
    answer.headers = {**answer.headers, "ETag": '"one"'}
    server.answers[LIST] = answer
    known = len(server.polls())
    wait_until(lambda: answer.status in statuses(server)[known:], what="not answered")
    screen.wait_for("team 42:")
    server.answer(ROWS, etag='"one"')
    refresh_until(screen, lambda: None in conditions(server)[known:])
    screen.wait_gone("team 42:")
    first = conditions(server).index(None, known)
    assert statuses(server)[first] == 200 and 304 not in statuses(server)[known:first]


@pytest.mark.parametrize("tag, words", [(None, "did not name a version"), ('"two"', "did not name a version")])
def test_a_304_that_was_not_asked_for_is_unreadable(canned, watch, tag, words):
    server = canned(b"", status=304, headers={"ETag": tag} if tag else {})
    screen = watch(server.url, "--no-names", width=200)
    screen.wait_for("304 unreadable answer: not modified")
    assert words in " ".join(screen.text().split())
    assert set(conditions(server)) == {None}
    server.answer(ROWS)
    refresh_until(screen, lambda: screen.shows("RUNNING"))


def test_a_304_for_another_version_is_unreadable_and_the_rows_stay(canned, watch):
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names", width=200)
    server.wait_for_polls(2)
    server.answers[LIST] = Answer(b"", status=304, headers={"ETag": '"two"'})
    screen.wait_for("304 unreadable answer: not modified, but the version is not the one")
    assert screen.shows("RUNNING")
    known = len(server.polls())
    server.answer(ROWS, etag='"one"')
    refresh_until(screen, lambda: None in conditions(server)[known:])  # the list is asked for whole
    screen.wait_gone("unreadable")


def test_another_token_asks_for_the_whole_list(canned, watch, tmp_path):
    old, new = "api_Old7KxV0wJ9bT2nGfR5mLcY8", "api_New7KxV0wJ9bT2nGfR5mLcY8"
    path = secret_file(tmp_path / "token", old)
    server = canned(ROWS, etag='"one"')
    watch(server.url, "--no-names", "--token-file", str(path), env=environment(SUPERMETRICS_API_KEY=None))
    server.wait_for_polls(3)
    secret_file(path, new)
    server.tokens = {new}
    wait_until(lambda: new in server.tokens_seen() and statuses(server)[-1] == 304, what=lambda: statuses(server))
    by_new = [request for request in server.polls() if request.headers["Authorization"].endswith(new)]
    assert by_new[0].headers.get("If-None-Match") is None and by_new[0].status == 200
    assert by_new[1].headers.get("If-None-Match") == '"one"'


def test_each_team_has_a_tag_of_its_own(canned, watch):
    server = canned(ROWS, etag='"of-42"')
    server.give("/v1/teams/43/backfills", list_of(backfill(9)), etag='W/"of-43"')
    server.give("/v1/teams/44/backfills", list_of(backfill(10)))
    screen = watch(server.url, "--no-names", team="42,43,44")
    for team in (42, 43, 44):
        server.wait_for_polls(3, team=str(team))
    assert conditions(server, 42)[:3] == [None, '"of-42"', '"of-42"']
    assert conditions(server, 43)[:3] == [None, 'W/"of-43"', 'W/"of-43"']
    assert set(conditions(server, 44)) == {None}
    for number in (7, 8, 9, 10):
        assert screen.shows(rf"\b{number}\b")


def test_ages_and_forecasts_move_while_nothing_changes(canned, watch):
    """The counter of the latest answer starts over at every 304: the data are not old."""
    server = canned(ROWS, etag='"one"')
    screen = watch(server.url, "--no-names")
    server.wait_for_polls(2)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        assert not screen.shows(r"(?i)\bstale\b|no connection")
        time.sleep(0.2)
    assert len(server.polls()) >= 5


@pytest.mark.parametrize("mode", ["--once", "--check"])
def test_one_look_names_no_version(canned, mode):
    server = canned(ROWS, etag='"one"')
    result = run_once(mode, "--team", "42", "--base-url", server.url, "--no-names")
    assert result.returncode == 0, result
    assert conditions(server) == [None]
    server.answers[LIST] = Answer(b"", status=304, headers={"ETag": '"one"'})
    result = run_once(mode, "--team", "42", "--base-url", server.url, "--no-names")
    assert result.returncode == 1
    assert b"304 unreadable answer: not modified" in result.stdout + result.stderr


def test_the_demo_server_answers_304_until_its_data_change(demo, watch):
    server = demo("--speed", "0.2")
    screen = watch(server.url, "--no-names")
    server.wait_for_status(304)
    screen.wait_for("RUNNING")
    known = len(server.log())
    wait_until(lambda: 200 in [entry[3] for entry in server.log()[known:]], what="its data never change")
    assert not screen.shows("unreadable")


def test_the_demo_server_sends_all_lists_whole_if_told_so(demo, watch, tmp_path):
    body = tmp_path / "list.json"
    body.write_text(json.dumps(ROWS))
    server = demo("--list-file", str(body), "--no-etag")
    watch(server.url, "--no-names")
    wait_until(lambda: len(server.log()) >= 3, what="no polls")
    assert {entry[3] for entry in server.log()} == {200}

# SPDX-License-Identifier: MIT
"""Lookups of backfills that left the list, and of the names of transfers."""

import json
import re
import time

import pytest

from api_bodies import LIST, NAMES, backfill, error_body, list_of, names_of, one
from harness import run_once, wait_until
from servers import Answer, CannedServer, free_port

ENDED = {"end_time": "2024-02-01T10:44:00Z", "transfer_runs_created": 20, "transfer_runs_completed": 20}
CANCELLED = {"end_time": "2024-02-01T09:00:00Z", "removed_time": "2024-02-01T09:00:00Z", "removed_user_id": 2002}


def path_of(number, team=42):
    return f"/v1/teams/{team}/backfills/{number}"


@pytest.fixture(name="leaving")
def leaving_fixture(canned, watch):
    """Starts the program on a list of 7 and 8; leave() takes 8 out of it."""
    server = canned(list_of(backfill(7), backfill(8)))
    server.leave = lambda: server.answer(list_of(backfill(7)))

    def start(*options, **keywords):
        screen = watch(server.url, "--no-names", *options, **keywords)
        screen.wait_for(r"\b8\b.*RUNNING")
        return server, screen

    return start


# How they ended

def test_a_completed_backfill_says_when_it_ended_and_how_long_it_took(leaving):
    server, screen = leaving()
    server.give(path_of(8), one(8, "COMPLETED", **ENDED))
    server.leave()
    screen.wait_for(r"8 RUNNING -> COMPLETED after 2 h 14")
    screen.wait_for(r"\b8\b.*COMPLETED.*20/20.*10:44")
    assert screen.line_of(r"\b7\b.*RUNNING") < screen.line_of(r"\b8\b.*✓ COMPLETED"), "below the incomplete ones"
    screen.keys("G", "Enter")
    screen.wait_for(r"Completed 2024-02-01 10:44:00.*took 2 h 14")
    time.sleep(2)
    assert len(server.lookups()) == 1, "an end is final"


def test_a_cancelled_backfill_says_when_and_by_whom(leaving):
    server, screen = leaving()
    server.give(path_of(8), one(8, "CANCELLED", **CANCELLED))
    server.leave()
    screen.wait_for(r"\b8\b.*CANCELLED.*09:00")
    screen.keys("G", "Enter")
    screen.wait_for(r"Cancelled 2024-02-01 09:00:00.*by user 2002")


def test_a_backfill_that_the_api_does_not_know_any_more_is_gone(leaving):
    server, screen = leaving()
    server.give(path_of(8), error_body("NOT_FOUND"), status=404)
    server.leave()
    screen.wait_for(r"\b8\b.*gone")
    screen.keys("G", "Enter")
    screen.wait_for("404")
    time.sleep(2)
    assert len(server.lookups()) == 1


def test_a_lookup_that_fails_is_tried_again_later(leaving):
    server, screen = leaving()
    answers = [Answer(json.dumps(error_body("INTERNAL_SERVER_ERROR")).encode(), status=500),
               Answer(json.dumps(one(8, "COMPLETED", **ENDED)).encode())]
    server.answers[path_of(8)] = lambda count: answers[min(count, 1)]
    server.leave()
    screen.wait_for(r"\b8\b.*left")
    screen.wait_for(r"\b8\b.*COMPLETED")
    first, second = server.lookups()
    assert second.moment - first.moment >= 2
    assert not screen.shows("500"), "the list is well"


def test_what_the_lookup_says_is_not_final_is_asked_again(leaving):
    server, screen = leaving()
    answers = [Answer(json.dumps(one(8, "RUNNING")).encode()),
               Answer(json.dumps(one(8, "COMPLETED", **ENDED)).encode())]
    server.answers[path_of(8)] = lambda count: answers[min(count, 1)]
    server.leave()
    screen.wait_for(r"\b8\b.*COMPLETED")
    assert len(server.lookups()) == 2


def test_a_refused_lookup_is_not_repeated(leaving):
    server, screen = leaving()
    server.give(path_of(8), error_body("FORBIDDEN"), status=403)
    server.leave()
    screen.wait_for(r"\b8\b.*left")
    wait_until(server.lookups, what="no lookup")
    time.sleep(4)
    assert len(server.lookups()) == 1


def test_refused_lookups_are_repeated_and_their_outcomes_shown(canned, watch, tmp_path):
    """A 401, a redirect and an unreadable answer, once each: a minute later they are requested again."""
    trace = tmp_path / "trace"
    server = canned(list_of(backfill(8)))
    for team, refusal in ((42, Answer(json.dumps(error_body("UNAUTHORIZED")).encode(), status=401)),
                          (43, Answer(b"", status=302, headers={"Location": "/elsewhere"})),
                          (44, Answer(b"<html>"))):
        answers = [refusal, Answer(json.dumps(one(8, "COMPLETED", **ENDED)).encode())]
        server.give(f"/v1/teams/{team}/backfills", list_of(backfill(8)))
        server.answers[path_of(8, team)] = lambda count, answers=answers: answers[min(count, 1)]
    screen = watch(server.url, "--no-names", "--on-event", f"echo $BACKFILL_TEAM_ID >>{trace}",
                   team="42,43,44")
    screen.wait_for("3 running")
    for team in (42, 43, 44):
        server.give(f"/v1/teams/{team}/backfills", list_of())
    screen.wait_for("3 completed", timeout=120)
    wait_until(lambda: sorted(trace.read_text().split()) == ["42", "43", "44"], what="the commands did not run")
    for team in (42, 43, 44):
        first, second = [lookup for lookup in server.lookups() if f"/{team}/" in lookup.path]
        assert second.moment - first.moment >= 60


def test_a_backfill_that_comes_back_is_live_again(leaving):
    server, screen = leaving()
    server.give(path_of(8), error_body("SERVICE_UNAVAILABLE"), status=503)
    server.leave()
    screen.wait_for(r"\b8\b.*left")
    wait_until(server.lookups, what="no lookup")
    server.answer(list_of(backfill(7), backfill(8, "FAILED")))
    screen.wait_for(r"\b8\b.*FAILED")
    known = len(server.lookups())
    time.sleep(4)
    assert len(server.lookups()) == known


def test_many_are_looked_up_a_few_at_a_time_and_the_polls_go_on(canned, watch):
    rows = [backfill(100 + number) for number in range(10)]
    server = canned(list_of(backfill(7), *rows))
    for row in rows:
        number = row["transfer_backfill_id"]
        server.give(path_of(number), one(number, "COMPLETED", **ENDED), delay_s=0.7)
    screen = watch(server.url, "--no-names")
    screen.wait_for(r"\b109\b.*RUNNING")
    server.answer(list_of(backfill(7)))
    screen.wait_for("10 completed")
    assert len(server.lookups()) == 10, "each once"
    assert server.most_at_once(path_of(r"\d+")) == 2
    first, last = server.lookups()[0].moment, server.lookups()[-1].moment
    polls = [poll for poll in server.polls() if first <= poll.moment <= last]
    assert len(polls) >= 2, "a poll a second, in the three seconds and a half that the look-ups take"


def test_keep_says_how_long_an_ended_one_stays(leaving):
    server, screen = leaving("--keep", "3")
    server.give(path_of(8), one(8, "COMPLETED", **ENDED))
    server.leave()
    screen.wait_for(r"\b8\b.*✓ COMPLETED")
    screen.wait_gone(r"\b8\b.*✓ COMPLETED")
    screen.wait_for(r"\b7\b.*RUNNING")


def test_d_dismisses_one_and_shift_d_all(canned, watch):
    rows = [backfill(number) for number in (7, 8, 9, 10)]
    server = canned(list_of(*rows))
    for number in (8, 9, 10):
        server.give(path_of(number), one(number, "COMPLETED", **ENDED))
    screen = watch(server.url, "--no-names")
    screen.wait_for(r"\b10\b.*RUNNING")
    screen.keys("d")
    screen.wait_for("only a backfill that left the list")
    server.answer(list_of(backfill(7)))
    screen.wait_for("3 completed")
    screen.keys("G", "d")
    screen.wait_for("2 completed")
    screen.keys("D")
    screen.wait_gone("✓")
    screen.wait_for(r"\b7\b.*RUNNING")


def test_every_team_has_its_own_lookups(canned, watch):
    server = canned(list_of(backfill(8)))
    server.give("/v1/teams/43/backfills", list_of(backfill(8)))
    server.give(path_of(8, 42), one(8, "CANCELLED", **CANCELLED))
    server.give(path_of(8, 43), one(8, "COMPLETED", **ENDED))
    screen = watch(server.url, "--no-names", team="42,43")
    screen.wait_for("2 running")
    server.answer(list_of())
    server.give("/v1/teams/43/backfills", list_of())
    screen.wait_for(r"\b42\s+8\b.*CANCELLED")
    screen.wait_for(r"\b43\s+8\b.*COMPLETED")


def test_the_demo_shows_what_ends(demo, watch):
    screen = watch(demo("--speed", "600").url)
    screen.wait_for(r"✓ COMPLETED|⊘ CANCELLED")


# Names

def test_names_are_shown_and_asked_for_once(canned, watch):
    server = canned(list_of(backfill(7), backfill(8, transfer_id=99)))
    server.give(NAMES, names_of(t456788="Shopify orders", t5="Other"))
    screen = watch(server.url)
    screen.wait_for(r"\b7\b.*Shopify orders.*RUNNING")
    screen.wait_for(r"\b8\s+99\b")
    server.answer(list_of(backfill(7), backfill(8, transfer_id=99), backfill(9, transfer_id=100)))
    screen.wait_for(r"\b9\s+100\b")
    time.sleep(2)
    assert len(server.names()) == 1, "not again within minutes"


def test_the_name_of_a_backfill_that_came_later_is_known_already(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, names_of(t456788="Shopify orders", t5="Five it is"))
    screen = watch(server.url)
    screen.wait_for("Shopify orders")
    server.answer(list_of(backfill(7), backfill(8, transfer_id=5)))
    screen.wait_for(r"\b8\b.*Five it is.*RUNNING")


def test_a_hostile_name_is_harmless(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, names_of(t456788="be\x1b[2J\x1b]0;owned\x07fore"))
    screen = watch(server.url)
    screen.wait_for(r"\b7\b.*be.*\[2J")
    assert screen.state("pane_title") != "owned"


@pytest.mark.parametrize("answer", [
    Answer(json.dumps(error_body("FORBIDDEN")).encode(), status=403),
    Answer(json.dumps(error_body("NOT_FOUND")).encode(), status=404),
    Answer(b"<html>"), Answer(b'{"data": 5}'), Answer(b""),
])
def test_without_names_there_are_ids_and_one_quiet_note(canned, watch, answer):
    server = canned(list_of(backfill(7)))
    server.answers[NAMES] = answer
    screen = watch(server.url, width=160)
    screen.wait_for(r"\b7\s+456788\b.*RUNNING")
    screen.wait_for("transfer names are unavailable")
    screen.wait_for("● live")
    server.wait_for_polls(3)
    assert len(server.names()) == 1, "no retry storm"


def test_names_follow_the_first_poll_that_succeeds(watch):
    """Nothing listens at first: the names come with the data, not minutes later."""
    port = free_port()
    screen = watch(f"http://127.0.0.1:{port}/v1")
    screen.wait_for("no connection")
    answers = {LIST: list_of(backfill(7)), NAMES: names_of(t456788="Shopify orders")}
    server = CannedServer({path: Answer(json.dumps(body).encode()) for path, body in answers.items()}, port)
    try:
        screen.wait_for(r"\b7\b.*Shopify orders.*RUNNING", timeout=60)
    finally:
        server.stop()


def test_an_outage_of_the_names_causes_no_extra_requests(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, error_body("INTERNAL_SERVER_ERROR"), status=500)
    screen = watch(server.url)
    screen.wait_for(r"\b7\s+456788\b.*RUNNING")
    server.wait_for_polls(3)
    assert len(server.names()) == 1
    assert not screen.shows("500")


def test_no_names_asks_for_none(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, names_of(t456788="Shopify orders"))
    screen = watch(server.url, "--no-names")
    screen.wait_for(r"\b7\s+456788\b.*RUNNING")
    server.wait_for_polls(2)
    assert server.names() == []
    assert not screen.shows("names are not")


def test_once_shows_names_and_does_without(canned):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, names_of(t456788="Shopify orders"))
    arguments = ["--once", "--team", "42", "--base-url", server.url]
    assert re.search(r"\b7\b.*Shopify orders", run_once(*arguments).stdout.decode())
    assert re.search(r"\b7\s+456788\b", run_once(*arguments, "--no-names").stdout.decode())
    assert len(server.names()) == 1
    server.give(NAMES, error_body("FORBIDDEN"), status=403)
    result = run_once(*arguments)
    assert result.returncode == 0
    assert re.search(r"\b7\s+456788\b", result.stdout.decode())


def test_once_does_not_wait_for_slow_names(canned):
    server = canned(list_of(backfill(7)))
    server.give(NAMES, names_of(t456788="Shopify orders"), delay_s=25)
    began = time.monotonic()
    result = run_once("--once", "--team", "42", "--base-url", server.url)
    assert result.returncode == 0
    assert b"456788" in result.stdout
    assert time.monotonic() - began < 20, "the names would take 25 s"

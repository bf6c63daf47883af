# SPDX-License-Identifier: MIT
"""A server with trouble: what the screen shows, when it is polled again, and that keys are always answered."""

import email.utils
import json
import time

import pytest

from api_bodies import LIST, backfill, error_body, list_of
from harness import DATA, wait_until
from servers import Answer, free_port

EXAMPLE = (DATA / "list_example.json").read_bytes()
RETRY_AFTER_S = 6


def gap_behind(server, status):
    """The seconds between the last request that was answered with `status` and the next one."""
    last = max(index for index, request in enumerate(server.polls()) if request.status == status)
    return server.polls()[last + 1].moment - server.polls()[last].moment


def countdown_s(screen):
    match = screen.wait_for(r"rate limited[^\n]*?\b(\d+):(\d\d)\b")
    return 60 * int(match.group(1)) + int(match.group(2))


def assert_keys_are_answered(screen):
    screen.keys("?")
    screen.wait_for("previous backfill", timeout=15)
    screen.keys("?")
    screen.wait_gone("previous backfill", timeout=15)


def test_a_429_shows_its_countdown_and_no_request_leaves_early(demo, watch):
    server = demo("--script", "6 429 retry-after=8")
    screen = watch(server.url)
    screen.wait_for("RUNNING")
    server.wait_for_status(429)
    first = countdown_s(screen)
    assert first <= 9, "8 s, and up to 5 % of jitter"
    assert_keys_are_answered(screen)
    wait_until(lambda: countdown_s(screen) < first, what="the countdown stands still")
    assert screen.shows("RUNNING"), "the rows stay"
    wait_until(lambda: server.log()[-1][3] in (200, 304), what=lambda: f"no recovery: {server.log()}")
    screen.wait_gone("(?i)rate limited")
    log = server.log()
    refused = [index for index, entry in enumerate(log) if entry[3] == 429]
    assert len(refused) == 1
    assert log[refused[0] + 1][0] - log[refused[0]][0] >= 8000


def test_retry_after_as_a_date_is_honoured(canned, watch):
    dates_s = []

    def refuse(_):
        dates_s.append(int(time.time()) + RETRY_AFTER_S)
        return Answer(json.dumps(error_body("TOO_MANY_REQUESTS")).encode(), status=429,
                      headers={"Retry-After": email.utils.formatdate(dates_s[-1], usegmt=True)})

    server = canned(b"")
    server.answers[LIST] = refuse
    screen = watch(server.url, "--no-names")
    screen.wait_for("rate limited")
    server.answer(EXAMPLE)
    server.wait_for_request()
    date_moment = time.monotonic() + dates_s[0] - time.time()
    assert server.polls()[1].moment >= date_moment - 0.05, "clocks are read one after the other"


def test_a_503_with_retry_after_is_waited_for_too(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for("12347")
    server.answer(error_body("SERVICE_UNAVAILABLE"), status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
    screen.wait_for("503 server error")
    server.answer(EXAMPLE)
    screen.wait_gone("503 server error")
    assert gap_behind(server, 503) >= RETRY_AFTER_S


def test_r_does_not_break_a_retry_after(canned, watch):
    server = canned(error_body("TOO_MANY_REQUESTS"), status=429, headers={"Retry-After": str(RETRY_AFTER_S)})
    screen = watch(server.url)
    screen.wait_for("(?i)rate limited")
    server.answer(EXAMPLE)
    screen.keys("r", "r", "r")
    screen.wait_for(r"the server asks to wait: \d+ s left")
    screen.wait_for("12347")
    assert gap_behind(server, 429) >= RETRY_AFTER_S


def test_r_asks_now(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url, interval=3600)
    screen.wait_for("12347")
    server.answer(list_of(backfill(7)))
    time.sleep(1.5)  # sooner than a second after a poll it does nothing
    screen.keys("r")
    screen.wait_for(r"\b7\b.*RUNNING")
    assert len(server.polls()) == 2


def test_never_faster_than_the_interval(canned, watch):
    server = canned(EXAMPLE)
    watch(server.url, interval=2)
    wait_until(lambda: len(server.polls()) >= 4, what=lambda: f"only {len(server.polls())} requests")
    times = [request.moment for request in server.polls()]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    assert sum(gaps) >= 2 * len(gaps) - 1, gaps  # what one gap lost to a busy machine, its neighbour shows


def test_one_connection_serves_all_polls(canned, watch):
    server = canned(EXAMPLE)
    watch(server.url)
    wait_until(lambda: len(server.polls()) >= 3, what=lambda: f"only {len(server.polls())} requests")
    assert len({request.client for request in server.polls()}) == 1


def test_p_pauses_and_goes_on(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for("12347")
    screen.keys("p")
    screen.wait_for("(?i)paused")
    time.sleep(1)  # a poll may be under way
    known = len(server.polls())
    time.sleep(3)
    assert len(server.polls()) == known
    assert screen.shows("(?i)paused")
    assert_keys_are_answered(screen)
    screen.keys("p")
    server.wait_for_request()
    screen.wait_gone("(?i)paused")


def test_an_outage_keeps_the_rows_and_recovers(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for("12347")
    server.answer(error_body("SERVICE_UNAVAILABLE", "down for maintenance"), status=503)
    screen.wait_for("503 server error")
    screen.wait_for("down for maintenance")
    assert screen.shows("12347")
    assert_keys_are_answered(screen)
    server.answer(list_of(backfill(7)))
    screen.wait_for(r"\b7\b.*RUNNING")
    assert not screen.shows("503 server error")


def test_an_unreadable_answer_keeps_the_rows(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for("12347")
    server.answer(b"<html>a proxy's login page</html>")
    screen.wait_for("(?i)unreadable")
    assert screen.shows("12347")


@pytest.mark.limit(240)
def test_a_server_that_comes_up_late_is_found(canned, watch):
    port = free_port()
    screen = watch(f"http://127.0.0.1:{port}/v1")
    screen.wait_for("(?i)no connection")
    canned(EXAMPLE, port=port)
    screen.wait_for("12347", timeout=120)
    assert not screen.shows("(?i)no connection")


def test_a_refused_key_says_what_to_do_and_slows_down(canned, watch):
    server = canned(error_body("UNAUTHORIZED", "Authentication is required."), status=401)
    screen = watch(server.url)
    screen.wait_for("401 unauthorized")
    screen.wait_for("SUPERMETRICS_API_KEY")
    assert_keys_are_answered(screen)
    time.sleep(3)
    assert len(server.polls()) == 1


def test_a_forbidden_team_says_what_to_do(canned, watch):
    screen = watch(canned(error_body("FORBIDDEN"), status=403).url, width=160)
    screen.wait_for("403 forbidden")
    screen.wait_for("dwh_transfers_read")


def test_keys_are_answered_during_a_slow_poll(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for("12347")
    server.answer(EXAMPLE, delay_s=25)
    server.wait_for_request()
    assert_keys_are_answered(screen)
    known = len(server.polls())
    time.sleep(3)
    assert len(server.polls()) == known, "never two polls at once"
    screen.keys("q")
    assert screen.wait_exit(timeout=20) == 0


def test_a_connection_cut_short_is_a_failure_that_passes(demo, watch):
    server = demo("--script", "6-10 drop")  # longer than one request: libcurl tries a kept connection's end once more
    screen = watch(server.url)
    screen.wait_for("RUNNING")
    screen.wait_for("(?i)no connection")
    screen.wait_gone("(?i)no connection", timeout=60)
    assert screen.shows("RUNNING")

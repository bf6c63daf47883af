# SPDX-License-Identifier: MIT
"""What the screen shows when the API gives no data for all teams, or for some."""

import time

import pytest

from api_bodies import backfill, error_body, list_of
from harness import environment, run_once, wait_until
from servers import Answer, free_port

SCOPE = "The token lacks the scope dwh_transfers_read."


def explained(code, message, description):
    body = error_body(code, message)
    body["error"]["description"] = description
    return body


def path_of(team):
    return f"/v1/teams/{team}/backfills"


def words(screen):
    """The text of the screen in one line, without its wrapping."""
    return " ".join(screen.text().split())


def wait_for_words(screen, *parts):
    wait_until(lambda: all(part in words(screen) for part in parts), what=lambda: f"not {parts} in:\n{screen.text()}")


def is_in_the_middle(screen, part):
    lines = screen.text().splitlines()
    height = int(screen.state("pane_height"))
    return any(part in line for line in lines[4:height - 4])


@pytest.mark.parametrize("status, code, remedy", [
    (401, "UNAUTHORIZED", "set it to a valid key"), (403, "FORBIDDEN", "permission dwh.transfer.view"),
    (404, "NOT_FOUND", "check --team and --base-url"), (400, "BAD_REQUEST", "check --team and --base-url"),
    (500, "INTERNAL_SERVER_ERROR", "usually temporary"), (200, "ACCESS_DENIED", "check --team")])
@pytest.mark.parametrize("width, height", [(120, 40), (80, 24)])
def test_the_middle_says_what_is_wrong_and_what_to_do(canned, watch, status, code, remedy, width, height):
    server = canned(explained(code, "No.", SCOPE), status=status)
    screen = watch(server.url, width=width, height=height)
    wait_for_words(screen, "No data yet. Next try in", f"team 42: {status} ", remedy, "(request REQ-1)")
    assert is_in_the_middle(screen, "team 42:")
    assert SCOPE in words(screen)
    assert words(screen).count("(request REQ-1)") == 1, "it need not be said twice"
    assert screen.shows("Enter Errors")


def test_without_rows_nothing_is_said_of_their_names(canned, watch):
    server = canned(error_body("NOT_FOUND"), status=404)
    screen = watch(server.url)
    wait_for_words(screen, "No data yet.", "team 42: 404 ")
    wait_until(server.names, what="the names are not asked for")
    screen.wait_for(r"next try in 5[0-6] s")  # drawn again, with what came of that
    assert not screen.shows("transfer names")
    server.answer(list_of(backfill(7)))
    screen.keys("r")
    screen.wait_for(r"\b7\b.*RUNNING")
    screen.wait_for("transfer names are unavailable")


def test_the_middle_says_that_there_is_no_connection(watch):
    screen = watch(f"http://127.0.0.1:{free_port()}/v1", width=80, height=24)
    wait_for_words(screen, "No data yet.", "team 42: no connection: ", "check the network, the proxy and --base-url")
    assert is_in_the_middle(screen, "team 42:")


def test_the_middle_gives_way_to_the_data(canned, watch):
    server = canned(error_body("SERVICE_UNAVAILABLE"), status=503)
    screen = watch(server.url)
    wait_for_words(screen, "No data yet.", "team 42: 503 ")
    server.answer(list_of(backfill(7)))
    screen.wait_for(r"\b7\b.*RUNNING")
    assert not screen.shows("503")


@pytest.mark.parametrize("width, height", [(40, 10), (20, 5)])
def test_small_screens_say_what_is_wrong_first(canned, watch, width, height):
    screen = watch(canned(error_body("FORBIDDEN"), status=403).url, width=width, height=height)
    screen.wait_for("team 42: 403")


def test_no_team_has_data_and_each_says_why(canned, watch):
    server = canned(error_body("FORBIDDEN"), status=403)
    server.give(path_of(43), error_body("NOT_FOUND"), status=404)
    server.give(path_of(44), error_body("FORBIDDEN"), status=403)
    screen = watch(server.url, team="42,43,44", width=120, height=30)
    wait_for_words(screen, "teams 42, 44: 403 forbidden", "team 43: 404 not found")
    screen.keys("2")
    wait_until(lambda: not screen.shows("403 forbidden"), what=screen.text)
    wait_for_words(screen, "team 43: 404 not found")


def test_the_age_of_a_team_that_is_down_is_shown(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give(path_of(43), list_of(backfill(8)))
    screen = watch(server.url, "--no-names", team="42,43", width=120, height=30)
    screen.wait_for(r"\b8\b.*RUNNING")
    assert not screen.shows("43: data")
    server.give(path_of(43), error_body("FORBIDDEN"), status=403)
    screen.wait_for(r"live \(1 of 2 teams\) .* team 43: data \d+ s old")
    screen.wait_for(r"▲43 +8\b")
    assert not screen.shows("▲42")
    screen.keys("j", "Enter")
    screen.wait_for(r"team 43\s+data \d+ s old")
    screen.keys("Escape")
    screen.wait_gone(r"team 43\s+data")
    screen.keys("2")
    screen.wait_for(r"refused: next try in \d+ s · data \d+ s old")
    screen.keys("1")
    screen.wait_for("live +next in .* · updated")
    assert not screen.shows("▲")


def test_the_age_of_the_data_counts_on_while_another_team_is_slow(canned, watch):
    """The first team's poll hangs: what is shown of the others must still be updated."""
    server = canned(list_of(backfill(7)))
    server.give(path_of(43), list_of(backfill(8)))
    screen = watch(server.url, "--no-names", "--interval", "20", team="42,43", width=120, height=30)
    screen.wait_for(r"\b8\b.*RUNNING")
    server.answers[path_of(42)] = Answer(b"", status=500, delay_s=60)
    screen.keys("r")
    server.wait_for_polls(2, team="42")
    screen.wait_for(r"\b7\b")
    before = screen.text()
    time.sleep(2.5)
    assert screen.text() != before


def test_once_and_check_show_the_description(canned):
    server = canned(explained("FORBIDDEN", "No", SCOPE), status=403)
    env = environment()
    result = run_once("--once", "--team", "42", "--base-url", server.url, env=env)
    assert "team 42: 403 forbidden: FORBIDDEN: No; the key needs" in result.stderr.decode()
    assert f"(request REQ-1). {SCOPE}\n" in result.stderr.decode()
    result = run_once("--check", "--team", "42", "--base-url", server.url, env=env)
    assert f"(request REQ-1). {SCOPE}\n" in result.stdout.decode()


def test_once_writes_a_long_problem_whole(canned):
    server = canned(explained("FORBIDDEN", "m" * 190, "d" * 200), status=403)
    result = run_once("--once", "--team", "42", "--base-url", server.url)
    line = result.stderr.decode()
    assert "m" * 190 in line and "d" * 200 in line and "(request REQ-1)" in line, line


@pytest.mark.parametrize("bad, expected", [
    (1, "1 warning about the answer: "), (2, "2 warnings about the answer, the first: ")])
def test_a_noun_follows_its_count(canned, bad, expected):
    rows = [backfill(7 + i, transfer_runs_total="many" if i < bad else 20) for i in range(2)]
    result = run_once("--once", "--team", "42", "--base-url", canned(list_of(*rows)).url)
    assert expected in result.stderr.decode()
    result = run_once("--check", "--team", "42", "--base-url", canned(list_of(*rows)).url)
    assert f"2 incomplete backfills, {bad} warning{'s, the first' if bad > 1 else ''}: " in result.stdout.decode()
    result = run_once("--check", "--team", "42", "--base-url", canned(list_of(backfill(7))).url)
    assert "1 incomplete backfill, 0 warnings" in result.stdout.decode()

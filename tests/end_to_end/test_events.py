# SPDX-License-Identifier: MIT
"""Events: the log, the bell, the title; and what is copied to the clipboard."""

import time
import pytest

from api_bodies import LIST, NAMES, backfill, error_body, failed_backfill, list_of, names_of, one
from harness import wait_until

PATH = LIST + "/8"


@pytest.fixture(name="watching")
def watching_fixture(canned, watch):
    """A server with two running backfills of a transfer with a name, and backfilltop on it."""
    server = canned(list_of(backfill(7), backfill(8)))
    server.give(NAMES, names_of(t456788="Google Ads EU"))
    screen = watch(server.url, width=120, height=24)
    screen.wait_for(r"\b7\b.*RUNNING")
    screen.wait_for("Google Ads EU")
    return server, screen


def wait_title(screen, expected):
    wait_until(lambda: screen.state("pane_title") == expected, what=lambda: f"the title is {screen.state('pane_title')}")


def wait_clipboard(screen, expected):
    wait_until(lambda: screen.clipboard() == expected, what=lambda: f"the clipboard has {screen.clipboard()}")


def bell_rang(screen):
    return screen.state("window_bell_flag") == "1"


def test_the_log_shows_what_happened_with_names(watching):
    server, screen = watching
    screen.keys("e")
    screen.wait_for("Nothing has happened")
    server.answer(list_of(failed_backfill(7, "Connection timeout"), backfill(8)))
    screen.wait_for(r"\d\d:\d\d:\d\d +7  ✗ Google Ads EU +RUNNING -> FAILED")
    server.give(PATH, one(8, "COMPLETED", end_time="2024-02-01T10:44:00Z", transfer_runs_completed=20))
    server.answer(list_of(failed_backfill(7, "Connection timeout")))
    screen.wait_for(r"\b8  ✓ Google Ads EU +RUNNING -> COMPLETED after 2 h 14, 20 runs\n.*\b7 ")
    assert not screen.shows("left the list")
    screen.keys("e")
    screen.wait_for("PROGRESS")


def test_the_log_shows_trouble_with_the_api_once_and_no_command_runs(canned, watch, tmp_path):
    trace = tmp_path / "trace"
    server = canned(list_of(backfill(7)))
    screen = watch(server.url, "--no-names", "--on-event", f"echo ran >>{trace}", width=120, height=24)
    screen.wait_for(r"\b7\b.*RUNNING")
    server.answer(error_body("SERVICE_UNAVAILABLE"), status=503)
    screen.keys("e")
    screen.wait_for(r"\d\d:\d\d:\d\d +▲ API unavailable \(503\)")
    server.wait_for_polls(len(server.polls()) + 1, timeout=30)
    server.answer(list_of(backfill(7)))
    screen.wait_for(r"● API answered again after \d+ s\n.*API unavailable", timeout=60)
    server.answer(error_body("TOO_MANY_REQUESTS"), status=429, headers={"Retry-After": "2"})
    screen.wait_for(r"▲ rate limited \(429\): the server asks to wait 2 s\n.*API answered again")
    assert screen.text().count("API unavailable") == 1
    assert not trace.exists() and not bell_rang(screen)


@pytest.mark.parametrize("key", ["Escape", "e", "/", "?"])
def test_the_log_gives_way(watching, key):
    _, screen = watching
    screen.keys("e")
    screen.wait_for("Nothing has happened")
    screen.keys(key)
    screen.wait_gone("Nothing has happened")


def test_the_log_scrolls_and_stays_where_one_reads(canned, watch):
    server = canned(list_of(backfill(1)))
    screen = watch(server.url, "--no-names", width=60, height=12)
    screen.wait_for("RUNNING")
    screen.keys("e")
    server.answer(list_of(*(backfill(number) for number in range(1, 41))))
    screen.wait_for("of 39")
    screen.keys("j", "j", "j")
    screen.wait_for(r" 4-\d+ of 39")
    server.answer(list_of(*(backfill(number) for number in range(1, 44))))
    screen.wait_for(r" 7-\d+ of 42")
    screen.keys("G")
    screen.wait_for(r"-42 of 42")
    screen.keys("g")
    screen.wait_for(r" 1-\d+ of 42")


def test_the_bell_rings_for_a_failure(watching):
    server, screen = watching
    assert not bell_rang(screen)
    server.answer(list_of(failed_backfill(7, "Connection timeout"), backfill(8)))
    screen.wait_for(r"7 RUNNING -> FAILED \(Google Ads EU\)")
    wait_until(lambda: bell_rang(screen), what="no bell")


def test_the_bell_rings_when_all_is_done_and_not_before(watching):
    server, screen = watching
    server.answer(list_of(backfill(7)))
    server.give(PATH, one(8, "COMPLETED"))
    screen.wait_for("8 RUNNING -> COMPLETED")
    assert not bell_rang(screen)
    server.give(LIST + "/7", one(7, "COMPLETED"))
    server.answer(list_of())
    screen.wait_for("all done")
    wait_until(lambda: bell_rang(screen), what="no bell")


def test_all_is_not_done_while_a_team_has_not_answered(canned, watch):
    server = canned(list_of(backfill(7)))
    server.give("/v1/teams/43/backfills", b"", status=503)
    screen = watch(server.url, "--no-names", team="42,43", width=120, height=24)
    screen.wait_for(r"\b7\b.*RUNNING")
    server.answer(list_of(failed_backfill(7, "Connection timeout")))
    screen.wait_for("7 RUNNING -> FAILED")
    assert not screen.shows("all done")


def test_the_title_is_put_on_its_stack_as_often_as_it_is_taken_off(watching, tmp_path):
    _, screen = watching
    written = tmp_path / "written"
    screen._tmux("pipe-pane", f"cat >{written}")
    screen.keys("C-z")
    screen.wait_for("program stopped")
    screen.keys("Enter")
    screen.wait_for("Google Ads EU")
    screen.keys("q")
    screen.wait_exit()
    wait_until(lambda: b"program ended" in written.read_bytes(), what="tmux does not write it all")
    assert written.read_bytes().count(b"\x1b[23;2t") == written.read_bytes().count(b"\x1b[22;2t") + 1


def test_the_title_counts_and_is_given_back(watching):
    server, screen = watching
    wait_title(screen, "backfilltop: 2 running")
    server.answer(list_of(failed_backfill(7, "Connection timeout"), backfill(8)))
    wait_title(screen, "backfilltop: 1 running, 1 failed")
    server.answer(b"", status=503)
    wait_title(screen, "backfilltop: 1 running, 1 failed (failing)")
    screen.keys("q")
    screen.wait_exit()
    assert "backfilltop" not in screen.state("pane_title")


def test_y_copies_the_id(watching):
    _, screen = watching
    screen.keys("j", "y")
    screen.wait_for("8 sent to the clipboard")
    wait_clipboard(screen, "8")


def test_y_answers_at_once(canned, watch):
    """The clipboard's bytes go first, but the frame that says so must not wait for the next second."""
    numbers = range(1, 7)
    screen = watch(canned(list_of(*map(backfill, numbers))).url, "--no-names", "--sort", "id", width=120, height=24)
    screen.wait_for(r"\b6\b.*RUNNING")
    screen.keys("p")
    screen.wait_for("paused")

    def seconds_to_answer(number):
        age = screen.wait_for(r"data \d+ s old").group()
        screen.wait_gone(age)
        began = time.monotonic()
        screen.keys("y")
        screen.wait_for(f"{number} sent to the clipboard")
        taken = time.monotonic() - began
        screen.keys("j")
        return taken

    taken = [seconds_to_answer(number) for number in numbers]
    assert min(taken) < 0.5, taken  # the machine may be busy, but not each time


def test_capital_y_shows_and_copies_the_commands(watching):
    server, screen = watching
    server.answer(list_of(failed_backfill(7, "Connection timeout"), backfill(8, transfer_id=456789)))
    screen.wait_for("✗ FAILED")
    screen.keys("g", "Y")
    expected = ("supermetrics backfills create --team-id 42 --transfer-id 456788 \\\n"
                "    --range-start 2024-01-03 --range-end 2024-01-16\n")
    wait_clipboard(screen, expected)
    screen.wait_for("failed days of 7 again")
    assert expected.replace("\n", "\n ").strip() in screen.text()
    screen.keys("Escape")
    screen.wait_gone("failed days of 7 again")
    screen.keys("j", "Y")
    screen.wait_for("8: nothing to backfill again: no run of it has failed")

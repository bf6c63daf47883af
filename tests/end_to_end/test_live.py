# SPDX-License-Identifier: MIT
"""The screen in a real terminal: what it shows and what the keys do."""

import re

import pytest

from api_bodies import backfill, failed_backfill, list_of
from harness import BACKFILLTOP, DATA, environment, wait_until

EXAMPLE = (DATA / "list_example.json").read_bytes()
TIMEOUT = "Connection timeout to data source"


def runs_shown(terminal):
    return re.findall(r"\d+/\d+", terminal.text())


def test_demo_runs_by_itself(terminal):
    screen = terminal(BACKFILLTOP, "--demo", env=environment(SUPERMETRICS_API_KEY=None))
    screen.wait_for("RUNNING")
    screen.keys("q")
    assert screen.wait_exit() == 0


def test_the_demo_says_what_it_simulates(terminal):
    screen = terminal(BACKFILLTOP, "--demo", env=environment(SUPERMETRICS_API_KEY=None), width=120)
    screen.wait_for("simulated data, with a rate limit")
    screen.wait_for(r"rate limited \(demo\): next request in", timeout=80)
    assert screen.shows("simulated by the demo: team")
    assert not screen.shows("requests left"), "its quota suffices"
    screen.keys("e")
    screen.wait_for("rate limited .*, simulated by the demo")
    screen.wait_for("live", timeout=30)
    screen.keys("q")
    assert screen.wait_exit() == 0


def test_shows_the_rows_of_the_demo_server(demo, watch):
    screen = watch(demo().url)
    screen.wait_for("RUNNING")
    screen.wait_for("FAILED")
    screen.wait_for("SCHEDULED")


def test_progress_moves_from_poll_to_poll(demo, watch):
    screen = watch(demo("--speed", "300").url)
    screen.wait_for("RUNNING")
    before = runs_shown(screen)
    wait_until(lambda: runs_shown(screen) not in ([], before), what="the same runs are shown all the time")


def test_shows_team_and_host(canned, watch):
    server = canned(EXAMPLE)
    screen = watch(server.url)
    screen.wait_for(r"\b42\b")
    screen.wait_for(f"127.0.0.1:{server.port}")


def test_a_backfill_that_leaves_the_list_stays_and_is_marked(canned, watch):
    server = canned(list_of(backfill(7), backfill(8)))
    screen = watch(server.url)
    screen.wait_for(r"\b8\b.*RUNNING")
    server.answer(list_of(backfill(7)))
    screen.wait_for(r"\b8\b.*(left|gone)")


def test_a_new_status_shows_at_the_next_poll(canned, watch):
    server = canned(list_of(backfill(7, "SCHEDULED")))
    screen = watch(server.url)
    screen.wait_for(r"\b7\b.*SCHEDULED")
    server.answer(list_of(backfill(7, "RUNNING")))
    screen.wait_for(r"\b7\b.*RUNNING")


def test_nothing_incomplete_is_shown(canned, watch):
    screen = watch(canned(list_of()).url)
    screen.wait_for("(?i)no .*backfills")


def test_enter_opens_the_errors_and_escape_closes_them(canned, watch):
    screen = watch(canned(list_of(failed_backfill(7, TIMEOUT))).url)
    screen.wait_for(r"\b7\b.*FAILED")
    assert not screen.shows(TIMEOUT)
    screen.keys("Enter")
    screen.wait_for(r"2024-01-03\.\.01-16.*14 days.*" + TIMEOUT)
    screen.keys("Escape")
    screen.wait_gone(TIMEOUT)
    screen.keys("Enter")
    screen.wait_for(TIMEOUT)
    screen.keys("Enter")
    screen.wait_gone(TIMEOUT)


def test_a_unfolds_the_errors_day_by_day(canned, watch):
    screen = watch(canned(list_of(failed_backfill(7, TIMEOUT))).url)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for(TIMEOUT)
    screen.keys("a")
    screen.wait_for(r"2024-01-04\s+" + TIMEOUT)


def test_the_error_pane_follows_the_selection(canned, watch):
    rows = list_of(failed_backfill(8, "beta trouble", created_time="2024-02-02T00:00:00Z"),
                   failed_backfill(7, "alpha trouble"))
    screen = watch(canned(rows).url)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for("beta trouble")
    screen.keys("j")
    screen.wait_for("alpha trouble")
    screen.keys("k")
    screen.wait_for("beta trouble")
    screen.keys("G")
    screen.wait_for("alpha trouble")
    screen.keys("g")
    screen.wait_for("beta trouble")
    screen.keys("Down")
    screen.wait_for("alpha trouble")


def test_a_click_selects_and_a_second_one_opens_the_errors(canned, watch):
    screen = watch(canned(list_of(failed_backfill(8, "beta trouble"), failed_backfill(7, "alpha trouble"))).url)
    screen.wait_for(r"\b7\b.*FAILED")
    y = screen.line_of(r"\b7\b.*FAILED")
    screen.mouse(0, 10, y)
    screen.mouse(0, 10, y)
    screen.wait_for("alpha trouble")


def test_the_wheel_scrolls_the_rows(canned, watch):
    rows = [backfill(1000 + number, created_time=f"2024-02-01T00:{number:02}:00Z") for number in range(60)]
    screen = watch(canned(list_of(*rows)).url, width=80, height=24)
    screen.wait_for(r"\b1059\b")
    y = screen.line_of(r"\b1059\b")
    for _ in range(3):
        screen.mouse(65, 10, y)
    screen.wait_gone(r"\b1059\b")
    for _ in range(3):
        screen.mouse(64, 10, y)
    screen.wait_for(r"\b1059\b")


def test_the_open_pane_follows_its_row_through_refreshes(canned, watch):
    server = canned(list_of(failed_backfill(7, "alpha trouble")))
    screen = watch(server.url)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for("alpha trouble")
    newer = failed_backfill(8, "beta trouble", created_time="2024-02-02T00:00:00Z")
    server.answer(list_of(newer, failed_backfill(7, "alpha trouble and more")))
    screen.wait_for("alpha trouble and more")
    assert not screen.shows("beta trouble")


def test_hostile_error_texts_are_shown_harmless(canned, watch):
    hostile = "before\x1b[2J\x1b]0;owned\x07\x9b31m\u202eafter"
    screen = watch(canned(list_of(failed_backfill(7, hostile))).url)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for(r"before.*\[2J.*after")
    assert screen.state("pane_title") != "owned"


def test_help_opens_and_closes(canned, watch):
    screen = watch(canned(EXAMPLE).url)
    screen.wait_for("12347")
    for opening, closing in (("?", "?"), ("h", "Escape"), ("F1", "?")):
        screen.keys(opening)
        screen.wait_for("previous backfill")
        screen.keys(closing)
        screen.wait_gone("previous backfill")
        screen.wait_for("12347")


def test_resizing_redraws_at_every_size(canned, watch):
    screen = watch(canned(EXAMPLE).url, width=120, height=40)
    screen.wait_for("12347")
    for width, height in ((40, 10), (20, 5), (80, 24), (10, 2), (1, 1), (200, 60), (120, 40)):
        screen.resize(width, height)
        if width >= 20:
            screen.wait_for("12347")
    wait_until(lambda: screen.text().count("12347") == 1, what=lambda: f"left over from another size:\n{screen.text()}")
    screen.keys("q")
    assert screen.wait_exit() == 0


def test_a_small_terminal_from_the_start(canned, watch):
    screen = watch(canned(EXAMPLE).url, width=20, height=5)
    screen.wait_for("12347")


def test_more_rows_than_lines_can_be_reached(canned, watch):
    rows = [backfill(1000 + number, created_time=f"2024-02-01T{number // 60:02}:{number % 60:02}:00Z")
            for number in range(100)]
    screen = watch(canned(list_of(*rows)).url, width=80, height=24)
    screen.wait_for(r"\b1099\b")
    assert not screen.shows(r"\b1000\b")
    screen.keys("G")
    screen.wait_for(r"\b1000\b")
    screen.keys("PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp")
    screen.wait_for(r"\b1099\b")


def test_ascii_screen_is_ascii(canned, watch):
    screen = watch(canned(list_of(backfill(7), backfill(8, "ODDÄ"))).url, "--ascii")
    screen.wait_for(r"\b7\b.*RUNNING.*#")
    assert screen.text().isascii()


def test_a_locale_without_utf8_gets_ascii(canned, watch):
    screen = watch(canned(list_of(backfill(7))).url, env=environment(LC_ALL="C"))
    screen.wait_for(r"\b7\b.*RUNNING.*#")


def test_colours_are_there_unless_unwanted(canned, watch):
    server = canned(list_of(failed_backfill(7, TIMEOUT)))
    plain = environment(NO_COLOR="1")
    for options, env, coloured in (([], None, True), (["--no-color"], None, False), ([], plain, False),
                                   (["--theme", "mono"], None, False), (["--theme=contrast"], plain, True),
                                   (["--theme=contrast", "--no-color"], None, False)):
        screen = watch(server.url, *options, env=env)
        screen.wait_for(r"\b7\b.*FAILED")
        assert screen.is_coloured() == coloured


@pytest.mark.parametrize("theme, badge", [
    ("default", "1;37;41"),
    ("contrast", "38;5;231;48;5;160"),
    ("colorblind", "38;5;16;48;5;208"),
    ("mono", "1;7"),
])
def test_a_theme_reaches_the_terminal(canned, watch, theme, badge):
    screen = watch(canned(list_of(failed_backfill(7, TIMEOUT))).url, "--theme", theme)
    screen.wait_for(r"\b7\b.*FAILED")
    sequences = re.search("((?:\x1b\\[[\\d;]*m)+)✗ 1 failed", screen.painted())[1]
    assert ";".join(re.findall("\\d[\\d;]*", sequences)).endswith(badge)


def test_keys_typed_ahead_are_all_answered(canned, watch):
    rows = [failed_backfill(100 + number, f"trouble {number}.", created_time=f"2024-02-01T00:{59 - number}:00Z")
            for number in range(30)]
    screen = watch(canned(list_of(*rows)).url)
    screen.wait_for("FAILED")
    screen.keys(*["j"] * 20, "Enter")
    screen.wait_for(r"trouble 20\.")

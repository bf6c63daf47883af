# SPDX-License-Identifier: MIT
"""Small panes of a tmux dashboard: a summary, and as many of the worst rows as there are lines for."""

import re

import pytest

from api_bodies import backfill, failed_backfill, list_of
from harness import wait_until

ROWS = [backfill(3, "CREATED"), backfill(2), failed_backfill(1, "Connection timeout")]


def lines_of(screen):
    return screen.text().splitlines()


@pytest.mark.parametrize("width,height,rows", [(40, 10, 3), (80, 5, 3), (40, 5, 3), (40, 4, 3), (40, 3, 2), (40, 2, 1)])
def test_a_summary_and_the_worst_rows(canned, watch, width, height, rows):
    screen = watch(canned(list_of(*ROWS)).url, "--no-names", width=width, height=height)
    screen.wait_for(r"✗ ?1\b")
    shown = [int(match.group(1)) for match in map(re.compile(r" +([123]) .*[✗►○] ").match, lines_of(screen)) if match]
    assert shown == [1, 2, 3][:rows]
    assert re.search(r"25 %", screen.text())


@pytest.mark.parametrize("width", [120, 80, 60, 40, 20])
def test_one_line_says_it_all(canned, watch, width):
    screen = watch(canned(list_of(*ROWS)).url, "--no-names", width=width, height=1)
    screen.wait_for(r"✗ ?1\b.*► ?1\b.*25 %.*●")
    assert len(lines_of(screen)) == 1


def test_keys_work_on_one_line_and_it_grows_back(canned, watch):
    screen = watch(canned(list_of(*ROWS)).url, "--no-names", width=60, height=1)
    screen.wait_for("✗ 1")
    screen.keys("p")
    screen.wait_for("‖")
    screen.keys("p", "?", "?", "e", "e", "Enter", "/", "x", "Escape")
    screen.resize(80, 24)
    screen.wait_for("created by user|latest request|Connection timeout")
    screen.wait_gone("\n /x")
    screen.resize(60, 1)
    wait_until(lambda: len(lines_of(screen)) == 1, what=screen.text)
    screen.keys("\\", "Escape")
    screen.resize(80, 24)
    screen.wait_for("created by user|latest request|Connection timeout")
    screen.wait_gone("Filter:")
    screen.keys("q")
    assert screen.wait_exit() == 0

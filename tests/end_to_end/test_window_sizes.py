# SPDX-License-Identifier: MIT
"""Extreme sizes of the window, and sizes from the environment."""

import re
import signal

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, environment

HUGE = 65535
MEMORY_KB = 600000  # with AddressSanitizer's share


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(backfill(7)))


@pytest.fixture(name="start")
def start_fixture(server, bare):
    def start(width, height, **variables):
        return bare(server.url, env=environment(TERM="xterm-256color", **variables), width=width, height=height)

    return start


@pytest.mark.parametrize("width, height", [(80, 24), (100, 30)])
def test_the_window_counts_and_not_the_environment(server, terminal, width, height):
    screen = terminal("env", "LINES=50", "COLUMNS=200", BACKFILLTOP, "--team", "42", "--no-names", "--base-url",
                      server.url, "--interval", "1", width=width, height=height)
    screen.wait_for("456788 .*RUNNING")
    lines = screen.text().splitlines()
    assert "Help" in lines[-1]
    assert len(lines) == height
    assert sum("RUNNING" in line for line in lines) == 1


def test_a_window_without_a_size_has_the_usual_or_that_of_the_environment(start):
    usual = start(0, 0)
    usual.read_until(b"RUNNING")
    usual.read_until(b"\x1b[24d")  # its last line
    given = start(0, 0, LINES="30", COLUMNS="100")
    given.read_until(b"RUNNING")
    given.read_until(b"\x1b[30d")


def test_the_whole_window_scrolls(start):
    screen = start(80, 40)
    screen.read_until(b"RUNNING")
    assert re.findall(rb"\x1b\[(\d+;\d+)r", screen.output)[-1] == b"1;40"


def test_a_window_that_has_its_former_size_again_is_drawn_whole(start):
    """It has lost what did not fit while it was smaller."""
    screen = start(80, 24)
    screen.read_until(b"RUNNING")
    screen.type(b"p")
    screen.read_until(b"paused: press p")
    screen.read_for(0.3)
    before = len(screen.output)
    screen.signal(signal.SIGWINCH)
    screen.read_until(b"RUNNING", before)


@pytest.mark.parametrize("width, height", [(1, 1), (1, 200), (200, 1), (2, 2), (HUGE, 1), (1, HUGE)])
def test_odd_sizes_are_handled(server, start, width, height):
    screen = start(width, height)
    server.wait_for_request()
    screen.read_until(b"\x1b[?1049h")
    screen.type(b"\r?e\x1bjkG/x\r\\y\r")
    screen.read_for(0.5)
    screen.resize(80, 24)
    screen.type(b"\x1b")
    screen.read_for(0.4)
    screen.type(b"\x1b")
    screen.read_for(0.4)
    screen.resize(width, height)
    screen.read_for(0.4)
    screen.resize(80, 24)
    screen.read_for(0.4)
    screen.type(b"q")
    assert screen.wait_exit(10) == 0


def test_a_huge_window_costs_little(server, start):
    screen = start(HUGE, HUGE)
    screen.read_until(b"RUNNING")
    server.wait_for_request()
    assert screen.memory_kb() < MEMORY_KB
    screen.resize(80, 24)
    screen.read_for(0.5)
    screen.resize(10000, 10000)
    screen.read_for(0.5)
    assert screen.memory_kb() < MEMORY_KB
    screen.resize(HUGE, HUGE)
    screen.read_for(0.5)
    screen.type(b"q")
    assert screen.wait_exit(10) == 0

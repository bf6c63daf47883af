# SPDX-License-Identifier: MIT
"""Terminals of other types than xterm: those that every Debian machine has a description of."""

import pytest

from bare_pty import BarePty
from api_bodies import backfill, list_of
from harness import BACKFILLTOP, environment

# The first three have descriptions without a size.
TYPES = ["linux", "cygwin", "hurd", "ansi", "rxvt", "screen", "screen-256color", "sun", "tmux", "vt100", "vt220", "xterm",
         "xterm-mono"]


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(backfill(7)))


@pytest.mark.parametrize("type_", TYPES)
def test_the_screen_is_drawn_and_left(server, type_):
    screen = BarePty(BACKFILLTOP, "--team", "42", "--no-names", "--base-url", server.url, "--interval", "1",
                     env=environment(TERM=type_, LINES="7", COLUMNS="30"), width=100, height=30)
    try:
        screen.read_until(b"RUNNING")
        screen.read_until(b"Quit")
        screen.type(b"q")
        assert screen.wait_exit() == 0
        assert screen.modes_are_restored()
    finally:
        screen.stop()


def test_a_copy_that_fails_says_why(server):
    screen = BarePty(BACKFILLTOP, "--team", "42", "--no-names", "--base-url", server.url, "--interval", "1",
                     env=environment(TERM="vt100"), width=100, height=30)
    try:
        screen.read_until(b"RUNNING")
        screen.type(b"y")
        screen.read_until(b"7 not copied: this terminal has no clipboard")
    finally:
        screen.stop()

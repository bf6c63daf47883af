# SPDX-License-Identifier: MIT
"""The terminal is given back as it was, on every way out."""

import os
import signal

import pytest

from harness import BACKFILLTOP, DATA, TOKEN, wait_until

EXAMPLE = (DATA / "list_example.json").read_bytes()


@pytest.fixture(name="running")
def running_fixture(canned, watch):
    """backfilltop with its rows on the screen."""
    screen = watch(canned(EXAMPLE).url, width=80, height=24)
    screen.wait_for("12347")
    return screen


def test_it_takes_the_whole_screen(running):
    assert running.state("alternate_on") == "1"
    assert running.state("cursor_flag") == "0"
    assert not running.shows("before the program")


def test_the_token_is_not_on_its_command_line(running):
    with open(f"/proc/{running.pid()}/cmdline", "rb") as command_line:
        assert TOKEN.encode() not in command_line.read()


@pytest.mark.parametrize("key", ["q", "C-c"])
def test_a_key_quits_and_leaves_the_terminal_as_it_was(running, key):
    running.keys(key)
    assert running.wait_exit() == 0
    running.assert_restored()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_cleanly(running, name):
    running.signal(getattr(signal, name))
    assert running.wait_exit() == 0
    running.assert_restored()


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS"])
def test_a_crash_gives_the_terminal_back(running, name):
    number = getattr(signal, name)
    running.signal(number)
    assert running.wait_exit() == 128 + number
    running.assert_restored()


@pytest.mark.parametrize("stop", ["key", "signal"])
def test_suspend_and_come_back(running, stop):
    if stop == "key":
        running.keys("C-z")
    else:
        running.signal(signal.SIGTSTP)
    running.wait_for("program stopped")
    running.assert_restored("stopped")
    running.keys("Enter")
    running.wait_for("12347")
    assert running.state("alternate_on") == "1"
    running.keys("q")
    assert running.wait_exit() == 0
    running.assert_restored()


def test_resized_while_suspended(running):
    running.keys("C-z")
    running.wait_for("program stopped")
    running.resize(60, 12)
    running.keys("Enter")
    running.wait_for("12347")
    running.keys("q")
    assert running.wait_exit() == 0


def test_many_resizes_in_a_row(running):
    for size in range(30, 90, 3):
        running.resize(size, size // 4)
    running.resize(100, 30)
    running.wait_for("12347")
    running.keys("q")
    assert running.wait_exit() == 0
    running.assert_restored()


def test_redraw_repairs_the_screen(running):
    tty = running.state("pane_tty")
    with open(tty, "w", encoding="utf-8") as screen:
        screen.write("\033[2J\033[Hgarbage")
    running.wait_for("garbage")
    running.keys("C-l")
    running.wait_for("12347")
    running.wait_gone("garbage")


def test_a_terminal_that_goes_away_ends_it(running):
    pid = running.pid()
    running.kill()
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="it lives on without a terminal")


def test_a_terminal_that_cannot_do_it_is_told_in_words(terminal):
    screen = terminal("env", "TERM=no-such-terminal", BACKFILLTOP, "--demo")
    assert screen.wait_exit() == 1
    screen.wait_for("no-such-terminal")
    assert screen.state("alternate_on") == "0"

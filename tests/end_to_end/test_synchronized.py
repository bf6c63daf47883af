# SPDX-License-Identifier: MIT
"""Synchronized output, on a terminal that reports it; tmux does not yet, so this is a bare pty."""

import signal
import time

import pytest

from api_bodies import backfill, list_of

QUESTION = b"\x1b[?2026$p"
BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"


@pytest.fixture(name="screen")
def screen_fixture(canned, bare):
    screen = bare(canned(list_of(backfill(7))).url)
    screen.read_until(QUESTION)
    screen.read_until(b"RUNNING")
    return screen


def page_after(screen, answer):
    """What is written for the key ?, after an answer to the question."""
    screen.type(answer)
    screen.type(b"e")
    start = screen.read_until(b"Nothing has happened")
    screen.type(b"?")
    end = screen.read_until(b"previous backfill", start)
    return screen.output[start:end]


@pytest.mark.parametrize("value", [b"1", b"2"])
def test_a_terminal_that_can_gets_whole_frames(screen, value):
    output = page_after(screen, b"\x1b[?2026;%b$y" % value)
    assert BEGIN in output
    assert END not in output[output.rindex(BEGIN):]  # not before the frame is whole
    screen.read_until(END, screen.output.rindex(BEGIN))


def test_an_answer_that_comes_in_pieces_is_no_key(screen):
    screen.type(b"\x1b[?2026")
    time.sleep(0.05)
    screen.type(b";2$ye")
    screen.read_until(BEGIN)
    assert b"previous backfill" not in screen.output  # the help, by ?
    assert b"]52;" not in screen.output  # the clipboard, by y


def test_a_crash_ends_the_frame(screen):
    screen.type(b"\x1b[?2026;2$ye")
    screen.read_until(BEGIN)
    start = len(screen.output)
    screen.process.send_signal(signal.SIGSEGV)
    screen.read_until(b"\x1b[?2004l", start)
    assert END in screen.output[start:]


@pytest.mark.parametrize("answer", [b"", b"\x1b[?2026;0$y", b"\x1b[?2026;4$y"])
def test_a_terminal_that_cannot_gets_none(screen, answer):
    page_after(screen, answer)
    screen.type(b"?")
    screen.read_until(b"RUNNING", len(screen.output))
    assert BEGIN not in screen.output

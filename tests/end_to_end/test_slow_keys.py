# SPDX-License-Identifier: MIT
"""Keys over a slow line, and input that is not keys: no byte of a sequence counts as a single key."""

import base64
import os
import signal
import threading
import time

import pytest

from api_bodies import backfill, list_of
from harness import environment

SLOW_S = 0.06
CTRL_LEFT = b"\x1b[1;5D"
PANE = b"No errors reported"  # what only the pane says
SEQUENCES = {
    "Ctrl-Left": CTRL_LEFT, "Ctrl-Left as rxvt": b"\x1bOd", "Shift-F5": b"\x1b[15;2~", "focus": b"\x1b[I",
    "a release of the mouse": b"\x1b[<0;10;10m", "a colour": b"\x1b]11;rgb:1e1e/1d1d/1c1c\x1b\\",
    "a setting": b"\x1bP1$r1;5dq\x1b\\", "broken off": b"\x1b[1;5\x1b[D", "without its end": b"\x1b[1;5",
}


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(backfill(7), backfill(8)))


@pytest.fixture(name="start")
def start_fixture(server, bare):
    """Starts backfilltop on a bare terminal, with its rows on the screen."""
    def start(delay_ms=None, interval=1):
        screen = bare(server.url, "--interval", str(interval), env=environment(TERM="xterm-256color", ESCDELAY=delay_ms))
        screen.read_until(b"RUNNING")
        screen.read_for(0.3)
        return screen

    return start


def redrawn(screen):
    """A whole frame, of what the program shows now."""
    start = len(screen.output)
    screen.type(b"\x0c")
    begin = screen.read_until(b"\x1b[2J", start)
    return screen.output[begin:screen.read_until(b"Filter", begin)]


def selected(screen):
    """The id of the selected backfill, by way of the clipboard."""
    start = len(screen.output)
    screen.type(b"y")
    begin = screen.read_until(b"\x1b]52;c;", start)
    return int(base64.b64decode(screen.output[begin:screen.read_until(b"\a", begin) - 1]))


@pytest.mark.parametrize("name, delay_ms", [("Ctrl-Left", "500"), *((name, None) for name in SEQUENCES)])
def test_a_slow_sequence_is_no_keys(server, start, name, delay_ms):
    server.answer(list_of(backfill(7), backfill(8)))
    screen = start(delay_ms)
    server.answer(list_of(backfill(7)))
    screen.read_until(b"gone")
    screen.type(b"\r")
    screen.read_until(PANE)
    before = selected(screen)
    screen.type(SEQUENCES[name], SLOW_S)
    if "end" in name:
        screen.read_for(1.1)  # until it is given up
    frame = redrawn(screen)
    assert PANE in frame  # Esc would have closed the pane
    assert b"gone" in frame  # D would have dismissed the row
    assert selected(screen) == before


@pytest.mark.parametrize("delay_ms", [None, "500"])
def test_a_slow_arrow_is_an_arrow(start, delay_ms):
    screen = start(delay_ms)
    screen.type(b"g")
    first = selected(screen)
    screen.type(b"\x1bOB", SLOW_S)
    assert selected(screen) != first
    screen.type(b"\x1bOA", SLOW_S)
    assert selected(screen) == first


def test_escape_is_a_key_after_the_delay_that_the_user_chose(start):
    screen = start("700")
    screen.type(b"\r")
    screen.read_until(PANE)
    screen.read_for(0.3)
    screen.type(b"\x1b")
    screen.read_for(0.4)
    screen.type(b"OB")  # Down, 400 ms late
    assert PANE in redrawn(screen)
    screen.type(b"\x1b")
    screen.read_for(1.0)
    assert PANE not in redrawn(screen)


def test_characters_in_pieces_are_characters(start):
    screen = start()
    screen.type("/é€😀".encode(), 0.03)
    for character in "é€😀": # apart, as the count of matches is drawn between them
        screen.read_until(character.encode())


def test_a_paste_in_pieces_is_no_keys(start):
    screen = start()
    screen.type(b"\x1b[200~qD\x1bq\x1b[Aq\x1b]0;q\x1b[201~", SLOW_S)
    screen.read_for(0.5)
    assert screen.process.poll() is None
    screen.type(b"q")
    assert screen.wait_exit(5) == 0


@pytest.mark.parametrize("bytes_", [CTRL_LEFT, b"\x1b", b"\x1b[", b"1;", b"\x1b]0;", b"\x1bP1", b"\xff", b"\x00"])
def test_endless_input_stops_neither_polls_nor_signals(server, start, bytes_):
    screen = start()
    over = threading.Event()
    os.set_blocking(screen.main, False)

    def flood():
        while not over.is_set():
            try:
                os.write(screen.main, bytes_ * 500)
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                return

    def swallow():
        while not over.is_set():
            screen.read_some(0.05)

    threads = [threading.Thread(target=flood), threading.Thread(target=swallow)]
    try:
        for thread in threads:
            thread.start()
        server.wait_for_polls(len(server.polls()) + 2)
        screen.signal(signal.SIGTERM)
        assert screen.wait_exit(5) == 0
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_q_ends_the_program_as_soon_as_an_answer_has_been_decoded(canned, bare):
    """Not a second later, when the countdown turns."""
    server = canned(list_of(*(backfill(number) for number in range(1, 20000))))
    screen = bare(server.url, "--interval", "30")
    server.wait_for_polls(1)
    screen.read_for(0.05)
    screen.type(b"q")
    screen.read_until(b"RUNNING")
    decoded = time.monotonic()
    screen.read_until(b"\x1b[?1049l")
    assert time.monotonic() - decoded < 0.6
    assert screen.wait_exit() == 0

# SPDX-License-Identifier: MIT
"""A terminal that stops reading stops nothing else: polls, hooks, keys and signals go on, and nothing spins."""

import contextlib
import fcntl
import itertools
import os
import shutil
import signal
import termios
import time

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, wait_until

WAYS = ["unread", "ctrl_s", "tcflow"]
RESTORED = b"\x1b[?1049l"
FILLER = b"." * 4096


def stop_reading(screen, way):
    """The terminal takes nothing any more."""
    if way == "ctrl_s":
        screen.type(b"\x13")
    elif way == "tcflow":
        termios.tcflow(screen.terminal, termios.TCOOFF)
    else:  # its buffer is full
        writer = os.open(os.ttyname(screen.terminal), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writer, FILLER)
        os.close(writer)


def go_on_reading(screen, way):
    if way == "ctrl_s":
        screen.type(b"\x11")
    elif way == "tcflow":
        termios.tcflow(screen.terminal, termios.TCOON)


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(backfill(7)))


@pytest.fixture(name="start")
def start_fixture(server, bare):
    """Starts backfilltop on a bare terminal, with its row on the screen."""
    def start(*options, **keywords):
        screen = bare(server.url, *options, **keywords)
        screen.read_until(b"RUNNING")
        screen.read_for(0.3)
        return screen

    return start


@pytest.mark.parametrize("nonblocking", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_polls_go_on_and_nothing_spins(server, start, way, nonblocking):
    screen = start(nonblocking=nonblocking)
    stop_reading(screen, way)
    used_s = screen.cpu_s()
    began = time.monotonic()
    server.wait_for_polls(len(server.polls()) + 3)
    assert screen.cpu_s() - used_s < 0.5
    assert time.monotonic() - began < 15  # at one a second
    flags = fcntl.fcntl(screen.terminal, fcntl.F_GETFL)
    assert bool(flags & os.O_NONBLOCK) == nonblocking  # it is the shell's, too


@pytest.mark.parametrize("nonblocking", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_one_sigterm_ends_it_at_once_and_the_terminal_is_restored(start, way, nonblocking):
    screen = start(nonblocking=nonblocking)
    stop_reading(screen, way)
    time.sleep(1.5)  # a frame is on its way
    screen.signal(signal.SIGTERM)
    assert screen.wait_exit(2) == 0
    assert screen.modes_are_restored()
    screen.read_until(RESTORED)


@pytest.mark.parametrize("way", WAYS)
def test_a_crash_ends_it_at_once_and_the_terminal_is_restored(start, way):
    screen = start()
    stop_reading(screen, way)
    screen.signal(signal.SIGUSR1)
    assert screen.wait_exit(2) == -signal.SIGUSR1
    assert screen.modes_are_restored()
    screen.read_until(RESTORED)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_the_terminal_of_another_user_is_not_waited_for(server, bare, tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    program = shutil.copy(BACKFILLTOP, folder)
    for path in [program, *itertools.takewhile(lambda path: path.parts[1:2] == ("tmp",), [folder, *folder.parents])]:
        os.chmod(path, os.stat(path).st_mode | 0o555)
    screen = bare(server.url, program=program, preexec=lambda: os.setuid(65534))
    screen.read_until(b"RUNNING")
    stop_reading(screen, "tcflow")
    server.wait_for_polls(len(server.polls()) + 3)
    screen.signal(signal.SIGTERM)
    assert screen.wait_exit(2) == 0


def test_keys_are_answered(start):
    screen = start()
    stop_reading(screen, "ctrl_s")
    screen.type(b"\x13q")
    assert screen.wait_exit(5) == 0
    assert screen.modes_are_restored()


def test_the_hook_runs(server, start, tmp_path):
    trace = tmp_path / "trace"
    screen = start("--on-event", f"touch {trace}")
    stop_reading(screen, "tcflow")
    server.answer(list_of(backfill(7, "FAILED", transfer_runs_failed=1)))
    wait_until(trace.exists, what="the hook did not run")


@pytest.mark.parametrize("way", ["ctrl_s", "tcflow"])
def test_the_latest_frame_is_shown_when_it_reads_again(server, start, terminal, tmp_path, way):
    screen = start()
    stop_reading(screen, way)
    for number in range(8, 12):
        server.answer(list_of(*(backfill(one) for one in range(7, number))))
        server.wait_for_polls(len(server.polls()) + 2)
        screen.type(b"\x0c?\x1b")  # redrawn, help, back: frames that are never seen
    start_of_rest = len(screen.output)
    go_on_reading(screen, way)
    screen.read_for(2)
    assert len(screen.output) - start_of_rest < 20000  # the frame that was begun, and the latest ones
    written = tmp_path / "output"
    written.write_bytes(screen.output)
    shown = terminal("bash", "-c", f"cat {written}; sleep 60", width=80, height=24)
    shown.wait_for(r"\n\D*10 .*RUNNING")
    assert len([line for line in shown.text().splitlines() if "RUNNING" in line and "456788" in line]) == 4


def test_a_slow_terminal_gets_whole_frames(server, start, terminal, tmp_path):
    screen = start(width=200, height=60)
    server.answer(list_of(*(backfill(number) for number in range(100, 150))))
    deadline = time.monotonic() + 6
    while time.monotonic() < deadline:  # 20 kB a second
        screen.output += os.read(screen.main, 1000)
        screen.type(b"\x0c")
        time.sleep(0.05)
    server.wait_for_request()
    screen.read_for(2)
    written = tmp_path / "output"
    written.write_bytes(screen.output)
    shown = terminal("bash", "-c", f"cat {written}; sleep 60", width=200, height=60)
    shown.wait_for(r"\D149 .*RUNNING")
    assert len([line for line in shown.text().splitlines() if "RUNNING" in line and "456788" in line]) >= 40


def test_it_is_suspended_and_comes_back(start):
    screen = start()
    stop_reading(screen, "tcflow")
    screen.signal(signal.SIGTSTP)  # an orphan as here is not stopped, but leaves the screen and takes it again
    end = screen.read_until(RESTORED)
    end = screen.read_until(b"\x1b[?1049h", end)
    screen.read_until(b"RUNNING", end)
    screen.type(b"q")
    assert screen.wait_exit() == 0
    assert screen.modes_are_restored()


def test_a_terminal_that_hangs_up_ends_it(start):
    screen = start()
    stop_reading(screen, "unread")
    os.close(screen.main)
    screen.main = os.open("/dev/null", os.O_RDONLY)
    screen.wait_exit(5)

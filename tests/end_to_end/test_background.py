# SPDX-License-Identifier: MIT
"""A shell with job control: the program in the background, stopped, and ended there at the first signal."""

import os
import shlex
import signal

import pytest

from bare_pty import BarePty
from api_bodies import backfill, list_of
from harness import BACKFILLTOP, environment, wait_until

PROMPT = b"ready> "
LEFT = b"\x1b[?1049l"


class Shell(BarePty):
    """bash on a bare terminal, and the one program that it runs."""

    def __init__(self, url):
        super().__init__("bash", "--norc", "--noprofile", "--noediting", "-i",
                         env=environment(TERM="xterm-256color", PS1=PROMPT.decode()))
        self.command = shlex.join([BACKFILLTOP, "--team", "42", "--no-names", "--base-url", url, "--interval", "1"])
        self.read_until(PROMPT)

    def run(self, line):
        """Types a line and returns the place behind its echo."""
        start = len(self.output)
        self.type(line.encode() + b"\n")
        return self.read_until(b"\n", start)

    def child(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as children:
            return next((int(pid) for pid in children.read().split()), None)

    def wait_until_stopped(self, pid):
        def is_stopped():
            self.read_some()
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                return stat.read().rpartition(")")[2].split()[0] == "T"
        wait_until(is_stopped, 10, "it is not stopped")

    def wait_until_listed(self, state):
        """Waits until the shell knows the state of its job, which it does not always report by itself."""
        def is_listed():
            start = self.run("jobs")
            end = self.read_until(PROMPT, start)
            return state.encode() in self.output[start:end]
        wait_until(is_listed, 10, f"the job is not listed as {state}")

    def wait_until_gone(self, pid):
        """Waits until it has ended: the shell may collect it late."""
        def state():
            try:
                with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                    return stat.read().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                return None

        def is_gone():
            self.read_some()
            return state() in (None, "Z")
        wait_until(is_gone, 5, lambda: f"one signal has not ended it: it is in state {state()}")

    def stop(self):
        child = self.child()
        if child:
            os.kill(child, signal.SIGKILL)
        super().stop()


@pytest.fixture(name="shell")
def shell_fixture(canned):
    shell = Shell(canned(list_of(backfill(7))).url)
    yield shell
    shell.stop()


@pytest.fixture(name="running")
def running_fixture(shell):
    """The program's pid; it is in the foreground, with its row on the screen."""
    shell.run(shell.command)
    shell.read_until(b"RUNNING")
    return shell.child()


def test_a_program_that_was_stopped_by_force_ends_at_one_sigterm(shell, running):
    os.kill(running, signal.SIGSTOP)
    shell.wait_until_stopped(running)
    shell.wait_until_listed("Stopped")  # else it sends no SIGCONT with the signal
    start = shell.run("kill %1")
    shell.wait_until_gone(running)
    shell.read_until(LEFT, start)  # the shell's lines are not hidden behind the program's screen


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGUSR1])
def test_a_program_that_was_stopped_by_force_ends_at_one_fatal_signal(shell, running, number):
    os.kill(running, signal.SIGSTOP)
    shell.wait_until_stopped(running)
    start = shell.run("")
    os.kill(running, number)
    os.kill(running, signal.SIGCONT)
    shell.wait_until_gone(running)
    shell.read_until(LEFT, start)


def test_a_program_that_was_continued_in_the_background_ends_at_one_sigterm(shell, running):
    shell.type(b"\x1a")
    shell.wait_until_stopped(running)
    shell.read_until(PROMPT)
    shell.run("bg")
    shell.wait_until_listed("Stopped")
    shell.run("kill %1")
    shell.wait_until_gone(running)


def test_a_program_that_comes_back_takes_the_screen_once(shell, running):
    shell.type(b"\x1a")
    shell.wait_until_stopped(running)
    start = shell.run("fg")
    shell.read_until(b"RUNNING", start)
    shell.read_for(0.5)
    assert shell.output[start:].count(b"\x1b[?1049h") == 1
    assert LEFT not in shell.output[start:]


def test_a_program_started_in_the_background_touches_nothing_and_ends_at_one_sigterm(shell):
    start = shell.run(shell.command + " &")
    wait_until(lambda: shell.child() is not None, what="it has not started")
    child = shell.child()
    shell.wait_until_stopped(child)
    shell.wait_until_listed("Stopped")  # else it sends no SIGCONT with the signal
    shell.run("kill %1")
    shell.wait_until_gone(child)
    assert b"\x1b[?1049h" not in shell.output[start:]


def test_a_program_started_in_the_background_comes_to_the_front(shell):
    shell.run(shell.command + " &")
    wait_until(lambda: shell.child() is not None, what="it has not started")
    child = shell.child()
    shell.wait_until_stopped(child)
    start = shell.run("fg")
    shell.read_until(b"RUNNING", start)
    shell.type(b"q")
    shell.wait_until_gone(child)
    shell.read_until(b"-echonl", shell.run("stty -a"))
    modes = shell.output[start:].split()
    assert b"icanon" in modes and b"echo" in modes

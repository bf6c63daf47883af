# SPDX-License-Identifier: MIT
"""The tests themselves: a case that is stuck fails, and nothing is left running, even if pytest is killed."""

import os
import pathlib
import signal
import subprocess
import sys

import pytest

from harness import wait_until

HERE = pathlib.Path(__file__).resolve().parent

STUCK = '''
import pathlib, subprocess, time
from harness import BACKFILLTOP

def test_is_stuck(terminal, demo, tmp_path):
    demo()
    screen = terminal(BACKFILLTOP, "--demo")
    screen.wait_for("RUNNING")
    screen.signal(19)  # stopped, it does not even end with its terminal
    subprocess.Popen(["setsid", "sleep", "1000"])
    files = screen.directory.parent
    pathlib.Path(REPORT).write_text(f"{files}")
    while True:
        time.sleep(1)
'''
LEAVES = '''
import subprocess

def test_leaves_a_process():
    subprocess.Popen(["sh", "-c", "sleep 1000 & exec sleep 1000"], start_new_session=True)

def test_leaves_none():
    pass
'''


@pytest.fixture(name="inner")
def inner_fixture(tmp_path):
    """Starts pytest on a file of the given text, with the fixtures of these tests: inner(TEXT, OPTION...)."""
    started = []

    def start(text, *options):
        (tmp_path / "test_inner.py").write_text(text.replace("REPORT", repr(str(tmp_path / "report"))), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "conftest", *options,
                   "--rootdir", str(tmp_path), "--basetemp", str(tmp_path / "base"), str(tmp_path / "test_inner.py")]
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"},
                                   cwd=os.getcwd(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def running_in(run):
    """The processes that carry the mark of another run of tests, and those below them, by their command lines."""
    script = ("import os, sys, leftovers; leftovers.RUN, leftovers._owner = sys.argv[1], -1\n"
              "print(*(leftovers.command_of(pid) for pid in leftovers.running()), sep='\\n')")
    result = subprocess.run([sys.executable, "-c", script, run], env={**os.environ, "PYTHONPATH": str(HERE)},
                            capture_output=True, text=True, check=True, timeout=30)
    return list(filter(None, result.stdout.split("\n")))


def run_of(process, report):
    """The mark of a pytest that has written its report: its terminals carry it."""
    wait_until(report.exists, timeout=60, what="the inner case does not start")
    directory = pathlib.Path(report.read_text(encoding="utf-8"))
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            variables = pathlib.Path(f"/proc/{entry}/environ").read_bytes().decode(errors="replace").split("\0")
            command = pathlib.Path(f"/proc/{entry}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(directory) in command:
            marks = [text.partition("=")[2] for text in variables if text.startswith("BACKFILLTOP_TEST_RUN=")]
            if marks and marks[0].startswith(f"{process.pid}-"):
                return marks[0], directory
    raise AssertionError("no process of the inner case")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_pytest_that_is_killed(inner, tmp_path, number):
    process = inner(STUCK)
    mark, directory = run_of(process, tmp_path / "report")
    before = running_in(mark)
    for word in ("tmux", "--demo", "backfilltop-demo", "sleep 1000"):
        assert any(word in command for command in before), before
    process.send_signal(number)
    assert process.wait(30) == -number
    wait_until(lambda: running_in(mark) == [], what=lambda: running_in(mark))
    wait_until(lambda: not directory.exists(), what="its files are still there")


def test_a_case_that_is_stuck_fails_and_nothing_is_left(inner, tmp_path):
    process = inner(STUCK, "--limit", "20", "-rf")
    mark, directory = run_of(process, tmp_path / "report")
    output = process.communicate(timeout=110)[0]
    assert process.returncode == 1
    assert "the case took longer than 20 s" in output
    assert "still running: " in output, "a stopped program and a sleep"
    assert "1 failed, 1 error" in output
    assert running_in(mark) == []
    wait_until(lambda: not directory.exists(), what="its files are still there")


def test_a_process_that_a_case_leaves_is_its_failure_and_not_the_nexts(inner):
    output = inner(LEAVES).communicate(timeout=110)[0]
    assert "still running: " in output and "sleep 1000" in output
    assert "2 passed, 1 error" in output


def test_a_file_can_be_run_in_parts(inner):
    text = "".join(f"def test_{number}(): pass\n" for number in range(5))
    for part, count in (("1/2", 3), ("2/2", 2), ("3/3", 1)):
        output = inner(text, "--part", part).communicate(timeout=60)[0]
        assert f"{count} passed" in output, output

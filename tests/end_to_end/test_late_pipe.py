# SPDX-License-Identifier: MIT
"""The table of --once arrives whole, however late and slowly it is read."""

import contextlib
import os
import subprocess
import time

import pytest

from harness import BACKFILLTOP, backfill, environment, list_of, run_once

MANY = 2000  # lines of about 100 bytes: three times what a pipe holds


@pytest.fixture(name="arguments")
def arguments_fixture(canned):
    url = canned(list_of(*(backfill(number) for number in range(1, MANY + 1)))).url
    return ["--once", "--team", "42", "--no-names", "--base-url", url]


@pytest.mark.parametrize("blocking", [True, False])
def test_a_pipe_that_is_read_late_gets_the_whole_table(arguments, blocking):
    expected = run_once(*arguments)
    assert expected.stdout.count(b"\n") == MANY + 1
    reader, writer = os.pipe()
    os.set_blocking(writer, blocking)
    with subprocess.Popen([BACKFILLTOP, *arguments], env=environment(), stdout=writer, stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        time.sleep(1)  # it is full before anything is read
        output = b""
        while piece := os.read(reader, 1000):
            output += piece
        assert process.wait() == expected.returncode == 0
    os.close(reader)
    assert output == expected.stdout


@pytest.mark.parametrize("mode", ["--help", "--print-config", "--version", "--check"])
def test_every_mode_waits_for_room_in_a_full_pipe(arguments, mode):
    command = [mode, *arguments[1:]] if mode == "--check" else [mode]
    last_line = run_once(*command).stdout.splitlines()[-1]
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    filler = b"." * 4096
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(writer, filler)
    with subprocess.Popen([BACKFILLTOP, *command], env=environment(), stdout=writer, stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        time.sleep(1)  # it has met the full pipe
        output = b""
        while piece := os.read(reader, 1000):
            output += piece
        assert process.wait() == 0
    os.close(reader)
    assert output[filled:].splitlines()[-1] == last_line


def test_a_full_disk_is_an_error(arguments):
    with open("/dev/full", "wb") as full:
        result = subprocess.run([BACKFILLTOP, *arguments], env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert b"No space left" in result.stderr

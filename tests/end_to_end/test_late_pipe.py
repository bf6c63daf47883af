# SPDX-License-Identifier: MIT
"""Output arrives completely, however late and slowly it is read."""

import contextlib
import os
import subprocess
import time

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, BACKFILLTOP_DEMO, environment, run_once

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


def written_to_a_full_pipe(command, stream, **keywords):
    """What a command writes to its `stream` ("stdout" or "stderr"), a full, non-blocking pipe that is read late."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    filler = b"." * 4096
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(writer, filler)
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: writer}
    with subprocess.Popen(command, env=environment(), **streams, **keywords) as process:
        os.close(writer)
        time.sleep(1)  # it has met the full pipe
        output = b""
        while piece := os.read(reader, 1000):
            output += piece
        status = process.wait()
    os.close(reader)
    return status, output[filled:]


@pytest.mark.parametrize("mode", ["--help", "--print-config", "--version", "--check"])
def test_every_mode_waits_for_room_in_a_full_pipe(arguments, mode):
    command = [mode, *arguments[1:]] if mode == "--check" else [mode]
    last_line = run_once(*command).stdout.splitlines()[-1]
    status, output = written_to_a_full_pipe([BACKFILLTOP, *command], "stdout")
    assert status == 0
    assert output.splitlines()[-1] == last_line


@pytest.mark.parametrize("mode", ["--help", "--version"])
def test_the_demo_server_waits_for_room_in_a_full_pipe(mode):
    expected = subprocess.run([BACKFILLTOP_DEMO, mode], env=environment(), capture_output=True, timeout=60, check=True)
    assert written_to_a_full_pipe([BACKFILLTOP_DEMO, mode], "stdout") == (0, expected.stdout)


@pytest.mark.parametrize("command", [[BACKFILLTOP, "--temas"], [BACKFILLTOP_DEMO, "--prot"]])
def test_an_error_waits_for_room_in_a_full_pipe(command):
    expected = subprocess.run(command, env=environment(), capture_output=True, timeout=60, check=False)
    assert b"did you mean" in expected.stderr
    assert written_to_a_full_pipe(command, "stderr") == (expected.returncode, expected.stderr)


def test_warnings_wait_for_room_in_a_full_pipe(arguments, tmp_path):
    config = tmp_path / "config"
    config.write_text("interval = soon\n")
    command = [*arguments, "--config", str(config)]
    expected = run_once(*command)
    assert expected.stderr.count(b"\n") == 1
    assert written_to_a_full_pipe([BACKFILLTOP, *command], "stderr") == (0, expected.stderr)


def test_a_full_disk_is_an_error(arguments):
    with open("/dev/full", "wb") as full:
        result = subprocess.run([BACKFILLTOP, *arguments], env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert b"No space left" in result.stderr

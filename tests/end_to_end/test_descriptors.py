# SPDX-License-Identifier: MIT
"""Standard input, output and error that are missing or cannot be written: nothing goes anywhere else, and lost output
is an error in every mode."""

import os
import re
import shlex
import signal
import subprocess

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, BACKFILLTOP_DEMO, PATIENCE_S, environment, run_once

ROWS = list_of(*(backfill(number) for number in range(1000, 1400)))
PARTLY = "not everything could be written"  # what is said where the cause of an earlier failure is not known any more
URL = "URL"  # stands for the server's in the table below

# Every mode that prints, with its words; URL stands for a server.
MODES = {
    "help": [BACKFILLTOP, "--help"],
    "version": [BACKFILLTOP, "--version"],
    "print-config": [BACKFILLTOP, "--print-config"],
    "once": [BACKFILLTOP, "--once", "--team", "42", "--base-url", URL],
    "check": [BACKFILLTOP, "--check", "--team", "42", "--base-url", URL],
    "once demo": [BACKFILLTOP, "--once", "--demo"],
    "check demo": [BACKFILLTOP, "--check", "--demo"],
    "server help": [BACKFILLTOP_DEMO, "--help"],
    "server version": [BACKFILLTOP_DEMO, "--version"],
    "server": [BACKFILLTOP_DEMO],
    "server log": [BACKFILLTOP_DEMO, "--log", "-"],
}


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(ROWS)


def shell(redirections, command, env=None, **keywords):
    """Runs a command with redirections in a shell's notation."""
    line = f"exec {shlex.join(command)} {redirections}"
    return subprocess.run(["sh", "-c", line], env=env or environment(), stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False, **keywords)


def words_of(mode, server):
    return [server.url if word == URL else word for word in MODES[mode]]


@pytest.mark.parametrize("redirection, words", [
    (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
@pytest.mark.parametrize("mode", MODES)
def test_output_that_is_lost_is_an_error_in_every_mode(server, mode, redirection, words):
    result = shell(redirection, words_of(mode, server))
    text = result.stderr.decode()
    assert result.returncode == 1, text
    assert re.fullmatch(rf"backfilltop(-demo)?: writing [a-z ]+: ({words}|{PARTLY})\n", text), text


def test_no_mode_is_missing_above():
    """Every option whose help says "... and exit" has its mode."""
    for program, prefix in ((BACKFILLTOP, ""), (BACKFILLTOP_DEMO, "server ")):
        text = subprocess.run([program, "--help"], env=environment(), capture_output=True, timeout=60,
                              check=True).stdout.decode()
        for name in re.findall(r"--([a-z-]+) .*(?:and exit|print this text|print the version)", text):
            assert prefix + name in MODES, name


def test_what_is_written_whole_is_no_error(server):
    for mode in MODES:
        if mode not in ("server", "server log"):
            result = shell("", words_of(mode, server))
            assert result.returncode == 0 and result.stderr == b"" and result.stdout != b"", mode


# A write that comes late fails when the file system does, not before.
def test_a_table_that_does_not_fit_is_an_error(server, tmp_path):
    command = f"ulimit -f 8; trap '' XFSZ; exec {shlex.join(words_of('once', server))} >{tmp_path}/table"
    result = subprocess.run(["bash", "-c", command], env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                            timeout=60, check=False)
    assert result.returncode == 1
    assert re.fullmatch(r"backfilltop: writing .*: .*\n", result.stderr.decode())


@pytest.mark.parametrize("mode", ["once", "check"])
@pytest.mark.parametrize("closed", ["0<&-", ">&-", "2>&-", "0<&- >&-", "0<&- 2>&-", ">&- 2>&-", "0<&- >&- 2>&-"])
def test_missing_descriptors_are_not_taken_by_a_connection(server, mode, closed):
    whole = shell("", words_of(mode, server)).stdout
    result = shell(closed, words_of(mode, server))
    assert result.returncode == (1 if " >&-" in f" {closed}" else 0), result
    if " >&-" in f" {closed}":
        assert result.stdout == b""
    elif mode == "once":
        assert result.stdout == whole
    assert [request.status for request in server.polls()] == [200, 200], "the server understood all that it was sent"
    if "2>" in closed:
        assert result.stderr == b""


def test_a_lost_warning_is_an_error(server, tmp_path):
    config = tmp_path / "config"
    config.write_text("interval = soon\n")
    for redirection in ("2>&-", "2>/dev/full"):
        result = shell(redirection, [*words_of("once", server), "--config", str(config)])
        assert result.returncode == 1
        assert len(result.stdout.splitlines()) == 401, "the table is whole"
    assert shell("2>/dev/null", [*words_of("once", server), "--config", str(config)]).returncode == 0
    assert {request.status for request in server.polls()} == {200}


def test_a_token_cannot_come_through_standard_input_that_is_missing(server):
    result = shell("0<&-", [*words_of("once", server), "--token-file", "-"], environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 65
    assert b"standard input" in result.stderr or b"--token-file" in result.stderr
    assert server.requests == []


def test_the_screen_runs_without_standard_error(server, terminal):
    command = shlex.join([BACKFILLTOP, "--team", "42", "--base-url", server.url, "-n", "1"])
    screen = terminal("sh", "-c", f"exec {command} 2>&-")
    screen.wait_for(r"\b1000\b")
    server.wait_for_polls(3)
    screen.keys("q")
    assert screen.wait_exit() == 0
    assert {request.status for request in server.polls()} == {200}


def closed_pipe_result(server, ignored):
    """The program's result when the reader of its output has gone: head's case."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(words_of("once", server), env=environment(), stdin=subprocess.DEVNULL, stdout=writing,
                              stderr=subprocess.PIPE, timeout=60, check=False, restore_signals=not ignored)
    finally:
        os.close(writing)


def test_a_pipe_without_a_reader_ends_the_program_silently(server):
    result = closed_pipe_result(server, ignored=False)
    assert result.returncode == -signal.SIGPIPE and result.stderr == b""


def test_where_sigpipe_is_ignored_it_is_an_error(server):
    result = closed_pipe_result(server, ignored=True)
    assert result.returncode == 1
    assert re.fullmatch(r"backfilltop: writing .*: Broken pipe\n", result.stderr.decode())


def test_an_error_keeps_its_own_exit_code(canned):
    server = canned({}, status=503)
    result = run_once("--once", "--team", "42", "--base-url", server.url)
    assert result.returncode == 69
    result = shell(">&-", ["sh", "-c", shlex.join([BACKFILLTOP, "--check", "--team", "42", "--base-url", server.url])])
    assert result.returncode == 69 and b"Bad file descriptor" in result.stderr


def test_the_servers_log_is_checked_too():
    process = subprocess.Popen([BACKFILLTOP_DEMO, "--log", "/dev/full"], env=environment(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        url = re.search(rb"http\S+", process.stdout.readline()).group().decode()
        run_once("--once", "--team", "42", "--base-url", url)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode == 1
    assert errors == b"backfilltop-demo: writing the log: not everything could be written\n"

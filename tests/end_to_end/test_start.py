# SPDX-License-Identifier: MIT
"""The screen comes first: before libcurl and TLS start, and nothing else starts them without need.

OpenSSL reads its configuration when it starts. Here that is a pipe into which nobody writes, so that it gets no further.
"""

import os

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, environment, run_once


@pytest.fixture(name="pipe")
def pipe_fixture(tmp_path):
    path = tmp_path / "openssl.cnf"
    os.mkfifo(path)
    return path


def let_go(pipe):
    """OpenSSL finds an empty configuration."""
    os.close(os.open(pipe, os.O_WRONLY))


def test_the_first_frame_waits_for_no_library(canned, watch, pipe):
    server = canned(list_of(backfill(7)))
    screen = watch(server.url, "--no-names", env=environment(OPENSSL_CONF=str(pipe)))
    screen.wait_for("connecting")
    assert server.requests == []
    let_go(pipe)
    screen.wait_for("RUNNING")
    screen.keys("q")
    assert screen.wait_exit() == 0
    screen.assert_restored()


def test_nor_does_that_of_the_demo(terminal, pipe):
    screen = terminal(BACKFILLTOP, "--demo", env=environment(OPENSSL_CONF=str(pipe)))
    screen.wait_for("connecting")
    screen.wait_for("simulated data")
    let_go(pipe)
    screen.wait_for("RUNNING")


@pytest.mark.parametrize("option", ["--help", "--version", "--print-config"])
def test_what_only_prints_starts_nothing(pipe, option):
    result = run_once(option, env=environment(OPENSSL_CONF=str(pipe)), timeout=20)
    assert result.returncode == 0 and result.stdout


@pytest.mark.parametrize("arguments, code", [
    (["--team", "0"], 64), (["--team", "42", "--base-url", "ftp://x"], 64), (["--base-url", "https://api.test"], 64),
    (["--team", "42", "--token-file", "/nonexistent/token"], 65), (["--team", "42", "--once", "--theme", "none"], 64)])
def test_nor_does_what_ends_with_an_error(pipe, arguments, code):
    result = run_once(*arguments, env=environment(OPENSSL_CONF=str(pipe), SUPERMETRICS_API_KEY=None), timeout=20)
    assert result.returncode == code, result

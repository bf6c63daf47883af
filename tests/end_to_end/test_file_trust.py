# SPDX-License-Identifier: MIT
"""A settings file that others may write runs no command and does not decide where the token goes; all else in it counts."""

import os
import re
import subprocess

import pytest

from api_bodies import backfill, failed_backfill, list_of
from harness import TOKEN, environment, run_once, wait_until
from servers import Authority

ROWS = list_of(backfill(203), backfill(204, "CREATED"))


@pytest.fixture(name="settings")
def settings_fixture(tmp_path):
    """settings(TEXT, MODE) writes the settings file."""
    path = tmp_path / "it's mine" / "config"
    path.parent.mkdir()

    def write(text, mode):
        path.write_text(text)
        path.chmod(mode)
        return ["--config", str(path)]

    write.path = path
    return write


def once(server, *options, **changes):
    return run_once("--once", "--no-names", "--team", "42", "--base-url", server.url, *options,
                    env=environment(**changes))


@pytest.mark.parametrize("mode", [0o666, 0o606, 0o622])
def test_its_token_command_does_not_run_until_the_command_was_typed(canned, settings, tmp_path, mode):
    server = canned(ROWS)
    ran = tmp_path / "ran"
    options = settings(f"columns = id,status\ntoken-command = touch {ran}; echo {TOKEN}\n", mode)
    result = once(server, *options, SUPERMETRICS_API_KEY=None)
    text = result.stderr.decode()
    assert result.returncode == 65 and not ran.exists()
    assert re.search(rf"config:2: token-command: others may write this file \(mode {mode:04o}\); type: chmod", text)
    command = re.search("chmod .*", text).group()
    subprocess.run(["sh", "-c", command], check=True, timeout=10)
    result = once(server, *options, SUPERMETRICS_API_KEY=None)
    assert result.returncode == 0 and result.stderr == b"" and ran.exists()
    assert result.stdout.splitlines()[0].split() == [b"ID", b"STATUS"]


def test_the_other_keys_still_count_and_the_data_show(canned, settings, tmp_path):
    server = canned(ROWS)
    ran = tmp_path / "ran"
    text = f"columns = status,id\non-event = touch {ran}\nsort = id\ntoken-file = /tmp/x\nprofile = y\ncacert = /z\n"
    result = once(server, *settings(text, 0o666))
    assert result.returncode == 0
    assert [line.split() for line in result.stdout.decode().splitlines()] == [
        ["STATUS", "ID"], ["RUNNING", "203"], ["CREATED", "204"]]
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 1 and "config:2: on-event" in lines[0] and lines[0].endswith("(and 3 more)")


def test_a_strange_certificate_is_not_trusted_by_it(canned, settings, tmp_path):
    evil = Authority(tmp_path, "evil")
    server = canned(ROWS, context=evil.context("IP:127.0.0.1"))
    options = settings(f"cacert = {evil.certificate}\n", 0o666)
    result = once(server, *options)
    assert result.returncode == 69 and b"cacert" in result.stderr
    assert server.requests == [], "the token was not sent"
    settings.path.chmod(0o644)
    assert once(server, *options).returncode == 0


@pytest.mark.parametrize("mode, runs", [(0o666, False), (0o644, True)])
def test_its_command_for_events_runs_only_when_no_one_else_could_write_it(canned, settings, watch, tmp_path, mode, runs):
    server = canned(ROWS)
    ran = tmp_path / "ran"
    screen = watch(server.url, "--no-names", *settings(f"on-event = touch {ran}\n", mode), width=160)
    screen.wait_for(r"\b203\b")
    assert bool(screen.shows("others may write this file")) != runs
    server.answer(list_of(failed_backfill(203, "Connection timeout"), backfill(204, "CREATED")))
    screen.wait_for("FAILED")
    if runs:
        wait_until(ran.exists, what="the command does not run")
    else:
        server.wait_for_polls(len(server.polls()) + 3)
        assert not ran.exists()


def test_options_are_not_the_files(canned, settings, tmp_path):
    """Options that the user types count, with any mode of the file."""
    server = canned(ROWS)
    options = settings("columns = id\n", 0o666)
    result = once(server, *options, "--token-command", f"echo {TOKEN}", SUPERMETRICS_API_KEY=None)
    assert result.returncode == 0 and result.stderr == b""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_not_trusted(canned, settings, tmp_path):
    server = canned(ROWS)
    ran = tmp_path / "ran"
    options = settings(f"token-command = touch {ran}; echo {TOKEN}\n", 0o644)
    os.chown(settings.path, 65534, -1)
    result = once(server, *options, SUPERMETRICS_API_KEY=None)
    assert result.returncode == 65 and not ran.exists()
    assert b"belongs to user 65534" in result.stderr
    subprocess.run(["sh", "-c", re.search("chown .*", result.stderr.decode()).group()], check=True, timeout=10)
    assert once(server, *options, SUPERMETRICS_API_KEY=None).returncode == 0

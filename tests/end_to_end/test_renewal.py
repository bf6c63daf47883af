# SPDX-License-Identifier: MIT
"""Logins that expire: the messages, and that the program continues by itself as soon as the file is renewed."""

import datetime
import json
import time

import pytest

from api_bodies import backfill, list_of
from harness import assert_no_secret, environment, run_once, secret_file, wait_until

OLD = "ey_C8nVq1XwZ4kGtR7jHbM0fYsL3dPz"
NEW = "ey_W4vN8qZr2XkJ7sTfB0mYhGcL5pDx"
REFRESH = "re_B5xZm7JqT0wNrK2hVfY9gLsD6cPk"
COMMAND = "supermetrics backfills list-incomplete --team-id 42"
AT_ONCE_S = 5  # a look a second, and a poll


@pytest.fixture(name="server")
def server_fixture(canned):
    server = canned(list_of(backfill(7)))
    server.tokens = {NEW}
    return server


def in_time(**delta):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(name="login")
def login_fixture(tmp_path):
    """login(TOKEN, EXPIRY) writes the profile of the vendor's client, as its commands do."""
    path = tmp_path / "supermetrics" / "config.json"
    path.parent.mkdir()

    def write(token, expiry, name="work", active="work", **fields):
        profile = {"access_token": token, "token_expiry": expiry, "refresh_token": REFRESH, **fields}
        secret_file(path, json.dumps({"active_profile": active, "profiles": {name: profile}}))

    write.env = environment(SUPERMETRICS_API_KEY=None, XDG_CONFIG_HOME=str(tmp_path))
    return write


@pytest.fixture(name="follow")
def follow_fixture(watch, server, login):
    """Starts the program on the login."""
    return lambda *options, **keywords: watch(server.url, "--no-names", *options, env=login.env, **keywords)


@pytest.mark.parametrize("mode", ["--once", "--check"])
def test_scripts_get_exit_code_65_and_the_command_that_renews_it(server, login, mode):
    login(OLD, in_time(hours=-1))
    result = run_once(mode, "--team", "42", "--base-url", server.url, env=login.env)
    text = result.stderr.decode()
    assert result.returncode == 65 and server.requests == []
    assert f'run "{COMMAND}"' in text and "expired at" in text and len(text.splitlines()) == 1
    for secret in (OLD, REFRESH):
        assert_no_secret(text, secret)


def test_the_command_names_a_profile_that_is_not_the_active_one(server, login):
    login(OLD, in_time(hours=-1), name="it's mine")
    result = run_once("--once", "--team", "42", "--base-url", server.url, "--profile", "it's mine", env=login.env)
    assert f"run \"SUPERMETRICS_PROFILE='it'\\''s mine' {COMMAND}\"" in result.stderr.decode()
    env = {**login.env, "SUPERMETRICS_PROFILE": "it's mine"}
    result = run_once("--once", "--team", "42", "--base-url", server.url, env=env)
    assert f'run "{COMMAND}"' in result.stderr.decode()


def test_without_a_refresh_token_only_a_login_helps(server, login):
    login(OLD, in_time(hours=-1), refresh_token="")
    result = run_once("--once", "--team", "42", "--base-url", server.url, env=login.env)
    assert result.returncode == 65 and 'run "supermetrics login"' in result.stderr.decode()


def test_the_screen_says_what_to_do_and_goes_on_once_it_is_renewed(server, login, follow):
    login(OLD, in_time(hours=-1))
    screen = follow(width=200)
    screen.wait_for(COMMAND)
    screen.wait_for("refused")
    asked = len(server.polls())
    assert asked == 1
    login(NEW, in_time(hours=1))
    screen.wait_for(r"\b7\b.*RUNNING", timeout=AT_ONCE_S)
    screen.wait_gone("expired")
    assert server.tokens_seen() == [OLD, NEW]


def test_a_login_that_expires_under_way_is_renewed_within_seconds(server, login, follow):
    server.tokens = {OLD}
    login(OLD, in_time(hours=1))
    screen = follow(width=200)
    screen.wait_for(r"\b7\b.*RUNNING")
    login(OLD, in_time(seconds=-1))
    server.tokens = {NEW}
    screen.wait_for(COMMAND)
    assert screen.shows(r"\b7\b.*RUNNING"), "the rows stay"
    refused = len([request for request in server.polls() if request.status == 401])
    time.sleep(3)
    assert len([request for request in server.polls() if request.status == 401]) == refused, "no request is sent until then"
    server.answer(list_of(backfill(8)))
    login(NEW, in_time(hours=1))
    screen.wait_for(r"\b8\b.*RUNNING", timeout=AT_ONCE_S)
    assert not screen.shows("expired")


def test_the_user_is_warned_before_and_the_warning_goes_with_the_renewal(server, login, follow):
    server.tokens = {OLD, NEW}
    login(OLD, in_time(seconds=200))
    screen = follow(width=200)
    screen.wait_for(f'the access token of profile "work" expires in 3 m: then run "{COMMAND}"')
    server.wait_for_polls(2)
    login(NEW, in_time(hours=1))
    screen.wait_gone("expires in", timeout=AT_ONCE_S)
    wait_until(lambda: NEW in server.tokens_seen(), what="the new token is not used")
    assert {request.status for request in server.polls()} == {200}


def test_in_the_last_minute_the_command_renews_it_at_once(server, login, follow):
    server.tokens = {OLD}
    login(OLD, in_time(seconds=65))
    screen = follow(width=200)
    screen.wait_for(rf'expires in \d+ s: run "{COMMAND}"')
    assert screen.shows(r"\b7\b.*RUNNING")


def test_there_is_no_warning_when_the_api_key_takes_over(server, login, follow):
    server.tokens = {OLD}
    login(OLD, in_time(seconds=200), api_key=NEW)
    screen = follow(width=200)
    screen.wait_for(r"\b7\b.*RUNNING")
    server.wait_for_polls(3)
    assert not screen.shows("expires in")


def test_the_first_login_that_is_put_right_need_not_be_the_last(server, login, follow):
    login(OLD, in_time(hours=-1))
    screen = follow(width=200)
    screen.wait_for(COMMAND)
    login(OLD.replace("C8", "D9"), in_time(hours=1))
    wait_until(lambda: len(server.polls()) == 2, AT_ONCE_S, "the first new token is not tried")
    time.sleep(10)
    login(NEW, in_time(hours=1))
    screen.wait_for(r"\b7\b.*RUNNING", timeout=AT_ONCE_S)


def test_a_file_that_is_always_written_causes_no_extra_requests(server, login, follow):
    login(OLD, in_time(hours=-1))
    screen = follow(width=200)
    screen.wait_for(COMMAND)
    for number in range(16):
        login(f"{OLD}{number}", in_time(hours=1))
        time.sleep(0.5)
    assert len(server.polls()) <= 3, "the first, one at once, and perhaps one ten seconds later"


@pytest.fixture(name="token_file")
def token_file_fixture(tmp_path):
    return secret_file(tmp_path / "token", OLD)


def test_a_token_file_is_noticed_as_quickly(server, watch, token_file):
    screen = watch(server.url, "--no-names", "--token-file", str(token_file),
                   env=environment(SUPERMETRICS_API_KEY=None), width=200)
    screen.wait_for("401 unauthorized")
    wait_until(lambda: len(server.polls()) == 1, what="the first poll")
    time.sleep(2)
    assert len(server.polls()) == 1
    secret_file(token_file, NEW)
    screen.wait_for(r"\b7\b.*RUNNING", timeout=AT_ONCE_S)


def test_a_token_file_behind_a_link_that_is_switched_is_noticed(server, watch, tmp_path, token_file):
    """As in a Kubernetes secret."""
    secret_file(tmp_path / "fresh", NEW)
    link = tmp_path / "link"
    link.symlink_to(token_file)
    screen = watch(server.url, "--no-names", "--token-file", str(link), env=environment(SUPERMETRICS_API_KEY=None))
    screen.wait_for("401 unauthorized")
    (tmp_path / "link.new").symlink_to(tmp_path / "fresh")
    (tmp_path / "link.new").replace(link)
    screen.wait_for(r"\b7\b.*RUNNING", timeout=AT_ONCE_S)


def test_a_file_whose_mode_is_put_right_is_noticed(server, watch, token_file):
    screen = watch(server.url, "--no-names", "--token-file", str(token_file),
                   env=environment(SUPERMETRICS_API_KEY=None), width=200)
    screen.wait_for("401 unauthorized")
    secret_file(token_file, NEW).chmod(0o644)
    screen.wait_for("chmod 600", timeout=AT_ONCE_S)
    assert len(server.polls()) == 1
    token_file.chmod(0o600)
    screen.wait_for(r"\b7\b.*RUNNING", timeout=AT_ONCE_S)

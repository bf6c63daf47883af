# SPDX-License-Identifier: MIT
"""Where the token comes from, in which order, what is refused, and a token that changes while the program runs."""

import datetime
import json
import os
import re
import shlex
import subprocess
import time

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP, TOKEN, assert_no_secret, environment, run_once, secret_file, wait_until

FROM_FILE = "api_W4vN8qZr2XkJ7sTfB0mYhGcL5pDx"
FROM_COMMAND = "api_R9tHw3KzQ6yVnM1bXjF8sPcG4dLv"
FROM_PROFILE = "api_B5xZm7JqT0wNrK2hVfY9gLsD6cPk"
LOGIN = "ey_C8nVq1XwZ4kGtR7jHbM0fYsL3dPz"
BAD_TOKENS = {
    "spaces": "api_Nf4kQzW7 Xb2VtJ9mRh",
    "control": "api_Nf4kQzW7\tXb2VtJ9mRh",
    "control ": "api_Nf4kQzW7\x7fXb2VtJ9mRh",
    "non-ASCII": "api_Nf4kQzW7\u00fcXb2VtJ9mRh",
    "longer": "api_Nf4kQzW7_" + "x" * 9000,
}


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(backfill(7)))


@pytest.fixture(name="home")
def home_fixture(tmp_path):
    """A home directory; home(active_profile=…, profiles={…}) writes the profile file of the vendor's client."""
    def write(mode=0o600, folder=".config", **config):
        directory = tmp_path / "home" / folder / "supermetrics"
        directory.mkdir(parents=True, exist_ok=True)
        path = secret_file(directory / "config.json", json.dumps(config))
        path.chmod(mode)
        return path

    write.path = tmp_path / "home"
    return write


def once(server, *options, env=None, **keywords):
    arguments = ["--once", "--no-names", "--team", "42", "--base-url", server.url, *options]
    return run_once(*arguments, env=env or environment(SUPERMETRICS_API_KEY=None), **keywords)


def profile_environment(home, **changes):
    return environment(**{"SUPERMETRICS_API_KEY": None, "HOME": str(home.path), **changes})


def in_time(**delta):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


def assert_used(result, server, token):
    assert result.returncode == 0, result.stderr
    assert server.tokens_seen() == [token]


def assert_refused(result, server, *words, secret=TOKEN):
    assert result.returncode == 65, result
    for word in words:
        assert word in result.stderr.decode()
    assert len(result.stderr.splitlines()) == 1, "one line, that says it all"
    assert_no_secret(result.stdout + result.stderr, secret)
    assert server.requests == [], "nothing was asked"


# Every source

@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nsecond line\n"])
def test_a_file_gives_its_first_line(server, tmp_path, ending):
    path = secret_file(tmp_path / "token", FROM_FILE + ending)
    assert_used(once(server, "--token-file", str(path)), server, FROM_FILE)


def test_a_file_that_only_the_owner_reads_may_be_read_only(server, tmp_path):
    path = secret_file(tmp_path / "token", FROM_FILE)
    path.chmod(0o400)
    assert_used(once(server, "--token-file", str(path)), server, FROM_FILE)


def test_standard_input_gives_its_first_line(server):
    result = once(server, "--token-file", "-", typed=FROM_FILE.encode() + b"\nmore\n")
    assert_used(result, server, FROM_FILE)


def test_a_shells_process_substitution_is_a_file(server):
    script = f'exec "$@" --token-file <(printf %s {FROM_FILE})'
    command = [BACKFILLTOP, "--once", "--no-names", "--team", "42", "--base-url", server.url]
    result = subprocess.run(["bash", "-c", script, "_", *command], env=environment(SUPERMETRICS_API_KEY=None),
                            stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert_used(result, server, FROM_FILE)


def test_the_environment_gives_it(server):
    assert_used(once(server, env=environment()), server, TOKEN)


@pytest.mark.parametrize("command", [f"echo {FROM_COMMAND}", f"printf %s {FROM_COMMAND}; echo warning >&2",
                                     f"echo {FROM_COMMAND} | cat && echo second line"])
def test_a_command_gives_its_first_line(server, command):
    assert_used(once(server, "--token-command", command), server, FROM_COMMAND)


def test_a_profile_gives_its_api_key(server, home):
    home(profiles={"default": {"api_key": FROM_PROFILE}})
    assert_used(once(server, env=profile_environment(home)), server, FROM_PROFILE)


def test_the_profiles_are_found_where_xdg_says(server, home):
    home(profiles={"default": {"api_key": TOKEN}})
    home(folder="elsewhere", profiles={"default": {"api_key": FROM_PROFILE}})
    env = profile_environment(home, XDG_CONFIG_HOME=str(home.path / "elsewhere"))
    assert_used(once(server, env=env), server, FROM_PROFILE)


# Their order

def test_the_first_source_wins_and_the_others_are_not_touched(server, tmp_path, home):
    home(profiles={"default": {"api_key": FROM_PROFILE}})
    path = secret_file(tmp_path / "token", FROM_FILE)
    command = ["--token-command", f"touch {tmp_path}/ran; echo {FROM_COMMAND}"]
    with_key = profile_environment(home, SUPERMETRICS_API_KEY=TOKEN)
    without_key = profile_environment(home, SUPERMETRICS_API_KEY="")
    assert once(server, "--token-file", str(path), *command, env=with_key).returncode == 0
    assert once(server, *command, env=with_key).returncode == 0
    assert not (tmp_path / "ran").exists()
    assert once(server, *command, env=without_key).returncode == 0
    assert once(server, env=without_key).returncode == 0
    assert server.tokens_seen() == [FROM_FILE, TOKEN, FROM_COMMAND, FROM_PROFILE]


def test_a_source_that_is_there_but_bad_is_not_passed_over(server, tmp_path):
    result = once(server, "--token-file", str(tmp_path / "missing"), env=environment())
    assert_refused(result, server, "missing")


def test_the_order_of_profiles(server, home):
    names = ("option", "variable", "active", "default")
    profiles = {name: {"api_key": f"api_{name}_0123456789abcdef"} for name in names}
    home(active_profile="active", profiles=profiles)
    env = profile_environment(home, SUPERMETRICS_PROFILE="variable")
    assert once(server, "--profile", "option", env=env).returncode == 0
    assert once(server, env=env).returncode == 0
    assert once(server, env=profile_environment(home)).returncode == 0
    home(profiles=profiles)
    assert once(server, env=profile_environment(home)).returncode == 0
    assert server.tokens_seen() == [profiles[name]["api_key"] for name in names]


def test_a_live_access_token_goes_before_the_api_key(server, home):
    home(profiles={"default": {"access_token": LOGIN, "token_expiry": in_time(hours=1), "api_key": FROM_PROFILE}})
    assert_used(once(server, env=profile_environment(home)), server, LOGIN)


@pytest.mark.parametrize("expiry", [in_time(hours=-1), in_time(seconds=20), "soon", ""])
def test_an_expired_access_token_gives_way_to_the_api_key(server, home, expiry):
    home(profiles={"default": {"access_token": LOGIN, "token_expiry": expiry, "api_key": FROM_PROFILE}})
    assert_used(once(server, env=profile_environment(home)), server, FROM_PROFILE)


# What is refused

def test_no_source_at_all_names_the_ways(server):
    assert_refused(once(server), server, "SUPERMETRICS_API_KEY", "supermetrics login", "--demo")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601])
def test_a_file_open_to_others_is_refused_with_the_command_to_type(server, tmp_path, mode):
    path = secret_file(tmp_path / "it's a token", FROM_FILE)
    path.chmod(mode)
    result = once(server, "--token-file", str(path))
    assert_refused(result, server, f"{mode:04o}", secret=FROM_FILE)
    command = re.search("chmod .*", result.stderr.decode()).group()
    subprocess.run(["sh", "-c", command], check=True, timeout=10)
    assert_used(once(server, "--token-file", str(path)), server, FROM_FILE)


def test_a_profile_open_to_others_is_refused(server, home):
    path = home(mode=0o644, profiles={"default": {"api_key": FROM_PROFILE}})
    result = once(server, env=profile_environment(home))
    assert_refused(result, server, f"chmod 600 {shlex.quote(str(path))}", secret=FROM_PROFILE)


def test_neither_a_directory_nor_a_device_is_a_token_file(server, tmp_path):
    for path in (str(tmp_path), "/dev/null"):
        assert_refused(once(server, "--token-file", path), server, path)


def test_an_expired_login_says_the_command_that_renews_it(server, home):
    home(active_profile="work", profiles={"work": {"access_token": LOGIN, "token_expiry": in_time(hours=-1)}})
    result = once(server, env=profile_environment(home))
    assert_refused(result, server, '"work"', "expired", "supermetrics login", secret=LOGIN)


def test_an_unknown_or_empty_profile_is_named(server, home):
    home(profiles={"empty": {}})
    for name in ("missing", "empty"):
        result = once(server, "--profile", name, env=profile_environment(home))
        assert_refused(result, server, f'"{name}"')


@pytest.mark.parametrize("content", ["", "[]", "{", f'{{"profiles": {{"default": {{"api_key": "{TOKEN}"'])
def test_a_broken_profile_file_is_reported_without_its_content(server, home, content):
    path = home()
    secret_file(path, content)
    assert_refused(once(server, env=profile_environment(home)), server, str(path))


@pytest.mark.parametrize("source", ["file", "stdin", "environment", "command", "profile"])
@pytest.mark.parametrize("what", BAD_TOKENS)
def test_a_token_of_bad_characters_is_refused_before_any_request(server, tmp_path, home, source, what):
    token = BAD_TOKENS[what]
    path = secret_file(tmp_path / "token", token)
    home(profiles={"default": {"api_key": token}})
    options = {"file": ["--token-file", str(path)], "stdin": ["--token-file", "-"],
               "command": ["--token-command", f"cat {path}"]}.get(source, [])
    key = token if source == "environment" else None
    result = once(server, *options, typed=token.encode(), env=profile_environment(home, SUPERMETRICS_API_KEY=key))
    assert_refused(result, server, what.strip(), secret=token)


def test_an_empty_token_is_said_to_be_empty(server, tmp_path):
    path = secret_file(tmp_path / "token", "\n" + FROM_FILE)
    assert_refused(once(server, "--token-file", str(path)), server, "empty", secret=FROM_FILE)
    assert_refused(once(server, "--token-file", "-"), server, "empty")


@pytest.mark.parametrize("command, words", [
    ("echo 'the vault is sealed' >&2; exit 3", ("exit status 3", "the vault is sealed")),
    (f"echo {FROM_COMMAND}; echo {FROM_COMMAND} >&2; exit 1", ("exit status 1",)),
    (f"echo cannot use {FROM_COMMAND} >&2; exit 1", ("exit status 1", "cannot use")),
    ("true", ("printed nothing",)),
    ("no-such-command-anywhere", ("127",)),
    ("kill -KILL $$", ("signal 9",)),
])
def test_a_command_that_fails_says_how(server, command, words):
    result = once(server, "--token-command", command)
    assert_refused(result, server, "--token-command", *words, secret=FROM_COMMAND)


def test_a_command_that_hangs_is_ended_after_ten_seconds(server, tmp_path):
    began = time.monotonic()
    result = once(server, "--token-command", f"echo $$ >{tmp_path}/pid; sleep 300 & sleep 300")
    assert 10 <= time.monotonic() - began < 50, "the command would take 300 s"
    assert_refused(result, server, "10 s")
    group = int((tmp_path / "pid").read_text())
    wait_until(lambda: not is_group_alive(group), what="the command still runs")


def is_group_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return any(state not in "ZX" for state in group_states(group))


def group_states(group):
    """The states of a group's processes: one that has ended may wait for its parent to collect it."""
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                state, _, its_group = stat.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group:
            yield state


# Which token the server refused

@pytest.mark.parametrize("source, words", [
    ("environment", ["the key in SUPERMETRICS_API_KEY"]),
    ("file", ["the token in", "put a valid one there"]),
    ("stdin", ["standard input"]),
    ("command", ["--token-command"]),
    ("profile", ['the API key of profile "work"', 'run "supermetrics login" or set SUPERMETRICS_API_KEY']),
])
def test_a_refused_token_is_called_by_its_source(server, tmp_path, home, source, words):
    server.tokens = {"another"}
    path = secret_file(tmp_path / "token", TOKEN)
    home(active_profile="work", profiles={"work": {"api_key": TOKEN}})
    options = {"file": ["--token-file", str(path)], "stdin": ["--token-file", "-"],
               "command": ["--token-command", f"cat {path}"]}.get(source, [])
    key = TOKEN if source == "environment" else None
    result = once(server, *options, typed=TOKEN.encode(), env=profile_environment(home, SUPERMETRICS_API_KEY=key))
    text = result.stderr.decode()
    assert result.returncode == 65, text
    for word in ("401 unauthorized: ", "was refused", "(request REQ-1)", *words):
        assert word in text
    assert_no_secret(result.stdout + result.stderr)


# A token that changes

@pytest.fixture(name="rotating")
def rotating_fixture(server, watch, tmp_path):
    """The program, its token from a command that reads a file and counts how often it ran."""
    path = secret_file(tmp_path / "token", FROM_FILE)
    server.tokens = {FROM_FILE}
    counted = tmp_path / "counted"
    # Once the run is counted, a change of the file does not affect it any more.
    command = f'token=$(cat {path}); echo x >>{counted}; echo "$token"'
    screen = watch(server.url, "--no-names", "--token-command", command,
                   env=environment(SUPERMETRICS_API_KEY=None), width=160)
    screen.wait_for(r"\b7\b.*RUNNING")
    screen.token = path
    screen.times_read = lambda: len(counted.read_text().splitlines())
    return screen


def test_a_rotated_token_goes_on_without_a_restart(server, rotating):
    secret_file(rotating.token, FROM_COMMAND)
    server.tokens = {FROM_COMMAND}
    server.answer(list_of(backfill(8)))
    rotating.wait_for(r"\b8\b.*RUNNING")
    assert not rotating.shows("401")
    assert rotating.times_read() == 2
    refused = [request for request in server.polls() if request.status == 401]
    assert len(refused) == 1
    assert server.tokens_seen() == [FROM_FILE, FROM_COMMAND]


def test_a_token_file_is_read_again_too(server, watch, tmp_path):
    path = secret_file(tmp_path / "token", FROM_FILE)
    server.tokens = {FROM_FILE}
    screen = watch(server.url, "--no-names", "--token-file", str(path), env=environment(SUPERMETRICS_API_KEY=None))
    screen.wait_for(r"\b7\b.*RUNNING")
    secret_file(path, FROM_COMMAND)
    server.tokens = {FROM_COMMAND}
    server.answer(list_of(backfill(8)))
    screen.wait_for(r"\b8\b.*RUNNING")


def test_every_refusal_reads_the_source_once_and_a_late_rotation_is_found(server, rotating):
    server.tokens = {FROM_COMMAND}
    rotating.wait_for("401 unauthorized")
    wait_until(lambda: rotating.times_read() == 2, what="the source is not read again")
    time.sleep(2)
    assert rotating.times_read() == 2
    known = len(server.polls())
    rotating.keys("r")
    wait_until(lambda: len(server.polls()) > known, what="r does not ask")
    wait_until(lambda: rotating.times_read() == 3, what="a second refusal does not read the source again")
    secret_file(rotating.token, FROM_COMMAND)
    time.sleep(1.5)
    rotating.keys("r")
    rotating.wait_for("live")
    assert rotating.times_read() == 4
    assert not rotating.shows(FROM_FILE[:12]) and not rotating.shows(FROM_COMMAND[:12])


def test_a_source_that_went_bad_is_reported_and_the_rows_stay(server, rotating):
    rotating.token.unlink()
    server.tokens = {FROM_COMMAND}
    rotating.wait_for("--token-command")
    assert rotating.shows(r"\b7\b.*RUNNING")
    wait_until(lambda: rotating.times_read() == 2, what="the source is not read again")

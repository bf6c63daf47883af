# SPDX-License-Identifier: MIT
"""The settings file: what it sets, what overrides it, and mistakes in it, with which the data is still shown."""

import os
import re
import unicodedata

import pytest

from api_bodies import LIST, backfill, list_of
from harness import DATA, TOKEN, assert_no_secret, environment, run_once, secret_file

ROWS = list_of(backfill(203), backfill(204, "CREATED"))


@pytest.fixture(name="settings")
def settings_fixture(tmp_path):
    """Writes the settings file; settings(TEXT, VARIABLE=VALUE) is the environment of a program that finds it."""
    path = tmp_path / "backfilltop" / "config"
    path.parent.mkdir()

    def write(text, **variables):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return environment(XDG_CONFIG_HOME=str(tmp_path), **variables)

    write.path = path
    return write


def once(url, *options, env):
    return run_once("--once", "--base-url", url, *options, env=env)


def heading(result):
    return result.stdout.decode().splitlines()[0].split()


def assert_shows_rows(result):
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == 3


def test_the_file_sets_what_no_option_does(canned, settings):
    server = canned(ROWS)
    env = settings("team = 42\ncolumns = status,id\nsort = -id\nnames = no\n")
    result = once(server.url, env=env)
    assert result.returncode == 0 and result.stderr == b""
    assert result.stdout.decode().split() == ["STATUS", "ID", "CREATED", "204", "RUNNING", "203"]
    assert server.names() == []


def test_the_file_is_found_below_home(canned, tmp_path, settings):
    settings("")
    path = tmp_path / ".config" / "backfilltop" / "config"
    path.parent.mkdir(parents=True)
    path.write_text("team = 42\ncolumns = id\n")
    for elsewhere in (None, "relative"):
        result = once(canned(ROWS).url, env=environment(HOME=str(tmp_path), XDG_CONFIG_HOME=elsewhere))
        assert heading(result) == ["ID"]


def test_options_go_before_variables_before_the_file(canned, settings):
    server = canned(ROWS)
    for team in (1, 2, 3):
        server.give(f"/v1/teams/{team}/backfills", ROWS)
    env = settings("team = 1\n")
    once(server.url, env=env)
    once(server.url, env={**env, "SUPERMETRICS_TEAM_ID": "2"})
    once(server.url, "--team", "3", env={**env, "SUPERMETRICS_TEAM_ID": "2"})
    assert [request.path for request in server.polls()] == [LIST.replace("42", team) for team in "123"]


def test_no_takes_back_what_the_file_turns_on(canned, settings):
    server = canned(ROWS)
    env = settings("team = 42\nascii = yes\n")
    server.answer(list_of(backfill(203, "GRÖẞE")))
    assert "GR??E" in once(server.url, env=env).stdout.decode()
    assert "GRÖẞE" in once(server.url, "--ascii=no", env=env).stdout.decode()


def test_another_file_may_be_named(canned, settings, tmp_path):
    server = canned(ROWS)
    other = tmp_path / "other"
    other.write_text("columns = id\n")
    result = once(server.url, "--team", "42", "--config", str(other), env=settings("columns = status\nnonsense\n"))
    assert heading(result) == ["ID"] and result.stderr == b""


def test_another_file_must_be_there(canned, tmp_path):
    server = canned(ROWS)
    result = once(server.url, "--team", "42", "--config", str(tmp_path / "none"), env=environment())
    assert result.returncode == 64
    assert re.fullmatch(r"backfilltop: --config: .*none.*; .*\n", result.stderr.decode())
    assert server.requests == []


def test_the_token_may_come_from_a_file_that_the_settings_name(canned, settings, tmp_path):
    server = canned(ROWS)
    secret_file(tmp_path / "token", "api_from_the_file\n")
    text = "team = 42\ntoken-file = ~/token\n"
    assert_shows_rows(once(server.url, env=settings(text, HOME=str(tmp_path), SUPERMETRICS_API_KEY=None)))
    assert_shows_rows(once(server.url, env=settings(text, HOME=str(tmp_path))))
    command = ["--token-command", "echo api_from_the_option"]
    assert_shows_rows(once(server.url, *command, env=settings(text, HOME=str(tmp_path), SUPERMETRICS_API_KEY=None)))
    assert server.tokens_seen() == ["api_from_the_file", TOKEN, "api_from_the_option"]


MISTAKES = [
    ("interval = soon", r"config:2: interval: \"soon\" is not valid; give seconds from 1 to 3600"),
    ("team = 1;2", r"config:2: team: \"1;2\" is not valid; give up to 64 team ids"),
    ("columns = id,name", r"config:2: columns: \"id,name\" is not valid; give all, or some of team,id,"),
    ("sort = name", r"config:2: sort: \"name\" is not valid; give trouble or"),
    ("bell = loud", r"config:2: bell: \"loud\" is not valid; give on or off"),
    ("utc = 1", r"config:2: utc: \"1\" is not valid; give yes or no"),
    ("token-file = token", r"config:2: token-file: .*; start it with / or ~/"),
    ("intervall = 5", r"config:2: intervall: unknown key; did you mean interval\? backfilltop --print-config"),
    ("token = " + TOKEN, r"config:2: token: unknown key"),
    ("check = yes", r"config:2: check: it cannot be set in the settings file; give it as an option"),
    ("[main]", r"config:2: \[main\]: sections are not supported; remove this line"),
    (f"[{TOKEN}]", r"config:2: sections are not supported; remove this line"),
    (TOKEN + "=", r"config:2: unknown key; backfilltop --print-config"),
    ("interval", r"config:2: it is neither a setting nor a comment; write KEY = VALUE"),
    ("profile = " + 500 * "x", r"config:2: it is longer than \d+ bytes"),
]


@pytest.mark.parametrize("line, message", MISTAKES)
def test_a_mistake_is_reported_on_stderr_and_the_rows_show(canned, settings, line, message):
    result = once(canned(ROWS).url, "--team", "42", env=settings(f"# mine\n{line}\n"))
    assert_shows_rows(result)
    text = result.stderr.decode()
    assert re.search(message, text) and len(text.splitlines()) == 1 and "more" not in text, text
    assert_no_secret(text)


@pytest.mark.parametrize("line, message", MISTAKES)
def test_a_mistake_is_on_the_screen_and_the_rows_show(canned, settings, watch, line, message):
    screen = watch(canned(ROWS).url, env=settings(f"columns = id\n{line}\n"), width=240)
    screen.wait_for(r"(?m)^ +204$")
    screen.wait_for(message)


def test_a_mistake_stays_on_the_screen(canned, settings, watch):
    server = canned(ROWS)
    screen = watch(server.url, env=settings("# mine\ninterval = soon\nx = 1\nnonsense\n"), width=200)
    screen.wait_for(r"\b204\b")
    screen.keys("p")
    screen.wait_for("paused: press p to resume")
    screen.keys("p")
    screen.wait_gone("polling resumed")
    screen.wait_for(r"config:2: interval: \"soon\" is not valid; .*\(and 2 more\)")
    screen.keys("q")
    assert screen.wait_exit() == 0
    assert not screen.shows("config:2")


def test_a_mistake_is_reported_at_the_start_where_it_has_no_room_to_stay(canned, settings, watch):
    screen = watch(canned(ROWS).url, env=settings("interval = soon\n"), width=120, height=10)
    screen.wait_for("config:1: interval")
    screen.wait_for("Enter Errors")
    assert screen.shows(r"\b203\b")


def test_a_worse_problem_goes_before_it(canned, settings, watch):
    server = canned(ROWS)
    screen = watch(server.url, env=settings("nonsense\n"), width=160)
    screen.wait_for("config:1")
    screen.wait_for(r"\b203\b")  # the settings are read before the first poll, and that must have succeeded
    server.answer({}, status=503)
    screen.wait_for("team 42: 503")
    screen.wait_gone("config:1")


def test_check_and_a_missing_terminal_report_it_too(canned, settings):
    server = canned(ROWS)
    env = settings("nonsense\n")
    for options in (["--check"], []):
        result = run_once("--team", "42", "--base-url", server.url, *options, env=env)
        assert "config:1: it is neither" in result.stderr.decode()
        assert (result.returncode == 0) == bool(options)


def test_without_its_team_there_is_nothing_to_show(settings):
    result = run_once("--once", env=settings("team = x\n"))
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 64 and len(lines) == 2
    assert "config:1: team" in lines[0] and "no team to watch" in lines[1]


def harmless(output):
    text = output.decode()
    return not any(unicodedata.category(character) in ("Cc", "Cf") and character != "\n" for character in text)


HOSTILE = b"\x1b]0;owned\x07\x9b31m\xff\xe2\x80\xae"


@pytest.mark.parametrize("text", [HOSTILE + b" = 1\n", b"interval = " + HOSTILE, b"[" + HOSTILE + b"]\n", HOSTILE,
                                  b"interval = 5\0" + HOSTILE])
def test_hostile_bytes_come_out_harmless(canned, settings, watch, text):
    server = canned(ROWS)
    env = settings(text)
    result = once(server.url, "--team", "42", env=env)
    assert_shows_rows(result)
    assert b"config:1" in result.stderr and harmless(result.stderr)
    screen = watch(server.url, env=env, width=160)
    screen.wait_for("config:1")
    screen.wait_for(r"\b203\b")
    assert harmless(screen.text().encode())
    assert screen.state("pane_title") != "owned"


def make_pipe(path):
    path.unlink()
    os.mkfifo(path)


def make_folder(path):
    path.unlink()
    path.mkdir()


def make_loop(path):
    path.unlink()
    path.symlink_to(path)


def make_large(path):
    path.write_text("# 1234\n" * 10000)


@pytest.mark.parametrize("make, message", [
    (make_pipe, "it is not a regular file"),
    (make_folder, "it is not a regular file"),
    (make_loop, "symbolic links"),
    (make_large, "it is larger than 64 KiB"),
])
def test_what_cannot_be_read_is_reported_and_the_rows_show(canned, settings, watch, make, message):
    server = canned(ROWS)
    env = settings("")
    make(settings.path)
    result = once(server.url, "--team", "42", env=env)
    assert_shows_rows(result)
    assert re.search(rf"backfilltop/config: .*{message}", result.stderr.decode())
    screen = watch(server.url, env=env, width=160)
    screen.wait_for(message)
    screen.wait_for(r"\b203\b")


def test_a_file_without_permission_is_reported_and_the_rows_show(canned, settings):
    env = settings("columns = id\n")
    settings.path.chmod(0)
    if os.access(settings.path, os.R_OK):
        pytest.skip("root may read everything")
    result = once(canned(ROWS).url, "--team", "42", env=env)
    assert_shows_rows(result)
    assert "Permission denied" in result.stderr.decode()


def test_the_sample_in_the_readme_is_right(canned, settings):
    readme = (DATA.parent.parent / "README.md").read_text(encoding="utf-8")
    sample = re.search(r"```ini\n(.*?)```", readme, re.DOTALL).group(1)
    result = once(canned(ROWS).url, "--team", "42", env=settings(sample))
    assert_shows_rows(result)
    assert result.stderr == b""
    assert heading(result) == ["ID", "TRANSFER", "STATUS", "PROGRESS", "RUNS", "FAILED", "ETA"]


def test_the_readme_names_the_columns_that_there_are(settings):
    readme = (DATA.parent.parent / "README.md").read_text(encoding="utf-8")
    printed = run_once("--print-config", env=settings("")).stdout.decode()
    named = re.search(r"`--columns LIST`.*?some of `([a-z,]+)`", readme).group(1)
    allowed = re.search(r"all, or some of[\s#]+([a-z,]+)", printed).group(1)
    assert named == allowed


def test_what_print_config_writes_can_be_used(canned, settings):
    printed = run_once("--print-config", env=settings("nonsense\n"))
    assert printed.returncode == 0 and printed.stderr == b""
    text = printed.stdout.decode()
    keys = re.findall(r"(?m)^#([a-z-]+) =", text)
    for key in ("team", "interval", "keep", "columns", "sort", "bell", "names", "utc"):
        assert key in keys
    assert max(map(len, text.splitlines())) <= 80
    for name in ("once", "demo", "token", "help", "base-url"):
        assert name not in keys
    server = canned(ROWS)
    plain = once(server.url, "--team", "42", env=settings(""))
    for content in (text, re.sub(r"(?m)^#(\S)", r"\1", text)):
        result = once(server.url, "--team", "42", env=settings(content))
        assert result.returncode == 0 and result.stderr == b""
        assert result.stdout == plain.stdout

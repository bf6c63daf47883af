# SPDX-License-Identifier: MIT
"""The command line and its variables as users really type them, and the messages for typing errors."""

import re
import subprocess

import pytest

from api_bodies import backfill, list_of
from harness import BACKFILLTOP_DEMO, TOKEN, assert_no_secret, environment, run_once, secret_file

ROWS = list_of(backfill(7))


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(ROWS)


def once(url, *options, **changes):
    return run_once("--once", "--no-names", "--base-url", url, *options, env=environment(**changes))


def demo_server(*options, **changes):
    return subprocess.run([BACKFILLTOP_DEMO, *options], env=environment(**changes), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", " {} ", "\n{}\n", "\t{}"])
def test_white_space_around_variables_does_not_count(server, around):
    result = once(server.url, SUPERMETRICS_API_KEY=around.format(TOKEN), SUPERMETRICS_TEAM_ID=around.format(42))
    assert result.returncode == 0 and result.stderr == b"", result.stderr
    assert server.tokens_seen() == [TOKEN]


def test_white_space_around_a_files_or_a_commands_token_does_not_count(server, tmp_path):
    path = secret_file(tmp_path / "token", f"\ufeff {TOKEN} \r\n")
    for options in (["--token-file", str(path)], ["--token-command", f"cat '{path}'"]):
        assert once(server.url, "--team", "42", *options, SUPERMETRICS_API_KEY=None).returncode == 0
    assert server.tokens_seen() == [TOKEN]


@pytest.mark.parametrize("scheme, host", [("http", "LOCALHOST"), ("HTTP", "127.0.0.1"), ("Http", "LocalHost"),
                                          ("http", "localhost."), ("http", "127.1")])
def test_this_machine_in_any_spelling(server, scheme, host):
    result = once(f"{scheme}://{host}:{server.port}/v1", "--team", "42")
    assert result.returncode == 0, result.stderr
    assert server.requests[0].headers["Host"] in (f"localhost:{server.port}", f"127.0.0.1:{server.port}")


@pytest.mark.parametrize("host", ["LOCALHOST.example.com", "localhost..", "xn--localhost", "128.0.0.1", "0.0.0.0"])
def test_other_machines_do_not_get_the_token_over_plain_http(host):
    result = once(f"http://{host}:1/v1", "--team", "42")
    assert result.returncode == 64, result.stderr


def test_several_teams_may_have_spaces_between_them(canned):
    server = canned(ROWS)
    server.give("/v1/teams/43/backfills", ROWS)
    assert once(server.url, "--team", "42, 43").returncode == 0
    assert sorted(request.path for request in server.polls()) == ["/v1/teams/42/backfills", "/v1/teams/43/backfills"]


def test_an_interval_with_a_unit_is_kept(server, watch):
    screen = watch(server.url, "--keep", "1h", interval="2s")
    screen.wait_for(r"\b7\b")
    first, second = server.wait_for_polls(2)[:2]
    assert 1.8 < second.moment - first.moment < 4


def test_the_settings_file_takes_units_too(server, tmp_path):
    config = tmp_path / "config"
    config.write_text("interval = 10s\nkeep = 5 m\nteam = 42, 43\n")
    server.give("/v1/teams/43/backfills", ROWS)
    result = once(server.url, "--config", str(config))
    assert result.returncode == 0 and result.stderr == b"", result.stderr


def test_a_typing_error_is_answered_with_a_suggestion(server, tmp_path):
    config = tmp_path / "config"
    config.write_text("intervall = 5\n")
    for options, words in ((["--temas", "42"], "did you mean --team?"), (["--theme", "dark"], "give default"),
                           (["--sort", "stauts"], "did you mean status?")):
        result = once(server.url, *options)
        assert result.returncode == 64 and words in result.stderr.decode()
        assert len(result.stderr.splitlines()) == 1
    result = once(server.url, "--team", "42", "--config", str(config))
    assert "config:1: intervall: unknown key; did you mean interval?" in result.stderr.decode()


@pytest.mark.parametrize("arguments", [
    ["--token", TOKEN], [f"--token={TOKEN}"], ["--api-key", TOKEN], [f"--key={TOKEN}"], ["--toke", TOKEN], ["--tokn", TOKEN], [f"--api-kye={TOKEN}"],
    [f"--tok={TOKEN}"], ["-t", TOKEN], [f"-t{TOKEN}"], [TOKEN], ["--token-file", TOKEN], ["--profile", TOKEN],
    ["--team", TOKEN], [f"--base-url={TOKEN}"], [f"--unknown={TOKEN}"], ["--demo", TOKEN], [f"--demo={TOKEN}"],
])
def test_a_token_on_the_command_line_is_refused_and_not_repeated(server, arguments):
    result = run_once("--once", *arguments)
    assert result.returncode == 64
    assert_no_secret(result.stdout + result.stderr)
    assert len(result.stderr.splitlines()) == 1
    assert server.requests == []


@pytest.mark.parametrize("variable", ["SUPERMETRICS_TEAM_ID", "SUPERMETRICS_PROFILE", "SUPERMETRICS_DOMAIN"])
def test_a_token_in_another_variable_is_not_repeated(tmp_path, variable):
    secret_file(tmp_path / "config.json", "{}")
    (tmp_path / "supermetrics").symlink_to(tmp_path)
    env = environment(SUPERMETRICS_API_KEY=None, XDG_CONFIG_HOME=str(tmp_path))
    options = ["--once"] if variable == "SUPERMETRICS_TEAM_ID" else ["--once", "--team", "42"]
    result = run_once(*options, env={**env, variable: TOKEN})
    assert result.returncode in (64, 65) and len(result.stderr.splitlines()) == 1
    assert_no_secret(result.stdout + result.stderr)


@pytest.mark.parametrize("key", ["token", "api-key", "team", "interval", "columns", "theme", "profile", "token-file"])
def test_a_token_in_the_settings_is_not_repeated(server, tmp_path, key):
    config = tmp_path / "config"
    config.write_text(f"{key} = {TOKEN}\n")
    result = once(server.url, "--team", "42", "--config", str(config), SUPERMETRICS_API_KEY="another")
    assert_no_secret(result.stdout + result.stderr)
    assert (b"config:1: " in result.stderr) == (key != "profile")


def test_token_points_to_the_file(server):
    for arguments in (["--token", "abc"], ["--token=abc"]):
        result = once(server.url, "--team", "42", *arguments)
        assert result.returncode == 64
        text = result.stderr.decode()
        assert text.startswith("backfilltop: --token: ") and "--token-file FILE" in text and "abc" not in text


def test_the_server_has_short_options_and_suggests_too():
    assert demo_server("-h").stdout == demo_server("--help").stdout != b""
    assert demo_server("-V").stdout == demo_server("--version").stdout != b""
    for arguments, words in ((["--prot", "1"], "--prot: unknown option; did you mean --port?"),
                             (["--port"], "--port: it needs an argument"), (["-x"], "-x: unknown option"),
                             (["--help=1"], "--help: it takes no argument"),
                             (["--\x1b[31m"], "unknown option")):
        result = demo_server(*arguments)
        text = result.stderr.decode()
        assert result.returncode == 64 and words in text and len(text.splitlines()) == 1
        assert "\x1b" not in text


def test_the_server_takes_its_token_without_the_line_end():
    process = subprocess.Popen([BACKFILLTOP_DEMO, "--token-env", "KEY"], env=environment(KEY=f"{TOKEN}\r\n"),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        url = process.stdout.readline().decode().split()[-1]
        assert once(url, "--team", "42").returncode == 0
        assert once(url, "--team", "42", SUPERMETRICS_API_KEY="another").returncode == 65
    finally:
        process.kill()
        process.communicate()


def test_f10_quits_everywhere(server, watch):
    for before in ([], ["?"], ["/"], ["e"]):
        screen = watch(server.url)
        screen.wait_for(r"\b7\b")
        if before:
            screen.keys(*before)
            screen.wait_for({"?": "Esc Back", "/": "(?m)^ ?/", "e": "Esc Back"}[before[0]])
        screen.keys("F10")
        assert screen.wait_exit() == 0
        screen.assert_restored()


def test_the_help_fits():
    text = run_once("--help").stdout.decode()
    assert max(map(len, text.splitlines())) <= 80
    assert re.search("--interval SECONDS +time between polls, 1s to 1h", text)


@pytest.mark.parametrize("option", ["--tokn", "--tokem=x", "--api-kye", "--pasword"])
def test_a_slip_of_an_option_for_a_token_names_the_file_for_it(option):
    result = run_once(option)
    assert result.returncode == 64
    assert "--token-file FILE" in result.stderr.decode()

# SPDX-License-Identifier: MIT
"""`backfilltop --once`: one poll, a table, an exit code that scripts can rely on."""

import gzip
import re
import subprocess
import unicodedata

import pytest

from api_bodies import LIST, error_body, list_of
from harness import BACKFILLTOP, DATA, PATIENCE_S, TOKEN, environment, run_once, wait_until
from servers import free_port

EXAMPLE = (DATA / "list_example.json").read_bytes()
BODY_MAX = 32 * 1024 * 1024


def once(url, *options, **keywords):
    return run_once("--once", "--team", "42", "--base-url", url, *options, **keywords)


def assert_harmless(output):
    """Valid UTF-8 without control or format characters, except line ends."""
    text = output.decode()
    bad = [character for character in text if unicodedata.category(character) in ("Cc", "Cf") and character != "\n"]
    assert bad == [], text


def test_prints_the_three_backfills_of_the_api_pages_example(canned):
    result = once(canned(EXAMPLE).url)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.decode().splitlines()
    expected = [
        (r"\b12347\b.*\b456790\b", r"2024-02-01\.\..*02-28", r"\bRUNNING\b", r"\b15/28\b", r"53"),
        (r"\b12346\b.*\b456789\b", r"2024-01-15\.\..*01-31", r"\bRUNNING\b", r"\b10/17\b", r"58"),
        (r"\b12345\b.*\b456788\b", r"2024-01-01\.\..*01-14", r"\bSCHEDULED\b", r"\b0/14\b", r"\b0"),
    ]
    for patterns in expected:
        rows = [line for line in lines if re.search(patterns[0], line)]
        assert len(rows) == 1, lines
        assert all(re.search(pattern, rows[0]) for pattern in patterns), rows[0]
    assert len(lines) == 4, "a heading and three rows"


def test_asks_once_with_the_token_and_says_who_it_is(canned):
    server = canned(EXAMPLE)
    once(server.url)
    assert [request.path for request in server.polls()] == [LIST]
    headers = server.polls()[0].headers
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["User-Agent"].startswith("backfilltop/")
    assert "gzip" in headers["Accept-Encoding"]


def test_a_slash_at_the_end_of_the_base_url_is_dropped(canned):
    server = canned(EXAMPLE)
    assert once(server.url + "/").returncode == 0
    assert server.polls()[0].path == LIST


def test_nothing_incomplete_is_success(canned):
    result = once(canned((DATA / "list_empty.json").read_bytes()).url)
    assert result.returncode == 0, result.stderr


def test_the_team_may_come_from_the_environment(canned):
    server = canned(EXAMPLE)
    result = run_once("--once", "--base-url", server.url, env=environment(SUPERMETRICS_TEAM_ID="42"))
    assert result.returncode == 0, result.stderr


def test_columns_are_those_chosen_in_that_order(canned):
    server = canned(EXAMPLE)
    lines = once(server.url, "--columns", "status,runs,id", "--sort", "-id").stdout.decode().splitlines()
    assert [line.split() for line in lines] == [
        ["STATUS", "RUNS", "ID"], ["RUNNING", "15/28", "12347"], ["RUNNING", "10/17", "12346"],
        ["SCHEDULED", "0/14", "12345"]]
    lines = once(server.url, "--columns", "team,id", "--sort", "id").stdout.decode().splitlines()
    assert [line.split() for line in lines] == [["TEAM", "ID"], ["42", "12345"], ["42", "12346"], ["42", "12347"]]


def test_demo_needs_neither_team_nor_key():
    result = run_once("--demo", "--once", env=environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) > 10


@pytest.mark.parametrize("status, code, exit_code", [
    (401, "UNAUTHORIZED", 65),
    (403, "FORBIDDEN", 65),
    (404, "NOT_FOUND", 1),
    (422, "UNPROCESSABLE_ENTITY", 1),
    (429, "TOO_MANY_REQUESTS", 69),
    (500, "INTERNAL_SERVER_ERROR", 69),
    (503, "SERVICE_UNAVAILABLE", 69),
])
def test_an_error_answer_is_an_exit_code_and_one_line(canned, status, code, exit_code):
    result = once(canned(error_body(code), status=status).url)
    assert result.returncode == exit_code
    assert result.stdout == b""
    message = result.stderr.decode()
    assert len(message.splitlines()) == 1
    what = "was refused" if status == 401 else code
    for part in (str(status), what, "REQ-1"):
        assert part in message


def test_a_refused_key_says_what_to_do(canned):
    result = once(canned(error_body("UNAUTHORIZED"), status=401).url)
    assert "SUPERMETRICS_API_KEY" in result.stderr.decode()


def test_a_200_that_carries_an_error_is_a_failure(canned):
    result = once(canned(error_body("CONFLICT_ERROR")).url)
    assert result.returncode == 1
    assert "CONFLICT_ERROR" in result.stderr.decode()


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"", b'{"data":7}', EXAMPLE[:200]])
def test_an_unreadable_answer_is_a_failure(canned, body):
    result = once(canned(body).url)
    assert result.returncode == 1
    assert result.stdout == b""
    assert len(result.stderr.splitlines()) == 1


def test_a_server_that_is_not_there_is_unavailable():
    result = once(f"http://127.0.0.1:{free_port()}/v1")
    assert result.returncode == 69
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_key_says_what_to_do():
    result = run_once("--once", "--team", "42", env=environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 65
    assert "SUPERMETRICS_API_KEY" in result.stderr.decode()


def test_a_missing_team_says_what_to_do():
    result = run_once("--once")
    assert result.returncode == 64
    assert "--team" in result.stderr.decode()


@pytest.mark.parametrize("option, value", [
    ("--interval", "0"),
    ("--interval", "3601"),
    ("--interval", "soon"),
    ("--interval", ""),
    ("--interval", "-5"),
    ("--interval", "99999999999999999999"),
    ("--theme", "dark"),
    ("--theme", ""),
    ("--team", "0"),
    ("--team", "our-team"),
    ("--team", "42x"),
    ("--team", "9223372036854775808"),
    ("--columns", ""),
    ("--columns", "id,name"),
    ("--columns", "id,id"),
    ("--columns", "id,"),
    ("--columns", "ID"),
    ("--sort", "name"),
    ("--sort", "-"),
    ("--bell", "loud"),
    ("--base-url", "ftp://127.0.0.1/v1"),
    ("--base-url", "http://api.example.com/v1"),
    ("--base-url", "https://me:secret@api.example.com/v1"),
    ("--base-url", "https://api.example.com/v1?x=1"),
    ("--base-url", "not a url"),
])
def test_a_bad_value_is_named_in_one_line(option, value):
    arguments = {"--team": "42", "--base-url": "https://127.0.0.1:1/v1", "--interval": "5", option: value}
    result = run_once("--once", *[f"{name}={text}" for name, text in arguments.items()])
    message = result.stderr.decode()
    assert result.returncode == 64, message
    assert result.stdout == b""
    assert len(message.splitlines()) == 1
    assert option in message
    if option != "--base-url":  # a URL may hold a password: only the offending part is shown
        assert value in message


def test_an_unknown_theme_is_answered_with_those_there_are():
    result = run_once("--demo", "--theme", "dark")
    assert result.returncode == 64
    assert "default, contrast, colorblind or mono" in result.stderr.decode()


@pytest.mark.parametrize("arguments", [["--frobnicate"], ["--team"], ["stray"], ["-n"]])
def test_a_bad_command_line_is_a_usage_error(arguments):
    result = run_once(*arguments)
    assert result.returncode == 64
    assert arguments[0].lstrip("-") in result.stderr.decode()
    assert result.stdout == b""


def test_help_names_every_option_and_variable():
    result = run_once("--help")
    text = result.stdout.decode()
    assert result.returncode == 0
    for word in ("--team", "--interval", "-n", "--base-url", "--demo", "--once", "--ascii", "--theme", "--no-color",
                 "--config", "--print-config", "--help",
                 "--version", "SUPERMETRICS_API_KEY", "SUPERMETRICS_TEAM_ID"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 80


def test_version_is_one_line():
    result = run_once("--version")
    assert result.returncode == 0
    assert re.fullmatch(r"backfilltop \d+\.\d+\.\d+\n", result.stdout.decode())


def test_the_screen_without_a_terminal_says_to_use_once():
    result = run_once("--team", "42", "--base-url", "http://127.0.0.1:1/v1")
    assert result.returncode != 0
    assert "--once" in result.stderr.decode()
    assert result.stdout == b""


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\x9d0;x\x9c\u202e\u2066\u200b\ufeff\x7f\r\nnext\0"


def test_hostile_text_in_a_row_comes_out_harmless(canned):
    body = list_of({"transfer_backfill_id": 7, "status": "ODD" + HOSTILE,
                      "error_report": [{"transfer_run_date": HOSTILE, "error": HOSTILE}]})
    result = once(canned(body).url)
    if result.returncode == 0:  # a document with \0 in it may be refused as a whole
        assert b"ODD" in result.stdout
    assert_harmless(result.stdout)
    assert_harmless(result.stderr)


def test_hostile_text_without_nul_keeps_its_row(canned):
    body = list_of({"transfer_backfill_id": 7, "status": "ODD" + HOSTILE.replace("\0", "")})
    result = once(canned(body).url)
    assert result.returncode == 0, result.stderr
    assert b"ODD" in result.stdout
    assert len(result.stdout.splitlines()) == 2
    assert_harmless(result.stdout)


def test_hostile_text_in_an_error_comes_out_harmless(canned):
    server = canned(error_body("FORBIDDEN" + HOSTILE[:-1], "You may not" + HOSTILE[:-1]), status=403)
    result = once(server.url)
    assert b"You may not" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert_harmless(result.stderr)


def test_hostile_arguments_come_out_harmless():
    for arguments in (["--team", "\x1b[31m"], ["--\x1b[31m"], ["--base-url", "http://\x1b[31m/"]):
        assert_harmless(run_once(*arguments).stderr)


def test_ascii_output_is_ascii(canned):
    body = list_of({"transfer_backfill_id": 7, "status": "GRÖẞE"})
    result = once(canned(body).url, "--ascii")
    assert result.returncode == 0, result.stderr
    assert result.stdout.isascii()


def test_a_gzipped_answer_is_read(canned):
    result = once(canned(gzip.compress(EXAMPLE), headers={"Content-Encoding": "gzip"}).url)
    assert result.returncode == 0, result.stderr
    assert b"12347" in result.stdout


@pytest.mark.parametrize("compressed", [False, True])
def test_an_answer_over_32_mib_is_refused(canned, compressed):
    body = b'{"data":[]' + b" " * BODY_MAX + b"}"
    headers = {"Content-Encoding": "gzip"} if compressed else {}
    result = once(canned(gzip.compress(body) if compressed else body, headers=headers).url)
    assert result.returncode == 1
    assert "32 MiB" in result.stderr.decode()


def test_an_answer_of_32_mib_is_read(canned):
    body = b'{"data":[' + b" " * (BODY_MAX - 11) + b"]}"
    assert len(body) == BODY_MAX
    assert once(canned(body).url).returncode == 0


def test_a_redirect_is_not_followed(canned):
    elsewhere = canned(EXAMPLE)
    server = canned(b"", status=302, headers={"Location": elsewhere.url + "/teams/42/backfills"})
    result = once(server.url)
    assert result.returncode == 1
    assert f"127.0.0.1:{elsewhere.port}" in result.stderr.decode()
    assert elsewhere.requests == []


def test_the_token_is_in_neither_command_line_nor_output(canned):
    server = canned(EXAMPLE, delay_s=PATIENCE_S)
    command = [BACKFILLTOP, "--once", "--team", "42", "--base-url", server.url]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        wait_until(server.polls, what="no request")
        with open(f"/proc/{process.pid}/cmdline", "rb") as command_line:
            assert TOKEN.encode() not in command_line.read()
        server.stopping.set()
        output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert TOKEN.encode() not in output + errors


def test_absent_fields_are_dashes_and_the_rest_stands(canned):
    body = list_of({"transfer_backfill_id": 9007199254740993}, {"transfer_backfill_id": 8, "status": "FAILED"})
    result = once(canned(body).url)
    assert result.returncode == 0
    text = result.stdout.decode()
    assert "9007199254740993" in text
    assert re.search(r"\b8\b.*FAILED", text)


def test_the_demo_names_the_transfers_of_both_teams():
    lines = run_once("--demo", "--once").stdout.decode().splitlines()[1:]
    teams = {line.split()[0] for line in lines}
    assert teams == {"42", "43"}
    assert not any(line.split()[2].isdigit() for line in lines)

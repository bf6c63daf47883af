# SPDX-License-Identifier: MIT
"""Answers that a strict parser refuses, and answers that are far too large: over real HTTP, to the real program."""

import gzip
import json
import pathlib
import re

import pytest

from api_bodies import LIST, NAMES, backfill, error_body, failed_backfill, list_of, names_of, one
from harness import BACKFILLTOP, environment, run_once, wait_until
from servers import CannedServer
from terminal import Terminal

MARK = "\N{REPLACEMENT CHARACTER}"
MIB = 1024 * 1024


@pytest.fixture(name="server")
def fixture_server():
    server = CannedServer({})
    server.give(NAMES, names_of(t456788="Shopify orders"))
    yield server
    server.stop()


def once(server, *options, **keywords):
    """Runs --once; returns the exit code, the rows by id, and what it said on stderr."""
    result = run_once("--base-url", server.url, "--team", "42", "--once", *options, **keywords)
    lines = result.stdout.decode().splitlines()
    rows = {int(line.split()[0]): line for line in lines if re.match(r"\s*\d+ ", line)}
    return result.returncode, rows, result.stderr.decode()


def three_with(odd):
    """A list of three backfills, with `odd` (bytes) in the middle one: in a message, a text, or a field of its own."""
    body = json.dumps(list_of(backfill(1), failed_backfill(2, "ODD"), backfill(3))).encode()
    return body.replace(b'"ODD"', odd)


@pytest.mark.parametrize("odd, matter", [
    (b'"cut \\ud83d"', "half of a surrogate pair"),
    (b'"caf\xe8"', "a byte that is not UTF-8"),
    (b'"two\nlines"', "an unescaped control character"),
    (b'"a \\x path"', "an escape that JSON does not know"),
    (b'"fine", "unread": 18446744073709551616', "a number beyond 64 bits"),
    (b'"fine", "unread": 1e400', "a number beyond 64 bits"),
    (b'"fine", "unread": NaN', "NaN or infinite"),
    (b'"fine", "unread": [1, -Infinity]', "NaN or infinite"),
])
def test_an_odd_byte_or_value_costs_no_row(server, odd, matter):
    server.answer(three_with(odd))
    code, rows, said = once(server)
    assert (code, sorted(rows)) == (0, [1, 2, 3])
    assert "data[1].error_report[0]." in said and matter in said


def test_whole_numbers_and_times_in_other_forms_are_no_dashes(server):
    body = json.dumps(list_of(backfill("ID", transfer_runs_total="TOTAL", transfer_runs_completed="DONE",
                                       created_time="2024-02-01 10:00+0200",
                                       range_start_date="2024-01-01T00:00:00Z"))).encode()
    for name, number in ((b'"ID"', b"9007199254740993.0"), (b'"TOTAL"', b"28.0"), (b'"DONE"', b"1.5e1")):
        body = body.replace(name, number)
    server.answer(body)
    code, rows, said = once(server)
    assert (code, said) == (0, "")
    assert "15/28" in rows[9007199254740993] and "2024-01-01..01-20" in rows[9007199254740993]


def test_times_without_a_zone_are_one_warning(server):
    server.answer(list_of(*(backfill(number, created_time="2024-02-01T08:00:00", start_time="2024-02-01T08:30:00")
                            for number in range(1, 40))))
    code, rows, said = once(server)
    assert code == 0 and len(rows) == 39
    assert re.search(r"\b1 warning", said) and "data[0].created_time has no time zone: taken as UTC" in said


def test_the_total_is_the_one_that_the_api_sent(server):
    server.answer(list_of(backfill(1, transfer_runs_total=10, transfer_runs_created=12)))
    code, rows, _ = once(server)
    assert code == 0 and " 5/10" in rows[1] and "50 %" in rows[1]


def test_an_odd_name_and_an_odd_error_are_shown_and_counted(server):
    server.answer(list_of(backfill(1)))
    server.give(NAMES, json.dumps(names_of(t456788="ODD")).encode().replace(b"ODD", b"caf\xe8"))
    _, rows, said = once(server)
    assert f"caf{MARK}" in rows[1]
    assert "1 warning" in said and "transfers: data[0].display_name holds a byte that is not UTF-8" in said
    server.give(NAMES, names_of())
    body = json.dumps(error_body("BAD_REQUEST", "ODD")).encode().replace(b"ODD", b"not \xe8 \\ud83d")
    server.answer(body, status=400)
    code, _, said = once(server)
    assert code != 0 and f"BAD_REQUEST: not {MARK} {MARK}" in said
    assert "1 warning" in said and "error.message holds a byte that is not UTF-8" in said


def test_names_that_are_missing_are_no_warning(server):
    server.answer(list_of(backfill(1)))
    server.give(NAMES, {"data": [{"dwh_transfer_id": 456788, "display_name": None}]})
    code, rows, said = once(server)
    assert (code, said) == (0, "") and "456788" in rows[1]


def test_what_is_odd_in_a_backfill_that_was_looked_up_is_counted_while_it_is_shown(server):
    server.answer(list_of(backfill(1), backfill(2)))
    server.give(f"{LIST}/2", json.dumps(one(2, "COMPLETED", note="ODD")).encode().replace(b"ODD", b"caf\xe8"))
    server.give(f"{LIST}/1", one(1, "COMPLETED"))
    terminal = Terminal(BACKFILLTOP, "--base-url", server.url, "--team", "42", "--interval", "1", "--keep", "6",
                        env=environment())
    try:
        terminal.wait_for(r"\b2\b.*RUNNING")
        assert not terminal.shows("warning")
        server.answer(list_of(backfill(1)))
        terminal.wait_for("1 warning: backfill 2: data.note holds a byte that is not UTF-8")
        server.answer(list_of())
        terminal.wait_for(r"\b1\b.*COMPLETED")
        terminal.wait_gone("warning")
    finally:
        terminal.kill()


def test_a_long_message_is_cut_between_characters(server):
    for lead in range(4):
        server.answer(error_body("BAD_REQUEST", "m" * lead + "é" * 400), status=400)
        said = once(server)[2]
        assert "ééé..." in said and MARK not in said


@pytest.mark.parametrize("body", [
    three_with(b'"x"')[:-2], three_with(b'"x"') + b"x", b'{"data":[{"transfer_backfill_id":1},]}', b"<html>busy</html>",
    '{"data":[]}'.encode("utf-16"),
])
def test_what_is_no_json_is_an_error_with_its_place(server, body):
    server.answer(body)
    code, rows, said = once(server)
    assert (code, rows) == (1, {})
    assert "the answer is not JSON" in said and ("line 1, column" in said or "UTF-16" in said)


def memory(pid, what):
    """Kilobytes of a running program: VmRSS now, VmHWM the most."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"{what}:\s+(\d+) kB", status).group(1))


def bomb(content):
    return {"body": gzip.compress(content), "headers": {"Content-Encoding": "gzip"}}


def test_a_list_without_end_costs_neither_memory_nor_time(server):
    server.answer(**bomb(b'{"data":[' + b"{}," * (31 * MIB // 3) + b"{}]}"))
    code, _, said = once(server)
    assert code == 1 and "more than 100,000 items" in said
    # AddressSanitizer keeps freed memory for a while: not here.
    terminal = Terminal(BACKFILLTOP, "--base-url", server.url, "--team", "42", "--interval", "1",
                        env=environment(ASAN_OPTIONS="quarantine_size_mb=1"))
    try:
        terminal.wait_for("100,000 items")
        assert memory(terminal.pid(), "VmHWM") < 300 * 1024
        terminal.keys("?")
        terminal.wait_for("Keys", timeout=5)
    finally:
        terminal.kill()


def test_large_answers_for_many_teams_leave_no_memory_behind(server):
    teams = range(1, 13)
    for team in teams:
        server.give(f"/v1/teams/{team}/backfills", **bomb(b'{"data":[' + b" " * (31 * MIB) + b"]}"))
        server.give(f"/v1/teams/{team}/transfers", names_of())
    terminal = Terminal(BACKFILLTOP, "--base-url", server.url, "--team", ",".join(map(str, teams)),
                        env=environment(ASAN_OPTIONS="quarantine_size_mb=1"))
    try:
        wait_until(lambda: {request.path for request in server.polls()} ==
                   {f"/v1/teams/{team}/backfills" for team in teams}, what="a poll of each team")
        pid = terminal.pid()
        wait_until(lambda: memory(pid, "VmRSS") < 130 * 1024, what=lambda: f"VmRSS is {memory(pid, 'VmRSS')} kB")
        assert memory(pid, "VmHWM") < 320 * 1024  # twelve bodies are 372 MiB
    finally:
        terminal.kill()

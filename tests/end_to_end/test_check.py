# SPDX-License-Identifier: MIT
"""`backfilltop --check`: the whole way once, step by step, and a verdict."""

import re

import pytest

from harness import TOKEN, assert_no_secret, backfill, environment, error_body, free_port, list_of, run_once

STEPS = ["DNS", "TCP", "TLS", "answer", "auth", "permission", "decode", "budget"]
ROWS = list_of(backfill(7), backfill(8))


def check(url, *options, team="42", **keywords):
    result = run_once("--check", "--team", team, "--base-url", url, *options, **keywords)
    assert_no_secret(result.stdout + result.stderr)
    return result


def words_of(result):
    """The word of each step, in the order of the steps."""
    lines = result.stdout.decode().splitlines()
    found = [re.match(r"  (\w+) +(ok|FAILED|-)(?: |$)", line) for line in lines]
    words = [(match.group(1), match.group(2)) for match in found if match]
    assert [step for step, _ in words] == STEPS, lines
    return dict(words)


def assert_failed(result, step, code, *texts):
    words = words_of(result)
    output = result.stdout.decode()
    assert [name for name, word in words.items() if word == "FAILED"] == [step], output
    assert all(words[name] == "ok" for name in STEPS[:min(STEPS.index(step), 4)]), output
    assert re.search(f"^verdict: {step} failed", output, re.MULTILINE)
    for text in texts:
        assert text in output
    assert result.returncode == code


def test_a_good_way_is_told_step_by_step(canned):
    server = canned(ROWS, headers={"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4321"})
    result = check(server.url)
    output = result.stdout.decode()
    assert result.returncode == 0, result
    assert set(words_of(result).values()) == {"ok"}
    for text in ("team 42", server.url, "plain http", "HTTP 200", "SUPERMETRICS_API_KEY", "2 incomplete backfills",
                 "4321 of 5000 requests left", "verdict: good"):
        assert text in output
    for step in ("DNS", "TCP", "answer"):
        assert re.search(rf"{step} +ok +\d+\.\d ms", output), output
    assert [request.path for request in server.requests] == ["/v1/teams/42/backfills"], "one request"
    assert server.tokens_seen() == [TOKEN]


def test_the_demo_server_is_good(demo):
    assert check(demo().url).returncode == 0


def test_demo_checks_itself():
    result = run_once("--check", "--demo", env=environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 0, result
    assert result.stdout.decode().count("verdict: good") == 2, "both teams"


def test_tls_takes_its_time_and_is_verified(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    result = check(server.url, "--cacert", str(authority.certificate))
    assert result.returncode == 0, result
    assert re.search(r"TLS +ok +\d+\.\d ms +verified", result.stdout.decode())


def test_an_unknown_host_fails_at_dns():
    assert_failed(check("https://api.invalid/v1"), "DNS", 69, "api.invalid")


def test_nobody_listening_fails_at_tcp():
    assert_failed(check(f"http://127.0.0.1:{free_port()}/v1"), "TCP", 69)


def test_an_untrusted_certificate_fails_at_tls(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    assert_failed(check(server.url), "TLS", 69, "certificate")


def test_a_useless_cacert_fails_at_tls(canned, authority, tmp_path):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    assert_failed(check(server.url, "--cacert", str(tmp_path / "missing.pem")), "TLS", 69, "missing.pem")


@pytest.mark.parametrize("status, step, code", [
    (401, "auth", 65), (403, "permission", 65), (404, "permission", 1), (500, "answer", 69), (503, "answer", 69),
    (429, "budget", 69), (302, "answer", 1),
])
def test_a_refusal_fails_at_its_step(canned, status, step, code):
    headers = {"Location": "https://example.com/"} if status == 302 else {}
    server = canned(error_body("SOME_CODE", "some message"), status=status, headers=headers)
    result = check(server.url)
    assert_failed(result, step, code, str(status))
    if status != 302:
        assert "REQ-1" in result.stdout.decode() + result.stderr.decode(), "what the vendor's support asks for"
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"data": 5}'])
def test_an_unreadable_answer_fails_at_decode(canned, body):
    assert_failed(check(canned(body).url), "decode", 1)


def test_what_is_odd_in_the_answer_is_told(canned):
    result = check(canned(list_of(backfill(7, transfer_runs_total="many"))).url)
    assert result.returncode == 0
    assert re.search("1 warnings?, the first: .*transfer_runs_total", result.stdout.decode())


def test_a_clock_two_hours_off_is_told(canned):
    server = canned(ROWS)
    server.skew_s = -7200
    result = check(server.url)
    assert re.search(r"clocks differ by (719[5-9]|720[0-5]) s", result.stdout.decode())


def test_every_team_is_checked_and_the_first_failure_is_the_exit_code(canned):
    server = canned(ROWS)
    server.give("/v1/teams/43/backfills", error_body("FORBIDDEN"), status=403)
    server.give("/v1/teams/44/backfills", ROWS)
    result = check(server.url, team="42,43,44")
    output = result.stdout.decode()
    assert result.returncode == 65
    assert output.count("verdict: good") == 2
    assert "verdict: permission failed" in output


def test_a_missing_token_is_told_before_anything_is_tried(canned):
    server = canned(ROWS)
    result = check(server.url, env=environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 65
    assert b"SUPERMETRICS_API_KEY" in result.stderr
    assert server.requests == []


def test_hostile_text_comes_out_harmless(canned):
    result = check(canned(error_body("EVIL\x1b[2J", "\x1b]0;owned\x07"), status=403).url)
    assert b"\x1b" not in result.stdout + result.stderr

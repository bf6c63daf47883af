# SPDX-License-Identifier: MIT
"""`backfilltop --check`: tests the connection step by step and gives a verdict."""

import re
import socketserver
import threading

import pytest

from api_bodies import backfill, error_body, list_of
from harness import TOKEN, assert_no_secret, environment, run_once
from servers import free_port

STEPS = ["DNS", "TCP", "TLS", "answer", "auth", "permission", "decode", "quota"]
ROWS = list_of(backfill(7), backfill(8))


def check(url, *options, team="42", **keywords):
    result = run_once("--check", "--team", team, "--base-url", url, *options, **keywords)
    assert_no_secret(result.stdout + result.stderr)
    return result


def words_of(result):
    """The word of each step, in the order of the steps. What was not reached has no time and no words."""
    lines = result.stdout.decode().splitlines()
    found = [re.match(r"  (\w+) +(ok|FAILED|-)( .*|$)", line) for line in lines]
    steps = [match.groups() for match in found if match]
    assert [step for step, *_ in steps] == STEPS, lines
    for _, word, rest in steps:
        assert word != "-" or rest.strip() in ("", "not used: plain http"), lines
        assert not rest.endswith(" "), lines
    return {step: word for step, word, _ in steps}


def assert_failed(result, step, code, *texts, ok=None):
    """The step failed, those before it are ok (or those of `ok`), and those after it were not reached."""
    words = words_of(result)
    output = result.stdout.decode()
    is_plain = " at http:" in output
    expected = STEPS[:min(STEPS.index(step), 4)] if ok is None else ok
    assert [name for name, word in words.items() if word == "FAILED"] == [step], output
    assert [name for name, word in words.items() if word == "ok"] == [
        name for name in expected if not (name == "TLS" and is_plain)], output
    assert re.search(f"^verdict: {step} failed", output, re.MULTILINE)
    for text in texts:
        assert text in output
    assert result.returncode == code


class Mute(socketserver.ThreadingTCPServer):
    """A server that reads all input, sends only `said`, once, and then closes the connection if `end` is true."""
    daemon_threads = True

    def __init__(self, said=b"", end=False):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(65536)
                self.request.sendall(said)
                while not end and self.request.recv(65536):
                    pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture(name="mute")
def mute_fixture():
    servers = []

    def start(*arguments, **keywords):
        servers.append(Mute(*arguments, **keywords))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_success_is_reported_step_by_step(canned):
    server = canned(ROWS, headers={"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4321"})
    result = check(server.url)
    output = result.stdout.decode()
    assert result.returncode == 0, result
    assert words_of(result) == {**{step: "ok" for step in STEPS}, "TLS": "-"}, "plain http has no TLS"
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
    assert set(words_of(result).values()) == {"ok"}
    assert re.search(r"TLS +ok +\d+\.\d ms +verified", result.stdout.decode())


def test_a_kept_connection_takes_no_time(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    server.give("/v1/teams/43/backfills", ROWS)
    output = check(server.url, "--cacert", str(authority.certificate), team="42,43").stdout.decode()
    second = output[output.index("team 43"):]
    assert re.search(r"DNS +ok\n +TCP +ok +the connection of the team before\n +TLS +ok +verified\n", second), output
    assert output.count("verdict: good") == 2


def test_an_unknown_host_fails_at_dns():
    assert_failed(check("https://api.invalid/v1"), "DNS", 69, "api.invalid")


def test_a_closed_port_fails_at_tcp():
    assert_failed(check(f"http://127.0.0.1:{free_port()}/v1"), "TCP", 69)


def test_an_untrusted_certificate_fails_at_tls(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    assert_failed(check(server.url), "TLS", 69, "certificate")


def test_a_useless_cacert_fails_at_tls(canned, authority, tmp_path):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    assert_failed(check(server.url, "--cacert", str(tmp_path / "missing.pem")), "TLS", 69, "missing.pem")


@pytest.mark.parametrize("status, step, code", [
    (401, "auth", 65), (403, "permission", 65), (404, "answer", 1), (422, "answer", 1), (500, "answer", 69),
    (503, "answer", 69), (600, "answer", 69), (429, "quota", 69), (302, "answer", 1), (204, "answer", 1),
])
def test_a_refusal_fails_at_its_step(canned, status, step, code):
    headers = {"Location": "https://example.com/"} if status == 302 else {}
    server = canned(error_body("SOME_CODE", "some message"), status=status, headers=headers)
    result = check(server.url)
    reached = {"permission": STEPS[:5], "auth": STEPS[:4], "quota": STEPS[:4], "answer": STEPS[:3]}[step]
    assert_failed(result, step, code, str(status), ok=reached)
    if status not in (204, 302):
        assert "REQ-1" in result.stdout.decode() + result.stderr.decode(), "what the vendor's support asks for"
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"data": 5}'])
def test_an_unreadable_answer_fails_at_decode(canned, body):
    result = check(canned(body).url)
    assert_failed(result, "decode", 1, ok=STEPS[:4])
    assert "HTTP 200" in result.stdout.decode()


def test_a_body_that_is_not_encoded_as_it_says_fails_at_decode(canned):
    server = canned(ROWS, headers={"Content-Encoding": "gzip"})
    assert_failed(check(server.url), "decode", 1, "unreadable answer", ok=STEPS[:4])


def test_what_is_not_http_fails_at_the_answer(mute):
    server = mute(b"SSH-2.0-OpenSSH_9.2\r\n", end=True)
    assert_failed(check(f"http://127.0.0.1:{server.port}/v1"), "answer", 1, "HTTP/0.9")


def test_an_answer_that_breaks_off_fails_at_the_answer(mute):
    server = mute(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", end=True)
    assert_failed(check(f"http://127.0.0.1:{server.port}/v1"), "answer", 69, "no connection")


def test_a_handshake_without_an_answer_fails_at_tls(mute):
    result = check(f"https://127.0.0.1:{mute().port}/v1")
    assert_failed(result, "TLS", 69)
    assert re.search(r"TLS +FAILED +(9|10)\d\d\d\.\d ms", result.stdout.decode()), "the ten seconds that it took"


# Proxies

def through(proxy_url, url="https://api.invalid/v1"):
    return check(url, env=environment(HTTPS_PROXY=proxy_url))


@pytest.mark.parametrize("status", ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_refuses_the_tunnel_fails_at_tcp(mute, status):
    server = mute(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nRetry-After: 9\r\n\r\n".encode())
    assert_failed(through(f"http://127.0.0.1:{server.port}"), "TCP", 69, status[:3], "the proxy")


def test_a_proxy_that_hangs_up_fails_at_tcp(mute):
    assert_failed(through(f"http://127.0.0.1:{mute(end=True).port}"), "TCP", 69)


def test_a_proxy_that_never_answers_fails_at_tcp(mute):
    assert_failed(through(f"http://127.0.0.1:{mute().port}"), "TCP", 69)


def test_a_socks_proxy_that_refuses_fails_at_tcp(mute):
    assert_failed(through(f"socks5h://127.0.0.1:{mute(bytes([5, 255])).port}"), "TCP", 69)


def test_a_proxy_that_is_not_there_fails_at_tcp():
    assert_failed(through(f"http://127.0.0.1:{free_port()}"), "TCP", 69)


def test_an_unknown_proxy_fails_at_dns():
    assert_failed(through("http://proxy.invalid:3128"), "DNS", 69, "proxy.invalid")


def test_an_untrusted_certificate_behind_a_proxy_fails_at_tls(canned, authority, proxy):
    server = canned(ROWS, context=authority.context("DNS:api.invalid"))
    assert_failed(through(proxy(server.port).url), "TLS", 69, "certificate")


def test_a_way_through_a_proxy_is_good(canned, authority, proxy):
    server = canned(ROWS, context=authority.context("DNS:api.invalid"))
    env = environment(HTTPS_PROXY=proxy(server.port).url)
    result = check("https://api.invalid/v1", "--cacert", str(authority.certificate), env=env)
    assert result.returncode == 0
    assert set(words_of(result).values()) == {"ok"}


# What is in the answer

@pytest.mark.parametrize("count, text", [
    (0, "0 incomplete backfills, 0 warnings"), (1, "1 incomplete backfill, 0 warnings"),
    (99, "99 incomplete backfills, 0 warnings"), (100, "100 incomplete backfills (the most that the API lists: there may be more)"),
])
def test_a_list_that_may_not_be_whole_says_so(canned, count, text):
    result = check(canned(list_of(*(backfill(number) for number in range(1, count + 1)))).url)
    assert text in result.stdout.decode()
    assert result.returncode == 0


@pytest.mark.parametrize("headers, text", [
    ({}, "quota ok the server does not say"),
    ({"X-RateLimit-Remaining": "100"}, "quota ok 100 requests left this hour"),
    ({"X-RateLimit-Remaining": "100", "X-RateLimit-Limit": "many"}, "quota ok 100 requests left this hour"),
    ({"X-RateLimit-Limit": "5000"}, "quota ok the server does not say"),
])
def test_a_quota_that_is_half_known(canned, headers, text):
    output = check(canned(ROWS, headers=headers).url).stdout.decode()
    assert text in re.sub(" +", " ", output)


def test_what_is_odd_in_the_answer_is_reported(canned):
    result = check(canned(list_of(backfill(7, transfer_runs_total="many"))).url)
    assert result.returncode == 0
    assert re.search("1 warning: .*transfer_runs_total", result.stdout.decode())


def test_a_clock_two_hours_off_is_reported(canned):
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


def test_a_missing_token_is_reported_before_anything_is_tried(canned):
    server = canned(ROWS)
    result = check(server.url, env=environment(SUPERMETRICS_API_KEY=None))
    assert result.returncode == 65
    assert b"SUPERMETRICS_API_KEY" in result.stderr
    assert server.requests == []


def test_hostile_text_comes_out_harmless(canned):
    result = check(canned(error_body("EVIL\x1b[2J", "\x1b]0;owned\x07"), status=403).url)
    assert b"\x1b" not in result.stdout + result.stderr

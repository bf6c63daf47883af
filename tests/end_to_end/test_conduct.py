# SPDX-License-Identifier: MIT
"""Broken answers, Retry-After, servers that are slow for one team, and servers that repeat the token."""

import collections
import email.utils
import json
import re
import socket
import struct
import threading
import time

import pytest

from api_bodies import LIST, backfill, error_body, list_of, names_of
from harness import PATIENCE_S, TOKEN, assert_no_secret, run_once, wait_until

BODY = json.dumps(list_of(backfill(7))).encode()
TEAMS = [42, 43, 44, 45, 46]
WAIT_S = 6


def response(body=BODY, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# A request to a RawServer: when (monotonic seconds), its path, its connection, and its number on that connection.
RawRequest = collections.namedtuple("RawRequest", "moment path connection number")


class RawServer:
    """Sends the bytes that `answer(request)` returns, and then does what that returns as second thing: "keep" the
    connection, "close" it, "reset" it, or "hang" until the client goes away."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.connections = 0
        self.stopping = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, index):
        ending = "keep"
        with connection, connection.makefile("rb") as lines:
            for number in range(1, 1000):
                head = []
                while not head or head[-1].strip():
                    head.append(lines.readline())
                    if not head[-1]:
                        return
                request = RawRequest(time.monotonic(), head[0].split()[1].decode(), index, number)
                self.requests.append(request)
                data, ending = self.answer(request)
                try:
                    connection.sendall(data)
                except OSError:
                    return
                if ending != "keep":
                    break
            if ending == "hang":
                lines.read()
            if ending == "reset":
                time.sleep(0.2)  # what was sent arrives first
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def wait_for(self, count, timeout=PATIENCE_S):
        wait_until(lambda: len(self.requests) >= count, timeout, lambda: f"{len(self.requests)} requests, not {count}")
        return list(self.requests)

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture(name="raw")
def raw_fixture():
    """Starts raw servers: raw(bytes, "close") or raw(function of the request)."""
    servers = []

    def start(answer, ending="close"):
        servers.append(RawServer(answer if callable(answer) else lambda request: (answer, ending)))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def once(url, *options):
    result = run_once("--once", "--no-names", "--team", "42", "--base-url", url, *options)
    return result.returncode, result.stderr.decode(), result


# Answers that cannot be read, and answers that do not arrive

UNREADABLE = {
    "gzip that is none": response(BODY, "200 OK", "Content-Encoding: gzip"),
    "deflate that is none": response(BODY, "200 OK", "Content-Encoding: deflate"),
    "brotli that is none": response(BODY, "200 OK", "Content-Encoding: br"),
    "zstd that is none": response(BODY, "200 OK", "Content-Encoding: zstd"),
    "an encoding that nobody knows": response(BODY, "200 OK", "Content-Encoding: foo"),
    "too many encodings": response(BODY, "200 OK", "Content-Encoding: " + ", ".join(8 * ["gzip"])),
    "a chunk without a length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + BODY,
    "a length below 0": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + BODY,
    "a NUL in a header": response(BODY, "200 OK", "X: a\0b"),
    "a header of 200 kB": response(BODY, "200 OK", "X: " + 200000 * "a"),
    "headers of 400 kB": response(BODY, "200 OK", *(400 * ["X: " + 1000 * "a"])),
    "interim answers without end": 20000 * b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
    "no status line": BODY,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a version to come": b"HTTP/4.0 200 OK\r\n\r\n" + BODY,
    "no status": response(BODY, "000 X"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a part": response(BODY, "206 Partial Content"),
}

CUT = {
    "nothing": b"",
    "half a status line": b"HTTP/1.1 20",
    "half the headers": b"HTTP/1.1 200 OK\r\nX-Half: o",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + BODY,
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + BODY,
    "an interim 100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "an interim 101": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "an interim 102": b"HTTP/1.1 102 Processing\r\n\r\n",
    "an interim 103": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
    "half an interim 103": b"HTTP/1.1 103 Early Hints\r\nLink:",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_answer_is_unreadable(raw, name):
    code, errors, _ = once(raw(UNREADABLE[name]).url)
    assert "unreadable answer: " in errors
    assert "no connection" not in errors
    assert code == 1


@pytest.mark.parametrize("ending", ["close", "reset"])
@pytest.mark.parametrize("name", CUT)
def test_what_is_cut_off_is_no_connection(raw, name, ending):
    server = raw(CUT[name], ending)
    code, errors, _ = once(server.url)
    assert "team 42: no connection: " in errors
    assert "refused" not in errors
    assert code == 69
    assert len(server.requests) == 1


@pytest.mark.parametrize("status, code, words", [
    ("401 Unauthorized", 65, "401 unauthorized"), ("429 Too Many Requests", 69, "429 rate limited"),
    ("500 Oops", 69, "500 server error"), ("999 Oops", 69, "999 server error"), ("304 Not Modified", 1, "304 unreadable answer"),
])
def test_the_status_of_an_error_counts_although_its_body_cannot_be_read(raw, status, code, words):
    result = once(raw(response(BODY, status, "Content-Encoding: gzip")).url)
    assert words in result[1]
    assert result[0] == code


@pytest.mark.parametrize("interim", ["100 Continue", "102 Processing", "103 Early Hints"])
def test_the_answer_behind_an_interim_one_counts(raw, interim):
    code, errors, result = once(raw(f"HTTP/1.1 {interim}\r\n\r\n".encode() + response()).url)
    assert code == 0, errors
    assert b"RUNNING" in result.stdout


def test_http_1_0_is_fine(raw):
    assert once(raw(b"HTTP/1.0 200 OK\r\n\r\n" + BODY).url)[0] == 0


def test_a_connection_lost_behind_an_interim_answer_is_tried_again_soon(raw, watch):
    server = raw(CUT["an interim 103"], "reset")
    screen = watch(server.url, "--no-names")
    screen.wait_for("no connection")
    requests = server.wait_for(2, timeout=20)
    assert requests[1].moment - requests[0].moment < 20, "not the minute of a refusal"
    assert not screen.shows("refused")


# Requests that are sent again

def bursts(moments):
    """The numbers of requests that came within half a second of each other."""
    sizes = [1]
    for earlier, later in zip(moments, moments[1:]):
        if later - earlier < 0.5:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return sizes


@pytest.mark.parametrize("ending", ["close", "reset"])
def test_a_request_is_sent_again_once_at_most(raw, watch, ending):
    def answer(request):
        if request.number > 1:
            return b"", ending
        wait_until(lambda: server.connections >= len(TEAMS), what="no connection for each team")
        return response(), "keep"
    server = raw(answer)
    screen = watch(server.url, "--no-names", interval=3, team=",".join(map(str, TEAMS)), width=160)
    screen.wait_for("without an answer, twice")
    wait_until(lambda: len(server.requests) >= 3 * len(TEAMS), what="no second round")
    sizes = {team: bursts([request.moment for request in server.requests if f"/{team}/" in request.path])
             for team in TEAMS}
    assert all(size <= 2 for team in TEAMS for size in sizes[team]), sizes
    assert any(size == 2 for team in TEAMS for size in sizes[team]), "it is sent again: " + str(sizes)


@pytest.mark.parametrize("beginning", ["HTTP/1.1 200 OK\r\n", "HTTP/1.1 503 Oops\r\nX: y\r\n", "HTTP/1.1 103 Early\r\n\r\n"])
@pytest.mark.parametrize("ending", ["close", "reset"])
def test_a_request_is_not_sent_again_once_a_status_line_has_come(raw, watch, beginning, ending):
    server = raw(lambda request: (beginning.encode(), ending) if request.number > 1 else (response(), "keep"))
    screen = watch(server.url, "--no-names", interval=2, width=160)
    screen.wait_for("no connection|503 server error")
    assert [request.number for request in server.requests] == [1, 2]


# Retry-After

def http_date(ahead_s):
    return email.utils.formatdate(time.time() + ahead_s, usegmt=True)


def second_gap(server):
    """Seconds between the first two requests of a server that refuses the first."""
    moments = [request.moment for request in server.requests]
    return moments[1] - moments[0]


@pytest.mark.parametrize("skew_s", [0, 600, -300])
def test_a_date_is_measured_against_the_servers_clock(canned, watch, skew_s):
    server = canned(BODY)
    server.skew_s = skew_s
    server.answer(error_body("TOO_MANY_REQUESTS"), status=429,
                  headers={"Retry-After": http_date(skew_s + WAIT_S)})
    watch(server.url, "--no-names").wait_for("rate limited")
    server.answer(BODY)
    server.wait_for_polls(2)
    assert WAIT_S - 1 <= second_gap(server) <= WAIT_S + 5, "a second of rounding, and some for a busy machine"


@pytest.mark.parametrize("headers", [
    [f"Retry-After: {WAIT_S}", "Retry-After: 1"], ["Retry-After: 1", f"Retry-After: {WAIT_S}"],
    [f"Retry-After: 1, {WAIT_S}"], ["Retry-After: 1", "DATE"], ["Retry-After: soon", f"Retry-After: {WAIT_S}"],
])
def test_the_longest_of_several_counts(raw, watch, headers):
    def answer(request):
        if request.number == 1:
            lines = [f"Retry-After: {http_date(WAIT_S + 1)}" if line == "DATE" else line for line in headers]
            return response(b"{}", "429 Oops", *lines), "keep"
        return response(), "keep"
    server = raw(answer)
    watch(server.url, "--no-names").wait_for(r"\b7\b.*RUNNING")
    assert WAIT_S <= second_gap(server) <= WAIT_S + 6


def test_the_header_counts_in_the_answer_behind_an_interim_one_alone(raw, watch):
    interim = b"HTTP/1.1 103 Early Hints\r\nRetry-After: 3600\r\n\r\n"
    refusal = response(b"{}", "429 Oops", "Retry-After: 2")
    server = raw(lambda request: (interim + refusal if request.number == 1 else response(), "keep"))
    watch(server.url, "--no-names").wait_for(r"\b7\b.*RUNNING")
    assert 2 <= second_gap(server) <= 8


# Teams that are slow

def assert_only_team_42_is_slow(server, screen):
    screen.wait_for(r"\b43\b.*RUNNING", timeout=10)
    server.wait_for_polls(3, team=43)
    first = min(poll.moment for poll in server.polls())
    assert server.polls(43)[0].moment - first < 5
    assert len(server.polls(42)) == 1
    assert not screen.shows("no connection|operation timed out")


def slow_for_42(canned, **keywords):
    server = canned(BODY, delay_s=PATIENCE_S, **keywords)
    server.give("/v1/teams/43/backfills", list_of(backfill(43)))
    return server


def test_a_slow_team_delays_no_other(canned, watch):
    server = slow_for_42(canned)
    assert_only_team_42_is_slow(server, watch(server.url, "--no-names", team="42,43"))


def test_a_slow_team_delays_no_other_over_tls(canned, watch, authority):
    server = slow_for_42(canned, context=authority.context("IP:127.0.0.1"))
    screen = watch(server.url, "--cacert", str(authority.certificate), "--no-names", team="42,43")
    assert_only_team_42_is_slow(server, screen)


def test_a_handshake_that_hangs_delays_its_own_team_alone(canned, watch, authority):
    """The first connection leads nowhere, all others to the server."""
    server = canned(list_of(backfill(42)), context=authority.context("IP:127.0.0.1"))
    server.give("/v1/teams/43/backfills", list_of(backfill(43)))
    first = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def relay():
            while True:
                try:
                    client = listener.accept()[0]
                except OSError:
                    return
                if not first:
                    first.append(client)
                    continue
                upstream = socket.create_connection(("127.0.0.1", server.port))
                for source, target in ((client, upstream), (upstream, client)):
                    threading.Thread(target=pump, args=(source, target), daemon=True).start()

        def pump(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
            except OSError:
                pass

        threading.Thread(target=relay, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/v1"
        began = time.monotonic()
        screen = watch(url, "--cacert", str(authority.certificate), "--no-names", team="42,43")
        screen.wait_for(r"\b4[23]\b.*RUNNING", timeout=10)
        assert min(poll.moment for poll in server.polls()) - began < 8, "not the ten seconds of a connection's timeout"
        assert len(first) == 1
        listener.shutdown(socket.SHUT_RDWR)


# A token that the server repeats

def escaped(text):
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


REPEATED = {
    "whole": TOKEN,
    "a part": TOKEN[3:20],
    "escaped": escaped(TOKEN),
    "in part escaped": TOKEN[:5] + escaped(TOKEN[5:9]) + TOKEN[9:],
    "with characters that show nothing": TOKEN[:5] + "\\ufe0f" + TOKEN[5:11] + "\\u200d" + TOKEN[11:],
    "with a grapheme joiner": "\\u034f".join(TOKEN),
    "with a selector of two units": "\\udb40\\udd00".join(TOKEN),
}


def assert_hidden(output):
    """Nothing of the token, plain or escaped, and asterisks in its place."""
    text = output.decode() if isinstance(output, bytes) else output
    assert_no_secret(re.sub("[\ufe0f\u200d\u034f\U000e0100]", "", text))
    assert escaped(TOKEN[3]) not in text
    assert "*****" in text


def hostile_list(repeated):
    report = '[{"transfer_run_date":"2024-01-03","error":"no: PLACE"},{"transfer_run_date":"2024-01-04","error":"PLACE"}]'
    body = json.dumps(list_of(backfill(7, "PLACE", error_report="REPORT", transfer_runs_failed=2)))
    return body.replace('"REPORT"', report).replace("PLACE", repeated).encode()


@pytest.mark.parametrize("kind", REPEATED)
def test_a_list_that_repeats_the_token_does_not_show_it(canned, kind):
    result = once(canned(hostile_list(REPEATED[kind])).url)[2]
    assert result.returncode == 0, result.stderr
    assert_hidden(result.stdout)
    assert_no_secret(result.stderr)


@pytest.mark.parametrize("kind", REPEATED)
def test_names_that_repeat_the_token_do_not_show_it(canned, kind):
    server = canned(BODY)
    names = json.dumps(names_of(t456788="PLACE")).replace("PLACE", REPEATED[kind])
    server.give("/v1/teams/42/transfers", names.encode())
    result = run_once("--once", "--team", "42", "--base-url", server.url)
    assert_hidden(result.stdout)


def test_the_screen_does_not_show_a_repeated_token(canned, watch):
    server = canned(hostile_list(REPEATED["in part escaped"]))
    screen = watch(server.url, "--no-names", width=160)
    screen.wait_for(r"\b7\b.*\*\*\*\*")
    screen.keys("Enter")
    screen.wait_for(r"2024-01-03  no:")
    assert_hidden(screen.text())


@pytest.mark.parametrize("place", ["code", "message", "request_id"])
@pytest.mark.parametrize("kind", REPEATED)
def test_an_error_that_repeats_the_token_does_not_show_it(canned, place, kind):
    body = {"meta": {"request_id": "R"}, "error": {"code": "CODE", "message": "words"}}
    (body["meta"] if place == "request_id" else body["error"])[place] = "PLACE"
    body = json.dumps(body).replace("PLACE", REPEATED[kind]).encode()
    server = canned(body, status=400)
    assert_hidden(once(server.url)[1])
    server.answer(body)
    assert_hidden(once(server.url)[1])


@pytest.mark.parametrize("body", [f"{{oops {TOKEN}}}", f"[{TOKEN[:14]}", f'{{"data":"{TOKEN}"'])
def test_what_cannot_be_read_is_not_repeated_with_the_token(canned, body):
    code, errors, _ = once(canned(body.encode()).url)
    assert code == 1
    assert_no_secret(errors)


@pytest.mark.parametrize("piece", [TOKEN, TOKEN[2:16], TOKEN.replace("z", "%7A"), "".join(f"%{ord(c):02x}" for c in TOKEN)])
def test_a_redirect_that_repeats_the_token_does_not_show_it(canned, piece):
    headers = {"Location": f"https://example.com/?token={piece}"}
    errors = once(canned(b"", status=302, headers=headers).url)[1]
    assert_hidden(errors)
    assert "%7a" not in errors.lower()


def test_a_clean_list_is_left_alone(canned):
    text = json.dumps(list_of(backfill(7, "QUEUED \\u0061 \\/ %41 " + TOKEN[:11])))
    server = canned(text.replace("\\\\", "\\").encode())
    assert f"QUEUED a / %41 {TOKEN[:11]}".encode() in once(server.url)[2].stdout


def test_libcurls_messages_do_not_repeat_the_token(canned):
    headers = {"Content-Encoding": TOKEN}
    server = canned(BODY, headers=headers)
    assert server.answers[LIST].headers == headers
    assert_no_secret(once(server.url)[1])

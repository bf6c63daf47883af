# SPDX-License-Identifier: MIT
"""What the program talks to: the demo server, a server of canned answers, a proxy, and certificates for TLS."""

import collections
import email.utils
import http.server
import json
import pathlib
import random
import re
import select
import signal
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time

from api_bodies import LIST, error_body
from harness import BACKFILLTOP_DEMO, PATIENCE_S, environment, wait_until


def free_port():
    """A port that is free now, below those that the system hands out by itself."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as unused:
            try:
                unused.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # it is taken: try another


class DemoServer:
    """backfilltop-demo on its own port; `options` are added to its command line."""

    def __init__(self, directory, *options, port=0):
        self.log_file = pathlib.Path(tempfile.mkdtemp(prefix="server-", dir=directory)) / "requests.log"
        self.process = subprocess.Popen(
            [BACKFILLTOP_DEMO, "--port", str(port), "--log", str(self.log_file), *options],
            env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self._first_line()
        match = re.search(r"listening on (http://127\.0\.0\.1:(\d+)/v1)", line)
        if not match:
            raise AssertionError(f"the demo server does not start: {line!r} {self.process.stderr.read()!r}")
        self.url = match.group(1)
        self.port = int(match.group(2))

    def _first_line(self):
        """The line that the server prints once it listens; "" if it prints none."""
        if not select.select([self.process.stdout], [], [], PATIENCE_S)[0]:
            self.process.kill()
        return self.process.stdout.readline().decode()

    def log(self):
        """The requests so far, as (milliseconds since start, method, path, status)."""
        lines = self.log_file.read_text(encoding="ascii").splitlines(keepends=True)
        entries = [line.split() for line in lines if line.endswith("\n")]
        return [(int(ms), method, path, int(status)) for ms, method, path, status in entries]

    def wait_for_status(self, status, timeout=PATIENCE_S):
        """Waits until a request was answered with `status`; returns the log."""
        return wait_until(lambda: self.log() if any(entry[3] == status for entry in self.log()) else None,
                          timeout, lambda: f"no answer {status} in {self.log()}")

    def stop(self):
        """Ends the server; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process.stdout.close()
            self.process.stderr.close()


class Answer:
    """What a CannedServer answers on a path."""

    def __init__(self, body=b"", status=200, headers=None, delay_s=0.0, etag=None):
        self.body = body
        self.etag = etag  # a request that has exactly this in If-None-Match is answered with 304
        self.status = status
        self.headers = headers or {}
        self.delay_s = delay_s


# A request to a CannedServer: its time (monotonic seconds), and the status of its answer.
Request = collections.namedtuple("Request", "moment path headers client status")


class QuietServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Prints nothing about clients that disconnect or do not trust it."""
    daemon_threads = True

    def handle_error(self, *_):  # pylint: disable=arguments-differ
        pass


class CannedServer:
    """Answers each path with given bytes and keeps the requests. `answers` may be changed while it runs.

    An answer may also be a function of the number of requests that the path had before. With `context`, an
    ssl.SSLContext, it speaks TLS. `tokens` are those that it accepts (None: any); its clock is `skew_s` ahead.
    """

    def __init__(self, answers, port=0, context=None):
        self.answers = answers
        self.tokens = None
        self.skew_s = 0
        self.requests = []
        self.spans = []  # (path, 1 at the beginning of a request or -1 at the end)
        self.counts = collections.Counter()
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.server = QuietServer(("127.0.0.1", port), self._handler())
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        self.port = self.server.server_address[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}/v1"

    def _choose(self, path, headers):
        """Records a request and returns the answer to it."""
        with self.lock:
            count = self.counts[path]
            self.counts[path] += 1
            self.spans.append((path, 1))
        answer = self.answers.get(path, Answer(status=404))
        if callable(answer):
            answer = answer(count)
        if answer.etag is not None:
            answer = self._heed_condition(answer, headers)
        if self.tokens is not None and headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            answer = Answer(json.dumps(error_body("UNAUTHORIZED")).encode(), status=401)
        return answer

    @staticmethod
    def _heed_condition(answer, headers):
        fields = {**answer.headers, "ETag": answer.etag}
        if headers.get("If-None-Match") == answer.etag:
            return Answer(b"", 304, fields, answer.delay_s)
        return Answer(answer.body, answer.status, fields, answer.delay_s)

    def _handler(owner):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                moment = time.monotonic()
                answer = owner._choose(self.path, self.headers)  # pylint: disable=protected-access
                owner.requests.append(Request(moment, self.path, dict(self.headers), self.client_address, answer.status))
                owner.stopping.wait(answer.delay_s)
                with owner.lock:
                    owner.spans.append((self.path, -1))
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    self.wfile.write(answer.body)
                except OSError:
                    self.close_connection = True  # the client has gone

            def date_time_string(self, timestamp=None):
                return email.utils.formatdate((timestamp or time.time()) + owner.skew_s, usegmt=True)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        return Handler

    def give(self, path, body=b"", **keywords):
        """From now on the path gets this answer; a body that is not bytes is sent as JSON."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers[path] = Answer(body, **keywords)

    def answer(self, body, **keywords):
        """From now on the list call of team 42 gets this answer."""
        self.give(LIST, body, **keywords)

    def asked(self, pattern):
        """The requests whose whole path matches the regular expression."""
        return [request for request in list(self.requests) if re.fullmatch(pattern, request.path)]

    def polls(self, team=r"\d+"):
        return self.asked(f"/v1/teams/{team}/backfills")

    def lookups(self):
        return self.asked(r"/v1/teams/\d+/backfills/\d+")

    def names(self, team=r"\d+"):
        return self.asked(f"/v1/teams/{team}/transfers")

    def tokens_seen(self):
        """The tokens of the requests, each once, in the order in which they first came."""
        return list(dict.fromkeys(request.headers["Authorization"].removeprefix("Bearer ")
                                  for request in list(self.requests)))

    def most_at_once(self, pattern):
        """The most requests for such paths that were in progress at the same time."""
        with self.lock:
            steps = [step for path, step in self.spans if re.fullmatch(pattern, path)]
        return max((sum(steps[:end]) for end in range(1, len(steps) + 1)), default=0)

    def wait_for_request(self, timeout=PATIENCE_S):
        """Waits for a poll that begins after this call."""
        self.wait_for_polls(len(self.polls()) + 1, timeout=timeout)

    def wait_for_polls(self, count, team=r"\d+", timeout=PATIENCE_S):
        """Waits until there were `count` polls; returns them."""
        wait_until(lambda: len(self.polls(team)) >= count, timeout,
                   lambda: f"only {len(self.polls(team))} polls of {count}")
        return self.polls(team)

    def stop(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Authority:
    """A certificate authority with certificates for servers, made by the openssl command."""

    def __init__(self, directory, name="test"):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=directory))
        self.certificate = self.directory / "ca.pem"
        self._openssl("req", "-x509", *self._new_key("ca.key"), "-subj", f"/CN={name}", "-days", "2", "-out", "ca.pem")

    @staticmethod
    def _new_key(name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name]

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.directory, stdin=subprocess.DEVNULL, capture_output=True,
                       check=True, timeout=PATIENCE_S)

    def context(self, alternative_name, days=2):
        """For a server with a certificate for a name ("DNS:api.test", "IP:127.0.0.1"); expired at once with 0 `days`."""
        (self.directory / "extensions").write_text(f"subjectAltName={alternative_name}\n")
        self._openssl("req", *self._new_key("server.key"), "-subj", "/CN=server", "-out", "server.csr")
        self._openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", str(days), "-extfile", "extensions", "-out", "server.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / "server.pem", self.directory / "server.key")
        return context


class Proxy:
    """An HTTP proxy for CONNECT only, which leads every connection to one port of this machine."""

    def __init__(self, target_port):
        self.heads = []  # what clients sent before the tunnel
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = self.rfile.readline()
                    if not line:
                        break
                    head += line
                owner.heads.append(head.decode())
                if not head.startswith(b"CONNECT "):
                    self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                    return
                with socket.create_connection(("127.0.0.1", target_port)) as server:
                    self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    self._tunnel(server)

            def _tunnel(self, server):
                ends = {self.connection: server, server: self.connection}
                while True:
                    for end in select.select(list(ends), [], [])[0]:
                        data = end.recv(65536)
                        if not data:
                            return
                        ends[end].sendall(data)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, *_):  # pylint: disable=arguments-differ
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

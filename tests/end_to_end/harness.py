# SPDX-License-Identifier: MIT
"""What the end-to-end tests drive: the real binaries, a real terminal (tmux), and servers with a will of their own.

Everything has its own directory, port and tmux server, so that tests can run at the same time.
"""

import collections
import email.utils
import http.server
import inspect
import json
import os
import pathlib
import random
import re
import select
import shlex
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time

import leftovers


def program(name, variable):
    """The program's absolute path: named by an environment variable, or found in PATH."""
    path = shutil.which(os.environ.get(variable, name))
    if path is None:
        raise RuntimeError(f"no {name}: set {variable} to its path")
    return os.path.abspath(path)


BACKFILLTOP = program("backfilltop", "BACKFILLTOP")
BACKFILLTOP_DEMO = program("backfilltop-demo", "BACKFILLTOP_DEMO")
LIST = "/v1/teams/42/backfills"  # the path of the list call of the team that the tests watch
NAMES = "/v1/teams/42/transfers"
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
TOKEN = "api_Qz7KxV0wJ9bT2nGfR5mLcY8dHs3P"
PATIENCE_S = 30  # for what happens at once on any machine that is not on its knees


def environment(**changes):
    """A small environment of our own: nothing of the user's settings or proxies gets in. None removes a variable."""
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", leftovers.MARK)
            if name in os.environ}
    fixed = {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SUPERMETRICS_API_KEY": TOKEN}
    merged = {**kept, **fixed, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def backfill(number, status="RUNNING", **fields):
    """A backfill as the API tells it."""
    whole = {
        "transfer_backfill_id": number, "transfer_id": 456788, "range_start_date": "2024-01-01",
        "range_end_date": "2024-01-20", "created_time": "2024-02-01T08:00:00Z", "created_user_id": 789,
        "start_time": "2024-02-01T08:30:00Z", "end_time": None, "status": status, "transfer_runs_total": 20,
        "transfer_runs_created": 10, "transfer_runs_completed": 5, "transfer_runs_failed": 0, "error_report": [],
    }
    return {**whole, **fields}


def failed_backfill(number, message, days=range(3, 17), **fields):
    report = [{"transfer_run_date": f"2024-01-{day:02}", "error": message} for day in days]
    return backfill(number, "FAILED", transfer_runs_failed=len(report), error_report=report, **fields)


def list_of(*backfills):
    """The body of the list call."""
    return {"meta": {"request_id": "REQ-1"}, "data": list(backfills)}


def one(number, status, **fields):
    return {"meta": {"request_id": "REQ-2"}, "data": backfill(number, status, **fields)}


def names_of(**names):
    """The body of the transfers call: names_of(t456788="Shopify orders")."""
    data = [{"dwh_transfer_id": int(key[1:]), "display_name": name} for key, name in names.items()]
    return {"meta": {"request_id": "REQ-3"}, "data": data}


def error_body(code, message="no"):
    """The body of an error answer."""
    return {"meta": {"request_id": "REQ-1"}, "error": {"code": code, "message": message}}


def free_port():
    """A port that nobody listens on (for now): below those that the system gives to servers and clients by itself."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as unused:
            try:
                unused.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # it is taken: try another


def wait_until(condition, timeout=PATIENCE_S, what=None):
    """Waits until `condition()` is true and returns what it returned.

    `what` is what it waits for, or a function of it, for the failure's text; else that is the line of the caller.
    """
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            name = what() if callable(what) else what or inspect.stack()[1].code_context[0].strip()
            raise AssertionError(f"not within {timeout} s: {name}")
        time.sleep(0.05)


def run_once(*arguments, env=None, timeout=60, typed=b"", **keywords):
    """Runs `backfilltop ARGUMENTS` to its end without a terminal; `typed` is its standard input."""
    return subprocess.run([BACKFILLTOP, *arguments], env=env or environment(), input=typed, capture_output=True,
                          timeout=timeout, check=False, **keywords)


def secret_file(path, content):
    """Writes a file that its owner alone may read, in one step, as whoever rotates a token should."""
    fresh = path.with_name(path.name + ".new")
    fresh.touch(mode=0o600)
    fresh.write_text(content)
    fresh.replace(path)
    return path


def assert_no_secret(output, secret=TOKEN):
    """Not even a piece of the secret is in the output."""
    piece = 6
    text = output.decode(errors="replace") if isinstance(output, bytes) else output
    found = [secret[at:at + piece] for at in range(len(secret) - piece + 1) if secret[at:at + piece] in text]
    assert not found, text


class DemoServer:
    """backfilltop-demo on a port of its own; `options` go to its command line."""

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
        """What the server says once it listens; "" if it says nothing."""
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
    """What a CannedServer gives for a path."""

    def __init__(self, body=b"", status=200, headers=None, delay_s=0.0):
        self.body = body
        self.status = status
        self.headers = headers or {}
        self.delay_s = delay_s


# A request that a CannedServer had: when (monotonic seconds), and the status that it was answered with.
Request = collections.namedtuple("Request", "moment path headers client status")


class QuietServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Does not tell of clients that go away, or do not trust it."""
    daemon_threads = True

    def handle_error(self, *_):  # pylint: disable=arguments-differ
        pass


class CannedServer:
    """Answers each path with given bytes and keeps what was asked. `answers` may be changed while it runs.

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
        """The answer to a request, which is written down."""
        with self.lock:
            count = self.counts[path]
            self.counts[path] += 1
            self.spans.append((path, 1))
        answer = self.answers.get(path, Answer(status=404))
        if callable(answer):
            answer = answer(count)
        if self.tokens is not None and headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            answer = Answer(json.dumps(error_body("UNAUTHORIZED")).encode(), status=401)
        return answer

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
                    self.close_connection = True  # the client has gone: its right

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
        """The requests whose whole path is as the regular expression says."""
        return [request for request in list(self.requests) if re.fullmatch(pattern, request.path)]

    def polls(self, team=r"\d+"):
        return self.asked(f"/v1/teams/{team}/backfills")

    def lookups(self):
        return self.asked(r"/v1/teams/\d+/backfills/\d+")

    def names(self, team=r"\d+"):
        return self.asked(f"/v1/teams/{team}/transfers")

    def tokens_seen(self):
        """The tokens that came, each once, in the order of their first coming."""
        return list(dict.fromkeys(request.headers["Authorization"].removeprefix("Bearer ")
                                  for request in list(self.requests)))

    def most_at_once(self, pattern):
        """How many requests, at most, for such paths were under way at the same time."""
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
    """An HTTP proxy for CONNECT alone, which takes every connection to one port of this machine."""

    def __init__(self, target_port):
        self.heads = []  # what clients said to it, before the tunnel
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


# Runs the program under job control, as a shell would, and writes down the terminal's settings around it.
# A stopped program waits for a line of input before it is continued. $1: directory; the rest: the command.
TERMINAL_SCRIPT = r"""
cd "$1"; shift
ulimit -c 0
set -m
stty -g >stty-before
echo 'before the program'
bash -c 'echo $$ >pid.new; mv pid.new pid; exec "$@"' _ "$@"
status=$?
while [ $status -eq 148 ] || [ $status -eq 147 ]; do
    stty -g >stty-stopped
    echo 'program stopped'
    read -r _
    fg >/dev/null
    status=$?
done
stty -g >stty-after
echo $status >status.new; mv status.new status
echo 'program ended'
exec sleep 3600
"""


class Terminal:
    """A program in a terminal of its own: a pane of a private tmux server."""

    def __init__(self, *command, width=120, height=40, env=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="terminal-", dir=leftovers.DIRECTORY))
        self.env = env or environment()
        script = self.directory / "run"
        script.write_text(TERMINAL_SCRIPT)
        line = shlex.join(["bash", str(script), str(self.directory), *command])
        self._tmux("start-server", ";", "set-option", "-g", "default-terminal", "tmux-256color", ";",
                   "set-option", "-s", "set-clipboard", "on", ";",
                   "new-session", "-d", "-x", str(width), "-y", str(height), "bash", "-c", line)

    def _tmux(self, *arguments):
        command = ["tmux", "-u", "-S", str(self.directory / "tmux"), "-f", "/dev/null", *arguments]
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, check=True, timeout=PATIENCE_S,
                              capture_output=True, text=True).stdout

    def keys(self, *names):
        """Types keys by tmux' names: "j", "Enter", "Escape", "C-z".

        Nothing follows an Escape at once: a terminal sends Alt with a key as Esc and that key. Wait for what the Escape
        does before the next keys.
        """
        assert "Escape" not in names[:-1], "keys that follow Escape at once are keys with Alt"
        self._tmux("send-keys", *names)

    def mouse(self, button, x, y):
        """Presses a mouse button (0 the left one, 64 the wheel up, 65 down) in the way that the program asked for."""
        self.send((*b"\x1b[M", 32 + button, 33 + x, 33 + y))

    def line_of(self, pattern):
        """The number of the first line that shows the regular expression; waits for one."""
        def lines():
            return [y for y, line in enumerate(self.text().splitlines()) if re.search(pattern, line)]
        return wait_until(lines, what=lambda: f"no line shows /{pattern}/:\n{self.text()}")[0]

    def send(self, data):
        """Types bytes, as they are."""
        self._tmux("send-keys", "-H", *(f"{byte:x}" for byte in data))

    def text(self):
        return self._tmux("capture-pane", "-p")

    def painted(self):
        """The text with the sequences that paint it."""
        return self._tmux("capture-pane", "-p", "-e")

    def is_coloured(self):
        """Whether any character on the screen has a colour."""
        return re.search("\x1b\\[(?:\\d+;)*[34][0-8]", self.painted()) is not None

    def state(self, name):
        """One of tmux' variables of the pane, e.g. "alternate_on"."""
        return self._tmux("display-message", "-p", "#{" + name + "}").strip()

    def clipboard(self):
        """What the program has put into the clipboard last."""
        try:
            return self._tmux("show-buffer")
        except subprocess.CalledProcessError:
            return None

    def resize(self, width, height):
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def shows(self, pattern):
        return re.search(pattern, self.text())

    def has_ended(self):
        return (self.directory / "status").exists()

    def wait_for(self, pattern, timeout=PATIENCE_S):
        """Waits until the screen shows the regular expression; returns the match. Gives up early when the program ends."""
        def failure():
            return f"/{pattern}/ is not on:\n{self.text()}"
        match = wait_until(lambda: self.shows(pattern) or self.has_ended(), timeout, failure)
        return match if match is not True else wait_until(lambda: self.shows(pattern), 2, failure)

    def wait_gone(self, pattern, timeout=PATIENCE_S):
        wait_until(lambda: not self.shows(pattern), timeout, lambda: f"/{pattern}/ is still on:\n{self.text()}")

    def pid(self):
        """The process id of the program."""
        wait_until((self.directory / "pid").exists, what="the program has not started")
        return int((self.directory / "pid").read_text())

    def signal(self, number):
        os.kill(self.pid(), number)

    def wait_exit(self, timeout=PATIENCE_S):
        """Waits for the program's end; returns its exit status as a shell tells it."""
        wait_until(self.has_ended, timeout, lambda: f"still running:\n{self.text()}")
        self.wait_for("program ended")
        return int((self.directory / "status").read_text())

    def stty(self, moment):
        """The terminal's settings "before", "stopped" or "after", as `stty -g` wrote them."""
        return (self.directory / f"stty-{moment}").read_text()

    def assert_restored(self, moment="after"):
        """The terminal is as it was before the program: settings, screen, cursor, mouse."""
        assert self.stty(moment) == self.stty("before")
        assert self.state("alternate_on") == "0"
        assert self.state("cursor_flag") == "1"
        assert self.state("mouse_any_flag") == "0"
        assert self.state("keypad_cursor_flag") == "0"
        assert self.shows("before the program")

    def kill(self):
        """Ends the terminal, as if its window were closed, and the program in it, if need be by force."""
        try:
            self._tmux("kill-server")
        except subprocess.CalledProcessError:
            pass  # it had ended by itself
        shutil.rmtree(self.directory, ignore_errors=True)

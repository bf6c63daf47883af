# SPDX-License-Identifier: MIT
"""Where the token must not be seen, and what the program sends about itself."""

import base64
import os
import pathlib
import signal
import subprocess

import pytest

from api_bodies import backfill, error_body, list_of
from harness import BACKFILLTOP, PATIENCE_S, TOKEN, assert_no_secret, environment, run_once, secret_file, wait_until

ROWS = list_of(backfill(7))
PASSWORD = "hunter2xyz"


def once(url, *options, **keywords):
    return run_once("--once", "--no-names", "--team", "42", "--base-url", url, *options, **keywords)


def shown_by_proc(pid):
    """What processes of the same user can read of a process; nothing if they cannot."""
    texts = []
    for name in ("cmdline", "environ"):
        try:
            texts.append(pathlib.Path(f"/proc/{pid}/{name}").read_bytes())
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            pass
    return b"\0".join(texts)


def children_of(pid):
    """All processes below one."""
    found = [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [below for child in found for below in children_of(child)]


def files_below(directory):
    return [path for path in pathlib.Path(directory).rglob("*") if path.is_file()]


@pytest.fixture(name="held")
def held_fixture(canned, tmp_path):
    """Starts the program in an empty directory, held up in its request; held() returns the process."""
    server = canned(ROWS, delay_s=PATIENCE_S)
    processes = []

    def start(*options, before="", env=None, asks=True):
        (tmp_path / "work").mkdir()
        command = [BACKFILLTOP, "--once", "--no-names", "--team", "42", "--base-url", server.url, *options]
        home = {"HOME": str(tmp_path / "work"), "TMPDIR": str(tmp_path / "work")}
        processes.append(subprocess.Popen(
            ["bash", "-c", f'{before}\nexec "$@"', "_", *command], cwd=tmp_path / "work",
            env={**(env or environment()), **home}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE))
        if asks:
            wait_until(server.polls, what="no request")
        processes[-1].server = server
        return processes[-1]

    yield start
    server.stopping.set()
    for process in processes:
        process.kill()
        process.communicate()


def test_proc_shows_no_token(held):
    process = held()
    assert TOKEN in process.server.tokens_seen()
    assert b"backfilltop" in pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert_no_secret(shown_by_proc(process.pid))


def test_proc_shows_no_token_of_the_screen(canned, watch):
    screen = watch(canned(ROWS).url)
    screen.wait_for(r"\b7\b.*RUNNING")
    assert_no_secret(shown_by_proc(screen.pid()))


def test_a_variable_that_stands_twice_is_wiped_twice(held, tmp_path):
    twice = tmp_path / "twice"
    twice.write_text("import ctypes, sys\n"
                     "def array(items): return (ctypes.c_char_p * (len(items) + 1))(*items, None)\n"
                     "argv = [word.encode() for word in sys.argv[1:]]\n"
                     f"env = [b'SUPERMETRICS_API_KEY={TOKEN}', b'A=1', b'SUPERMETRICS_API_KEY={TOKEN}']\n"
                     "ctypes.CDLL(None).execve(argv[0], array(argv), array(env))\n")
    process = held(before=f'set -- /usr/bin/env python3 {twice} "$@"')
    assert_no_secret(shown_by_proc(process.pid))


def test_children_see_no_token(held, tmp_path):
    path = secret_file(tmp_path / "token", TOKEN)
    env = environment(SUPERMETRICS_API_KEY="")
    process = held("--token-command", f"touch {tmp_path}/runs; until [ -e {tmp_path}/go ]; do sleep 0.05; done; cat {path}",
                   env=env, asks=False)
    wait_until((tmp_path / "runs").exists, what="the command does not run")
    children = children_of(process.pid)
    assert children
    for pid in [process.pid, *children]:
        assert_no_secret(shown_by_proc(pid))
    (tmp_path / "go").touch()
    wait_until(process.server.polls, what="no request")
    assert_no_secret(shown_by_proc(process.pid))


def test_a_crash_leaves_no_core(held, tmp_path):
    process = held(before="ulimit -c unlimited; export ASAN_OPTIONS=$ASAN_OPTIONS:disable_coredump=0")
    limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
    core = next(line.split() for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core[4:6] == ["0", "0"]
    process.send_signal(signal.SIGABRT)
    assert process.wait(PATIENCE_S) != 0
    assert files_below(tmp_path / "work") == []
    output, errors = process.communicate()
    assert_no_secret(output + errors)


def test_a_run_writes_no_file(canned, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    env = environment(HOME=str(work), TMPDIR=str(work), XDG_CONFIG_HOME=str(work / "config"))
    assert once(canned(ROWS).url, env=env, cwd=work).returncode == 0
    assert files_below(work) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_other_processes_of_the_user_cannot_read_the_memory(held):
    process = held()
    with pytest.raises(PermissionError):
        open(f"/proc/{process.pid}/mem", "rb").close()


@pytest.mark.parametrize("answer", [
    {"status": 401, "body": error_body("UNAUTHORIZED", f"the token {TOKEN} is bad")},
    {"status": 403, "body": error_body(TOKEN, "no")},
    {"status": 302, "body": b"", "headers": {"Location": f"https://example.com/?token={TOKEN}"}},
])
def test_an_error_of_a_server_that_repeats_the_token_does_not_show_it(canned, answer):
    result = once(canned(answer["body"], status=answer["status"], headers=answer.get("headers")).url)
    assert result.returncode != 0
    assert_no_secret(result.stdout + result.stderr)


def test_there_is_no_option_that_takes_the_token():
    text = run_once("--help").stdout.decode()
    assert "--token-file" in text
    for option in ("--token", "--api-key", "--key", "--bearer"):
        result = run_once("--once", option, TOKEN)
        assert result.returncode == 64
        assert_no_secret(result.stdout + result.stderr)


def test_the_request_says_who_asks_and_what_it_takes(canned):
    server = canned(ROWS)
    assert once(server.url).returncode == 0
    headers = server.requests[0].headers
    version = run_once("--version").stdout.decode().split()[1]
    assert headers["User-Agent"] == f"backfilltop/{version}"
    assert headers["Accept"] == "application/json"
    assert "gzip" in headers["Accept-Encoding"]
    assert "Cookie" not in headers


def test_netrc_is_not_read(canned, tmp_path):
    secret_file(tmp_path / ".netrc", f"default login somebody password {PASSWORD}\n")
    server = canned(ROWS)
    assert once(server.url, env=environment(HOME=str(tmp_path))).returncode == 0
    assert server.tokens_seen() == [TOKEN]
    assert base64.b64encode(f"somebody:{PASSWORD}".encode()).decode() not in str(server.requests)


def test_cookies_are_not_kept(canned, watch):
    server = canned(ROWS, headers={"Set-Cookie": "session=1; Path=/"})
    watch(server.url, "--no-names")
    assert all("Cookie" not in poll.headers for poll in server.wait_for_polls(2))


@pytest.mark.parametrize("url, word", [
    (f"https://user:{PASSWORD}@api.invalid/v1", "user"),
    (f"https://{PASSWORD}@api.invalid/v1", "user"),
    (f"http://user:{PASSWORD}@127.0.0.1/v1", "user"),
    (f"https://api.invalid/v1?key={PASSWORD}", "query"),
    (f"https://api.invalid/v1#{PASSWORD}", "fragment"),
    (f"https://user:{PASSWORD}@api.invalid:99999999/v1", "URL"),
    (f"https://user:{PASSWORD}@/v1", "URL"),
    (f"ftp://user:{PASSWORD}@api.invalid/v1", "ftp"),
    (f"http://user:{PASSWORD}@api.invalid/v1", ""),
])
def test_a_base_url_of_too_much_is_refused_without_repeating_it(url, word):
    result = once(url)
    assert result.returncode == 64
    assert word in result.stderr.decode()
    assert_no_secret(result.stderr, PASSWORD)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1/", "://", "https://", "/v1", ""])
def test_other_base_urls_are_refused(url):
    assert once(url).returncode == 64


@pytest.mark.parametrize("ending", ["/", "///"])
def test_slashes_at_the_end_of_the_base_url_are_dropped(canned, ending):
    server = canned(ROWS)
    assert once(server.url + ending).returncode == 0
    assert [request.path for request in server.requests] == ["/v1/teams/42/backfills"]


def test_a_domain_that_would_lead_elsewhere_is_refused():
    for domain in (f"user:{PASSWORD}@evil.invalid", "evil.invalid/x", "evil.invalid?x", "a b"):
        result = run_once("--once", "--team", "42", env=environment(SUPERMETRICS_DOMAIN=domain))
        assert result.returncode == 64
        assert b"SUPERMETRICS_DOMAIN" in result.stderr
        assert_no_secret(result.stderr, PASSWORD)

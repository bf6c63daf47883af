# SPDX-License-Identifier: MIT
"""The vendor's OpenAPI document, enforced: Prism, as a validating proxy, finds nothing to say about what the program
asks nor about what the demo server answers. Prism is fetched for this test only, into build/prism.
"""

import json
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.request

import pytest

from api_bodies import backfill
from harness import DATA, PATIENCE_S, TOKEN, environment, run_once, wait_until
from servers import free_port

PRISM = "@stoplight/prism-cli@5.14.2"
CACHE = pathlib.Path(__file__).resolve().parents[2] / "build" / "prism"
FETCH_S = 180
pytestmark = pytest.mark.limit(FETCH_S + 120)
SPECIFICATION = DATA / "openapi-backfills.yaml"


def fetch_prism():
    """The path of Prism's program; skips the tests if it is not available."""
    program = CACHE / "node_modules" / ".bin" / "prism"
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm: the OpenAPI document is not enforced")
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--prefix", str(CACHE), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", PRISM]
    try:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=FETCH_S, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not fetch {PRISM} within {FETCH_S} s: the OpenAPI document is not enforced")
    if result.returncode != 0 or not program.exists():
        reason = (result.stderr.decode(errors="replace").strip().splitlines() or ["npm says nothing"])[0]
        pytest.skip(f"npm cannot fetch {PRISM} ({reason}): the OpenAPI document is not enforced")
    return program


class Validator:
    """Prism between a client and a server that listens, or will, on `upstream_port`."""

    def __init__(self, log_file):
        self.upstream_port = free_port()
        port = free_port()
        self.log_file = log_file
        self.url = f"http://127.0.0.1:{port}"
        command = [str(fetch_prism()), "proxy", str(SPECIFICATION), f"http://127.0.0.1:{self.upstream_port}/v1",
                   "--errors", "--host", "127.0.0.1", "--port", str(port)]
        env = environment(HOME=str(log_file.parent), SUPERMETRICS_API_KEY=None)
        with open(log_file, "wb") as log:
            self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: "Prism is listening" in self.log() or self.process.poll() is not None, 60, self.log)
        assert self.process.poll() is None, self.log()

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def complaints(self):
        return [line for line in self.log().splitlines() if re.search("violation|error|terminated", line, re.IGNORECASE)]

    def answered(self):
        """What the server behind it answered so far, as (path, status)."""
        found = re.findall(r"upstream call to (\S+) has returned (\d+)", self.log())
        return [(path, int(status)) for path, status in found]

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


@pytest.fixture(name="validator")
def validator_fixture(tmp_path):
    validator = Validator(tmp_path / "prism.log")
    yield validator
    validator.stop()


def ask(url, token=TOKEN):
    """Asks as any other client would; returns the status."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def backfill_in(path):
    return re.fullmatch(r"/teams/\d+/backfills/\d+", path)


def test_what_the_screen_asks_and_the_demo_server_answers(demo, watch, validator):
    demo("--speed", "600", "--no-etag", port=validator.upstream_port)  # the document knows no 304
    screen = watch(validator.url, team="42,43")
    screen.wait_for("COMPLETED|CANCELLED")
    screen.keys("q")
    assert screen.wait_exit() == 0
    answered = validator.answered()
    for team in (42, 43):
        assert (f"/teams/{team}/backfills", 200) in answered
        assert (f"/teams/{team}/transfers", 200) in answered
    assert any(backfill_in(path) and status == 200 for path, status in answered)
    assert validator.complaints() == []


def test_once_and_check_ask_as_they_should(demo, validator):
    demo(port=validator.upstream_port)
    for mode in ("--once", "--check"):
        result = run_once(mode, "--team", "42", "--base-url", validator.url)
        assert result.returncode == 0, result
    assert len(validator.answered()) == 3, "two lists and the names"
    assert validator.complaints() == []


def test_the_demo_servers_refusals(demo, validator):
    server = demo("--limit", "9", "--token-env", "SUPERMETRICS_API_KEY", port=validator.upstream_port)
    expected = [("/teams/42/backfills", TOKEN, 200), ("/teams/42/transfers", TOKEN, 200),
                ("/teams/42/backfills/1", TOKEN, 404)]
    for call in ("backfills", "backfills/1", "transfers"):
        expected += [(f"/teams/{status}/{call}", TOKEN, status) for status in (403, 500)]
    for call in ("backfills", "backfills/1", "transfers"):
        expected += [(f"/teams/42/{call}", TOKEN, 429), (f"/teams/42/{call}", "another", 401)]
    answers = [ask(validator.url + path, token) for path, token, _ in expected]
    assert answers == [status for _, _, status in expected]
    assert len(server.log()) == len(expected)
    assert validator.complaints() == []


def test_a_long_life_of_the_demo_server(demo, validator):
    """One id after the other, in any state."""
    server = demo("--speed", "2000", port=validator.upstream_port)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    seen = set()
    for _ in range(15):
        request = urllib.request.Request(f"{server.url}/teams/42/backfills", headers={"Authorization": "Bearer x"})
        with opener.open(request, timeout=PATIENCE_S) as answer:
            listed = {item["transfer_backfill_id"] for item in json.load(answer)["data"]}
        seen |= listed
        gone = sorted(seen - listed)[-3:]
        for number in [*gone, max(listed)]:
            assert ask(f"{validator.url}/teams/42/backfills/{number}") == 200
        assert ask(f"{validator.url}/teams/42/backfills") == 200
    assert validator.complaints() == []


def test_the_validator_finds_what_it_should(canned, validator):
    good = {"meta": {"request_id": "01892A4D-7586-7000-8000-000000000000"}, "data": [backfill(7)]}
    headers = {"Content-Type": "application/json"}
    server = canned(good, port=validator.upstream_port, headers=headers)
    assert ask(f"{validator.url}/teams/42/backfills") == 200
    assert validator.complaints() == []
    for fields in ({"status": "UNHEARD_OF"}, {"range_start_date": "yesterday"}, {"transfer_runs_total": "many"}):
        server.answer({**good, "data": [backfill(7, **fields)]}, headers=headers)
        known = len(validator.complaints())
        assert ask(f"{validator.url}/teams/42/backfills") == 500
        wait_until(lambda: len(validator.complaints()) > known, what=str(fields))
    assert ask(f"{validator.url}/teams/0/backfills") == 422, "and of a request"

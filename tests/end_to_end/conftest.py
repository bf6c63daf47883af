# SPDX-License-Identifier: MIT
"""Fixtures that start servers and programs and end them; a time limit for every case; and nothing is left running."""

import signal

import pytest

import bare_pty
import harness
import leftovers
from servers import Authority, CannedServer, DemoServer, Proxy
from terminal import Terminal

LIMIT_S = 120  # for a case, and for what is set up before it and torn down after it
ENDING_S = 10  # for processes to be gone that a case has ended
TOO_MANY = 3  # cases over the limit: then the rest of the file is given up, before ctest's own limit
over_limit = []


def pytest_addoption(parser):
    parser.addoption("--part", default="1/1", metavar="N/M", help="run only every Mth case, beginning with the Nth")
    parser.addoption("--limit", type=float, default=LIMIT_S, metavar="SECONDS", help="the limit of a case")


def pytest_configure(config):
    config.addinivalue_line("markers", "limit(seconds): this case may take that long")
    leftovers.start_watchdog()


def pytest_collection_modifyitems(config, items):
    part, parts = map(int, config.getoption("--part").split("/"))
    chosen = items[part - 1::parts]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def within_limit(item, phase):
    """Wraps a phase of a case: it fails when it exceeds the limit."""
    marker = item.get_closest_marker("limit")
    limit_s = marker.args[0] if marker else item.config.getoption("--limit")

    def give_up(*_):
        over_limit.append(item)
        if len(over_limit) >= TOO_MANY:
            item.session.shouldfail = f"{TOO_MANY} cases took too long"
        pytest.fail(f"the {phase} took longer than {limit_s:g} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item):
    yield from within_limit(item, "setup")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    yield from within_limit(item, "case")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item):
    yield from within_limit(item, "teardown")


@pytest.fixture(autouse=True)
def nothing_left_fixture():
    """After a case, and after all other fixtures, none of its processes is running."""
    yield
    try:
        harness.wait_until(lambda: not leftovers.running(), ENDING_S, lambda: "still running: " + "; ".join(
            leftovers.command_of(pid) for pid in leftovers.running()))
    finally:
        leftovers.kill()


@pytest.fixture(name="demo")
def demo_fixture(tmp_path):
    """Starts demo servers: demo("--script", "…")."""
    servers = []

    def start(*options, **keywords):
        servers.append(DemoServer(tmp_path, *options, **keywords))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(name="canned")
def canned_fixture():
    """Starts canned servers that answer the list call of team 42: canned(BODY, status=200, headers={}, delay_s=0)."""
    servers = []

    def start(body, port=0, context=None, **keywords):
        servers.append(CannedServer({}, port, context))
        servers[-1].answer(body, **keywords)
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(name="bare")
def bare_fixture():
    """Starts backfilltop on bare terminals, for team 42 at a URL: bare(URL, "--interval", "9", width=100)."""
    screens = []

    def start(url, *options, program=harness.BACKFILLTOP, **keywords):
        screens.append(bare_pty.BarePty(program, "--team", "42", "--no-names", "--base-url", url, "--interval", "1",
                                        *options, **keywords))
        return screens[-1]

    yield start
    for screen in screens:
        screen.stop()


@pytest.fixture(name="authority", scope="session")
def authority_fixture(tmp_path_factory):
    """A certificate authority."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(name="proxy")
def proxy_fixture():
    """Starts HTTP proxies: proxy(PORT) takes every CONNECT to that port of this machine."""
    proxies = []

    def start(target_port):
        proxies.append(Proxy(target_port))
        return proxies[-1]

    yield start
    for one in proxies:
        one.stop()


@pytest.fixture(name="terminal")
def terminal_fixture():
    """Starts programs in terminals: terminal(BACKFILLTOP, "--demo", width=80, height=24)."""
    terminals = []

    def start(*command, **keywords):
        terminals.append(Terminal(*command, **keywords))
        return terminals[-1]

    yield start
    for one in terminals:
        one.kill()


@pytest.fixture(name="watch")
def watch_fixture(terminal):
    """Starts backfilltop on a server's URL in a terminal."""

    def start(url, *options, interval=1, team="42", **keywords):
        return terminal(harness.BACKFILLTOP, "--team", team, "--base-url", url, "--interval", str(interval),
                        *options, **keywords)

    return start

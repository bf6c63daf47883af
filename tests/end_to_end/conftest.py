# SPDX-License-Identifier: MIT
"""Fixtures that make the harness' things and clean up after them."""

import pytest

import harness


@pytest.fixture(name="demo")
def demo_fixture(tmp_path):
    """Starts demo servers: demo("--script", "…")."""
    servers = []

    def start(*options, **keywords):
        servers.append(harness.DemoServer(tmp_path, *options, **keywords))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(name="canned")
def canned_fixture():
    """Starts canned servers that answer the list call of team 42: canned(BODY, status=200, headers={}, delay_s=0)."""
    servers = []

    def start(body, port=0, context=None, **keywords):
        servers.append(harness.CannedServer({}, port, context))
        servers[-1].answer(body, **keywords)
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(name="authority", scope="session")
def authority_fixture(tmp_path_factory):
    """A certificate authority."""
    return harness.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(name="proxy")
def proxy_fixture():
    """Starts HTTP proxies: proxy(PORT) takes every CONNECT to that port of this machine."""
    proxies = []

    def start(target_port):
        proxies.append(harness.Proxy(target_port))
        return proxies[-1]

    yield start
    for one in proxies:
        one.stop()


@pytest.fixture(name="terminal")
def terminal_fixture():
    """Starts programs in terminals: terminal(BACKFILLTOP, "--demo", width=80, height=24)."""
    terminals = []

    def start(*command, **keywords):
        terminals.append(harness.Terminal(*command, **keywords))
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

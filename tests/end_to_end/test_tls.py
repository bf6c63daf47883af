# SPDX-License-Identifier: MIT
"""TLS with certificates made here, redirects that are not followed, and proxies."""

import pytest

from api_bodies import backfill, list_of
from harness import PATIENCE_S, TOKEN, assert_no_secret, environment, run_once
from servers import Authority, free_port

ROWS = list_of(backfill(7))
REMOTE = "api.invalid"  # a name that no resolver knows (RFC 6761): only a proxy brings us there


def once(url, *options, **keywords):
    return run_once("--once", "--team", "42", "--base-url", url, *options, **keywords)


def assert_unavailable(result, *words):
    text = result.stderr.decode()
    assert result.returncode == 69, text
    for word in words:
        assert word in text.lower(), text
    assert_no_secret(text)


# TLS

def test_a_good_certificate_of_a_given_authority_is_trusted(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    result = once(server.url, "--cacert", str(authority.certificate))
    assert result.returncode == 0, result.stderr
    assert b"RUNNING" in result.stdout
    assert server.tokens_seen() == [TOKEN]


def test_the_screen_polls_over_one_tls_connection(canned, watch, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    screen = watch(server.url, "--cacert", str(authority.certificate), "--no-names")
    screen.wait_for(r"\b7\b.*RUNNING")
    polls = server.wait_for_polls(3)
    assert len({poll.client for poll in polls}) == 1


def test_a_certificate_for_another_name_is_refused(canned, authority):
    server = canned(ROWS, context=authority.context("DNS:example.com"))
    result = once(server.url, "--cacert", str(authority.certificate))
    assert_unavailable(result, "no connection", "name")
    assert server.requests == []


def test_an_expired_certificate_is_refused(canned, authority):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1", days=0))
    result = once(server.url, "--cacert", str(authority.certificate))
    assert_unavailable(result, "no connection", "expired")
    assert server.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(canned, authority, tmp_path):
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    assert_unavailable(once(server.url), "no connection", "certificate", "issuer")
    other = Authority(tmp_path, "other")
    assert_unavailable(once(server.url, "--cacert", str(other.certificate)), "certificate")
    assert server.requests == []


@pytest.mark.parametrize("content", [None, "not a certificate\n"])
def test_a_useless_cacert_is_reported(canned, authority, tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    server = canned(ROWS, context=authority.context("IP:127.0.0.1"))
    result = once(server.url, "--cacert", str(path))
    assert result.returncode in (64, 69), result.stderr
    assert str(path) in result.stderr.decode()
    assert server.requests == []


def test_a_server_without_tls_gets_no_request(canned):
    server = canned(ROWS)
    assert_unavailable(once(server.url.replace("http://", "https://")), "no connection")
    assert server.requests == []


# Redirects

@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_named_and_the_token_stays_home(canned, status):
    elsewhere = canned(ROWS)
    target = f"{elsewhere.url}/teams/42/backfills"
    server = canned(b"", status=status, headers={"Location": target})
    result = once(server.url)
    assert result.returncode == 1
    assert target in result.stderr.decode()
    assert_no_secret(result.stderr)
    assert elsewhere.requests == []


def test_a_redirect_from_https_to_http_is_not_followed_either(canned, authority):
    elsewhere = canned(ROWS)
    server = canned(b"", context=authority.context("IP:127.0.0.1"), status=302, headers={"Location": elsewhere.url})
    result = once(server.url, "--cacert", str(authority.certificate))
    assert result.returncode == 1
    assert elsewhere.url in result.stderr.decode()
    assert elsewhere.requests == []


def test_the_screen_does_not_follow_a_redirect(canned, watch):
    elsewhere = canned(ROWS)
    moved = {"Location": elsewhere.url}
    server = canned(b"", status=302, headers=moved)
    server.give("/v1/teams/42/transfers", b"", status=302, headers=moved)
    screen = watch(server.url, width=160)
    screen.wait_for(f"redirects to {elsewhere.url}")
    assert elsewhere.requests == []


# Proxies

@pytest.fixture(name="remote")
def remote_fixture(canned, authority, proxy):
    """A server that only a proxy reaches, by the name REMOTE, and the proxy."""
    server = canned(ROWS, context=authority.context(f"DNS:{REMOTE}"))
    server.remote_url = f"https://{REMOTE}:{server.port}/v1"
    return server, proxy(server.port)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_https_goes_through_the_environments_proxy(remote, authority, variable):
    server, proxy = remote
    env = environment(**{variable: proxy.url})
    result = once(server.remote_url, "--no-names", "--cacert", str(authority.certificate), env=env)
    assert result.returncode == 0, result.stderr
    assert server.tokens_seen() == [TOKEN]
    assert len(proxy.heads) == 1
    assert proxy.heads[0].startswith(f"CONNECT {REMOTE}:{server.port} ")
    assert_no_secret(proxy.heads[0])


def test_no_proxy_is_an_exception(remote, authority):
    server, proxy = remote
    env = environment(HTTPS_PROXY=proxy.url, NO_PROXY=f"example.com,{REMOTE}")
    result = once(server.remote_url, "--cacert", str(authority.certificate), env=env)
    assert_unavailable(result, "no connection", REMOTE)
    assert proxy.heads == []


def test_loopback_needs_no_proxy(canned, proxy):
    server = canned(ROWS)
    through = proxy(server.port)
    env = environment(http_proxy=through.url, HTTPS_PROXY=through.url, ALL_PROXY=through.url)
    for url in (server.url, server.url.replace("127.0.0.1", "localhost")):
        result = once(url, env=env)
        assert result.returncode == 0, result.stderr
    assert through.heads == []


def test_a_proxy_that_is_not_there_is_reported(authority):
    env = environment(HTTPS_PROXY=f"http://127.0.0.1:{free_port()}")
    result = once(f"https://{REMOTE}/v1", "--cacert", str(authority.certificate), env=env)
    assert_unavailable(result, "no connection", "proxy")


def test_a_proxys_password_is_not_in_the_error(authority):
    env = environment(HTTPS_PROXY=f"http://user:hunter2@127.0.0.1:{free_port()}")
    result = once(f"https://{REMOTE}/v1", "--cacert", str(authority.certificate), env=env)
    assert_unavailable(result, "no connection")
    assert_no_secret(result.stderr, "hunter2")


# Plain http

@pytest.mark.parametrize("host", ["api.invalid", "192.0.2.1", "127.0.0.1.invalid", "[2001:db8::1]", "2130706434x"])
def test_plain_http_beyond_loopback_is_refused(host):
    result = once(f"http://{host}/v1")
    assert result.returncode == 64
    assert "--allow-http" in result.stderr.decode()


def test_plain_http_is_allowed_by_name(canned):
    server = canned(ROWS)
    server.give(f"http://{REMOTE}/v1/teams/42/backfills", ROWS)
    env = environment(http_proxy=server.url.removesuffix("/v1"))
    result = once(f"http://{REMOTE}/v1", "--allow-http", "--no-names", env=env, timeout=PATIENCE_S)
    assert result.returncode == 0, result.stderr
    assert server.tokens_seen() == [TOKEN]

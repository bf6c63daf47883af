# SPDX-License-Identifier: MIT
"""Names and bars are shown in UTF-8 unless the environment asks for ASCII."""

import re
import subprocess

import pytest

from api_bodies import NAMES, backfill, list_of, names_of
from harness import PATIENCE_S, environment, run_once

NAME = "Google 広告"
NOT_INSTALLED = "tlh_QO"  # a locale that no system has
# (LANG, LC_CTYPE, LC_ALL), and whether UTF-8 is shown. None: not set.
CASES = [
    ((None, None, None), True),
    (("", "", ""), True),
    (("C.UTF-8", None, None), True),
    (("C", None, None), False),
    (("POSIX", None, None), False),
    (("C.UTF-8", None, "C"), False),
    (("C", "C.UTF-8", ""), True),
    (("C", "C", "C.UTF-8"), True),
    ((f"{NOT_INSTALLED}.UTF-8", None, None), True),
    ((f"{NOT_INSTALLED}.utf8", None, None), True),
    ((None, f"{NOT_INSTALLED}.UTF8@euro", None), True),
    ((None, "UTF-8", None), True),
    ((None, None, f"{NOT_INSTALLED}.utf-8"), True),
    ((None, None, ".UTF-8@euro"), True),
    ((NOT_INSTALLED, None, None), False),
    ((f"{NOT_INSTALLED}.ISO-8859-15", None, None), False),
    ((None, "C.UTF-8", NOT_INSTALLED), False),
]


@pytest.fixture(name="server")
def server_fixture(canned):
    server = canned(list_of(backfill(7, transfer_id=1)))
    server.give(NAMES, names_of(t1=NAME))
    return server


def environment_of(values, **changes):
    return environment(**dict(zip(("LANG", "LC_CTYPE", "LC_ALL"), values)), **changes)


def test_the_locale_is_not_installed():
    installed = subprocess.run(["locale", "-a"], capture_output=True, timeout=PATIENCE_S, check=True, text=True).stdout
    assert NOT_INSTALLED not in installed


@pytest.mark.parametrize("values, utf8", CASES)
def test_the_table(server, values, utf8):
    result = run_once("--once", "--team", "42", "--base-url", server.url, env=environment_of(values))
    assert result.returncode == 0 and result.stderr == b""
    text = result.stdout.decode("utf-8" if utf8 else "ascii")
    assert (NAME if utf8 else "Google ??") in text


@pytest.mark.parametrize("values, utf8", CASES)
def test_the_screen(server, watch, values, utf8):
    screen = watch(server.url, env=environment_of(values))
    screen.wait_for("Google " + ("広告" if utf8 else re.escape("??")))
    screen.wait_for("[■─]" if utf8 else "[#>]-*")
    assert bool(screen.shows("[■─]")) == utf8


def test_ascii_goes_before_everything(server):
    result = run_once("--once", "--ascii", "--team", "42", "--base-url", server.url,
                      env=environment_of((None, None, None)))
    assert "Google ??" in result.stdout.decode("ascii")


def test_a_message_is_shown_in_the_same_way(server):
    for values, shown in (((None, None, None), "größe"), ((None, None, "C"), "gr??e")):
        result = run_once("--once", "--columns", "größe", "--team", "42", "--base-url", server.url,
                          env=environment_of(values))
        assert shown in result.stderr.decode()


def test_children_get_the_environment_as_it_was(server, tmp_path):
    written = tmp_path / "environment"
    env = environment_of((None, None, None), SUPERMETRICS_API_KEY=None)
    result = run_once("--once", "--team", "42", "--base-url", server.url, "--token-command",
                      f"env >{written}; echo api_0123456789abcdef", env=env)
    assert result.returncode == 0, result.stderr
    assert not re.search("^(LC_|LANG)", written.read_text(), re.MULTILINE)

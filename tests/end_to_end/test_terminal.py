# SPDX-License-Identifier: MIT
"""The terminal is restored on every way out."""

import os
import pty
import re
import signal
import subprocess
import time

import pytest

from harness import BACKFILLTOP, DATA, TOKEN, run_once, wait_until

EXAMPLE = (DATA / "list_example.json").read_bytes()


@pytest.fixture(name="running")
def running_fixture(canned, watch):
    """backfilltop with its rows on the screen."""
    screen = watch(canned(EXAMPLE).url, width=80, height=24)
    screen.wait_for("12347")
    return screen


def test_it_takes_the_whole_screen(running):
    assert running.state("alternate_on") == "1"
    assert running.state("cursor_flag") == "0"
    assert not running.shows("before the program")


def test_the_token_is_not_on_its_command_line(running):
    with open(f"/proc/{running.pid()}/cmdline", "rb") as command_line:
        assert TOKEN.encode() not in command_line.read()


@pytest.mark.parametrize("key", ["q", "C-c"])
def test_a_key_quits_and_leaves_the_terminal_as_it_was(running, key):
    running.keys(key)
    assert running.wait_exit() == 0
    running.assert_restored()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_cleanly(running, name):
    running.signal(getattr(signal, name))
    assert running.wait_exit() == 0
    running.assert_restored()


def test_the_quit_character_leaves_the_terminal_as_it_was(running):
    running.keys("C-\\")
    assert running.wait_exit() == 128 + signal.SIGQUIT
    running.assert_restored()


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGUSR1", "SIGALRM"])
def test_a_crash_gives_the_terminal_back(running, name):
    number = getattr(signal, name)
    running.signal(number)
    assert running.wait_exit() == 128 + number
    running.assert_restored()


@pytest.mark.parametrize("stop", ["key", "signal"])
def test_suspend_and_come_back(running, stop):
    if stop == "key":
        running.keys("C-z")
    else:
        running.signal(signal.SIGTSTP)
    running.wait_for("program stopped")
    running.assert_restored("stopped")
    running.keys("Enter")
    running.wait_for("12347")
    assert running.state("alternate_on") == "1"
    running.keys("q")
    assert running.wait_exit() == 0
    running.assert_restored()


def test_stopped_from_outside_it_takes_the_terminal_back(running):
    running.signal(signal.SIGSTOP)
    running.wait_for("program stopped")
    running.keys("C-j")  # the line mode is not back
    running.wait_gone("program stopped")
    running.wait_for("12347")
    running.keys("?")
    running.wait_for("next backfill")
    running.keys("q")
    assert running.wait_exit() == 0
    assert running.state("alternate_on") == "0"
    assert running.state("cursor_flag") == "1"


def test_a_second_signal_ends_it_while_the_terminal_does_not_read(canned):
    server = canned(EXAMPLE)
    pid, terminal_fd = pty.fork()
    if pid == 0:
        os.execve(BACKFILLTOP, [BACKFILLTOP, "--team", "42", "--base-url", server.url, "--interval", "1"],
                  {**os.environ, "TERM": "xterm-256color", "SUPERMETRICS_API_KEY": TOKEN})
    wait_until(lambda: len(server.requests) > 0, what="no request")
    for _ in range(3000):  # repaints until they are no longer read
        try:
            os.set_blocking(terminal_fd, False)
            os.write(terminal_fd, b"\x0c")
        except BlockingIOError:
            break
    for _ in range(2):
        os.kill(pid, signal.SIGTERM)
        time.sleep(0.3)
    ended = []
    wait_until(lambda: ended or ended.extend(filter(None, [os.waitpid(pid, os.WNOHANG)[0]])) or ended,
               what="it hangs in a write")
    os.close(terminal_fd)


@pytest.fixture(name="hanging_resolver", scope="module")
def hanging_resolver_fixture(tmp_path_factory):
    """A library that makes every DNS lookup take far too long."""
    folder = tmp_path_factory.mktemp("resolver")
    source = folder / "resolver.c"
    source.write_text("#include <unistd.h>\n"
                      "int getaddrinfo(const char *a, const char *b, const void *c, void **d)\n"
                      "{ (void)a; (void)b; (void)c; (void)d; sleep(60); return -3; }\n", encoding="utf-8")
    library = folder / "resolver.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def test_keys_are_answered_while_a_name_is_being_looked_up(terminal, hanging_resolver):
    screen = terminal("env", f"LD_PRELOAD={hanging_resolver}", "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0",
                      BACKFILLTOP, "--team", "42", "--base-url", "https://backfills.invalid/v1")
    screen.wait_for("connecting")
    screen.keys("?")
    screen.wait_for("next backfill")
    began = time.monotonic()
    screen.keys("q")
    assert screen.wait_exit() == 0
    assert time.monotonic() - began < 40, "the look-up takes 60 s"


def test_without_an_alternate_screen_the_prompt_stands_below_the_picture(terminal):
    screen = terminal("env", "TERM=vt100", BACKFILLTOP, "--demo", width=80, height=24)
    screen.wait_for("FAILED")
    screen.keys("q")
    assert screen.wait_exit() == 0
    assert not screen.shows("Enter Errors")


def test_resized_while_suspended(running):
    running.keys("C-z")
    running.wait_for("program stopped")
    running.resize(60, 12)
    running.keys("Enter")
    running.wait_for("12347")
    running.keys("q")
    assert running.wait_exit() == 0


def test_many_resizes_in_a_row(running):
    for size in range(30, 90, 3):
        running.resize(size, size // 4)
    running.resize(100, 30)
    running.wait_for("12347")
    running.keys("q")
    assert running.wait_exit() == 0
    running.assert_restored()


def test_redraw_repairs_the_screen(running):
    tty = running.state("pane_tty")
    with open(tty, "w", encoding="utf-8") as screen:
        screen.write("\033[2J\033[Hgarbage")
    running.wait_for("garbage")
    running.keys("C-l")
    running.wait_for("12347")
    running.wait_gone("garbage")


def test_a_terminal_that_goes_away_ends_it(running):
    pid = running.pid()
    running.kill()
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="it lives on without a terminal")


@pytest.mark.parametrize("change, named", [
    ("TERM=no-such-terminal", "no-such-terminal"),
    ("TERM=dumb", "dumb"),
    ("TERM=", "TERM is not set"),
    ("--unset=TERM", "TERM is not set"),
])
def test_a_terminal_that_cannot_do_it_is_a_line_that_points_to_once(terminal, change, named):
    screen = terminal("env", change, BACKFILLTOP, "--demo", width=160)
    assert screen.wait_exit() == 1
    screen.wait_for("program ended")
    said = [line for line in screen.text().splitlines() if line and not re.match("program|before", line)]
    assert len(said) == 1
    assert named in said[0]
    assert "use --once" in said[0]
    screen.assert_restored()


def test_without_a_terminal_a_line_points_to_once():
    result = run_once("--demo")
    message = result.stderr.decode()
    assert result.returncode == 1
    assert result.stdout == b""
    assert len(message.splitlines()) == 1
    assert "use --once" in message


def test_a_screen_into_a_file_is_a_line_that_points_to_once(terminal):
    screen = terminal("bash", "-c", f"{BACKFILLTOP} --demo >file", width=160)
    assert screen.wait_exit() == 1
    screen.wait_for("not a terminal; use --once")
    assert (screen.directory / "file").read_bytes() == b""

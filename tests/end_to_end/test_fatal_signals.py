# SPDX-License-Identifier: MIT
"""Any signal that ends the program restores the terminal; when memory runs out, a line says so."""

import os
import re
import signal
import subprocess
import termios

import pytest

from api_bodies import backfill, list_of
from harness import TOKEN, environment, wait_until

RESTORED = b"\x1b[?1049l"
NUMBERS = [signal.SIGPWR, signal.SIGIO, signal.SIGSTKFLT, signal.SIGVTALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGXFSZ,
           signal.SIGUSR2, signal.SIGSYS, signal.SIGTRAP, signal.SIGRTMIN, signal.SIGRTMIN + 7, signal.SIGRTMAX]


@pytest.fixture(name="start")
def start_fixture(canned, bare):
    url = canned(list_of(backfill(7))).url
    return lambda **keywords: bare(url, **keywords)


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_fatal_signal_gives_the_terminal_back(start, number):
    screen = start()
    screen.read_until(b"RUNNING")
    screen.signal(number)
    assert screen.wait_exit() == -number
    assert screen.modes_are_restored()
    screen.read_until(RESTORED)


def test_what_was_ignored_at_the_start_stays_ignored(start):
    ignored = [signal.SIGHUP, signal.SIGINT, signal.SIGUSR1]
    screen = start(preexec=lambda: [signal.signal(number, signal.SIG_IGN) for number in ignored])
    screen.read_until(b"RUNNING")
    for number in ignored:
        screen.signal(number)
    start_of_help = len(screen.output)
    screen.type(b"?")
    screen.read_until(b"previous backfill", start_of_help)
    screen.signal(signal.SIGTERM)
    assert screen.wait_exit() == 0


def test_a_program_ended_while_it_is_stopped_leaves_the_shell_alone(canned, watch):
    screen = watch(canned(list_of(backfill(7))).url, width=80, height=24)
    screen.wait_for("456788")
    pid = screen.pid()
    screen.keys("C-z")
    screen.wait_for("program stopped")
    before = screen.text()
    screen.signal(signal.SIGTERM)
    screen.signal(signal.SIGCONT)
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), what="it is still there, stopped again")
    assert screen.text() == before
    assert screen.state("alternate_on") == "0"


@pytest.fixture(name="short_of_memory", scope="module")
def short_of_memory_fixture(tmp_path_factory):
    """A library with which the allocation number FAIL_AT fails, and all after it, counted from newterm() on."""
    folder = tmp_path_factory.mktemp("memory")
    source = folder / "memory.c"
    source.write_text("""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
static long left = -1;
void *newterm(const char *type, FILE *out, FILE *in) {
    void *(*real)(const char *, FILE *, FILE *) = (void *(*)(const char *, FILE *, FILE *))dlsym(RTLD_NEXT, "newterm");
    void *screen = real(type, out, in);
    left = atol(getenv("FAIL_AT"));
    return screen;
}
static int fails(void) { return left >= 0 && (left == 0 || left-- == 0); }
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
void *realloc(void *block, size_t size) { return fails() ? NULL : REAL(realloc)(block, size); }
""", encoding="utf-8")
    library = folder / "memory.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


@pytest.mark.parametrize("fail_at", [0, 1, 2, 5, 10, 50, 200, 400, 700])
def test_memory_that_ends_at_the_start_gives_the_terminal_back(start, short_of_memory, fail_at):
    screen = start(env=environment(TERM="xterm-256color", LD_PRELOAD=str(short_of_memory), FAIL_AT=str(fail_at),
                                   ASAN_OPTIONS="verify_asan_link_order=0:detect_leaks=0"))
    assert screen.wait_exit() == -signal.SIGABRT
    while screen.read_some():
        pass
    assert termios.tcgetattr(screen.terminal)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON
    assert screen.modes_are_restored()
    said = screen.output.rpartition(RESTORED)[2]
    assert re.fullmatch(rb"[\r\x1b\[\]0-9;?a-zA-Z]*backfilltop: out of memory[^\n]*\r\n", said)
    assert TOKEN.encode() not in screen.output

# SPDX-License-Identifier: MIT
"""What every end-to-end test needs: the binaries, a small environment, waiting, and runs without a terminal.

Servers are in servers.py, terminals in terminal.py. Everything has its own directory, port and tmux server, so that
tests can run at the same time.
"""

import inspect
import os
import pathlib
import shutil
import subprocess
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
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
TOKEN = "api_Qz7KxV0wJ9bT2nGfR5mLcY8dHs3P"
PATIENCE_S = 30  # for what happens at once on a machine that is not overloaded


def environment(**changes):
    """A small environment without the user's settings and proxies. None removes a variable."""
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", leftovers.MARK)
            if name in os.environ}
    fixed = {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SUPERMETRICS_API_KEY": TOKEN}
    merged = {**kept, **fixed, **changes}
    return {name: value for name, value in merged.items() if value is not None}


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
    """Writes a file that only its owner may read, atomically, as a token should be replaced."""
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

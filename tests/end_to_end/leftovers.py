# SPDX-License-Identifier: MIT
"""Nothing that a test starts outlives it, not even if pytest itself is killed.

Every process of a run carries the variable MARK in its environment, and so do those that it starts. A process that
hides its environment is found as a descendant of one that does not. A watchdog beside pytest waits for pytest's end,
however it comes, and then kills what is left.
"""

import atexit
import os
import pathlib
import secrets
import select
import shutil
import signal
import tempfile
import time

MARK = "BACKFILLTOP_TEST_RUN"
RUN = f"{os.getpid()}-{secrets.token_hex(4)}"
KILL_S = 10  # for processes to be gone after SIGKILL, on a busy machine
LOOK_S = 1.0  # how often the watchdog looks for new children of pytest

os.environ[MARK] = RUN
DIRECTORY = pathlib.Path(tempfile.gettempdir()) / f"backfilltop-{RUN}"  # of the run's files; removed at its end
_owner = os.getpid()
_watchdogs = set()  # the process id of ours: where pytest is process 1, even the watchdog becomes its child


def _stat(pid):
    """(state, parent, start) of a process; None if it does not exist."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1]), int(fields[19])


def _is_marked(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as environ:
            return f"{MARK}={RUN}".encode() in environ.read().split(b"\0")
    except OSError:
        return False


def running(known=()):
    """The processes of this run that have not ended, as {pid: start}: marked ones, `known` ones, and all below them.

    `known` are such pairs from before: a process with the same id and start is the same one.
    """
    processes = {int(entry): _stat(entry) for entry in os.listdir("/proc") if entry.isdigit()}
    processes = {pid: stat for pid, stat in processes.items() if stat is not None and stat[0] not in "ZX"}
    found = {pid for pid, stat in processes.items()
             if stat[1] == _owner or (pid, stat[2]) in known or _is_marked(pid)} - {os.getpid(), _owner} - _watchdogs
    more = True
    while more:
        more = {pid for pid, stat in processes.items() if stat[1] in found} - found
        found |= more
    return {pid: processes[pid][2] for pid in found}


def command_of(pid):
    """The command line of a process, for a message."""
    try:
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "(ended)"
    return " ".join(words)[:200]


def kill(known=()):
    """Kills everything that is left of this run."""
    deadline = time.monotonic() + KILL_S
    left = running(known)
    while left and time.monotonic() < deadline:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        time.sleep(0.02)
        left = running(known)


def _watch(pipe):
    """Waits until pytest, which holds the other end of the pipe, has ended; then leaves nothing."""
    known = set()
    while not select.select([pipe], [], [], LOOK_S)[0]:
        children = pathlib.Path(f"/proc/{_owner}/task/{_owner}/children")
        try:
            now = ((int(pid), _stat(pid)) for pid in children.read_text(encoding="ascii").split())
            known |= {(pid, stat[2]) for pid, stat in now if stat is not None}
        except OSError:
            break  # it has ended just now
    kill(known)
    shutil.rmtree(DIRECTORY, ignore_errors=True)


def start_watchdog():
    """Makes DIRECTORY and starts the watchdog, which is not a child of pytest and holds none of its files.

    Call it before any thread runs.
    """
    DIRECTORY.mkdir(mode=0o700)
    pipe, other_end = os.pipe()  # pytest never closes its end: its death does
    report, reporting_end = os.pipe()
    first = os.fork()
    if first != 0:
        os.close(pipe)
        os.close(reporting_end)
        os.waitpid(first, 0)
        _watchdogs.add(int(os.read(report, 20)))
        os.close(report)
        atexit.register(lambda: os.getpid() == _owner and shutil.rmtree(DIRECTORY, ignore_errors=True))
        return
    try:
        os.setsid()
        second = os.fork()
        if second != 0:
            os.write(reporting_end, str(second).encode())
        else:
            nothing = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(nothing, descriptor)
            os.dup2(pipe, 3)
            os.closerange(4, max(other_end, nothing, 1024) + 1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            os.chdir("/")
            _watch(3)
    finally:
        os._exit(0)  # pylint: disable=protected-access

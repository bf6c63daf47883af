# SPDX-License-Identifier: MIT
"""Runs a program on a pseudo-terminal of 120x40 that answers nothing, and measures it."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time


class Run:
    """What one run cost."""

    def __init__(self):
        self.bytes = 0        # that it wrote to the terminal
        self.first_ms = None  # from its start to the first paint
        self.cpu_ms = 0.0
        self.peak_mb = 0.0
        self.delays_ms = []   # from a key to the next paint


class Terminal:
    def __init__(self, command, environment=None, paint_bytes=1):
        self.run = Run()
        self.paint_bytes = paint_bytes
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(environment or {})})
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, until):
        """Takes what comes until then; False when the program has ended."""
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                return True
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return False
            self.run.bytes += len(data)
            if self.run.first_ms is None and self.run.bytes >= self.paint_bytes:
                self.run.first_ms = (time.monotonic() - self.began) * 1000
        return True

    def watch(self, seconds):
        return self.read(time.monotonic() + seconds)

    def press(self, key, limit_s=2.0):
        """Presses a key and waits for the next paint."""
        pressed = time.monotonic()
        os.write(self.fd, key)
        if select.select([self.fd], [], [], limit_s)[0]:
            self.run.delays_ms.append((time.monotonic() - pressed) * 1000)

    def end(self, key=b"q"):
        try:
            if key:
                os.write(self.fd, key)
        except OSError:
            pass
        deadline = time.monotonic() + 60
        killer = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.watch(0.02)
            pid, _, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > killer:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        self.run.cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
        self.run.peak_mb = usage.ru_maxrss / 1024
        return self.run


def measure(command, seconds, key=b"q", **options):
    """Runs a program for so long, then ends it with a key."""
    terminal = Terminal(command, **options)
    if terminal.watch(seconds):
        return terminal.end(key)
    return terminal.end(None)

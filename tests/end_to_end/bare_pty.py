# SPDX-License-Identifier: MIT
"""The program on a bare pseudo-terminal: a terminal that stops reading, is slow, or sends its own sequences, which tmux does not."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from harness import PATIENCE_S, environment, wait_until


class BarePty:
    """A command on a terminal with TERM=xterm*; what it writes is kept once it has been read.

    Nothing is read but in the methods that say so. `nonblocking`: O_NONBLOCK is set on the terminal's open file, as a
    careless program before may have left it.
    """

    def __init__(self, *command, env=None, width=80, height=24, nonblocking=False, preexec=None):
        self.main, self.terminal = pty.openpty()
        self.resize(width, height)
        os.set_blocking(self.terminal, not nonblocking)
        self.before = termios.tcgetattr(self.terminal)
        self.output = b""

        def take_terminal():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if preexec:
                preexec()

        self.process = subprocess.Popen(command, stdin=self.terminal, stdout=self.terminal, stderr=self.terminal,
                                        env=env or environment(TERM="xterm-256color"), start_new_session=True,
                                        preexec_fn=take_terminal)

    def resize(self, width, height):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read_some(self, timeout=0.1):
        """Reads what has been written, for `timeout` seconds at most; whether there was anything."""
        if not select.select([self.main], [], [], timeout)[0]:
            return False
        self.output += os.read(self.main, 65536)
        return True

    def read_until(self, wanted, start=0):
        """Reads until `wanted` has come after `start`; returns the offset after it."""
        deadline = time.monotonic() + PATIENCE_S
        while wanted not in self.output[start:]:
            assert time.monotonic() < deadline, (wanted, self.output[start:])
            self.read_some()
        return self.output.index(wanted, start) + len(wanted)

    def read_for(self, seconds):
        """Reads for some time; returns what came."""
        start = len(self.output)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read_some(0.05)
        return self.output[start:]

    def type(self, keys, step_s=None):
        """Types bytes, all at once or one by one."""
        for piece in [keys] if step_s is None else [keys[at:at + 1] for at in range(len(keys))]:
            os.write(self.main, piece)
            time.sleep(step_s or 0)

    def signal(self, number):
        self.process.send_signal(number)

    def wait_exit(self, timeout=PATIENCE_S):
        """Waits for the program's end without reading; returns its status as subprocess reports it."""
        wait_until(lambda: self.process.poll() is not None, timeout, "it is still running")
        return self.process.returncode

    def cpu_s(self):
        """The processor time that the program has used, in seconds."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kb(self):
        """The memory that the program has in use, in kB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def modes_are_restored(self):
        return termios.tcgetattr(self.terminal) == self.before

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.terminal)
        os.close(self.main)

# SPDX-License-Identifier: MIT
"""A real terminal for the program: a pane of tmux."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

import leftovers
from harness import PATIENCE_S, environment, wait_until

# Runs the program under job control, as a shell would, and records the terminal's settings before and after.
# A stopped program waits for a line of input before it is continued. $1: directory; the rest: the command.
TERMINAL_SCRIPT = r"""
cd "$1"; shift
ulimit -c 0
set -m
stty -g >stty-before
echo 'before the program'
bash -c 'echo $$ >pid.new; mv pid.new pid; exec "$@"' _ "$@"
status=$?
while [ $status -eq 148 ] || [ $status -eq 147 ]; do
    stty -g >stty-stopped
    echo 'program stopped'
    read -r _
    fg >/dev/null
    status=$?
done
stty -g >stty-after
echo $status >status.new; mv status.new status
echo 'program ended'
exec sleep 3600
"""


class Terminal:
    """A program in its own terminal: a pane of a private tmux server."""

    def __init__(self, *command, width=120, height=40, env=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="terminal-", dir=leftovers.DIRECTORY))
        self.env = env or environment()
        script = self.directory / "run"
        script.write_text(TERMINAL_SCRIPT)
        line = shlex.join(["bash", str(script), str(self.directory), *command])
        self._tmux("start-server", ";", "set-option", "-g", "default-terminal", "tmux-256color", ";",
                   "set-option", "-s", "set-clipboard", "on", ";",
                   "new-session", "-d", "-x", str(width), "-y", str(height), "bash", "-c", line)

    def _tmux(self, *arguments):
        command = ["tmux", "-u", "-S", str(self.directory / "tmux"), "-f", "/dev/null", *arguments]
        return subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, check=True, timeout=PATIENCE_S,
                              capture_output=True, text=True).stdout

    def keys(self, *names):
        """Types keys by tmux' names: "j", "Enter", "Escape", "C-z".

        Nothing follows an Escape at once: a terminal sends Alt with a key as Esc and that key. Wait for what the Escape
        does before the next keys.
        """
        assert "Escape" not in names[:-1], "keys that follow Escape at once are keys with Alt"
        self._tmux("send-keys", *names)

    def mouse(self, button, x, y):
        """Presses a mouse button (0 the left one, 64 the wheel up, 65 down) in the way that the program asked for."""
        self.send((*b"\x1b[M", 32 + button, 33 + x, 33 + y))

    def line_of(self, pattern):
        """The number of the first line that shows the regular expression; waits for one."""
        def lines():
            return [y for y, line in enumerate(self.text().splitlines()) if re.search(pattern, line)]
        return wait_until(lines, what=lambda: f"no line shows /{pattern}/:\n{self.text()}")[0]

    def send(self, data):
        """Types bytes, as they are."""
        self._tmux("send-keys", "-H", *(f"{byte:x}" for byte in data))

    def text(self):
        return self._tmux("capture-pane", "-p")

    def painted(self):
        """The text with its colour sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def is_coloured(self):
        """Whether any character on the screen has a colour."""
        return re.search("\x1b\\[(?:\\d+;)*[34][0-8]", self.painted()) is not None

    def state(self, name):
        """One of tmux' variables of the pane, e.g. "alternate_on"."""
        return self._tmux("display-message", "-p", "#{" + name + "}").strip()

    def clipboard(self):
        """What the program copied to the clipboard last."""
        try:
            return self._tmux("show-buffer")
        except subprocess.CalledProcessError:
            return None

    def resize(self, width, height):
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def shows(self, pattern):
        return re.search(pattern, self.text())

    def has_ended(self):
        return (self.directory / "status").exists()

    def wait_for(self, pattern, timeout=PATIENCE_S):
        """Waits until the screen shows the regular expression; returns the match. Gives up early when the program ends."""
        def failure():
            return f"/{pattern}/ is not on:\n{self.text()}"
        match = wait_until(lambda: self.shows(pattern) or self.has_ended(), timeout, failure)
        return match if match is not True else wait_until(lambda: self.shows(pattern), 2, failure)

    def wait_gone(self, pattern, timeout=PATIENCE_S):
        wait_until(lambda: not self.shows(pattern), timeout, lambda: f"/{pattern}/ is still on:\n{self.text()}")

    def pid(self):
        """The process id of the program."""
        wait_until((self.directory / "pid").exists, what="the program has not started")
        return int((self.directory / "pid").read_text())

    def signal(self, number):
        os.kill(self.pid(), number)

    def wait_exit(self, timeout=PATIENCE_S):
        """Waits for the program's end; returns its exit status as a shell reports it."""
        wait_until(self.has_ended, timeout, lambda: f"still running:\n{self.text()}")
        self.wait_for("program ended")
        return int((self.directory / "status").read_text())

    def stty(self, moment):
        """The terminal's settings "before", "stopped" or "after", as `stty -g` wrote them."""
        return (self.directory / f"stty-{moment}").read_text()

    def assert_restored(self, moment="after"):
        """The terminal is as it was before the program: settings, screen, cursor, mouse."""
        assert self.stty(moment) == self.stty("before")
        assert self.state("alternate_on") == "0"
        assert self.state("cursor_flag") == "1"
        assert self.state("mouse_any_flag") == "0"
        assert self.state("keypad_cursor_flag") == "0"
        assert self.shows("before the program")

    def kill(self):
        """Closes the terminal, as if its window were closed, which ends the program in it."""
        try:
            self._tmux("kill-server")
        except subprocess.CalledProcessError:
            pass  # it had ended by itself
        shutil.rmtree(self.directory, ignore_errors=True)

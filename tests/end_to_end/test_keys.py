# SPDX-License-Identifier: MIT
"""Every key of the help, pressed in a real terminal; a key that the help names and this file does not is a failure.

Each case has a program of its own: what one key leaves behind is not there for the next.
"""

import re

import pytest

from api_bodies import backfill, failed_backfill, list_of, one
from harness import wait_until

COUNT = 40  # backfills of team 42: more than fit


def created(number):
    return {"created_time": f"2024-02-01T{number // 60:02}:{number % 60:02}:00Z"}


def answers(server, without=()):
    """Team 42 has one that failed and many that wait, newest first: 1, 2, ...; team 43 one that runs."""
    rows = [failed_backfill(1, "Connection timeout", **created(COUNT + 1))]
    rows += [backfill(number, "CREATED", transfer_id=500 + number, **created(COUNT - number))
             for number in range(2, COUNT + 1)]
    server.answer(list_of(*(row for row in rows if row["transfer_backfill_id"] not in without)))
    server.give("/v1/teams/43/backfills", list_of(backfill(900, **created(0))))
    for number in without:
        server.give(f"/v1/teams/42/backfills/{number}", one(number, "CANCELLED"))


@pytest.fixture(name="server")
def server_fixture(canned):
    server = canned(list_of())
    answers(server)
    return server


@pytest.fixture(name="screen")
def screen_fixture(server, watch):
    """The program with nothing open and the first backfill of both teams selected."""
    screen = watch(server.url, "--no-names", team="42,43", width=110, height=40)
    screen.wait_for("teams 42, 43")
    screen.wait_for(r"\b900\b")
    wait_selected(screen, 1)
    return screen


def selected(screen):
    """The id of the selected backfill: a terminal shows its cursor there. None while there is none."""
    y = int(screen.state("cursor_y"))
    match = re.match(r" +4[23] +(\d+) ", "".join(screen.text().splitlines()[y:y + 1]))
    return match and int(match.group(1))


def wait_selected(screen, wanted):
    """Waits until the selected backfill is as wanted: an id or a test of one."""
    is_wanted = wanted if callable(wanted) else lambda number: number == wanted
    def is_there():
        number = selected(screen)
        return number is not None and is_wanted(number)
    wait_until(is_there, what=lambda: f"the selection is at {selected(screen)}\n{screen.text()}")


def moves_to(start, end):
    """The key takes the selection from what `start` keys select to `end`, an id or a test of one."""
    def check(screen, key):
        screen.keys(*start, key)
        wait_selected(screen, end)
    return check


def shows(pattern, *start):
    """After the `start` keys, the key brings the pattern on the screen, and it was not there before."""
    def check(screen, key):
        screen.keys(*start)
        screen.wait_gone(pattern)
        screen.keys(key)
        screen.wait_for(pattern)
    return check


def hides(pattern, *start):
    """After the `start` keys the pattern is there, and the key takes it away."""
    def check(screen, key):
        screen.keys(*start)
        screen.wait_for(pattern)
        screen.keys(key)
        screen.wait_gone(pattern)
    return check


def pane_top(screen):
    return screen.line_of("errors? ─")


def wait_pane_top(screen, wanted):
    wait_until(lambda: pane_top(screen) == wanted, what=lambda: f"the pane is not at {wanted}:\n{screen.text()}")


def sizes_pane(lines):
    def check(screen, key):
        screen.keys("Enter")
        screen.wait_for("latest request")
        top = pane_top(screen)
        screen.keys(key)
        wait_pane_top(screen, top - lines)
        screen.keys("-" if lines > 0 else "+")
        wait_pane_top(screen, top)
    return check


def turns_the_arrows(screen, key):
    screen.keys("Enter", *["-"] * 12)
    screen.wait_for(r" 1-\d+ of")
    screen.keys(key, "j")
    screen.wait_for(r" 2-\d+ of")
    wait_selected(screen, 1)
    screen.keys(key, "j")
    wait_selected(screen, 900)


def dismisses(server):
    def check(screen, key):
        answers(server, without=(2, 3))
        screen.wait_for("⊘ 2 cancelled")
        screen.keys("G")
        wait_selected(screen, 3)
        screen.keys(key)
        screen.wait_gone(r" 3 .*CANCELLED")
        if key == "D":
            screen.wait_gone(r" 2 .*CANCELLED")
        else:
            screen.wait_for(r" 2 .*CANCELLED")
    return check


def clears_what_others_wrote(screen, key):
    with open(screen.state("pane_tty"), "w", encoding="ascii") as terminal:
        terminal.write("\x1b[20;20Hsomebody wrote here")
    screen.wait_for("somebody wrote here")
    screen.keys(key)
    screen.wait_gone("somebody wrote here")


def stops_and_comes_back(screen, key):
    screen.keys(key)
    screen.wait_for("program stopped")
    screen.keys("Enter")
    screen.wait_for("teams 42, 43")


def clicks(screen, _):
    y = screen.line_of(r" 42 +5 ")
    screen.mouse(0, 10, y)
    wait_selected(screen, 5)
    screen.mouse(3, 10, y)


def pauses(screen, key):
    shows("‖ paused")(screen, key)
    screen.keys(key)
    screen.wait_gone("‖ paused")


CASES = {
    "j": moves_to([], 900),
    "Down": moves_to([], 900),
    "k": moves_to(["j", "j"], 900),
    "Up": moves_to(["j", "j"], 900),
    "PgDn": moves_to([], lambda number: 20 < number <= COUNT),
    "Ctrl-F": moves_to([], lambda number: 20 < number <= COUNT),
    "Ctrl-D": moves_to([], lambda number: 20 < number <= COUNT),
    "PgUp": moves_to(["G"], lambda number: 2 < number < 20),
    "Ctrl-B": moves_to(["G"], lambda number: 2 < number < 20),
    "Ctrl-U": moves_to(["G"], lambda number: 2 < number < 20),
    "g": moves_to(["G"], 1),
    "Home": moves_to(["G"], 1),
    "G": moves_to([], COUNT),
    "End": moves_to([], COUNT),
    "Enter": shows("latest request"),
    "Esc": hides("latest request", "Enter"),
    "a": shows("2024-01-08  Connection timeout"),
    "Tab": turns_the_arrows,
    "+": sizes_pane(1),
    "-": sizes_pane(-1),
    "y": shows("1 sent to the clipboard"),
    "Y": shows("failed days of 1 again"),
    "e": shows("Nothing has happened|new: |CREATED ->"),
    "/": shows(r"\n /\s"),
    "n": moves_to(["/", "5", "3", "Enter"], lambda number: number in (30, 31)),
    "N": moves_to(["/", "5", "3", "Enter"], lambda number: number in (38, 39)),
    "\\": shows("Filter:"),
    "F4": shows("Filter:"),
    "f": shows("Only trouble"),
    "F6": shows("Sort by"),
    ">": shows("TEAM▲"),
    "<": shows("AGE▲"),
    "I": shows("TEAM▼", ">"),
    "1": shows(r"team 42 "),
    "2": shows(r"team 43 "),
    **{str(number): shows(f"there is no team {number}: 2 are watched") for number in range(3, 10)},
    "0": hides("team 43 ", "2"),
    "r": shows("refreshing|polled just now"),
    "p": pauses,
    "Space": pauses,
    "Mouse": clicks,
    "Ctrl-L": clears_what_others_wrote,
    "Ctrl-Z": stops_and_comes_back,
    "?": shows(" Keys\n"),
    "h": shows(" Keys\n"),
    "F1": shows(" Keys\n"),
}
LEAVING = ["d", "Delete", "D"]
QUITTING = ["q", "Ctrl-C", "F10"]
TMUX = {"PgDn": "NPage", "PgUp": "PPage", "Esc": "Escape", "Delete": "DC"}


def tmux_name(name):
    return TMUX.get(name, re.sub(r"^Ctrl-(.)$", lambda match: f"C-{match.group(1).lower()}", name))


@pytest.mark.parametrize("name", CASES)
def test_a_key_does_what_the_help_says(screen, name):
    CASES[name](screen, tmux_name(name))


@pytest.mark.parametrize("key", ["f", "I", ">", "a", "D", "Enter", "y"])
def test_a_page_keeps_keys_from_the_rows_that_it_hides(screen, key):
    screen.keys("?")
    screen.wait_for(" Keys\n")
    screen.keys(key, "Escape")
    screen.wait_gone(" Keys\n")
    screen.wait_for("Enter Errors")  # in the last line: the terminal may have taken half of the frame so far
    assert not screen.shows("Only|[▲▼]|latest request|clipboard")


@pytest.mark.parametrize("sequence", ["1b 5b 49", "1b 5b 31 3b 35 49", "1b 5b 3f 31 30 24 79", "1b 4f 49"])
def test_an_unknown_sequence_is_no_key(screen, sequence):
    screen.send(bytes.fromhex(sequence))
    screen.keys("j")
    wait_selected(screen, 900)
    assert not screen.shows("sorted by|there is no team|clipboard|[▲▼]| Keys")


@pytest.mark.parametrize("name", LEAVING)
def test_a_key_dismisses_what_left(screen, server, name):
    dismisses(server)(screen, tmux_name(name))


@pytest.mark.parametrize("name", QUITTING)
def test_a_key_quits(server, watch, name):
    screen = watch(server.url)
    screen.wait_for("CREATED")
    screen.keys(tmux_name(name))
    assert screen.wait_exit() == 0
    screen.assert_restored()


def test_no_key_of_the_help_is_forgotten_here(server, watch):
    screen = watch(server.url, width=120, height=70)
    screen.wait_for("CREATED")
    screen.keys("?")
    screen.wait_for("this help")
    page = re.search(r"\n Keys\n(.*?)\n\n", screen.text(), re.DOTALL).group(1)
    named = {name for line in page.splitlines() for name in re.split(", ", re.split("  +", line.strip())[0])}
    if "1..9" in named:
        named = named - {"1..9"} | {str(number) for number in range(1, 10)}
    assert named == set(CASES) | set(LEAVING) | set(QUITTING)

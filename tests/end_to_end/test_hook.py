# SPDX-License-Identifier: MIT
"""The command of --on-event: what it gets, what it cannot reach, and how it ends."""

import datetime
import pathlib
import re
import time

import pytest

from api_bodies import NAMES, backfill, error_body, failed_backfill, list_of
from harness import TOKEN, assert_no_secret, environment, run_once, wait_until

ENDED = {"end_time": "2024-02-01T10:44:00Z", "transfer_runs_created": 20, "transfer_runs_completed": 20}
SAVE = 'env -0 >"$HERE/variables.new"; mv "$HERE/variables.new" "$HERE/variables.$BACKFILL_ID"'
HOLD = 'echo $$ >"$HERE/begun"; until [ -e "$HERE/go" ]; do sleep 0.05; done; echo done >"$HERE/done"'


def names_of(name):
    return {"meta": {"request_id": "REQ-3"}, "data": [{"dwh_transfer_id": 456788, "display_name": name}]}


@pytest.fixture(name="hooked")
def hooked_fixture(canned, watch, tmp_path):
    """Starts the program on backfills 7 to 12; its command knows a directory, which is returned too, as $HERE.

    server.fail(8, …) makes some of them fail. A command that waits for the file "go" there is let go at the end.
    """
    rows = {number: backfill(number) for number in range(7, 13)}
    server = canned(list_of(*rows.values()))

    def fail(*numbers):
        rows.update({number: failed_backfill(number, "no") for number in numbers})
        server.answer(list_of(*rows.values()))

    def leave(number):
        del rows[number]
        server.answer(list_of(*rows.values()))

    def start(command, name="Shopify orders", env=None, **keywords):
        server.give(NAMES, names_of(name))
        screen = watch(server.url, "--on-event", command, env=environment(HERE=str(tmp_path), **(env or {})), **keywords)
        screen.wait_for(r"\b8\b.*RUNNING")
        screen.wait_gone("456788")  # its name has come
        return server, screen, tmp_path

    server.fail = fail
    server.leave = leave
    yield start
    (tmp_path / "go").touch()


def variables_of(here, number):
    """The variables that the command got for a backfill."""
    path = here / f"variables.{number}"
    wait_until(path.exists, what="the command has not run")
    entries = [entry.partition("=") for entry in path.read_text().rstrip("\0").split("\0")]
    return {name: value for name, _, value in entries}


def shown(path):
    """Waits for what a command writes."""
    wait_until(lambda: path.exists() and path.read_text().endswith("\n"), what=f"no {path.name}")
    return path.read_text()


def lines_of(path, count):
    """Waits for that many lines of what commands write."""
    wait_until(lambda: path.exists() and path.read_text().count("\n") >= count, what=f"not {count} lines in {path.name}")
    return path.read_text().splitlines()


def children_of(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


# What it gets

def test_a_failure_comes_with_its_variables(hooked):
    server, _, here = hooked(SAVE, env={"BACKFILL_ID": "stale", "BACKFILL_ELSE": "kept"})
    server.fail(8)
    variables = variables_of(here, 8)
    at = datetime.datetime.strptime(variables.pop("BACKFILL_TIME"), "%Y-%m-%dT%H:%M:%SZ")
    assert abs(datetime.datetime.utcnow() - at) < datetime.timedelta(minutes=2)
    assert {name: value for name, value in variables.items() if name.startswith("BACKFILL_")} == {
        "BACKFILL_EVENT": "failed", "BACKFILL_ID": "8", "BACKFILL_TEAM_ID": "42", "BACKFILL_TRANSFER_ID": "456788",
        "BACKFILL_TRANSFER": "Shopify orders", "BACKFILL_STATUS": "FAILED", "BACKFILL_OLD_STATUS": "RUNNING",
        "BACKFILL_TEXT": "RUNNING -> FAILED", "BACKFILL_RUNS_COMPLETED": "5", "BACKFILL_TOOK_S": "",
        "BACKFILL_ELSE": "kept"}
    assert variables["HERE"] == str(here), "the rest is the program's own environment"


def test_a_completed_one_comes_with_its_duration(hooked):
    server, _, here = hooked(SAVE)
    server.give("/v1/teams/42/backfills/8", {"meta": {}, "data": backfill(8, "COMPLETED", **ENDED)})
    server.leave(8)
    variables = variables_of(here, 8)
    assert variables["BACKFILL_EVENT"] == "completed"
    assert (variables["BACKFILL_OLD_STATUS"], variables["BACKFILL_STATUS"]) == ("RUNNING", "COMPLETED")
    assert variables["BACKFILL_TOOK_S"] == "8040"
    assert variables["BACKFILL_TEXT"] == "RUNNING -> COMPLETED after 2 h 14, 20 runs"
    time.sleep(2)
    assert sorted(path.name for path in here.glob("variables.*")) == ["variables.8"], "and nothing else is"


def test_one_that_is_gone_runs_it(hooked):
    server, _, here = hooked(SAVE)
    server.give("/v1/teams/42/backfills/8", error_body("NOT_FOUND"), status=404)
    server.leave(8)
    variables = variables_of(here, 8)
    assert variables["BACKFILL_EVENT"] == "gone"
    assert (variables["BACKFILL_OLD_STATUS"], variables["BACKFILL_STATUS"]) == ("RUNNING", "")


@pytest.mark.parametrize("name", [
    "$(touch owned)", "`touch owned`", "; touch owned; ", "' touch owned '\" & touch owned", "-n\\c %s %n ${IFS} *",
    "two\nlines=touch owned", "\x1b]0;owned\x07\x1b[2J", "\u202eevil\u200b",
])
def test_a_hostile_name_is_harmless_text(hooked, name):
    server, screen, here = hooked(SAVE, name=name)
    server.fail(8)
    name = variables_of(here, 8)["BACKFILL_TRANSFER"]
    assert name.isprintable()
    shown = name.replace("\u200b", "")  # what only shapes its neighbours is dropped, the rest is marked
    assert name == shown if shown.isprintable() else len(name) == len(shown)
    assert not list(here.rglob("owned")) and not list(screen.directory.rglob("owned"))
    assert screen.state("pane_title") != "owned"


# What it cannot reach

def test_the_token_is_nowhere_and_no_descriptor_of_ours(hooked):
    look = ("{ tr '\\0' '\\n' </proc/self/environ; tr '\\0' ' ' </proc/$$/cmdline; tr '\\0' ' ' </proc/$PPID/cmdline;"
            ' } >"$HERE/seen"; ls -l /proc/self/fd >"$HERE/fds"')
    server, _, here = hooked(look, name=f"by {TOKEN}, cut {TOKEN[3:20]}")
    server.fail(8)
    descriptors = dict(re.findall(r"(\d+) -> (.*)", shown(here / "fds")))
    assert "BACKFILL_TRANSFER=by ***" in (here / "seen").read_text()
    assert "--on-event" in (here / "seen").read_text(), "the program's arguments"
    assert_no_secret((here / "seen").read_text())
    assert re.fullmatch(r"/proc/\d+/fd", descriptors.pop("3")), "the folder itself"
    assert descriptors == {"0": "/dev/null", "1": str(here / "fds"), "2": "/dev/null"}


def test_the_terminal_is_out_of_its_reach(hooked):
    server, screen, here = hooked('echo noise; echo noise >&2; (echo noise >/dev/tty) && echo reached >"$HERE/out";'
                                  ' cat && echo "${BACKFILL_ID}" >>"$HERE/out"')
    server.fail(8)
    assert shown(here / "out") == "8\n"
    server.wait_for_polls(len(server.polls()) + 2)
    assert not screen.shows("noise")
    screen.keys("q")
    assert screen.wait_exit() == 0
    screen.assert_restored()
    assert not screen.shows("noise")


def test_once_and_check_do_not_run_it(canned, tmp_path):
    server = canned(list_of(failed_backfill(8, "no")))
    for mode in ("--once", "--check"):
        result = run_once(mode, "--team", "42", "--base-url", server.url, "--on-event", f"touch {tmp_path}/ran")
        assert result.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_an_empty_command_is_refused():
    result = run_once("--team", "42", "--on-event", "")
    assert result.returncode == 64
    assert b"--on-event" in result.stderr


# How it ends

def test_of_many_at_once_one_runs_a_second(hooked):
    server, _, here = hooked('echo "$BACKFILL_ID $(date +%s.%N)" >>"$HERE/times"')
    failed = time.monotonic()
    server.fail(8, 9, 10, 11, 12)
    lines = [line.split() for line in lines_of(here / "times", 5)]
    assert [number for number, _ in lines] == ["8", "9", "10", "11", "12"]
    polled = next(poll.moment for poll in server.polls() if poll.moment >= failed) + time.time() - time.monotonic()
    for second, (_, moment) in enumerate(lines):
        assert float(moment) >= polled + second - 0.05, "a second each after the poll; clocks are read one after the other"


def test_a_failure_of_it_shows_once_and_again_after_a_success(hooked):
    third, fourth = ("--on-event: it ended with exit status 3; run it in a shell to see why", "exit status 4")
    server, screen, here = hooked('code=$(cat "$HERE/code"); echo $BACKFILL_ID >>"$HERE/ids"; exit $code')

    def end_with(number, code):
        (here / "code").write_text(str(code))
        server.fail(number)
        wait_until(lambda: (here / "ids").exists() and f"{number}\n" in (here / "ids").read_text(),
                   what=f"the command does not run for {number}")

    end_with(8, 3)
    assert screen.wait_for(rf"8 RUNNING -> FAILED|{third}").group().startswith("8"), "first what happened"
    screen.wait_for(third)
    end_with(9, 4)
    screen.wait_for("9 RUNNING -> FAILED")
    screen.wait_gone("9 RUNNING -> FAILED")
    screen.wait_for(third)
    assert not screen.shows(fourth)
    end_with(10, 0)
    screen.wait_gone("--on-event")
    end_with(11, 4)
    screen.wait_for(fourth)


def test_a_failure_of_it_shows_on_a_small_screen_too(hooked):
    server, screen, _ = hooked("exit 3", width=70, height=12)
    server.fail(8)
    screen.wait_for("--on-event: it ended with exit status 3")
    screen.wait_gone("--on-event")


def test_no_zombie_is_left(hooked):
    server, screen, here = hooked('echo $$ >>"$HERE/pids"')
    server.fail(8, 9)
    lines_of(here / "pids", 2)
    wait_until(lambda: children_of(screen.pid()) == [], what=lambda: children_of(screen.pid()))


def test_one_that_hangs_holds_nothing_up(hooked):
    server, screen, here = hooked(HOLD)
    server.fail(8)
    shown(here / "begun")
    assert len(children_of(screen.pid())) == 1
    server.wait_for_polls(len(server.polls()) + 2)
    screen.keys("?")
    screen.wait_for("Ctrl-L")
    assert not screen.shows("--on-event")


def test_it_goes_on_when_the_user_quits(hooked):
    server, screen, here = hooked(HOLD)
    server.fail(8)
    shown(here / "begun")
    screen.keys("q")
    assert screen.wait_exit() == 0
    screen.assert_restored()
    assert not (here / "done").exists()
    (here / "go").touch()
    assert shown(here / "done") == "done\n"


def test_it_goes_on_when_the_terminal_goes(hooked):
    server, screen, here = hooked(HOLD)
    server.fail(8)
    shown(here / "begun")
    pid = screen.pid()
    screen.kill()
    wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists(), what="the program still runs")
    (here / "go").touch()
    assert shown(here / "done") == "done\n"


def test_what_waits_is_dropped_when_the_user_quits(hooked):
    server, screen, here = hooked('echo $BACKFILL_ID >>"$HERE/ids"')
    server.fail(7, 8, 9, 10, 11, 12)
    shown(here / "ids")
    screen.keys("q")
    assert screen.wait_exit() == 0
    ids = (here / "ids").read_text().split()
    time.sleep(2)
    assert (here / "ids").read_text().split() == ids
    assert len(ids) < 6

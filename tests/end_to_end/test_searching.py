# SPDX-License-Identifier: MIT
"""Search, filter, groups and sorting, by their keys and the mouse; pasted text is only text in a prompt."""

import pytest

from api_bodies import backfill, list_of
from harness import wait_until


def failed(number, message, **fields):
    """A failed backfill with one error."""
    report = [{"transfer_run_date": "2024-01-03", "error": message}]
    return backfill(number, "FAILED", transfer_runs_failed=1, error_report=report, **fields)


@pytest.fixture(name="running")
def running_fixture(canned, watch):
    """backfilltop with four rows: two failed, one running, one created."""
    rows = [failed(101, "timed out", created_time="2024-02-04T00:00:00Z"),
            failed(102, "no such table", created_time="2024-02-03T00:00:00Z"),
            backfill(203, created_time="2024-02-02T00:00:00Z"),
            backfill(204, "CREATED", created_time="2024-02-01T00:00:00Z")]
    screen = watch(canned(list_of(*rows)).url, width=120, height=30)
    screen.wait_for(r"\b204\b")
    return screen


def ids(screen):
    """The ids of the rows, from the top."""
    words = [line.split() for line in screen.text().splitlines()]
    return [int(line[0]) for line in words if line and line[0] in ("101", "102", "203", "204")]


def wait_ids(screen, expected):
    wait_until(lambda: ids(screen) == expected, what=lambda: f"the rows are not {expected}:\n{screen.text()}")


def test_search_goes_to_the_match_and_round(running):
    running.keys("/", "2", "0")
    running.wait_for("\n /20")
    running.keys("Enter", "Enter")
    running.wait_for(r"\b203\b[\s\S]*\b203\b")  # in the table and in the pane
    running.keys("Enter")
    running.wait_gone(r"\b203\b[\s\S]*\b203\b")
    running.keys("n", "n")
    running.wait_for("continued from the top")
    running.keys("N")
    running.wait_for("continued from the bottom")


def test_search_for_nothing_says_so(running):
    running.keys("n")
    running.wait_for("no search yet")
    running.keys("/", "x", "y", "z", "Enter", "n")
    running.wait_for("no row shows xyz")


def test_a_new_prompt_ends_the_notice_of_the_last(running):
    running.keys("/", "x", "y", "z", "Enter")
    running.wait_for("no row shows xyz")
    running.keys("/", "2", "0")
    running.wait_for(r"\n /20 +1 of 2\n")
    assert not running.shows("no row shows xyz")


def test_search_counts_as_you_type(running):
    running.keys("/", "2", "0")
    running.wait_for(r"\n /20 +1 of 2\n")
    running.keys("3")
    running.wait_for(r"\n /203 +1 of 1\n")
    running.keys("z")
    running.wait_for(r"\n /203z +no match\n")
    running.keys("Enter")
    running.wait_for("no row shows 203z")


def test_a_search_that_is_cancelled_says_nothing(running):
    running.keys("/", "x", "y", "z")
    running.wait_for("no match")
    running.keys("Escape")
    running.wait_gone("no match")
    running.wait_for("Search")
    assert not running.shows("no row shows")


@pytest.mark.parametrize("key", ["\\", "F4"])
def test_filter_as_you_type_and_step_back(running, key):
    running.keys(key)
    running.wait_for("Filter:")
    running.keys("-l", "status:failed timed")
    running.wait_for("1 of 4 shown")
    wait_ids(running, [101])
    running.keys("Enter")
    running.wait_for("Filter: status:failed timed +Esc Clear")
    running.keys(key)
    running.keys("C-w")
    running.wait_for("2 of 4 shown")
    running.keys("Escape")
    running.wait_for("1 of 4 shown")
    running.keys("Escape")
    running.wait_gone("shown")
    wait_ids(running, [101, 102, 203, 204])


def test_keys_of_the_prompt_edit_it(running):
    running.keys("\\")
    running.keys("-l", "x20qz")
    running.keys("BSpace", "BSpace", "Home", "DC", "End")
    running.wait_for("Filter: 20 .*2 of 4 shown")
    running.keys("Left", "Left", "C-u", "End", "-", "C-u")
    running.wait_gone("shown")
    assert not running.has_ended()


def test_groups_of_states(running):
    for name, expected in (("trouble", [101, 102]), ("running", [203]), ("waiting", [204]), ("ended", [])):
        running.keys("f")
        running.wait_for(f"Only {name}")
        wait_ids(running, expected)
    running.keys("f")
    running.wait_gone("Only")
    wait_ids(running, [101, 102, 203, 204])


def test_sorting_by_keys(running):
    running.keys(">")
    running.wait_for("ID▲")
    running.keys("I")
    running.wait_for("ID▼")
    wait_ids(running, [204, 203, 102, 101])
    running.keys("<")
    running.wait_gone("▼")
    wait_ids(running, [101, 102, 203, 204])


def test_sorting_by_choice(running):
    running.keys("F6")
    running.wait_for("Sort by +trouble")
    running.keys("Left")
    running.wait_for("AGE▲")
    running.keys("Escape")
    running.wait_gone("AGE▲")
    running.keys("F6", "Right", "I", "Enter")
    running.wait_for("ID▼")
    running.wait_gone("Sort by")


def test_sorting_follows_the_columns_that_are_chosen(canned, watch):
    server = canned(list_of(backfill(203), backfill(204, "CREATED")))
    screen = watch(server.url, "--columns", "failed,id,status", "--sort", "-id", width=120, height=30)
    screen.wait_for(r"FAILED +ID▼ +STATUS\s*\n[\s\S]*204 .*CREATED *\n[\s\S]*203 .*RUNNING *\n")
    screen.keys("<")
    screen.wait_for("FAILED▼")
    screen.keys("<", "<")
    screen.wait_for("sorted by age")
    screen.keys("F6")
    screen.wait_for("Sort by +trouble +failed +id +status +transfer")


def test_a_click_on_a_heading_sorts_and_again_inverts(running):
    y = running.line_of("STATUS")
    x = running.text().splitlines()[y].index("ID")
    running.mouse(0, x, y)
    running.wait_for("ID▲")
    running.mouse(3, x, y)  # releases it
    running.mouse(0, x, y)
    running.wait_for("ID▼")
    wait_ids(running, [204, 203, 102, 101])


def test_the_selection_stays_on_its_backfill(running):
    running.keys("j", "j", "I", "f", "f", "f")
    running.wait_for("Only waiting")
    running.keys("Escape")
    running.wait_gone("Only")
    running.keys(">", "Enter")
    running.wait_for("ID▲")
    running.wait_for(r"\b203\b[\s\S]*\b203\b")


@pytest.fixture(name="long_list")
def long_list_fixture(canned, watch):
    """backfilltop with 40 rows, the last of which is selected."""
    rows = [backfill(1000 + i, created_time=f"2024-02-01T00:00:{i:02}Z") for i in range(40)]
    screen = watch(canned(list_of(*rows)).url, "--sort", "id", width=100, height=24)
    screen.wait_for(r"\b1000\b")
    screen.keys("G")
    screen.wait_for("23-40 of 40")
    return screen


@pytest.mark.parametrize("keys", [("I",), ("F6", "I", "Enter"), ("<", ">", "I")])
def test_who_sorts_sees_the_new_top(long_list, keys):
    long_list.keys(*keys)
    long_list.wait_for("ID▼")
    long_list.wait_for(" 1-18 of 40")
    assert long_list.shows(r"ID▼[^\n]*\n +1039 ")
    long_list.keys("Enter")
    long_list.wait_for("── 1039 ")


def test_the_selection_is_kept_and_shown_when_it_is_moved(long_list):
    long_list.keys("I", "I")
    long_list.wait_for("ID▲")
    long_list.wait_for(" 1-18 of 40")
    long_list.keys("k")
    long_list.wait_for("2[0-9]-(39|40) of 40")
    long_list.keys("Enter")
    long_list.wait_for("── 1038 ")


def test_a_sort_that_is_cancelled_goes_back_to_where_it_was(long_list):
    long_list.keys("F6", "Right")
    long_list.wait_for(" 1-18 of 40|Sort by")
    long_list.keys("Escape")
    long_list.wait_for("23-40 of 40")


def paste(screen, text):
    screen._tmux("set-buffer", text)
    screen._tmux("paste-buffer", "-p", "-r")


def test_a_paste_without_a_prompt_does_nothing(running):
    paste(running, "q\r\nqp\x1bq")
    running.keys("p")
    running.wait_for("paused")
    assert not running.has_ended()


def test_a_paste_into_a_prompt_is_text(running):
    running.keys("\\")
    paste(running, "fai\r\nled\nq\x7f\x15")
    running.wait_for("Filter: failedq +0 of 4 shown")
    running.keys("BSpace")
    running.wait_for("2 of 4 shown")


def test_pastes_are_not_marked_any_more_afterwards(running):
    running.keys("q")
    assert running.wait_exit() == 0
    running.assert_restored()

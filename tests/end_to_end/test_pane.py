# SPDX-License-Identifier: MIT
"""The pane: where it stands, what it shows, and the keys that move in it."""

import pytest

from api_bodies import failed_backfill, list_of
from harness import TOKEN, environment, wait_until


@pytest.fixture(name="server")
def server_fixture(canned):
    return canned(list_of(failed_backfill(7, "Connection timeout"), failed_backfill(8, "Quota exceeded")))


def test_it_shows_the_range_as_a_calendar(server, watch):
    screen = watch(server.url, "--no-names", width=120, height=40)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for("Jan 2024")
    screen.wait_for("days? failed")


def test_it_names_the_request_that_the_vendor_s_support_asks_for(server, watch):
    screen = watch(server.url, "--no-names", width=120, height=40)
    screen.wait_for(r"✗ FAILED")
    screen.keys("Enter")
    screen.wait_for("latest request REQ-1")


def test_it_stands_beside_the_table_where_there_is_room(server, watch):
    screen = watch(server.url, "--no-names", width=170, height=40)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for("created by user")
    assert screen.line_of("errors") <= screen.line_of("FAILED")


def test_plus_and_minus_size_it(server, watch):
    screen = watch(server.url, "--no-names", width=100, height=40)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for("created by user")
    usual = screen.line_of("created by user")

    def wait_line(expected):
        wait_until(lambda: screen.line_of("created by user") == expected, what=screen.text)

    screen.keys("+", "+", "+")
    wait_line(usual - 3)
    screen.keys("-", "-", "-", "-")
    wait_line(usual + 1)


def test_tab_turns_the_arrows_to_the_pane_and_back(server, watch):
    screen = watch(server.url, "--no-names", width=80, height=16)
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for(r"1-\d+ of")
    screen.keys("Tab", "Down")
    screen.wait_for(r" 2-\d+ of")
    screen.keys("Tab", "Down")
    screen.wait_for(r" 1-\d+ of")


@pytest.mark.parametrize("options,expected", [((), "2024-01-15 15:00:00"), (("--utc",), "2024-01-15 10:00:00")])
def test_utc_shows_times_in_utc(canned, watch, options, expected):
    item = {**failed_backfill(7, "Connection timeout"), "created_time": "2024-01-15T10:00:00Z"}
    screen = watch(canned(list_of(item)).url, "--no-names", *options, env=environment(TZ="XXX-5", SUPERMETRICS_API_KEY=TOKEN))
    screen.wait_for(r"\b7\b.*FAILED")
    screen.keys("Enter")
    screen.wait_for(expected)

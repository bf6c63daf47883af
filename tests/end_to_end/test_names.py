# SPDX-License-Identifier: MIT
"""Transfer names with joiners, emoji, blanks: columns stay aligned in a real terminal, and search finds all of them."""

import re
import unicodedata

import pytest

from api_bodies import NAMES, backfill, list_of, names_of

FAMILY = "👩‍👩‍👧 family"
PERSIAN = "می‌خواهم"
ALIGNED = {
    "joiner": FAMILY, "non-joiner": PERSIAN, "skin tone": "👍🏽 thumb", "flag": "🇫🇮 Finland", "region": "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England",
    "selector": "❤️ heart", "keycap": "1️⃣ first", "soft hyphen": "co\u00adop", "word joiner": "a\u2060b", "mark": "e\u0301te\u0301",
    "Han": "日本語", "Mongolian": "ᠮᠣᠩ\u180eᠭ᠋", "zero-width space": "ភាសា\u200bខ្មែរ", "override": "a\u202eb", "tag": "a\U000e0041b",
    "Devanagari": "क्\u200dष", "filler": "a\u3164b",
}
BLANK = [" ", "\u00a0", "\u3000", "\u200b", "\u2800", "\u115f", "\u1160", "\u3164", "\u0301", "\u200d\ufe0f", "\u202e", " \u2003\u200b "]


@pytest.mark.parametrize("ascii_only", [False, True])
def test_columns_stay_aligned_with_any_names(canned, watch, ascii_only):
    names = list(ALIGNED.values())
    server = canned(list_of(*(backfill(100 + i, transfer_id=900 + i) for i in range(len(names)))))
    server.give(NAMES, names_of(**{f"t{900 + i}": name for i, name in enumerate(names)}))
    screen = watch(server.url, *(["--ascii"] if ascii_only else []), width=120, height=40)
    screen.wait_for("family")
    starts = set()
    for line in screen.text().splitlines():
        match = re.search(r"^ *1\d\d .*?2024-01-01\.\.01-20", line)
        if match:
            starts.add(column_of(line, "2024-01-01..01-20"))
    assert len(starts) == 1, (starts, screen.text())


def column_of(line, part):
    """The terminal column of a part: wide characters take two, combining ones none."""
    width = 0
    for character in line[:line.index(part)]:
        if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


@pytest.mark.parametrize("typed, name", [("میخواهم", PERSIAN), (PERSIAN, PERSIAN), ("👩👩👧", FAMILY), (FAMILY, FAMILY),
                                         ("coop", "co\u00adop"), ("👍 thumb", "👍🏽 thumb"), ("👍🏽 thumb", "👍🏽 thumb")])
@pytest.mark.parametrize("key", ["\\", "/"])
@pytest.mark.parametrize("pasted", [False, True])
def test_a_name_is_found_with_and_without_what_joins_it(canned, watch, typed, name, key, pasted):
    server = canned(list_of(backfill(101, transfer_id=901), backfill(102, transfer_id=902), backfill(103, transfer_id=903)))
    server.give(NAMES, names_of(t901="Google Ads", t902=name, t903="Shopify"))
    screen = watch(server.url, width=120, height=30)
    screen.wait_for("Shopify")
    screen.keys(key)
    screen.wait_for(r"Filter:|\n /")
    if pasted:
        screen._tmux("set-buffer", typed)  # pylint: disable=protected-access
        screen._tmux("paste-buffer", "-p", "-r")  # pylint: disable=protected-access
    else:
        screen.keys("-l", typed)
    if key == "\\":
        screen.wait_for("1 of 3 shown")
        assert screen.shows(r"\b102\b") and not screen.shows(r"\b101\b")
    else:
        screen.keys("Enter", "Enter")
        screen.wait_for("── 102 ")


@pytest.mark.parametrize("name", BLANK)
def test_a_name_with_nothing_to_read_is_the_id(canned, watch, name):
    server = canned(list_of(backfill(101, transfer_id=901), backfill(102, transfer_id=902)))
    server.give(NAMES, names_of(t901=name, t902="Shopify"))
    screen = watch(server.url, width=120, height=30)
    screen.wait_for("Shopify")
    screen.wait_for(r"\b101\b +901 +2024-01-01")

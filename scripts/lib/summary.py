# SPDX-License-Identifier: MIT
"""Counts test cases: what passed, failed and was skipped, and why.

Usage: summary.py PRESET RESULTS.xml [PRESET RESULTS.xml]...
The files are what `ctest --output-junit` writes. A ctest test is a program of many cases, which report themselves in
its output (pytest, cmocka); one that reports none is a case itself. Exits 1 if anything failed or nothing ran.
"""

import collections
import re
import sys
import xml.etree.ElementTree

COUNTS = re.compile(r"^(?=.* in [\d.]+s)(?:\d+ [a-z]+, )*\d+ [a-z]+ in [\d.]+s.*$", re.MULTILINE)  # pytest's last line
NO_COUNTS = re.compile(r"^no tests ran in [\d.]+s", re.MULTILINE)
PYTEST_SKIP = re.compile(r"^SKIPPED \[(\d+)\] \S+?(?::\d+)?: (.*)$", re.MULTILINE)
PYTEST_FAILURE = re.compile(r"^(?:FAILED|ERROR) (?:\S*/)?([^/\s]+\.py(?:::.*?)?)(?: - .*)?$", re.MULTILINE)
CMOCKA = re.compile(r"^\[ +(RUN|OK|SKIPPED|FAILED) +\] ([A-Za-z_]\w*)$", re.MULTILINE)
FAILURES = ("failed", "error", "errors")
PASSES = ("passed", "xfailed", "xpassed")


class Tally:
    """The results of test cases."""

    def __init__(self):
        self.passed = 0
        self.failures = []  # their names
        self.skips = collections.Counter()  # how many, by (ctest test, reason)

    @property
    def skipped(self):
        return sum(self.skips.values())

    def fail(self, test, names, at_least):
        """Adds failures; those without a name get the name of their test."""
        names = [f"{test}: {name}" for name in names]
        self.failures += names + [test] * (at_least - len(names))

    def add(self, other):
        self.passed += other.passed
        self.failures += other.failures
        self.skips += other.skips

    def line(self):
        return f"{self.passed} passed, {len(self.failures)} failed, {self.skipped} skipped"


def read_pytest(test, output, broken):
    """The cases of a pytest run; None if it is not one."""
    last = COUNTS.findall(output)
    if not last and not NO_COUNTS.search(output):
        return None
    counts = collections.Counter()
    for count, word in re.findall(r"(\d+) ([a-z]+)", last[-1].split(" in ")[0] if last else ""):
        counts[word] += int(count)
    tally = Tally()
    tally.passed = sum(counts[word] for word in PASSES)
    failed = sum(counts[word] for word in FAILURES)
    tally.fail(test, dict.fromkeys(PYTEST_FAILURE.findall(output)) if failed else [], max(failed, int(broken)))
    for count, reason in PYTEST_SKIP.findall(output):
        tally.skips[test, reason] += int(count)
    tally.skips[test, "it says no reason"] += max(0, counts["skipped"] - tally.skipped)
    tally.skips = +tally.skips
    return tally


def read_cmocka(test, output, broken):
    """The cases of a cmocka program; None if it is not one."""
    states = {}
    said = {}  # what a case printed
    for found in CMOCKA.finditer(output):
        if states.get(found[2]) != "FAILED":
            states[found[2]] = found[1]
        begun = re.search(rf"^\[ RUN      \] {re.escape(found[2])}\n((?:.*\n)*?)\[  SKIPPED", output, re.MULTILINE)
        if found[1] == "SKIPPED" and begun:
            said[found[2]] = " ".join(begun[1].split())
    if not states:
        return None
    tally = Tally()
    tally.passed = sum(state == "OK" for state in states.values())
    failures = [name for name, state in states.items() if state in ("FAILED", "RUN")]  # RUN: it never ended
    tally.fail(test, failures, max(len(failures), int(broken)))
    for name in (name for name, state in states.items() if state == "SKIPPED"):
        tally.skips[test, said.get(name) or name] += 1
    return tally


def read_test(case):
    """The tally of one test of ctest."""
    test = case.get("name")
    output = case.findtext("system-out") or ""
    tally = Tally()
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        reason = case.find("skipped")
        text = "" if reason is None else reason.get("message") or ""
        if "Unable to find executable" in text or "Required" in text or "Not Run" in text:
            tally.fail(test, [], 1)
        else:
            tally.skips[test, text or "it was not run"] += 1
        return tally
    broken = case.find("failure") is not None or case.get("status") == "fail"
    found = read_pytest(test, output, broken) or read_cmocka(test, output, broken)
    if found:
        return found
    tally.passed = int(not broken)
    tally.fail(test, [], int(broken))
    return tally


def read_results(path):
    """The tally of a run of ctest; a run without results is a failure."""
    tally = Tally()
    try:
        cases = list(xml.etree.ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        tally.fail(f"no results of ctest: {error}", [], 1)
        return tally
    for case in cases:
        tally.add(read_test(case))
    if not cases:
        tally.fail("no test was run", [], 1)
    return tally


def main(arguments):
    total = Tally()
    for preset, path in zip(arguments[::2], arguments[1::2]):
        tally = read_results(path)
        total.add(tally)
        if len(arguments) > 2:
            print(f"{preset}: {tally.line()}")
    if total.skips:
        print("Skipped:")
        for (test, reason), count in sorted(total.skips.items()):
            print(f"  {count} of {test}: {reason}")
    if total.failures:
        print("Failed:")
        for name in total.failures:
            print(f"  {name}")
    print(total.line())
    return int(bool(total.failures) or total.passed + total.skipped == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

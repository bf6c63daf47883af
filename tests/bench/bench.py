#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures backfilltop beside its floor (libcurl, libcurl + jansson) and beside its peers, and prints one table.

Called by scripts/bench. Instructions are callgrind's, user space only: they hardly depend on how busy the machine is.
Processor time is the kernel's (user and system). What cannot be measured here is left out, with a line saying why."""
import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import payload
from server import Nginx, team
from terminal import Terminal, measure

SIZES = (100, 1000, 10000)
SETTLED_S = 2.0
left_out = []


class Bench:
    def __init__(self, options, place):
        self.options = options
        self.place = place
        self.nginx = Nginx(f"{place}/nginx", SIZES)

    def tool(self, name):
        return os.path.join(self.options.build, name)

    def ours(self, *arguments, base_url=None):
        return [self.tool("backfilltop"), "--base-url", base_url or self.nginx.base_url, "--no-names", *arguments]

    def add(self, title, ours, unit, beside=None, beside_name="", goal=None):
        """Prints a row of the table; `ours` and `beside` are lists of figures, one a run."""
        print(format_row(title, ours, unit, beside, beside_name, goal), flush=True)


def together(*calls):
    """Runs calls side by side, for figures that do not depend on how busy the machine is; their results in order."""
    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result() for future in [pool.submit(*call) for call in calls]]


def middle(figures):
    return statistics.median(figures)


def show(figure, unit):
    if figure >= 100:
        return f"{figure:,.0f} {unit}"
    return f"{figure:.1f} {unit}" if figure >= 1 else f"{figure:.2f} {unit}"


def spread(figures, unit):
    if len(figures) == 1:
        return show(figures[0], unit)
    return f"{show(middle(figures), unit)} ({show(min(figures), unit)} to {show(max(figures), unit)})"


def verdict(goal, figure):
    if goal is None:
        return ""
    return "reached" if figure <= goal else "NOT reached"


def format_row(title, ours, unit, beside, beside_name, goal):
    cells = [title, spread(ours, unit)]
    if beside:
        ratio = middle(ours) / middle(beside)
        cells += [f"{beside_name} {show(middle(beside), unit)}", f"{ratio:.2f} x",
                  f"{goal:g} x" if goal else "", verdict(goal, ratio)]
    else:
        cells += ["", "", show(goal, unit) if goal else "", verdict(goal, middle(ours))]
    return "| " + " | ".join(cells) + " |"


HEAD = "| what | ours: median (least to most) | beside | ratio | goal | |\n|---|---|---|---|---|---|"


# -- instructions ---------------------------------------------------------------------------------

def instructions(command, seconds=None, key=b"q"):
    """Millions of instructions of a whole run under callgrind."""
    out = tempfile.mktemp(prefix="callgrind.")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", f"--log-file={out}.log", *command]
    if seconds is None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    else:
        measure(command, seconds, key)
    with open(f"{out}.log", encoding="utf-8", errors="replace") as file:
        collected = re.search(r"Collected : (\d+)", file.read())
    for name in (out, f"{out}.log"):
        if os.path.exists(name):
            os.remove(name)
    if not collected:
        raise SystemExit(f"bench: no count of instructions from: {' '.join(command)}")
    return int(collected[1]) / 1e6


def floor_a_poll(bench, kind, rows, change, few=2, many=6):
    url = bench.nginx.url(rows, change)
    counts = together(*[(instructions, [bench.tool("bench-floor"), kind, "0", str(n), url]) for n in (few, many)])
    return (counts[1] - counts[0]) / (many - few)


def ours_a_poll(bench, rows, change):
    """The difference between a long and a short run, by the polls that nginx saw: the start cancels out."""
    teams = [team(rows, change, number) for number in range(2)]
    seconds = (5, 15) if rows < 1000 else (9, 21)
    before = [bench.nginx.polls(t) for t in teams]
    counts = together(*[(instructions, bench.ours("--team", str(t), "-n", "1"), s) for t, s in zip(teams, seconds)])
    polls = [bench.nginx.polls(t) - b for t, b in zip(teams, before)]
    return (counts[1] - counts[0]) / max(polls[1] - polls[0], 1)


def bench_instructions(bench):
    if not shutil.which("valgrind"):
        left_out.append("instructions: valgrind is not installed")
        return
    goals = [(100, payload.SAME, "nothing changed", 0.25), (100, payload.THREE_CHANGED, "3 rows changed", 0.4),
             (100, payload.ALL_CHANGED, "all rows changed", 1.6), (1000, payload.SAME, "nothing changed", 0.1)]
    for rows, change, words, goal in goals:
        floor = [floor_a_poll(bench, "decode", rows, change)]
        bench.add(f"a poll and its frames, N={rows:,}, {words}", [ours_a_poll(bench, rows, change)], "M instructions",
                  floor, "libcurl + jansson", goal)
    fetch = floor_a_poll(bench, "fetch", 100, payload.SAME)
    bench.add("the physical limit: fetch only, N=100", [fetch], "M instructions")
    idle = bench.ours("--team", str(team(100, payload.SAME)), "-n", "3600")
    counts = together((instructions, idle, 5), (instructions, idle, 15))
    bench.add("an idle second", [(counts[1] - counts[0]) / 10], "M instructions", goal=0.3)


# -- processor time, memory, bytes ----------------------------------------------------------------

def cpu_a_second(command, seconds, key=b"q"):
    """Milliseconds a second once the start is over."""
    short, long = together((measure, command, SETTLED_S, key), (measure, command, SETTLED_S + seconds, key))
    return (long.cpu_ms - short.cpu_ms) / seconds, long


def floor_cpu(bench, rows, change, polls=10, teams=1):
    urls = [bench.nginx.url(rows, change, i) for i in range(teams)]
    command = [bench.tool("bench-floor"), "decode", "50", str(polls), *urls]
    begun = os.times()
    subprocess.run(command, check=True)
    ended = os.times()
    used = (ended.children_user - begun.children_user) + (ended.children_system - begun.children_system)
    return used * 1000 / polls


def bench_large(bench):
    command = bench.ours("--team", str(team(10000, payload.THREE_CHANGED)), "-n", "1")
    ours, peaks = [], []
    for _ in range(bench.options.runs):
        cpu, run = cpu_a_second(command, 6)
        ours.append(cpu)
        peaks.append(run.peak_mb)
    floor = [floor_cpu(bench, 10000, payload.THREE_CHANGED) for _ in range(bench.options.runs)]
    bench.add("processor time a second, N=10,000, -n 1, 3 rows changed", ours, "ms", floor, "libcurl + jansson", 0.2)
    bench.add("peak memory, N=10,000", peaks, "MB", [floor_peak(bench)], "libcurl + jansson", 0.7)


def floor_peak(bench):
    command = [bench.tool("bench-floor"), "decode", "50", "4", bench.nginx.url(10000, payload.SAME)]
    return measure(command, 2, key=None).peak_mb


def bench_teams(bench):
    for change, words, goal in ((payload.SAME, "nothing changed", 0.3), (payload.THREE_CHANGED, "3 rows changed", 0.5)):
        teams = [str(team(100, change, i)) for i in range(64)]
        command = bench.ours(*[word for t in teams for word in ("--team", t)], "-n", "5")
        ours = [cpu_a_second(command, 10)[0] * 5 / 64 for _ in range(min(bench.options.runs, 2))]
        floor = [floor_cpu(bench, 100, change, 4, 64) / 64 for _ in range(bench.options.runs)]
        bench.add(f"processor time a poll, 64 teams x 100 rows, -n 5, {words}", ours, "ms", floor,
                  "libcurl + jansson", goal)


def bench_bytes(bench):
    command = bench.ours("--team", str(team(100, payload.SAME)), "-n", "5")
    short, long = together((measure, command, 4), (measure, command, 24))
    bench.add("terminal bytes a second, nothing changing, -n 5", [(long.bytes - short.bytes) / 20], "B", goal=20)


def bench_small(bench):
    command = bench.ours("--team", str(team(100, payload.SAME)), "-n", "1")
    ours = [cpu_a_second(command, 10)[0] for _ in range(bench.options.runs)]
    peers = [("mtr", ["mtr", "-i", "1", "127.0.0.1"], b"q"), ("htop", ["htop", "-d", "10"], b"q"),
             ("top", ["top", "-d", "1"], b"q")]
    for name, peer, key in peers:
        if not shutil.which(name):
            left_out.append(f"{name}: not installed")
            continue
        beside = [cpu_a_second(peer, 10, key)[0]]
        bench.add(f"processor time a second at -n 1, N=100, beside {name}", ours, "ms", beside, name,
                  1.0 if name == "mtr" else None)
    if not shutil.which("jq") or not shutil.which("curl"):
        left_out.append("curl | jq | column: curl or jq is not installed")
        return
    script = f"curl -s {bench.nginx.url(100, payload.SAME)} | jq -r '.data[]|[.transfer_backfill_id,.status]|@tsv' | column -t"
    begun = os.times()
    for _ in range(10):
        subprocess.run(["sh", "-c", script], check=True, stdout=subprocess.DEVNULL)
    ended = os.times()
    used = (ended.children_user - begun.children_user + ended.children_system - begun.children_system) * 100
    bench.add("the same beside curl \\| jq \\| column each second", ours, "ms", [used], "curl \\| jq \\| column")


# -- waiting --------------------------------------------------------------------------------------

def bench_keys(bench):
    terminal = Terminal(bench.ours("--team", str(team(10000, payload.THREE_CHANGED)), "-n", "1"))
    terminal.watch(3)
    numbers, keys = random.Random(1), (b"j", b"k")  # each moves the selection, so that there is something to paint
    ends = time.monotonic() + 12
    while time.monotonic() < ends:
        terminal.press(keys[len(terminal.run.delays_ms) % 2])
        terminal.watch(0.02 + numbers.random() * 0.05)
    delays = sorted(terminal.end().delays_ms)
    p99 = delays[int(len(delays) * 0.99)]
    bench.add(f"key to paint, N=10,000, -n 1: 99 % of {len(delays)} keys", [p99], "ms", goal=5)
    bench.add("key to paint, the same: the slowest", [delays[-1]], "ms", goal=16)


def bench_start(bench):
    command = bench.ours("--team", str(team(100, payload.SAME)), "-n", "5")
    ours, empty = [], []
    for _ in range(15):
        ours.append(measure(command, 0.15, paint_bytes=300).first_ms)
        empty.append(measure([bench.tool("bench-empty")], 0.15, None).first_ms)
    bench.add("start to first paint", ours, "ms", empty, "an empty program with the same libraries", 1.3)


PARTS = {"instructions": bench_instructions, "large": bench_large, "teams": bench_teams, "bytes": bench_bytes,
         "small": bench_small, "keys": bench_keys, "start": bench_start}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", required=True, help="folder of the release build")
    parser.add_argument("--runs", type=int, default=3, help="runs of each measurement of time (default 3)")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="measure only these parts")
    options = parser.parse_args()
    if not shutil.which("nginx"):
        sys.exit("bench: nginx is not installed, which serves the lists; run scripts/bench --install")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="backfilltop-bench.") as place:
        os.environ.update({"SUPERMETRICS_API_KEY": "bench", "XDG_CONFIG_HOME": place, "HOME": place})
        bench = Bench(options, place)
        try:
            print(HEAD, flush=True)
            for name in options.parts or PARTS:
                PARTS[name](bench)
        finally:
            bench.nginx.stop()
    for line in left_out:
        print(f"left out: {line}")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""That the benchmarks run and print all rows; what they measure is not judged:
machines that test are busy."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, check_equal, finish, run  # noqa: E402

# The beginning of each row, and how many peers it has.
ROWS = [
    *(row for _ in range(2) for kind in ("no lines", "lines") for row in (
        (f"its death, {kind} ", 2), (f"the report, {kind} ", 1),
        (f"start to end of all, {kind} ", 2))),
    ("system call", 2), ("computing, a timer's", 2), ("thread created", 2),
    ("signal to itself", 2), ("SIGSEGV, its handler", 2), ("posix_spawn", 2),
    ("starting and ending", 2),
    *((start, 1) for start in (
        "kill oneself, handler", "the same, ret", "raise,", "queue to",
        "block and", "deferred section", "kill oneself, take",
        "save and jump ", "save and jump, with", "first delivery",
        "delivery on") for _ in range(2)),
    ("each frame", 5), ("the whole first", 5),
    ("100 of", 2), ("1000 of", 2),
]
TIME = r"[0-9.]+ (?:ns|us|ms|s)"
FULL_ROW = re.compile(rf"\S.*?  *{TIME}  \S.*?  *{TIME}  *[0-9.e+-]+(  \S.*)?$")
PEER_ROW = re.compile(rf" +\S.*?  *{TIME}  *[0-9.e+-]+$")


def main():
    status, out, errors = run(os.path.join(TOP, "bench", "run"), "--quick",
                              timeout=100)
    check_equal((status, errors), (0, ""), "status and errors")
    lines = out.splitlines()
    at = 0
    for start, peers in ROWS:
        while at < len(lines) and not lines[at].startswith(start):
            at += 1
        if not check(at < len(lines), f"no row of {start!r} in\n{out}"):
            return
        check(FULL_ROW.match(lines[at]), f"a row: {lines[at]!r}")
        for line in lines[at + 1:at + peers]:
            check(PEER_ROW.match(line), f"a further peer's row: {line!r}")
        at += peers
    check(re.match(r"(all goals reached|goal missed: )", lines[-1]),
          f"the last line: {lines[-1]!r}")


main()
finish()

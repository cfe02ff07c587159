#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Built with -fcf-protection=return, the library and programs linked with it
are marked as keeping to shadow stacks, and jumps do; built without, neither."""
import os
import platform
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run, skip  # noqa: E402

if platform.machine() != "x86_64":
    skip("only x86_64 has shadow stacks that this library knows")

PROGRAM = "test/bare/jump-registers"
FILES = ("libknell.so", "knell-start.o", PROGRAM)


def marks(path):
    found = re.findall(r"x86 feature: (.*)", run("readelf", "-nW", path)[1])
    return found[0] if found else ""


def jumps(place):
    return "rdssp" in run("objdump", "-d", "--disassemble=knell_jump_to",
                          f"{place}/libknell.so")[1]


place = os.path.join(os.environ["TMPDIR"], "with")
status, _, errors = run(
    "make", "-s", "-C", TOP, f"B={place}", "CFLAGS=-O2 -fcf-protection=return",
    *[f"{place}/{file}" for file in FILES], timeout=100)
if check_equal((status, errors), (0, ""), "it builds"):
    for file in FILES:
        check_equal(marks(f"{place}/{file}"), "SHSTK", f"with: {file}")
        check_equal(marks(f"{BUILD}/{file}"), "", f"without: {file}")
    check(jumps(place), "a jump passes over the shadow stack")
    check(not jumps(BUILD), "a jump does not ask for a shadow stack")
    check_equal(run(f"{place}/{PROGRAM}")[0], 0, "the program runs")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A crash in a handler that knell_bind_emit made a runtime's code: knell run and
gdb list the runtime's code, the handler, the trampoline and what the signal
interrupted, by what knell_bind_tables made."""
import os
import platform
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (PROGRAMS, check, check_equal, finish, record_of, run,
                       skip)  # noqa: E402

PROGRAM = os.path.join(PROGRAMS, "bound")
# What the signal interrupted is found in what the handler keeps.
STACK = [("die", "registers"), (None, "cfi"), ("bound", "cfi"),
         ("(signal trampoline)", "cfi"), ("compute", "signal-frame"),
         ("main", "cfi")]


def check_kind(words, handler):
    _, record, errors = record_of(PROGRAM, *words)
    if not check(record, errors):
        return
    expected = [(name or handler, how) for name, how in STACK]
    frames = record["threads"][0]["frames"][:len(STACK)]
    check_equal([(frame["function"], frame["how"]) for frame in frames],
                expected, f"the frames of {handler}")
    check_equal(frames[2]["runtime"], "runtime", "whose the handler is")
    out = run("gdb", "-batch", "-nx", "-ex", "handle SIGILL nostop noprint pass",
              "-ex", "run", "-ex", "bt", "--args", PROGRAM, *words)[1]
    found = re.findall(r"^#\d+ +(?:0x[0-9a-f]+ in )?([\w<][\w ]*\w>?)", out,
                       re.MULTILINE)
    check_equal(found, [name.replace("(signal trampoline)",
                                     "<signal handler called>")
                        for name, _ in expected], f"gdb's frames: {out}")


def main():
    if platform.machine() != "x86_64":
        skip("the program is for x86_64")
    check_kind((), "handle")
    check_kind(("jumping",), "handle_jumping")
    finish()


main()

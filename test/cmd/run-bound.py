#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A crash in a handler that knell_bind_emit made a runtime's code: knell run and
gdb list the runtime's code, the handler, the trampoline and what the signal
interrupted, by what knell_bind_tables made."""
import json
import os
import platform
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (PROGRAMS, check, check_equal, finish, record_of, run,
                       run_knell, skip)  # noqa: E402

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


def check_source():
    """Where the runtime's code has no source, that of the trampoline does not
    stand for it."""
    _, record, errors = record_of(PROGRAM)
    if not check(record, errors):
        return
    frames = record["threads"][0]["frames"]
    if not check(frames[3]["source"], f"the trampoline has its: {frames[3]}"):
        return
    frames[4]["source"] = frames[0]["source"]
    for frame in frames[:3]:
        frame["source"] = []
    path = os.path.join(os.environ["TMPDIR"], "bound.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(record, file)
    out = run_knell("report", path)[1]
    found = re.search("^Source (.*)", out, re.MULTILINE)
    check(found and found[1] == frames[4]["file"], f"the source in {out}")


def main():
    if platform.machine() != "x86_64":
        skip("the program is for x86_64")
    check_kind((), "handle")
    check_kind(("jumping",), "handle_jumping")
    check_source()
    finish()


main()

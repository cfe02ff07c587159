#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The pictures in knell-frames(7) and doc/frame.svg are what knell frame draws,
but for addresses and for what a processor has; the tables there are those of
arch/."""
import os
import platform
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (TOP, check, check_equal, finish, run_knell,
                       skip)  # noqa: E402

# In the order of the page: how the picture is made.
PICTURES = [(), None, ("--return",), ("--framed-restorer",),
            ("--without-restorer",), None,
            ("--nested", "--altstack", "--how", "fault")]


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def plain(text):
    """Without what another run, or another processor, has otherwise."""
    text = re.sub(r"0x[0-9a-f]+|\b[0-9a-f]{2}\b(?: [0-9a-f]{2}\b)*(?: \.\.\.)?"
                  r"|all 0|\d+", "#", text)
    return re.sub(r"\s+", " ", text)


def pictures():
    page = read("doc/man/7/knell-frames.7").replace("\\-", "-")
    return re.findall(r"^\.EX\n(.*?)^\.EE", page, re.M | re.S)


def check_picture(text, options):
    status, drawn, errors = run_knell("frame", *options)
    check_equal((status, errors), (0, ""), f"knell frame {options}")
    whole, at = plain(drawn), 0
    for line in filter(None, text.splitlines()):
        found = whole.find(plain(line).strip(), at)
        check(found >= 0, f"{options}: '{line}' is not drawn, or earlier")
        at = max(at, found)


def first_offsets(machine):
    """From the frame's first byte to siginfo and to the ucontext."""
    rows = read(f"arch/{machine}/frame.def")
    first = int(re.search(r"^FRAME_(?:INFO\(|\w+\(0, )(-?\d+)", rows,
                          re.M)[1])
    info = int(re.search(r"FRAME_INFO\((-?\d+)", rows)[1])
    mask = int(re.search(r"FRAME_MASK\((\d+)", rows)[1])
    return [info - first, -first, mask]


def check_offsets(table):
    machines = [line.split() for line in table.splitlines()[1:]]
    check_equal(len(machines), 9, "machines in the table")
    for machine, *numbers in machines:
        check_equal([int(number) for number in numbers[:3]],
                    first_offsets(machine), machine)


def check_trampolines(table):
    for line in table.splitlines():
        machine, *told = line.split()
        rows = read(f"arch/{machine}/machine.c")
        found = re.search(r"trampolines\[\] = \{.*?\{ \{ ([^}]*?),? *\}", rows,
                          re.S)[1]
        check_equal(told, [byte.strip()[2:] for byte in found.split(",")],
                    f"the trampoline of {machine}")


def rows_of(svg):
    """Its texts, from above, up to where processors differ."""
    texts = re.findall(r'<text x="\d+" y="(\d+)"[^>]*>([^<]*)</text>', svg)
    end = min(int(y) for y, text in texts if text == "extended_size")
    return sorted((int(y), plain(text)) for y, text in texts if int(y) < end)


def check_svg():
    path = os.path.join(os.environ["TMPDIR"], "frame.svg")
    check_equal(run_knell("frame", "--svg", path)[0], 0, "knell frame --svg")
    with open(path, encoding="utf-8") as file:
        check_equal(rows_of(read("doc/frame.svg")), rows_of(file.read()),
                    "doc/frame.svg (knell frame --svg doc/frame.svg mends it)")


def main():
    found = pictures()
    check_equal(len(found), len(PICTURES), "pictures in the page")
    check_offsets(found[1])
    check_trampolines(found[5])
    if platform.machine() != "x86_64":
        skip("the pictures are of x86_64")
    for text, options in zip(found, PICTURES):
        if options is not None:
            check_picture(text, options)
    check_svg()
    finish()


main()

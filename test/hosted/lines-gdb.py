#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The stacks of real crashes, frame by frame as gdb shows them in a core."""
import os
import re
import subprocess

from hostedtest import (ENVIRONMENT, check, check_equal, compile_program,
                        crash, enrich, finish, path_of, plain_name, source)

# gcc's marks of statements make gdb tell other lines than addr2line does, and
# calls at a function's end leave frames that only gdb invents again.
FLAGS = ["-g", "-fno-optimize-sibling-calls"]
GCC = [*FLAGS, "-gno-statement-frontiers"]
PROGRAMS = {
    "c-O0": ["gcc", *GCC, "-O0", source("chain.c")],
    "c-O2": ["gcc", *GCC, "-O2", source("chain.c")],
    "c-clang": ["clang", *FLAGS, "-O0", source("chain.c")],
    "c-i386": ["gcc", *GCC, "-O1", "-m32", source("chain.c")],
    "c++-O0": ["g++", *GCC, "-O0", source("inlines.cc")],
    "c++-O1": ["g++", *GCC, "-O1", source("inlines.cc")],
    "c++-O2": ["g++", *GCC, "-O2", source("inlines.cc")],
    "c++-O3": ["g++", *GCC, "-O3", "-flto", source("inlines.cc")],
    "c++-clang": ["clang++", *FLAGS, "-O2", source("inlines.cc")],
    "c++-static": ["g++", *GCC, "-O2", "-static", source("inlines.cc")],
}


def gdb(*commands):
    done = subprocess.run(["gdb", "-nx", "-batch", *commands], timeout=60,
                          env=ENVIRONMENT, capture_output=True, check=False)
    return done.stdout.decode()


def gdb_stack(program):
    """In a core, for in a live program gdb hides a call that PC begins."""
    core = path_of("core")
    if os.path.exists(core):
        os.unlink(core)
    gdb("-ex", "run", "-ex", f"gcore {core}", program)
    text = gdb("-ex", "set width 0", "-ex", "set print frame-arguments none",
               "-ex", "set filename-display basename", "-ex", "bt", program,
               core)
    rows = re.findall(r"^#\d+ +(?:0x\w+ in )?(.*) \((?:\w+=\.\.\.(?:, )?)*\)"
                      r" at (\S+):(\d+)$", text, re.M)
    return [(plain_name(name), file, int(line)) for name, file, line in rows
            if file in ("chain.c", "inlines.cc")]


def our_stack(program):
    frames = enrich(crash(program))["threads"][0]["frames"]
    rows = [(plain_name(frame["function"]),
             os.path.basename(frame["file"] or ""), frame["line"])
            for frame in frames]
    return [row for row in rows if row[1] in ("chain.c", "inlines.cc")]


for name, command in PROGRAMS.items():
    binary = compile_program(name, *command)
    expected = gdb_stack(binary)
    if check(len(expected) >= 3, f"{name}: gdb's stack: {expected}"):
        check_equal(our_stack(binary), expected, name)
finish()

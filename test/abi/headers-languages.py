#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each public header stands alone, in standard C11 and in C++98 to C++20; and
a program in C++ that includes all of them runs."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (  # noqa: E402
    BUILD, TOP, check, check_equal, finish, run, skip)

CPLUSPLUS = [[compiler, "-x", "c++", f"-std={standard}"]
             for compiler in ("g++", "clang++")
             for standard in ("c++98", "c++11", "c++17", "c++20")]
C = [[compiler, "-x", "c", "-std=c11", *more]
     for compiler in ("gcc", "clang")
     for more in ([], ["-ffreestanding", "-nostdinc", "-isystem", ""])]
STRICT = ["-Wall", "-Wextra", "-pedantic-errors", "-Werror", "-Wno-long-long"]

# What needs a libc is no header of a freestanding program.
HOSTED = {"knell/pthread.h"}

for compiler in ("gcc", "g++", "clang", "clang++"):
    if not shutil.which(compiler):
        skip(f"{compiler} is not installed")

ROOTS = [os.path.join(TOP, "include"), os.path.join(TOP, "arch/include")]
PATHS = [f"-I{root}" for root in ROOTS]
HERE = os.environ["TMPDIR"]
PROGRAM = os.path.join(TOP, "test/programs/headers.cc")
headers = sorted(os.path.relpath(name, root) for root in ROOTS
                 for name in glob.glob(os.path.join(root, "**/*.h"),
                                       recursive=True))
check(len(headers) > 8, f"only {headers} were found")


def check_alone(command):
    # The compiler's own folder: what a freestanding program may include.
    own = run(command[0], "-print-file-name=include")[1].strip()
    command = [word or own for word in command]
    for header in headers:
        if "-ffreestanding" in command and header in HOSTED:
            continue
        # Twice: a header guards itself.
        source = f"#include <{header}>\n#include <{header}>\nint unused;\n"
        status, _, errors = run(
            *command, *STRICT, "-fsyntax-only", *PATHS, "-",
            stdin=None, input=source.encode())
        check(status == 0, f"{header}, {' '.join(command)}:\n{errors}")


def check_program(command):
    program = os.path.join(HERE, "program")
    status, _, errors = run(
        *command, *STRICT, *PATHS, f"-I{HERE}", "-pthread",
        "-Wl,--wrap=pthread_create", "-o", program, PROGRAM,
        "-x", "none", os.path.join(BUILD, "libknell.a"))
    if check_equal((status, errors), (0, ""), f"{' '.join(command)} builds"):
        check_equal(run(program)[0], 0, f"{' '.join(command)}: its status")


with open(os.path.join(HERE, "headers.inc"), "w", encoding="ascii") as file:
    file.writelines(f"#include <{header}>\n" for header in reversed(headers))
for words in C + CPLUSPLUS:
    check_alone(words)
for words in CPLUSPLUS:
    check_program(words)
finish()

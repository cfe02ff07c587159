#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each public header stands alone, in standard C11 and in C++98 to C++20."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, finish, run, skip  # noqa: E402

LANGUAGES = [
    ["gcc", "-x", "c", "-std=c11"],
    ["gcc", "-x", "c", "-std=c11", "-ffreestanding", "-nostdinc",
     "-isystem", ""],
    ["g++", "-x", "c++", "-std=c++98", "-Wno-long-long"],
    ["g++", "-x", "c++", "-std=c++11"],
    ["g++", "-x", "c++", "-std=c++20"],
]

# What needs a libc is no header of a freestanding program.
HOSTED = {"knell/pthread.h"}

if not shutil.which("gcc") or not shutil.which("g++"):
    skip("gcc or g++ is not installed")

# The compiler's own folder: what a freestanding program may include.
own = run("gcc", "-print-file-name=include")[1].strip()
ROOTS = [os.path.join(TOP, "include"), os.path.join(TOP, "arch/include")]
headers = [os.path.relpath(name, root) for root in ROOTS
           for name in glob.glob(os.path.join(root, "**/*.h"),
                                 recursive=True)]
check(len(headers) > 8, f"only {headers} were found")
for command in LANGUAGES:
    command = [word or own for word in command]
    for header in headers:
        if "-ffreestanding" in command and header in HOSTED:
            continue
        # Twice: a header guards itself.
        source = f"#include <{header}>\n#include <{header}>\nint unused;\n"
        status, output, errors = run(
            *command, "-Wall", "-Wextra", "-pedantic", "-Werror",
            "-fsyntax-only", "-I", ROOTS[0], "-I", ROOTS[1], "-",
            stdin=None, input=source.encode())
        check(status == 0, f"{header}, {' '.join(command)}:\n{errors}")
finish()

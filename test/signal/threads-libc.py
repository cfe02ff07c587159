#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Alternate stacks and sections of the threads of glibc and musl."""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

HERE = os.environ["TMPDIR"]
SOURCE = os.path.join(TOP, "test", "programs", "threads.c")
C = ["-std=gnu11", "-D_GNU_SOURCE"]
BUILDS = {
    "glibc": ["gcc", *C],
    "glibc-static": ["gcc", "-static", *C],
    "glibc-unoptimised": ["gcc", "-O0", *C],
    "musl": ["musl-gcc", "-static", *C],
}


def try_build(name, command):
    program = os.path.join(HERE, name)
    status, _, errors = run(
        command[0], "-O1", "-Wall", "-Wextra", "-Werror", *command[1:],
        f"-I{TOP}/include", f"-I{TOP}/arch/include", "-pthread",
        "-Wl,--wrap=pthread_create", "-o", program, SOURCE,
        f"{BUILD}/libknell.a")
    if check_equal((status, errors), (0, ""), f"{name} builds"):
        status, output, errors = run(program)
        check(status == 0, f"{name}: status {status}: {output}{errors}")


lacking = None
for name, command in BUILDS.items():
    if shutil.which(command[0]):
        try_build(name, command)
    else:
        lacking = f"{command[0]} is not installed"

# The header is for C++ as well.
path = os.path.join(HERE, "header.cc")
with open(path, "w", encoding="ascii") as file:
    file.write("#include <knell.h>\n#include <knell/pthread.h>\n"
               "KNELL_PTHREAD_WRAP(16384)\n")
status, _, errors = run("c++", "-Wall", "-Wextra", "-Werror", "-c", "-o",
                        os.path.join(HERE, "header.o"), f"-I{TOP}/include",
                        f"-I{TOP}/arch/include", path)
check_equal((status, errors), (0, ""), "C++ includes it")
finish(lacking)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A program without a libc is built as the header tells, runs, and is small
when it is linked tightly."""
import os
import platform
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

HERE = os.environ["TMPDIR"]
MOST_BYTES = 2048
TIGHT = ["-Os", "-s", "-fno-asynchronous-unwind-tables",
         "-Wl,-N,--gc-sections,-z,noseparate-code,--build-id=none",
         "-Wl,--no-warn-rwx-segments"]
ARGUMENTS = """
#include <knell/start.h>
int knell_main(const struct knell_start *start)
{
	char *status = knell_start_variable(start, "STATUS");
	return status ? status[0] - '0' + start->argc : 99;
}
"""


def build(name, source, *options):
    program = os.path.join(HERE, name)
    status, _, errors = run(
        "cc", "-Wall", "-Wextra", "-Werror", "-nostdlib", "-static",
        "-fno-stack-protector", f"-I{TOP}/include", f"-I{TOP}/arch/include",
        *options, "-o", program, source, f"{BUILD}/knell-start.o",
        f"{BUILD}/libknell.a")
    check_equal((status, errors), (0, ""), f"{name} builds")
    return program


example = os.path.join(TOP, "examples", "start.c")
check_equal(run(build("start", example)), (0, "", ""), "the example")
tiny = build("tiny", example, *TIGHT)
check_equal(run(tiny), (0, "", ""), "the tiny example")
size = os.path.getsize(tiny)
if platform.machine() == "x86_64":
    check(size <= MOST_BYTES, f"it has {size} bytes, over {MOST_BYTES}")

threads = os.path.join(TOP, "examples", "thread.c")
check_equal(run(build("thread", threads)), (0, "", ""), "the threads")
check_equal(run(build("thread-fast", threads, "-O2")), (0, "", ""),
            "the threads, optimised")

path = os.path.join(HERE, "arguments.c")
with open(path, "w", encoding="ascii") as file:
    file.write(ARGUMENTS)
program = build("arguments", path)
check_equal(run(program, "a", "b", env={"STATUS": "4"})[0], 7, "its status")
check_equal(run(program, env={})[0], 99, "its status without a variable")
finish()

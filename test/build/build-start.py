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
# What compilers make calls of: copies, clearing, comparing.
STRUCTS = """
#include <knell/start.h>
struct large { int numbers[200]; };
static volatile struct large from = { { 1, 2, 3 } };
static struct large copy(volatile struct large *what)
{
	return *(struct large *)what;
}
int knell_main(const struct knell_start *start)
{
	struct large clear = { { 0 } }, some = copy(&from), same;
	unsigned long value;
	same = some;
	(void)knell_start_value(start, 6, &value);
	return clear.numbers[2] + same.numbers[2] * 10 + clear.numbers[199] +
		__builtin_memcmp(&same, &some, sizeof(some));
}
"""


def build(name, source, *options, cc="cc", place=BUILD):
    program = os.path.join(HERE, name)
    status, _, errors = run(
        *cc.split(), "-Wall", "-Wextra", "-Werror", "-nostdlib", "-static",
        "-fno-stack-protector", f"-I{TOP}/include", f"-I{TOP}/arch/include",
        *options, "-o", program, source, f"{place}/knell-start.o",
        f"{place}/libknell.a")
    check_equal((status, errors), (0, ""), f"{name} builds")
    return program


def written(name, text):
    path = os.path.join(HERE, f"{name}.c")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


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

path = written("structs", STRUCTS)
builds = [("", BUILD)]
if platform.machine() == "x86_64":
    place = os.path.join(HERE, "i386")
    status, _, errors = run(
        "make", "-sj2", "CC=gcc -m32", "ARCH=i386", "CFLAGS=-O1",
        f"B={place}", f"{place}/libknell.a", f"{place}/knell-start.o",
        cwd=TOP, timeout=200)
    if check_equal(status, 0, f"the library for i386: {errors}"):
        builds.append((" -m32", place))
for machine, place in builds:
    for cc in "gcc", "clang-19":
        for options in ["-O0"], ["-O2"], ["-O0", "-Wl,--gc-sections"]:
            program = build("structs", path, *options, cc=cc + machine,
                            place=place)
            check_equal(run(program), (30, "", ""),
                        f"structs of {cc}{machine} {options}")
            thread = build("thread-plain", threads, *options, cc=cc + machine,
                           place=place)
            check_equal(run(thread), (0, "", ""),
                        f"threads of {cc}{machine} {options}")

program = build("arguments", written("arguments", ARGUMENTS))
check_equal(run(program, "a", "b", env={"STATUS": "4"})[0], 7, "its status")
check_equal(run(program, env={})[0], 99, "its status without a variable")
finish()

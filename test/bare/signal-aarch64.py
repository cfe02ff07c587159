#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The tests without a libc, built for aarch64 and run under qemu-user."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, finish, run, skip  # noqa: E402

for tool in "clang-19", "ld.lld-19", "qemu-aarch64":
    if not shutil.which(tool):
        skip(f"{tool} is not installed")

build = os.path.join(BUILD, "machines", "aarch64")
programs = [os.path.join(build, name[:-2])
            for name in glob.glob("test/bare/*.c", root_dir=TOP)]
check(programs, "no tests were found")
# Not the variables of the make that runs the tests.
environment = {name: value for name, value in os.environ.items()
               if not name.startswith(("MAKE", "MFLAGS", "CC"))}
status, output, errors = run(
    "make", "-s", "ARCH=aarch64", f"B={build}",
    *programs, cwd=TOP, timeout=300, env=environment)
if check(status == 0, f"they do not build:\n{output}{errors}"):
    for program in programs:
        status, output, errors = run("qemu-aarch64", program)
        check(status == 0, f"{program}: status {status}: {output}{errors}")
finish()

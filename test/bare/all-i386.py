#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The tests without a libc, built for i386 by this compiler, run natively."""
import glob
import os
import platform
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, finish, run, skip  # noqa: E402

if platform.machine() not in ("x86_64", "i686"):
    skip("this processor does not run i386")

build = os.path.join(BUILD, "machines", "i386-native")
programs = sorted(os.path.join(build, "test", "bare", name[:-2])
                  for name in glob.glob("*.c", root_dir=f"{TOP}/test/bare"))
check(programs, "no tests were found")
# Not the variables of the make that runs the tests.
environment = {name: value for name, value in os.environ.items()
               if not name.startswith(("MAKE", "MFLAGS", "CC"))}
status, output, errors = run(
    "make", "-s", "ARCH=i386", f"B={build}",
    f"CC={os.environ.get('CC', 'cc')} -m32", *programs, cwd=TOP, timeout=300,
    env=environment)
if check(status == 0, f"they do not build:\n{output}{errors}"):
    for program in programs:
        status, output, errors = run(program, timeout=120)
        check(status == 0, f"{program}: status {status}: {output}{errors}")
finish()

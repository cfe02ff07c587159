#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The tests of floors 0 to 3, built for i386 and run again."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, finish, run, skip  # noqa: E402

# They link libraries that Debian installs for one architecture at a time.
LEFT_OUT = {"test/signal/trampoline-libunwind", "test/abi/machine-capstone",
            # They are written in instructions of x86_64.
            "test/signal/storm-registers", "test/signal/restorer-called",
            "test/signal/restorer-frame", "test/signal/restorer-missing",
            "test/signal/steps-gdb", "test/signal/steps-knell",
            "test/signal/steps-libgcc",
            "test/signal/steps-libunwind", "test/signal/bind-tables"}

if not shutil.which("gcc") or run("gcc", "-m32", "-E", "-include", "stdio.h",
                                  "-x", "c", "/dev/null")[0]:
    skip("gcc cannot build for i386")

# Where tools/check-machines builds as well, in the same way, by the same names.
build = os.path.join(os.environ.get("KNELL_MACHINES", "build/machines"), "i386")
tests = sorted(name[:-2] for floor in ("abi", "base", "signal", "fault",
                                         "bare")
               for name in glob.glob(f"test/{floor}/*.c", root_dir=TOP))
programs = [os.path.join(build, name) for name in tests
            if name not in LEFT_OUT]
check(len(programs) > 20, f"only {len(programs)} tests were found")
runner = os.path.join(build, "test", "runner")
# Not the variables of the make that runs the tests.
environment = {name: value for name, value in os.environ.items()
               if not name.startswith(("MAKE", "MFLAGS", "CC"))}
status, output, errors = run("make", "-s", "ARCH=i386", "WERROR=1",
                             f"B={build}", *programs, runner, cwd=TOP,
                             timeout=300, env=environment)
if check(status == 0, f"they do not build:\n{output}{errors}"):
    environment["KNELL_BUILD"] = os.path.join(TOP, build)
    status, output, errors = run(os.path.join(TOP, runner), *programs, cwd=TOP, timeout=300,
                                 env=environment)
    check(status == 0, f"on i386:\n{output}{errors}")
finish()

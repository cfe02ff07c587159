#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell's actions beside musl's: action-libc.c, built for that."""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check_equal, finish, run, skip  # noqa: E402

if not shutil.which("musl-gcc"):
    skip("musl-gcc is not installed")

program = os.path.join(os.environ["TMPDIR"], "action-libc")
for kind in "-static", "-no-pie":
    status, output, errors = run(
        "musl-gcc", "-std=gnu11", "-D_GNU_SOURCE", "-DKNELL_HOSTED", "-Wall",
        "-Wextra", "-O2", kind, f"-I{TOP}/include", f"-I{TOP}/arch/include",
        f"-I{TOP}", "-o", program, f"{TOP}/test/signal/action-libc.c",
        os.path.join(BUILD, "libknell.a"))
    if check_equal((status, errors), (0, ""), f"it builds with {kind}"):
        check_equal(run(program), (0, "", ""), f"it runs with {kind}")
finish()

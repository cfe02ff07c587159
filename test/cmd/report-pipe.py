#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell report on a core file that gdb wrote: from a file, through a pipe, cut
short, and from the record that was made of it."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import (KNELL, PROGRAMS, check, check_equal, finish,  # noqa: E402
                       functions_of, run)

CORE = os.path.join(os.environ["TMPDIR"], "core")
CRASHER = os.path.join(PROGRAMS, "crasher")


def report(*arguments, text=b""):
    return subprocess.run([KNELL, "report", *arguments], input=text,
                          capture_output=True, timeout=30)


# By gdb, as the kernel's own goes where core_pattern says.
run("gdb", "-batch", "-nx", "-ex", "run", "-ex", f"generate-core-file {CORE}",
    "--args", CRASHER, "in-qsort")
with open(CORE, "rb") as file:
    core = file.read()

whole = report("-fjson", CORE)
check_equal(whole.returncode, 0, whole.stderr)
record = json.loads(whole.stdout)
check_equal(record["source"], "core", "the source")
check_equal(record["cause"]["kind"], "null-pointer", "the cause")
functions = functions_of(record)
check_equal(functions[0], "compare", "what crashed")
for name in ("in_qsort", "run_case", "main"):
    check(name in functions, f"{name} is not in {functions}")

check_equal(report("-fjson", "-", text=core).stdout, whole.stdout,
            "what comes through a pipe")
check_equal(report("-", text=whole.stdout).stdout, report(CORE).stdout,
            "the text of the stored record")

# gdb writes the notes last: what is cut off has lost the registers.
for size in (50, len(core) // 2):
    cut = report("-", text=core[:size])
    check_equal(cut.returncode, 2, f"the status for {size} bytes")
    check_equal(cut.stderr.count(b"\n"), 1, f"lines about {size} bytes")
finish()

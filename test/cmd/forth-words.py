#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The Forth runs its test suite, and a fault that is planted fails it."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import check, check_equal, finish  # noqa: E402
from forthtest import KNELL_FORTH, PROGRAMS, SUITE, run_forth  # noqa: E402

SUITES = [path for path in glob.glob(os.path.join(SUITE, "*.fs")) +
          glob.glob(os.path.join(SUITE, os.uname().machine, "*.fs"))
          if os.path.basename(path) not in ("tester.fs", "few.fs")]
for program in PROGRAMS:
    for path in sorted(SUITES):
        if not os.path.basename(path).startswith("library") or \
                program == KNELL_FORTH:
            check_equal(run_forth(path, program=program), (0, "", ""), path)
check(len(SUITES) > 6, f"suites: {SUITES}")

# A suite that finds nothing would pass as well.
place = os.path.join(os.environ["TMPDIR"], "suite")
shutil.copytree(SUITE, place)
path = os.path.join(place, "words.fs")
with open(path, encoding="utf-8") as file:
    text = file.read()
for good, bad in (("-7 2 /mod -> 1 -4", "-7 2 /mod -> -1 -3"),
                  ("1 2 swap -> 2 1", "1 2 swap -> 2 1 0"),
                  ("5 sum 0 sum -> 10 0", "5 sum 0 sum -> 10")):
    check(good in text, f"the suite has: {good}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(good, bad))
    status, output, errors = run_forth(path)
    line = text[:text.index(good)].count("\n") + 1
    check(status == 1 and f"words.fs:{line}: " in output and bad in output,
          f"{bad} is found: {status} {output!r} {errors!r}")
finish()

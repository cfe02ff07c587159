#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each row of the tables of tests is well formed and names a test."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, finish  # noqa: E402

FORMS = {
    "ends": r"(exit \d+|signal [A-Z0-9]+)( limit \d+)?",
    "skips": r"\S.{9,}",
    "unsanitized": r"(address|threads|valgrind)"
                   r"(\+(address|threads|valgrind))*\s+\S.{9,}",
}


for table, form in FORMS.items():
    path = os.path.join(TOP, "test", table)
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                continue
            row = re.fullmatch(r"(\S+)\s+(.*)\n", line)
            check(row and re.fullmatch(form, row[2]),
                  f"{path}:{number}: not a row: {line!r}")
            # Those on a kernel: of a machine, or a test without a libc there.
            name = re.sub(r"^kernels/\w+/", "bare/", row[1]) if row else ""
            name = re.sub(r"^kernels/", "../arch/", name)
            check(row and any(os.path.exists(f"{TOP}/test/{name}{end}")
                              for end in ("", ".c")),
                  f"{path}:{number}: no such test: {line!r}")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What knell exercise does is what real tracers see, as --verify says."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run,
                       run_knell)  # noqa: E402

PLACE = os.environ["TMPDIR"]
LOG = os.path.join(PLACE, "log")


def check_strace():
    for words in ((), ("--only", "core,suspend", "--repeat", "3"),
                  ("--threads", "3")):
        for form in (("-f",), ("-f", "-tt", "-T", "-yy"), ("-ff", "-r")):
            if form[0] == "-ff":
                form = ("-f", "-r")
            status, _, errors = run("strace", *form, "-o", LOG, KNELL,
                                    "exercise", *words)
            check_equal((status, errors), (0, ""), f"strace {form} {words}")
            status, out, errors = run_knell("exercise", "--verify", LOG, *words)
            check_equal((status, errors), (0, ""),
                        f"verify {form} {words}: {out}")


check_strace()
finish()

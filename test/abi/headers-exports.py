#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""libknell.so exports what the public headers declare, each with a version; its
own calls are bound in it: lazy binding in a handler is not AS-safe."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check_equal, finish, run  # noqa: E402

declared = set()
for name in glob.glob(os.path.join(TOP, "include/knell/*.h")):
    with open(name, encoding="ascii") as file:
        declared |= set(re.findall(r"^KNELL_PUBLIC\b[^(]*?(\w+)\(",
                                   file.read(), re.MULTILINE))
status, output, _ = run("nm", "-D", "--defined-only",
                        os.path.join(BUILD, "libknell.so"))
check_equal(status, 0, "nm's status")
exported = {line.split()[2] for line in output.splitlines()} - {"KNELL_0.1"}
check_equal(sorted(exported), sorted(f"{name}@@KNELL_0.1"
                                     for name in declared),
            "the exported symbols and their version")
status, output, _ = run("readelf", "-rW", os.path.join(BUILD, "libknell.so"))
check_equal(status, 0, "readelf's status")
check_equal([line for line in output.splitlines() if "JUMP_SLO" in line], [],
            "calls through the PLT")
finish()

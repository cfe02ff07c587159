#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A program in Rust: names without hashes, and inlined generics."""
import os
import re
import shutil

from hostedtest import (chains, check, check_equal, compile_program, crash,
                        enrich, finish, plain_name, skip, source)

RUSTC = (shutil.which("rustc") or
         os.path.expanduser("~/.cargo/bin/rustc"))
if not os.path.exists(RUSTC):
    skip("rustc is not installed")

for name, flags in (("default", []),
                    ("v0", ["-C", "symbol-mangling-version=v0"])):
    program = compile_program(f"rust-{name}", RUSTC, "-g", "-O", *flags,
                              source("inlines.rs"))
    calls = chains(enrich(crash(program)))
    own = [[(frame["function"], frame["line"]) for frame in chain
            if "inlines.rs" in str(frame["file"])] for chain in calls]
    own = [chain for chain in own if chain]
    names = [[plain_name(re.sub("::<.*>$", "", function)
                         .replace("{{closure}}", "closure")
                         .replace("{closure#0}", "closure"))
              for function, _ in chain] for chain in own]
    lines = [[line for _, line in chain] for chain in own]
    what = f"{name}: {own}"
    check_equal(names[:3], [["price_of", "closure", "total"], ["visit"],
                            ["main"]], what)
    check_equal(lines[:3], [[11, 21, 21], [30], [39]], what)
    check("shop" in own[0][0][0] and "::" in own[0][0][0], what)
    check(not any(frame["function"].startswith(("_R", "_ZN"))
                  for chain in calls for frame in chain if frame["function"]),
          what)
    # What the standard library inlined in between is there as well.
    check(len(calls[0]) > 3, f"{name}: {calls[0]}")
finish()

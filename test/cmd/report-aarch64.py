#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Cores of aarch64, as qemu-user writes them: no NT_FILE, no siginfo. The
stacks are gdb's, and causes and addresses come from the instructions."""
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from coretest import check_damaged, gdb_stack, knell_stack, same  # noqa: E402
from knelltest import (PROGRAMS, check, check_equal, finish, run,
                       run_knell)  # noqa: E402

HERE = os.environ["TMPDIR"]
PROGRAM = os.path.join(PROGRAMS, "crash-aarch64")
FAR = "0x123456789000"
OUTER = ["die", "run", "_start"]
# Kind, access, address, the beginning of the sentence, innermost functions.
DEATHS = [
    ("null-pointer", "read", "0x18",
     "Read from address 0x18: 24 bytes past a null pointer in x0.",
     ["weigh", "null_read"]),
    ("not-mapped", "write", FAR, f"Write to {FAR}, which is not mapped",
     ["wild_write"]),
    ("not-permitted", "write", None, "Write to 0x", ["constant_write"]),
    ("null-jump", "execute", "0x0",
     "Call through a null pointer from null_jump.", [None, "null_jump"]),
    ("wild-jump", "execute", FAR, f"Call from wild_jump to {FAR}", [None, "wild_jump"]),
    ("trap", None, None, "The program stopped itself with a trap", ["trap"]),
    ("abort", None, None, "The program raised SIGABRT itself.",
     ["raise_abort"]),
    ("null-pointer", "read", "0x18", "Read from address 0x18",
     ["weigh", "null_read", "on_signal"]),
]


def make_core(which):
    for old in glob.glob(os.path.join(HERE, "*.core")):
        os.unlink(old)
    subprocess.run(["bash", "-c", "ulimit -c unlimited; exec timeout -k 1 20 "
                    f"qemu-aarch64 {PROGRAM} {which}"], cwd=HERE,
                   stderr=subprocess.DEVNULL, check=False)
    return glob.glob(os.path.join(HERE, "*.core"))[0]


def check_death(which):
    kind, access, address, sentence, functions = DEATHS[which]
    core = make_core(which)
    status, out, errors = run_knell("report", "-f", "json", core)
    check_equal((status, errors), (0, ""), f"{which}: report")
    record = json.loads(out)
    cause, ours = record["cause"], knell_stack(record)
    check_equal(record["system"]["machine"], "aarch64", "machine")
    check_equal((cause["kind"], cause["access"]), (kind, access),
                f"{which}: kind and access")
    if address:
        check_equal(cause["address"], address, f"{which}: address")
    check(cause["sentence"].startswith(sentence),
          f"{which}: {cause['sentence']}")
    check_equal(ours[:len(functions)], functions, f"{which}: the stack")
    check_equal(ours[-len(OUTER):], OUTER, f"{which}: the outer stack")
    if "on_signal" in functions:
        # gdb 13 does not come to an end here.
        check_equal(ours[-len(OUTER) - 1], "in_handler", "interrupted")
        return
    theirs = gdb_stack(PROGRAM, core, "gdb-multiarch")
    check(theirs and same(record, ours, theirs),
          f"{which}: the stack is\n  {ours}\ngdb's is\n  {theirs}")


def check_build_id():
    record = json.loads(run_knell("report", "-f", "json", make_core(0))[1])
    check(record["modules"][0]["build_id"] in
          run("readelf", "-n", PROGRAM)[1], f"{record['modules']}")


def main():
    for which in range(len(DEATHS)):
        check_death(which)
    check_build_id()
    check_damaged(make_core(0))


if __name__ == "__main__":
    main()
    finish()

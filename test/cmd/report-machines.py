#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Cores of other machines, as qemu-user writes them: each is read by the knell
of its machine, and by this one if both have the same byte order and numbers of
signals; else it is refused in words."""
import glob
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (TOP, check, check_equal, finish, run,
                       run_knell, skip)  # noqa: E402

HERE = os.environ["TMPDIR"]
ORDER = "knell: a core of a big-endian machine can only be read on such a one"
NUMBERS = ("knell: a core of a machine with other numbers of signals can only "
           "be read on such a one")
# aarch64 has a test of its own; for riscv64 qemu-user writes no cores.
REFUSED = {"arm": None, "loongarch64": None, "ppc64le": None, "s390x": ORDER, "mips64el": NUMBERS}
# qemu-user's trampoline is not the kernel's, so the stack ends there.
OTHER_TRAMPOLINE = ["ppc64le"]
OUTER = ["die", "knell_start", "_start"]
# What does not return need not save where to.
NO_START = ["arm"]
SENDER = "knell_send_process"
# The signal, the innermost functions, those that a handler interrupted.
DEATHS = [
    ("SIGSEGV", ["weigh", "null_read"], []),
    ("SIGSEGV", [None, "null_jump"], []),
    ("SIGABRT", [SENDER, "raise_abort"], []),
    ("SIGSEGV", ["weigh", "null_read", "on_number", "on_info"],
     [SENDER, "in_handler"]),
    ("SIGSEGV", ["weigh", "null_read", "on_number"],
     [SENDER, "in_plain_handler"]),
]


def build(machine):
    # Where tools/check-machines builds as well, by the same names.
    place = os.path.join(
        os.environ.get("KNELL_MACHINES", "build/machines"), machine)
    made = [f"{place}/knell", f"{place}/test/programs/crash-bare"]
    # Not the variables of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "CC"))}
    status, out, errors = run("make", "-s", "WERROR=1", f"ARCH={machine}",
                              f"B={place}", *made, cwd=TOP, timeout=300,
                              env=environment)
    check(status == 0, f"{machine} does not build:\n{out}{errors}")
    return [os.path.join(TOP, path) for path in made] if status == 0 else None


def make_core(machine, program, which):
    for old in glob.glob(os.path.join(HERE, "*.core")):
        os.unlink(old)
    subprocess.run(["bash", "-c", "ulimit -c unlimited; exec timeout -k 1 20 "
                    f"qemu-{machine} {program} {which}"], cwd=HERE,
                   stderr=subprocess.DEVNULL, check=False)
    return glob.glob(os.path.join(HERE, "*.core"))[0]


def check_record(machine, which, record):
    signal, functions, interrupted = DEATHS[which]
    frames = [frame for frame in record["threads"][0]["frames"]
              if frame["how"] != "inline"]
    names = [frame.get("function") for frame in frames]
    what = f"{machine} {which}"
    check_equal(record["system"]["machine"], machine, f"{what}: machine")
    check_equal(record["cause"]["signal"]["name"], signal, f"{what}: signal")
    check_equal(names[:len(functions)], functions, f"{what}: the stack")
    if interrupted and machine in OTHER_TRAMPOLINE:
        return
    check(not any(frame["how"] == "scan" for frame in frames),
          f"{what}: guesses: {names}")
    if interrupted:
        names = names[len(functions):]
        check_equal(frames[len(functions) + 1]["how"], "signal-frame",
                    f"{what}: the signal frame")
        check_equal(names[1:3], interrupted, f"{what}: interrupted")
    outer = OUTER[:-1] if machine in NO_START else OUTER
    check_equal(names[-len(outer):], outer, f"{what}: the outer stack")


def check_machine(machine):
    made = build(machine)
    if not made:
        return
    knell, program = made
    for which in range(len(DEATHS)):
        core = make_core(machine, program, which)
        status, out, errors = run(f"qemu-{machine}", knell, "report", "-f",
                                  "json", core)
        check_equal((status, errors), (0, ""), f"{machine} {which}: report")
        check_record(machine, which, json.loads(out))
        status, out, errors = run_knell("report", "-f", "json", core)
        if REFUSED[machine]:
            check_equal((status, out, errors),
                        (2, "", f"{REFUSED[machine]}: '{core}'\n"),
                        f"{machine} {which}: refusal")
        else:
            check_equal((status, errors), (0, ""), f"{machine} {which}: here")
            check_record(machine, which, json.loads(out))


def main():
    for tool in ["clang-19", "ld.lld-19"] + [f"qemu-{machine}"
                                             for machine in REFUSED]:
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    for machine in REFUSED:
        check_machine(machine)
    finish()


main()

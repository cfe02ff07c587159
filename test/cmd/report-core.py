#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Core files: the stacks that knell report finds in them are gdb's, frame by
frame, and the causes are those that knell run told from the live process."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from coretest import (DEPTH, check_damaged, gdb_stack, knell_stack,
                      same)  # noqa: E402
from knelltest import (KNELL, PROGRAMS, check, check_equal, finish, record_of,
                       run, run_knell, skip)  # noqa: E402

HERE = os.environ["TMPDIR"]
SITES_LEAST = 30
# Where there is no right answer to compare: a stack without an end in sight,
# a return address that is gone, and cores of children that go elsewhere.
NOT_COMPARED = {"overflow", "overflow-two", "thread-overflow",
                "smashed-return", "smashed-return-low", "deleted", "chrooted",
                "forked", "vforked", "killed-by-kill", "broken-pipe",
                "raise-term", "cpu-limit", "closed-stderr",
                # gdb takes two words of the smashed stack for callers.
                "stack-protector",
                # Its limit leaves no room for a core either.
                "file-limit"}


def make_core(program, death):
    """The kernel's core of a death; None where it leaves none here."""
    for old in os.listdir(HERE):
        if old.startswith("core"):
            os.unlink(os.path.join(HERE, old))
    subprocess.run(["bash", "-c", f"ulimit -c unlimited; exec {program} {death}"],
                   cwd=HERE, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    found = [name for name in os.listdir(HERE) if name.startswith("core")]
    return os.path.join(HERE, found[0]) if found else None


def page_offset(record):
    """What is the same in each run of the address that was accessed."""
    address = record["cause"]["address"]
    return address and int(address, 16) % 4096


def compare(program, death):
    core = make_core(program, death)
    if not core:
        return 0
    status, out, errors = run_knell("report", "-f", "json", core)
    what = f"{os.path.basename(program)} {death}"
    if not check(status == 0, f"{what}: status {status}: {errors}"):
        return 0
    record = json.loads(out)
    theirs, ours = gdb_stack(program, core)[:DEPTH], knell_stack(record)[:DEPTH]
    check(theirs and same(record, ours, theirs),
          f"{what}: the stack is\n  {ours}\ngdb's is\n  {theirs}")
    # The same story as from the live process, but for who else was there.
    live = record_of(program, death, cwd=HERE)[1]
    if live and live["cause"]["kind"] != "sent":
        for fact in ("kind", "access"):
            check_equal(record["cause"][fact], live["cause"][fact],
                        f"{what}: {fact}")
        check_equal(page_offset(record), page_offset(live), f"{what}: address")
    return 1


def check_command_line(crasher):
    """As the kernel noted it: joined by spaces, and cut at 79 bytes."""
    for words in ("null-read b 'c d'", "null-read " + "x" * 90):
        core = make_core(crasher, words)
        line = f"{crasher} {words}".replace("'", "")
        cut = len(line) > 79
        process = json.loads(run_knell("report", "-f", "json", core)[1])["process"]
        check_equal((process["command_line"], process["command_line_cut"]),
                    (line[:79], cut), "the command line")
        check_equal(process["arguments"], [], "words")
        shown = "".join(run_knell("report", core)[1].split())
        check("program" + line[:79].replace(" ", "") + "…" * cut in shown,
              f"shown as {shown[:400]}")


def main():
    crasher = os.path.join(PROGRAMS, "crasher")
    if not make_core(crasher, "null-read"):
        skip("the kernel leaves no core files in the current directory here")
    deaths = [name for name in run(crasher)[1].split()
              if name not in NOT_COMPARED]
    compared = sum(compare(crasher, death) for death in deaths)
    check(compared >= SITES_LEAST, f"{compared} crash sites were compared")
    for death in deaths:
        compare(os.path.join(PROGRAMS, "crasher-i386"), death)
    for program in ("crasher-static", "crasher-i386", "crasher-throw"):
        compare(os.path.join(PROGRAMS, program), "null-read")
    for program in ("crasher", "crasher-i386"):
        check_damaged(make_core(os.path.join(PROGRAMS, program), "null-read"))
    check_command_line(crasher)
    # From standard input, and as text.
    core = make_core(crasher, "null-read")
    with open(core, "rb") as file:
        out = run(KNELL, "report", "-", stdin=file)[1]
    check("24 bytes past a null pointer" in out and "weigh" in out,
          f"a core from standard input: {out[:200]!r}")


if __name__ == "__main__":
    main()
    finish()

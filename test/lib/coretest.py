# SPDX-License-Identifier: MIT
"""What tests of core files share: the stack that gdb finds in one, to be
compared with knell's, and the same core damaged."""
import functools
import json
import os
import re

from knelltest import check, run, run_knell

DEPTH = 40


@functools.cache
def aliases(*nm):
    """Names that a file has for one address: {name: the set of them}."""
    by_address, sets = {}, {}
    for line in run("nm", "--defined-only", *nm)[1].splitlines():
        address, kind, name = line.split()
        if kind in "TtWwi":
            by_address.setdefault(address, set()).add(plain(name))
    for names in by_address.values():
        for name in names:
            sets.setdefault(name, set()).update(names)
    return sets


def is_alias(record, one, other):
    return any(other in aliases(*nm).get(one, ())
               for module in record["modules"]
               for nm in ((module["debug_file"],), ("-D", module["path"]))
               if nm[-1])


def plain(name):
    """Aliases differ by underscores, versions and the processor's suffix."""
    name = re.sub(r"^_+(GI_)?(_*)", "", name.split("@")[0].split("(")[0])
    name = re.sub(r"\.(part|constprop|isra|cold)(\.\d+)?", "", name)
    return re.sub(r"_(sse2|sse42|avx2|evex|avx512\w*|erms|rtm|unaligned)+\w*$",
                  "", name)


# Frames that gdb makes up for calls that were jumps are not on the stack.
GDB_SCRIPT = f"""python
frame = gdb.newest_frame()
for _ in range({DEPTH}):
    if not frame: break
    if frame.type() == gdb.SIGTRAMP_FRAME: print("FRAME <signal handler called>")
    elif frame.type() != gdb.TAILCALL_FRAME: print("FRAME", frame.name())
    frame = frame.older()
"""


def gdb_stack(program, core, gdb="gdb", commands=()):
    """Function names, outermost last; None for ??."""
    script = os.path.join(os.environ["TMPDIR"], "stack.gdb")
    with open(script, "w", encoding="utf-8") as file:
        file.write(GDB_SCRIPT)
    more = [word for command in commands for word in ("-ex", command)]
    _, out, _ = run(gdb, "-nx", "-batch", "-ex", "set backtrace past-main on",
                    program, core, *more, "-x", script, timeout=60,
                    env={**os.environ, "DEBUGINFOD_URLS": ""})
    names = [line[6:] for line in out.splitlines()
             if line.startswith("FRAME ")]
    return [None if name == "None" else name for name in names]


def knell_stack(record, thread=0):
    return ["<signal handler called>" if frame["function"] ==
            "(signal trampoline)" else frame["function"]
            for frame in record["threads"][thread]["frames"]]


def same(record, ours, theirs):
    for one, other in zip(ours, theirs):
        if not one or not other:
            continue
        one, other = plain(one), plain(other)
        if one != other and not is_alias(record, one, other):
            return False
    return abs(len(ours) - len(theirs)) <= (not ours[-1]) + (not theirs[-1])


def check_damaged(core):
    """A core cut short anywhere is read as far as it goes, or refused with
    one line and status 2."""
    with open(core, "rb") as file:
        whole = file.read()
    notes = whole.find(b"CORE\0")
    cut = os.path.join(os.environ["TMPDIR"], "cut")
    told = 0
    for length in [0, 3, 4, 52, 63, 64, 100, notes, notes + 8, notes + 100,
                   notes + 500, len(whole) - 1] + [
                       len(whole) * i // 40 for i in range(40)]:
        with open(cut, "wb") as file:
            file.write(whole[:length])
        status, out, errors = run_knell("report", "-f", "json", cut)
        what = f"{core} cut at {length}"
        check(status in (0, 2), f"{what}: status {status}")
        check(status == 0 or errors.count("\n") == 1 and not out,
              f"{what}: one line: {errors!r}")
        if status == 0:
            told += 1
            lines = json.loads(out)["notes"] or []
            check(any("cut short" in line for line in lines),
                  f"{what}: a note says so: {lines}")
    check(told > 20, f"{core}: only {told} cuts left something to tell")

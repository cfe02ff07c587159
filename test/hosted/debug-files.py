#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where debug information is found, and what is not taken for it."""
import copy
import lzma
import os
import re
import shutil
import subprocess

from hostedtest import (ENVIRONMENT, KNELL, call, chains, check, check_equal,
                        compile_program, crash, enrich, finish, path_of,
                        source)

EXPECTED = [["last", "walk"], ["start"], ["main"]]


def functions(record):
    return [[frame["function"] for frame in chain]
            for chain in chains(record)[:3]]


def lines(record):
    return [[frame["line"] for frame in chain] for chain in chains(record)[:3]]


def strip(program, name, *options):
    """A copy without symbols."""
    stripped = path_of(name)
    call("strip", "-o", stripped, *options, program)
    return stripped


def with_path(record, program):
    """The same crash, as if of this file."""
    changed = copy.deepcopy(record)
    changed["modules"][0]["path"] = program
    for frame in changed["threads"][0]["frames"]:
        if frame["module"] == 0:
            frame["function"] = frame["symbol"] = None
    return changed


def own_notes(record):
    """Notes on the program, not on libraries that have no debug package."""
    path = record["modules"][0]["path"]
    return [note for note in record["notes"] if path in note]


PROGRAM = compile_program("chain", "gcc", "-g", "-O1", source("chain.c"))
BARE = crash(PROGRAM)
FULL = enrich(BARE)
check_equal(functions(FULL), EXPECTED, "functions")
check_equal([len(row) for row in lines(FULL)], [2, 1, 1], "calls")
LINES = lines(FULL)
check(all(number for row in LINES for number in row), LINES)


def check_found(program, what, **options):
    record = enrich(with_path(BARE, program), **options)
    check_equal(functions(record), EXPECTED, f"{what}: functions")
    check_equal(lines(record), LINES, f"{what}: lines")
    check_equal(own_notes(record), [], f"{what}: notes")
    return record


def check_not_found(program, note, what, record=BARE, notes=1):
    record = enrich(with_path(record, program))
    check_equal(functions(record), [[None]] * 3, f"{what}: functions")
    check_equal(lines(record), [[None]] * 3, f"{what}: lines")
    check_equal(len(own_notes(record)), notes, f"{what}: notes")
    check(all(note in row for row in own_notes(record)),
          f"{what}: {own_notes(record)}")


# Without names, they come from the debug information.
check_found(PROGRAM, "the program itself")
check_equal(enrich(with_path(BARE, PROGRAM))["threads"][0]["frames"][1]
            ["function_offset"],
            FULL["threads"][0]["frames"][1]["function_offset"], "offset")

# A separate debug file, beside the program or in .debug, plain or compressed.
for flag in ("none", "zlib"):
    debug = path_of("chain.debug")
    call("objcopy", "--only-keep-debug", f"--compress-debug-sections={flag}",
         PROGRAM, debug)
    linked = strip(PROGRAM, f"linked-{flag}")
    call("objcopy", f"--add-gnu-debuglink={debug}", linked)
    check_found(linked, f"debuglink, {flag}")
    os.makedirs(path_of(".debug"), exist_ok=True)
    shutil.move(debug, path_of(".debug/chain.debug"))
    check_found(linked, f"debuglink in .debug, {flag}")
    # A debug file of another program is not taken.
    other = compile_program("other", "gcc", "-g", "-O0", source("chain.c"))
    shutil.move(other, path_of(".debug/chain.debug"))
    check_not_found(linked, "", f"another's debug file, {flag}", notes=0)
    os.unlink(path_of(".debug/chain.debug"))

# .gnu_debugdata, made as the manual of gdb says: names, no lines.
symbols = path_of("mini.debug")
names = call("nm", "--format=posix", "--defined-only", PROGRAM)
keep = path_of("keep")
with open(keep, "w", encoding="utf-8") as file:
    file.writelines(f"{name}\n" for name in
                    re.findall(r"^(\S+) [tT] ", names, re.M))
call("objcopy", "--only-keep-debug", PROGRAM, path_of("all.debug"))
call("objcopy", "-S", "--remove-section", ".gdb_index", "--remove-section",
     ".comment", f"--keep-symbols={keep}", path_of("all.debug"), symbols)
with open(symbols, "rb") as file, lzma.open(symbols + ".xz", "wb") as packed:
    packed.write(file.read())
mini = strip(PROGRAM, "mini")
call("objcopy", f"--add-section=.gnu_debugdata={symbols}.xz", mini)
record = enrich(with_path(BARE, mini))
check_equal(functions(record), [["walk"], ["start"], ["main"]], "mini")
check_equal(lines(record), [[None]] * 3, "mini: lines")

# What is not the file that ran.
other = compile_program("other", "gcc", "-g", "-O0", source("chain.c"))
check_not_found(other, "it is of another build now", "another build")
check_not_found(path_of("missing"), "No such file or directory", "missing")
os.mkfifo(path_of("fifo"))
for path in (path_of("fifo"), "/dev/zero", path_of("."), "/proc/kmsg"):
    check_not_found(path, "", path)
with open(PROGRAM, "rb") as file:
    whole = file.read()
for size in (0, 3, 64, 1000, len(whole) // 2, len(whole) - 100):
    with open(path_of("cut"), "wb") as file:
        file.write(whole[:size])
    enriched = enrich(with_path(BARE, path_of("cut")))
    check(functions(enriched) in ([[None]] * 3, EXPECTED), f"cut at {size}")

# Without build IDs the name has to do, unless knell saw it was another.
unnamed = compile_program("unnamed", "gcc", "-g", "-O1", "-Wl,--build-id=none",
                          source("chain.c"))
record = crash(unnamed)
check_equal(record["modules"][0]["build_id"], None, "build ID")
check_equal(functions(enrich(record)), EXPECTED, "no build ID")
record["modules"][0]["mismatch"] = True
check_not_found(unnamed, "it is of another build now", "mismatch", record)

# A descriptor of a file that has no name any more.
with open(PROGRAM, "rb") as file:
    enriched = enrich(with_path(BARE, path_of("missing")), "--module-fd",
                      f"0:{file.fileno()}", pass_fds=[file.fileno()])
check_equal(functions(enriched), EXPECTED, "by descriptor")
check(enriched["instructions"], "instructions by descriptor")
gone = path_of("gone")
shutil.copy(PROGRAM, gone)
done = subprocess.run([KNELL, "run", "--", gone, "gone"], env=ENVIRONMENT,
                      capture_output=True, timeout=30, check=False)
text = done.stderr.decode()
check(not os.path.exists(gone), "the program is still there")
check(re.search(r"last \(inlined\).*\n?.*chain\.c:\d+", text), text)

finish()

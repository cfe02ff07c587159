#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Programs that describe code that is not C: the callers in their language
stand among the C frames, from the live process and from a core file; what is
broken in a description is told, and takes nothing else away."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (PROGRAMS, check, check_equal, finish, functions_of,
                       record_of, run_knell)  # noqa: E402

HERE = os.environ["TMPDIR"]

# Up to main: the function, how it was found, whether it is of the language.
WORDS = [("inner", "runtime", 1), ("middle", "runtime", 1),
         ("outer", "runtime", 1), ("start", "runtime", 1)]
IN_C = [("die_in_c", "registers", 0), ("call-c", "cfi", 1),
        ("outer-c", "runtime", 1), ("start", "runtime", 1)]
AGAIN = [("run_again", "runtime", 0), ("call-c", "cfi", 1),
         ("twice", "runtime", 1), ("start", "runtime", 1)]
MAIN = [("main", "runtime", 0)]
THREADED = {
    "primitive": [("@", "registers", 1), *WORDS, *MAIN],
    "c": IN_C + MAIN,
    # By jumps: there is no return address.
    "wild": [(None, "registers", 0), ("user", "runtime", 1),
             ("start", "runtime", 1), *MAIN],
    "handler": [("die_in_c", "registers", 0), ("handle", "cfi", 0),
                ("(signal trampoline)", "cfi", 0), ("@", "signal-frame", 1),
                *WORDS, *MAIN],
    "nested": [("@", "registers", 1), *WORDS, *AGAIN, *MAIN],
    "nested-c": IN_C + AGAIN + MAIN,
}
BYTECODE = [("interpret", "cfi", 1), ("caller", "runtime", 1),
            ("second", "runtime", 1), ("first", "runtime", 1),
            ("main", "cfi", 0)]
NESTED = [("interpret", "registers", 1), ("last", "runtime", 1),
          ("third", "runtime", 1), ("again", "cfi", 0), *BYTECODE]
TABLED = [(name, "cfi", 1) for name in ("gamma", "beta", "alpha")]
RULED = [(name, "runtime", 1) for name in ("two", "one")]
JIT = {
    ("tables",): [("die", "registers", 0), *TABLED, ("call", "cfi", 0)],
    ("rule",): [("die", "registers", 0), ("three", "cfi", 1), *RULED,
                ("call", "runtime", 0)],
    ("both",): [("die", "registers", 0), ("three", "cfi", 1), *RULED,
                ("gamma", "runtime", 1), *TABLED[1:], ("call", "cfi", 0)],
    ("tables", "itself"): [("gamma", "registers", 1), *TABLED[1:],
                           ("call", "cfi", 0)],
    ("both", "itself"): [("three", "registers", 1), *RULED,
                         ("gamma", "runtime", 1), *TABLED[1:],
                         ("call", "cfi", 0)],
}
# What is told, and how many frames of the language are there all the same.
BROKEN = {
    "version": ("its version is not known", 0),
    "size": ("its size is too small", 0),
    "circle": ("comes back to itself", 4),
    "unreadable": ("0x10 is broken: it cannot be read", 4),
    "names": ("of its names cannot be read", 4),
    "frames": ("form a circle", 5),
    "magic": ("does not begin as one", 0),
    "none": (None, 0),
    "longer": (None, 4),
}


def frames_of(record, count):
    frames = record["threads"][0]["frames"][:count]
    return [(frame["function"], frame["how"], int(bool(frame["runtime"])))
            for frame in frames]


def bare(frames):
    """Without the names of a symbol table, which is gone."""
    return [(name if ours else None, how, ours) for name, how, ours in frames]


def core_of(program, *words):
    """The record from the kernel's core; None where it leaves none here."""
    place = os.path.join(HERE, "cores")
    os.makedirs(place, exist_ok=True)
    for old in os.listdir(place):
        os.unlink(os.path.join(place, old))
    subprocess.run(["bash", "-c", 'ulimit -c unlimited; exec "$@"', "-",
                    os.path.join(PROGRAMS, program), *words], cwd=place,
                   stderr=subprocess.DEVNULL, check=False)
    cores = [name for name in os.listdir(place) if name.startswith("core")]
    if not cores:
        return None
    _, out, _ = run_knell("report", "-f", "json", os.path.join(place, cores[0]))
    return json.loads(out)


def check_stack(program, words, expected, stripped=False):
    """Of the live process, and the same of its core."""
    what = f"{program} {' '.join(words)}"
    _, record, errors = record_of(os.path.join(PROGRAMS, program), *words)
    if not check(record, f"{what}: {errors}"):
        return
    for found in (record, core_of(program, *words)):
        if not found:
            continue
        frames = frames_of(found, len(expected))
        if stripped:
            frames, wanted = bare(frames), bare(expected)
        else:
            wanted = expected
        check_equal(frames, wanted, f"{what}, {found['source']}")
        notes = [note for note in found["notes"] if "broken" in note]
        check_equal(notes, [], f"{what}: notes")
        check_equal(found["threads"][0]["end"], "outermost", f"{what}: end")


def check_threads():
    """Several interpreters at once, each with its thread's own functions; the
    third one's thread dies, in C or in a handler."""
    program = os.path.join(PROGRAMS, "interpreters")
    for words in ((), ("handler",)):
        for found in (record_of(program, *words)[1],
                      core_of("interpreters", *words)):
            if not found:
                continue
            stacks = [[frame["function"] for frame in thread["frames"]
                       if frame["runtime"] or frame["function"] == "run"]
                      for thread in found["threads"]]
            wanted = [["interpret", f"thread{i}-2", f"thread{i}-1",
                       f"thread{i}-0", "run"] for i in range(4)]
            what = f"interpreters {words}, {found['source']}"
            check_equal(stacks[0], wanted[2], f"{what}, the one that died")
            check_equal(sorted(stacks), wanted, what)
            check_equal(functions_of(found)[0], "die", what)


def check_overflow():
    """The frames that the control stack had room for, told once."""
    record = record_of(os.path.join(PROGRAMS, "threaded"), "overflow")[1]
    thread = record["threads"][0]
    names = functions_of(record)
    check_equal(names[1:4], ["for-ever", "start", "main"], "overflow")
    check_equal([(fold["first"], fold["length"], fold["times"])
                 for fold in thread["folds"]], [(1, 1, 1024)], "its fold")


def check_text():
    """The report in text, and the same from the stored record."""
    program = os.path.join(PROGRAMS, "jit")
    path = os.path.join(HERE, "record.json")
    record_of(program, "both")
    _, text, _ = run_knell("report", path)
    for line in (r"^ +1  three\+0x1a +0x[0-9a-f]+ \(ruled\)$",
                 r"^ +5  beta\+0x10 +0x[0-9a-f]+ \(tabled\)$"):
        check(re.search(line, text, re.MULTILINE), f"{line}: {text[:2000]}")
    record_of(os.path.join(PROGRAMS, "bytecode"), "names")
    _, text, _ = run_knell("report", path)
    check(re.search(r"^ +3  \(no symbol\) +bytecode\+0x[0-9a-f]+ "
                    r"\(bytecode\)$", text, re.MULTILINE), text[:2000])
    check("No symbols for bytecode" not in text, "advice for what has no "
          "symbols")


def check_values():
    """What registers and words of the stack point at in its own memory."""
    record = record_of(os.path.join(PROGRAMS, "threaded"), "primitive")[1]
    values = {register["name"]: register["points_at"]
              for register in record["threads"][0]["registers"]}
    check_equal(values["rsi"], "inner+0x20 in threaded", "rsi")
    record = record_of(os.path.join(PROGRAMS, "jit"), "tables")[1]
    words = [word["points_at"] for word in record["stack_words"]]
    check("gamma+0x10 in tabled" in words, f"the words on the stack: {words}")


def check_broken():
    for how, (told, count) in BROKEN.items():
        _, record, errors = record_of(os.path.join(PROGRAMS, "bytecode"), how)
        if not check(record, f"{how}: {errors}"):
            continue
        notes = [note for note in record["notes"] if "broken" in note]
        if told:
            check(len(notes) == 1 and told in notes[0] and
                  re.search(r"runtimes? at 0x", notes[0]), f"{how}: {notes}")
        else:
            check_equal(notes, [], f"{how}: notes")
        ours = [frame for frame in record["threads"][0]["frames"]
                if frame["runtime"]]
        check_equal(len(ours), count, f"{how}: frames of the language")
        check("main" in functions_of(record), f"{how}: main is there")


for program in ("threaded", "threaded-stripped", "threaded-static"):
    for mode, stack in THREADED.items():
        check_stack(program, (mode,), stack, program != "threaded")
for program in ("bytecode", "bytecode-i386", "bytecode-dynamic"):
    stripped = program == "bytecode-dynamic"
    check_stack(program, (), [("die", "registers", 0), *BYTECODE], stripped)
    check_stack(program, ("nested",), NESTED, stripped)
for words, stack in JIT.items():
    check_stack("jit", words, stack)
check_threads()
check_overflow()
check_text()
check_values()
check_broken()
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell exercise --verify finds each fault in a log, and takes any form of it;
what is no log gets one line."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, TOP, check, check_equal, finish, run_knell  # noqa: E402

PLACE = os.environ["TMPDIR"]
LOG = os.path.join(TOP, "test/fuzz/corpus/exercise/strace")
FAMILY = re.compile(r"^\d+ +(rt_sig\w+|rt_tgsigqueueinfo|sigaltstack|t?g?kill|"
                    r"signalfd4|pidfd_\w+|pause|alarm|[gs]etitimer|timer_\w+|"
                    r"restart_syscall)\((.*)\) += (.*)$")
# What knell says first of a log with one fault.
WORDS = re.compile(r"^(missing: thread \d+, call \d+, \w+: |extra: line \d+: |"
                   r"different: line \d+, \w+: )")


def verify(text, *words, expected=1):
    done = subprocess.run([KNELL, "exercise", "--verify", "-", *words],
                          input=text.encode(), capture_output=True, timeout=60)
    out = done.stdout.decode()
    check_equal((done.returncode, done.stderr), (expected, b""),
                f"status, errors: {out}")
    lines = out.splitlines()
    check(all(len(line) <= 80 for line in lines), f"80 columns: {out}")
    check(all(WORDS.match(line) for line in lines[:-1]), f"words: {out}")
    return lines


def counts(lines):
    return tuple(map(int, re.fullmatch(
        r"(\d+) of (\d+) calls seen; (\d+) missing, (\d+) extra, "
        r"(\d+) different", lines[-1]).groups()))


def split(arguments):
    """At the commas that stand in no bracket."""
    found, depth = [""], 0
    for c in arguments:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and not depth:
            found.append("")
        else:
            found[-1] += c
    return [part.strip() for part in found] if arguments else []


def other(argument):
    """What tells another thing than this argument does."""
    if argument == "NULL":
        return "0x7ffc0000"
    if argument.startswith("[") or argument.startswith("~["):
        return "[]" if "USR" in argument or "ALRM" in argument else "[USR1]"
    if argument.startswith("SIG_"):
        return "SIG_" + ("UN" * (argument == "SIG_BLOCK")) + "BLOCK"
    if argument.startswith("SIG"):
        return "SIGHUP"
    if argument.startswith("{"):
        return None
    if re.match(r"-?\d", argument):
        return str(int(re.match(r"(-?\d+)", argument)[1]) + 1)
    return argument + "|X"


# What an argument may be that the kernel writes, and nobody knows before.
FREE = (("rt_sigaction", 2), ("rt_sigprocmask", 2), ("sigaltstack", 1),
        ("setitimer", 2), ("timer_create", 2), ("getitimer", 1))


def check_argument_faults(lines, number, name, arguments, result):
    """Each argument changed, and in structs each member that counts."""
    parts = split(arguments)
    if name in ("rt_sigreturn", "restart_syscall"):
        return
    for i, part in enumerate(parts):
        changed = [other(part)]
        if part.startswith("{"):
            changed = [part[:m.start(2)] + "1" + m[2] + part[m.end(2):]
                       for m in re.finditer(r"(sa_mask|sa_flags|"
                                            r"si_signo|si_code|si_pid|si_int|"
                                            r"tv_\wsec|ss_flags|sigev_signo|"
                                            r"sigev_notify|notify_thread_id|"
                                            r"tv_sec)=([^,}]+)", part)]
        if re.match(r"0x\w+$", part) or part == "~[]":
            continue
        for value in changed:
            if (name, i) in FREE and part != "NULL":
                continue
            # An address where the log had NULL is told by numbers.
            new = [*parts[:i], value, *parts[i + 1:]]
            line = re.sub(r"\(.*", "", lines[number])
            line += f"({', '.join(new)}) = {result}"
            found = verify("\n".join([*lines[:number], line,
                                      *lines[number + 1:]]))
            check(counts(found)[4] >= 1 and f"line {number + 1}," in found[0],
                  f"{line}: {found}")


def check_faults():
    with open(LOG, encoding="ascii") as file:
        lines = file.read().splitlines()
    total = counts(verify("\n".join(lines), expected=0))
    family = [i for i, line in enumerate(lines) if FAMILY.match(line)]
    check_equal(total, (len(family), len(family), 0, 0, 0), "a good log")
    for i in family:
        name, arguments, result = FAMILY.match(lines[i]).groups()
        dropped = verify("\n".join(lines[:i] + lines[i + 1:]))
        check_equal(counts(dropped)[2:], (1, 0, 0), f"without {lines[i]}")
        check(f": {name}(" in dropped[0], f"{name}: {dropped[0]}")
        doubled = verify("\n".join(lines[:i + 1] + lines[i:]))
        check_equal(counts(doubled)[2:], (0, 1, 0), f"twice {lines[i]}")
        wrong = "7" if result != "7" else "8"
        line = lines[i][:lines[i].rindex("=")] + "= " + wrong
        changed = verify("\n".join(lines[:i] + [line] + lines[i + 1:]))
        if name not in ("signalfd4", "pidfd_open"):
            check_equal(counts(changed)[2:], (0, 0, 1), line)
            check(f"line {i + 1}, {name}: the result is {wrong}, not " in
                  changed[0], changed[0])
        check_argument_faults(lines, i, name, arguments, result)
    for i, j in zip(family, family[1:]):
        if FAMILY.match(lines[i])[0] == FAMILY.match(lines[j])[0]:
            continue
        swapped = list(lines)
        swapped[i], swapped[j] = lines[j], lines[i]
        if signals_between(lines, i, j):
            continue
        found = counts(verify("\n".join(swapped)))
        check(sum(found[2:]) >= 1, f"{lines[i]} after {lines[j]}: {found}")


def signals_between(lines, i, j):
    return False


check_faults()
finish()

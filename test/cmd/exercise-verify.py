#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell exercise --verify finds each fault in a log, and takes any form of it;
what is no log gets one line."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, TOP, check, check_equal, finish  # noqa: E402

PLACE = os.environ["TMPDIR"]
LOG = os.path.join(TOP, "test/fuzz/corpus/exercise/strace")
FAMILY = re.compile(r"^\d+ +(rt_sig\w+|rt_tgsigqueueinfo|sigaltstack|t?g?kill|"
                    r"signalfd4|pidfd_\w+|pause|alarm|[gs]etitimer|timer_\w+|"
                    r"restart_syscall)\((.*)\) += (.*)$")
# What knell says first of a log with one fault.
WORDS = re.compile(r"^(missing: thread \d+, call \d+, \w+: |extra: line \d+: |"
                   r"missing: thread \d+: all of its \d+ calls$|"
                   r"different: line \d+, \w+: |and \d+ more$)")


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
        found = counts(verify("\n".join(swapped)))
        check(sum(found[2:]) >= 1, f"{lines[i]} after {lines[j]}: {found}")


def check_constants():
    """Numbers in place of names are held to what they stand for."""
    for form in ("raw", "verbose"):
        subprocess.run(["strace", "-X", form, "-o", f"{PLACE}/{form}", KNELL,
                        "exercise"], stdout=subprocess.DEVNULL, check=True)
        with open(f"{PLACE}/{form}", encoding="ascii") as file:
            text = file.read()
        verify(text, expected=0)
        for old, new in (("{sa_handler=0x1", "{sa_handler=0x2"),
                         ("sigaltstack({ss_sp=NULL, ss_flags=0x2",
                          "sigaltstack({ss_sp=NULL, ss_flags=0x1"),
                         ("si_code=0xfffffffa", "si_code=0xffffffff"),
                         ("si_code=0x80", "si_code=0"),
                         ("sigev_notify=0x4", "sigev_notify=0"),
                         ("rt_sigprocmask(0x1", "rt_sigprocmask(0x2"),
                         ("sa_flags=0x4000004", "sa_flags=0x4000000"),
                         ("rt_sigpending([10", "rt_sigpending([12")):
            at = text.index(old, text.index("rt_sigpending"))
            found = counts(verify(text[:at] + new + text[at + len(old):]))
            check_equal(found[2:], (0, 0, 1), f"{form}: {new} for {old}")


def join(lines):
    """Without interruptions: each call on one line."""
    begun = {}
    for line in lines:
        tid = line.split()[0]
        if line.endswith("<unfinished ...>"):
            begun[tid] = line[:-len("<unfinished ...>")]
        elif " resumed>" in line:
            yield begun.pop(tid) + line.partition(" resumed>")[2]
        else:
            yield line


def check_threads():
    """Who did it is told by the ids, whatever the order between threads."""
    words = ("--threads", "3")
    subprocess.run(["strace", "-f", "-o", f"{PLACE}/threads", KNELL,
                    "exercise", *words], stdout=subprocess.DEVNULL, check=True)
    with open(f"{PLACE}/threads", encoding="ascii") as file:
        lines = file.read().splitlines()
    verify("\n".join(lines), *words, expected=0)
    tids = sorted({line.split()[0] for line in lines})
    check_equal(len(tids), 3, "threads in the log")
    one_by_one = sorted(lines, key=lambda line: -int(line.split()[0]))
    verify("\n".join(one_by_one), *words, expected=0)
    for tid in tids:
        rest = [line for line in lines if not line.startswith(tid)]
        found = counts(verify("\n".join(rest), *words))
        check(found[2] > 100 and found[3:] == (0, 0), f"without {tid}: {found}")
    # The call of another thread is extra here, and missing there.
    lines = list(join(lines))
    verify("\n".join(lines), *words, expected=0)
    mine = [i for i, line in enumerate(lines)
            if re.match(tids[1] + r" +rt_sigaction\(.*, 8\) = 0$", line)]
    moved = list(lines)
    moved[mine[0]] = re.sub(r"^\d+", tids[0], moved[mine[0]])
    found = counts(verify("\n".join(moved), *words))
    check(found[2] and found[3], f"{lines[mine[0]]} of {tids[0]}: {found}")
    # Other options than those of the run.
    for other_words in ((), ("--threads", "2"), ("--threads", "4"),
                        (*words, "--repeat", "2"), (*words, "--only", "core")):
        verify("\n".join(lines), *other_words)


def check_surroundings():
    """What is not of the run does not count."""
    with open(LOG, encoding="ascii") as file:
        lines = file.read().splitlines()
    text = "\n".join(lines)
    around = [f"{tid} rt_sigaction(SIGCHLD, NULL, {{sa_handler=SIG_DFL}}, 8) = 0"
              for tid in range(100, 300)]
    shell = ['50 execve("/bin/sh", ["sh", "-c", "x"], 0x7ffc /* 9 vars */) = 0',
             "50 rt_sigaction(SIGUSR1, NULL, {sa_handler=SIG_DFL}, 8) = 0",
             "50 kill(60, SIGUSR1) = 0",
             "50 read(3, \"kill(1, SIGUSR1) = 0\", 20) = 20"]
    noise = ["", " ", "strace: Process 9 attached", "144 calls, each as",
             "+++ exited with 0 +++", "x" * 200000, "\0\0\0", "(", "kill(",
             "kill(1, 2", "7 kill(1, 2)", "<... kill resumed>) = 0",
             "7 <... kill resumed>) = 0", "kill(\"", "[pid ", "[", "(+",
             "7 --- SIGUSR1 {si_signo=SIGUSR1} ---", "7 +++ killed by SIGKILL"]
    verify("\n".join(shell + around + noise) + "\n" + text, expected=0)
    verify(text + "\n" + "\n".join(noise + around + shell), expected=0)
    between = [extra for line, some in zip(lines, (noise + around) * 9)
               for extra in (line, some)]
    verify("\n".join(between), expected=0)
    verify("\r\n".join(line.rstrip() for line in lines) + "\n", expected=0)
    # A timer that came once more is no fault, but only where there is one.
    tick = ["6788 --- SIGUSR1 {si_signo=SIGUSR1} ---",
            "6788 rt_sigreturn({mask=[]}) = 4096"]
    pause = [i for i, line in enumerate(lines) if " pause(" in line][0]
    for at, expected in ((pause, 0), (pause + 4, 0), (pause - 20, 1)):
        verify("\n".join(lines[:at] + tick + lines[at:]), expected=expected)
    # Twice is once too often.
    check(counts(verify(text + "\n" + text.replace("6788", "6799")))[3] > 140,
          "a second run is extra")


check_faults()
check_constants()
check_threads()
check_surroundings()
finish()

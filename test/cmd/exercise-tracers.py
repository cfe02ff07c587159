#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What knell exercise does is what real tracers see, as --verify says: strace,
bpftrace on the tracepoints of system calls, perf trace."""
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run,
                       run_knell)  # noqa: E402

PLACE = os.environ["TMPDIR"]
LOG = os.path.join(PLACE, "log")
EVENTS = "/sys/kernel/tracing/events/raw_syscalls"
# In a mount namespace of its own, where it is not mounted.
TRACING = "" if os.path.exists(EVENTS) else \
    "mount -t tracefs none /sys/kernel/tracing; "
PROBES = """
tracepoint:raw_syscalls:sys_enter /pid == cpid/ {
    printf("%lld %d enter %d %ld %ld %ld %ld\\n", nsecs, tid,
        args->id, args->args[0], args->args[1], args->args[2], args->args[3]);
}
tracepoint:raw_syscalls:sys_exit /pid == cpid/ {
    printf("%lld %d exit %ld\\n", nsecs, tid, args->ret);
}
"""
CONTAINER = ("unshare", "--user", "--map-root-user", "--pid", "--fork")
RUNS = ((), ("--only", "core,suspend", "--repeat", "3"),
        ("--threads", "3", "--repeat", "2"))


def verify(what, words):
    status, out, errors = run_knell("exercise", "--verify", LOG, *words)
    check_equal((status, errors), (0, ""), f"{what} {words} as seen: {out}")
    with open(LOG, encoding="utf-8") as file:
        lines = file.readlines()
    kill = [i for i, line in enumerate(lines) if re.search(r"\btkill\b", line)]
    with open(LOG, "w", encoding="utf-8") as file:
        file.writelines(lines[:kill[0]] + lines[kill[0] + 1:])
    status, out, _ = run_knell("exercise", "--verify", LOG, *words)
    check(status == 1 and " 1 missing" in out and "tkill(" in out,
          f"{what} {words} without {lines[kill[0]]}: {out}")


# Every option of strace's that changes how a call is written.
FORMS = (("-X", "raw", "-t", "-T"), ("-X", "verbose", "-tt", "-yy", "-v"),
         ("-ttt", "-i", "-n", "-k"), ("-r", "-Y", "-y", "-s", "1000"),
         ("--decode-pids=pidns,comm", "--relative-timestamps=ns", "-q", "-a1"),
         ("-e", "raw=all", "--absolute-timestamps=unix,ns"),
         ("-C", "-w", "-xx", "--syscall-times=ns", "-A", "-D"))


def check_forms():
    """The order of the calls of several threads interrupts lines."""
    for form in FORMS:
        forget_log()
        run("strace", "-f", *form, "-o", LOG, KNELL, "exercise", *RUNS[2])
        verify(f"strace {form}", RUNS[2])
        forget_log()
        run("strace", *form, "-o", LOG, KNELL, "exercise")
        verify(f"strace {form} without -f", ())


def check_restarted():
    """The kernel itself makes restart_syscall, where io_uring is allowed; of
    what else that does, waits that are not restarted notice nothing."""
    words = ("--only", "all")
    status, _, errors = run("strace", "-f", "-o", LOG, KNELL, "exercise",
                            *words)
    if status and re.match(r"knell: io_uring_setup\(.*: E(PERM|NOSYS),", errors):
        words = ("--only", "core,slow")
        run("strace", "-f", "-o", LOG, KNELL, "exercise", *words)
    else:
        check_equal((status, errors), (0, ""), "a sleep that is restarted")
        with open(LOG, encoding="ascii") as file:
            check("resuming interrupted clock_nanosleep" in file.read(),
                  "it is the sleep that goes on")
    verify("strace", words)


def forget_log():
    if os.path.exists(LOG):
        os.remove(LOG)


def check_strace():
    check_forms()
    run("strace", "-f", "-o", LOG, KNELL, "exercise", *RUNS[1])
    verify("strace", RUNS[1])
    check_restarted()
    # Without threads' ids, and with what a shell does before.
    run("strace", "-o", f"|cat >{LOG}", "sh", "-c", f"trap '' USR1; "
        f"trap - USR1; exec {KNELL} exercise")
    verify("sh", ())
    # As PID 1 it sets actions of its own before.
    run("strace", "-f", "-o", LOG, *CONTAINER, KNELL, "exercise")
    verify("PID 1", ())
    # To standard error, where the pid stands in brackets.
    _, _, errors = run("strace", "-f", KNELL, "exercise", *RUNS[2])
    with open(LOG, "w", encoding="utf-8") as file:
        file.write(errors)
    verify("stderr", RUNS[2])
    # A file for each thread.
    each = os.path.join(PLACE, "each")
    run("strace", "-ff", "-ttt", "-o", each, KNELL, "exercise", *RUNS[2])
    _, merged, _ = run("strace-log-merge", each)
    with open(LOG, "w", encoding="utf-8") as file:
        file.write(merged)
    verify("strace-log-merge", RUNS[2])


def write_log(calls):
    with open(LOG, "w", encoding="utf-8") as file:
        for call in calls:
            file.write(json.dumps(call) + "\n")


def numbers():
    _, out, _ = run_knell("exercise", "--expect", "json")
    return {call["number"]: call["call"]
            for call in map(json.loads, out.splitlines())}


def calls_of_bpftrace(text):
    """Enters and exits of each thread, put together."""
    events = sorted((line.split() for line in text.splitlines()
                     if re.match(r"\d+ \d+ e", line)),
                    key=lambda event: int(event[0]))
    names, begun = numbers(), {}
    for _, tid, kind, *words in events:
        values = list(map(int, words))
        if kind == "enter":
            begun[tid] = values
        elif tid in begun:
            number, *arguments = begun.pop(tid)
            yield {"tid": int(tid), "call": names.get(number, str(number)),
                   "arguments": arguments, "result": values[0]}


def check_bpftrace():
    script = os.path.join(PLACE, "probes.bt")
    with open(script, "w", encoding="utf-8") as file:
        file.write(PROBES)
    for words in RUNS:
        command = " ".join((KNELL, "exercise", *words))
        _, _, errors = run("unshare", "-m", "sh", "-c", f"{TRACING}exec "
                           f"bpftrace -q -o {LOG} -c '{command}' {script}")
        with open(LOG, encoding="ascii") as file:
            calls = list(calls_of_bpftrace(file.read()))
        if not calls:
            return f"bpftrace is not allowed here: {errors.strip()[:100]}"
        write_log(calls)
        verify("bpftrace", words)
    return None


def result_of_perf(text):
    """It cannot spell what only tracers see."""
    hidden = re.search(r"strerror_r\((\d+)", text)
    return -int(hidden[1]) if hidden else text.strip() or None


# Of what ends in a process or thread that has not begun it.
ENDS = ("execve", "clone")


def calls_of_perf(text):
    """Raises LookupError where it lost how a call that goes on began."""
    begun = {}
    for line in text.splitlines():
        parts = re.search(r"knell/(\d+) +(\.\.\. \[continued\]: )?(\w+)\((.*)\) "
                          r" *(\.\.\.|= (.*))$", line)
        if not parts:
            continue
        tid, rest, name, arguments, end, result = parts.groups()
        call = {"tid": int(tid), "call": name, "result": None,
                "arguments": [part.partition(": ")[2]
                              for part in arguments.split(", ") if part]}
        if rest:
            call = begun.pop(tid, call) if name in ENDS else begun.pop(tid)
        elif tid in begun:
            # It never tells of the end of rt_sigreturn.
            yield begun.pop(tid)
        if end == "...":
            begun[tid] = call
        else:
            call["result"] = result_of_perf(result)
            yield call


def trace_by_perf(words, config):
    """Return: why it cannot; None: the log is written."""
    for _ in range(5):
        status, _, errors = run("unshare", "-m", "sh", "-c", f"{TRACING}exec "
                                # Threads change CPUs, whose events it mixes.
                                f"perf trace --sort-events -o {LOG} {KNELL} "
                                "exercise " + " ".join(words),
                                env={**os.environ, "PERF_CONFIG": config})
        if status:
            return f"perf trace is not allowed here: {errors.strip()[:100]}"
        with open(LOG, encoding="utf-8") as file:
            text = file.read()
        try:
            calls = list(calls_of_perf(text))
        except LookupError:
            # Sorted or not, on a busy machine it may.
            continue
        write_log(calls)
        return None
    check(False, f"perf trace loses calls each time:\n{text}")
    return None


def check_perf():
    config = os.path.join(PLACE, "perfconfig")
    with open(config, "w", encoding="ascii") as file:
        file.write("[trace]\n\tshow_zeros = yes\n")
    for words in RUNS:
        reason = trace_by_perf(words, config)
        if reason:
            return reason
        verify("perf trace", words)
    return None


def main():
    check_strace()
    lacking = []
    for program, look in (("bpftrace", check_bpftrace), ("perf", check_perf)):
        if not shutil.which(program):
            lacking.append(f"{program} is not installed")
        elif os.getuid():
            lacking.append(f"{program} takes root")
        else:
            lacking.append(look())
    finish("; ".join(filter(None, lacking)))


main()

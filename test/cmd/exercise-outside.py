#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell exercise leaves a process as it was, under load and whatever it had:
seen from outside, at its exit."""
import errno
import os
import resource
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from exittest import refuse, run_watched  # noqa: E402
from knelltest import (KNELL, check, check_equal, finish,
                       run_knell)  # noqa: E402

# On x86_64.
CLONE = 56


def watch(*words, expected=0, before=lambda: None, says=""):
    status, first, last, text = run_watched(KNELL, "exercise", *words,
                                            before=before)
    check_equal(status, expected, f"status of {words}: {text}")
    check_equal(last, first, f"after {words}, what is left")
    check(says in text, f"{words} says {says}: {text}")
    check(not expected or text.count("\n") == 1, f"one line: {text}")
    return first or {}


def check_width():
    for words in ((), ("--repeat", "3", "--threads", "14")):
        status, out, _ = run_knell("exercise", *words)
        wide = [line for line in out.splitlines() if len(line) > 80]
        check_equal((status, wide), (0, []), f"{words}: over 80 columns")


def check_threads():
    """Where no thread can be had, the limit that is told is theirs."""
    if os.uname().machine != "x86_64":
        return
    status, _, errors = run_knell(
        "exercise", "--threads", "2",
        preexec_fn=lambda: refuse(CLONE, errno.EAGAIN))
    check_equal((status, errors.count("\n")), (1, 1), f"no thread: {errors}")
    check("ulimit -u" in errors, f"no thread: {errors}")


def check_load():
    watch("--repeat", "1000", "--threads", "8", says=" 8 threads")
    watch("--repeat", "20", "--threads", "14", says=" 14 threads")
    watch("--repeat", "5", "--rate", "50", says="5 repeats")
    watch("--only", "slow,core", "--threads", "3", says=" 3 threads")
    if not run_knell("exercise", "--only", "restarted")[0]:
        watch("--only", "restarted", "--threads", "3", says=" 3 threads")


def check_starts():
    """What the process inherits is kept."""
    every = set(range(1, 65)) - {32, 33}

    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, every)

    def ignore():
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM,
                       signal.SIGILL, signal.SIGSEGV, 34):
            signal.signal(number, signal.SIG_IGN)

    def both():
        block()
        ignore()

    def pend():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        os.kill(os.getpid(), signal.SIGUSR2)

    def alarm():
        signal.alarm(100)

    def limit(what, number):
        return lambda: resource.setrlimit(what, (number, number))

    for words in ((), ("--threads", "3")):
        for before in (block, ignore, both):
            first = watch(*words, before=before)
            check(before == ignore or first["SigBlk"] == "fffffffe7ffbfeff",
                  f"all is blocked: {first}")
        watch(*words, before=pend, expected=1, says="sent them before")
        watch(*words, before=alarm, expected=1, says="the timer runs already")
        watch("--only", "slow", *words, before=alarm, expected=1,
              says="the timer runs already")
        watch(*words, before=limit(resource.RLIMIT_SIGPENDING, 0), expected=1,
              says="ulimit -i")
        watch(*words, before=limit(resource.RLIMIT_NOFILE, 3), expected=1,
              says="ulimit -n")


check_width()
check_threads()
check_load()
check_starts()
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where a filter refuses any one system call, knell exercise ends with a
message that names it, hangs nowhere, and has put everything back: seen from
outside, at its exit."""
import errno
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from exittest import refuse, run_watched  # noqa: E402
from knelltest import (KNELL, check, check_equal, finish, run_knell,
                       skip)  # noqa: E402

# What is called besides the family.
ASIDE = {"read": 0, "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11,
         "getpid": 39, "gettid": 186, "clone": 56, "prctl": 157,
         "clock_gettime": 228, "futex": 202, "arch_prctl": 158}
# Needed by several threads only; how it is told, if not by its name.
THREADS = {"clone": "clone", "futex": "futex",
           "arch_prctl": "a thread's start"}
# It does without.
UNHARMED = {"prctl", "munmap", "clock_gettime", "futex"}


def family():
    _, out, _ = run_knell("exercise", "--expect", "json")
    return {call["call"]: call["number"]
            for call in map(json.loads, out.splitlines())}


def check_refused(name, number, error, *words):
    what = f"{errno.errorcode[error]} for {name} {words}"
    status, first, last, text = run_watched(
        KNELL, "exercise", *words, before=lambda: refuse(number, error))
    if name in UNHARMED:
        check_equal(status, 0, f"status with {what}: {text}")
    else:
        check_equal(status, 1, f"status with {what}: {text}")
        check(text.startswith("knell: ") and text.count("\n") == 1,
              f"one line with {what}: {text}")
        check(THREADS.get(name, name) in text and
              errno.errorcode[error] in text, f"{what} is told: {text}")
    check_equal(last, first, f"with {what}, what is left")


def main():
    if os.uname().machine != "x86_64":
        skip("the numbers are those of x86_64")
    calls = family()
    check(len(calls) > 20, f"the family is {calls}")
    for error in (errno.EPERM, errno.ENOSYS):
        for name, number in {**calls, **ASIDE}.items():
            if name not in THREADS:
                check_refused(name, number, error)
            check_refused(name, number, error, "--threads", "3", "--repeat",
                          "2")


def check_slow():
    """The timers that were set are stopped, and nothing of them is pending."""
    for name, number in (("ppoll", 271), ("signalfd4", 289), ("alarm", 37),
                         ("setitimer", 38), ("rt_sigtimedwait", 128)):
        check_refused(name, number, errno.EPERM, "--only", "slow")
    for name, number in (("io_uring_setup", 425), ("io_uring_enter", 426),
                         ("clock_nanosleep", 230)):
        check_refused(name, number, errno.EPERM, "--only", "restarted")


def check_ring():
    """Why an io_uring may be refused without a filter."""
    for error, words in ((errno.EPERM, "kernel.io_uring_disabled"),
                         (errno.ENOMEM, "ulimit -l")):
        _, _, text = run_knell(
            "exercise", "--only", "restarted",
            preexec_fn=lambda number=error: refuse(425, number))
        check(words in text, f"{words} is told: {text}")


main()
check_slow()
check_ring()
finish()

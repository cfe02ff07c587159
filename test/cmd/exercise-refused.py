#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where a filter refuses any one system call, knell exercise ends with a
message that names it, hangs nowhere, and has put everything back: seen from
outside, at its exit."""
import ctypes
import errno
import json
import os
import select
import signal
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run_knell,
                       skip)  # noqa: E402

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long] * 4
TRACEME, CONT, SETOPTIONS = 0, 7, 0x4200
O_TRACEEXIT, O_EXITKILL, EVENT_EXIT = 1 << 6, 1 << 20, 6
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2
RET_ERRNO, RET_ALLOW = 0x00050000, 0x7fff0000
# struct timeval: nobody waits longer.
SECONDS_MAX = 20

# What is called besides the family; without these it cannot do anything.
ASIDE = {"read": 0, "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11,
         "getpid": 39, "gettid": 186, "clone": 56, "prctl": 157,
         "clock_gettime": 228, "futex": 202, "arch_prctl": 158}
# Needed by several threads only; how it is told, if not by its name.
THREADS = {"clone": "clone", "futex": "futex",
           "arch_prctl": "a thread's start"}
# What needs no call of the name, or does without it.
UNHARMED = {"prctl", "munmap", "clock_gettime", "futex"}


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def refuse(number, error):
    """A filter of this process: one system call gives one error."""
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in (
        (0x20, 0, 0, 0),
        (0x15, 0, 1, number),
        (0x06, 0, 0, RET_ERRNO | error),
        (0x06, 0, 0, RET_ALLOW)))
    program = Program(len(code) // 8, code)
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if LIBC.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0):
        os._exit(99)


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def state(pid):
    """What a process has of signals, timers and descriptors."""
    lines = read(f"/proc/{pid}/status").splitlines()
    found = dict(line.split(":\t") for line in lines
                 if line.startswith(("SigPnd", "ShdPnd", "SigBlk", "SigIgn",
                                     "SigCgt")))
    found["timers"] = read(f"/proc/{pid}/timers")
    found["descriptors"] = sorted(os.listdir(f"/proc/{pid}/fd"))
    return found


def start(arguments, number, error, before):
    """A traced child, stopped as it begins; its pid and what it writes."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            before()
            LIBC.ptrace(TRACEME, 0, 0, 0)
            if number is not None:
                refuse(number, error)
            os.execv(KNELL, [KNELL, "exercise", *arguments])
        finally:
            os._exit(98)
    os.close(writing)
    return pid, reading


def follow(pid):
    """To its end; (status, state at the start, state at the exit)."""
    first = last = None
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        done, status = os.waitpid(pid, os.WNOHANG | 0x40000000)
        if not done:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return "it hangs", first, last
            time.sleep(0.0005)
            continue
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status), first, last
        number = os.WSTOPSIG(status)
        if first is None:
            first = state(pid)
            LIBC.ptrace(SETOPTIONS, pid, 0, O_TRACEEXIT | O_EXITKILL)
            number = 0
        elif status >> 16 == EVENT_EXIT:
            last = state(pid)
            number = 0
        LIBC.ptrace(CONT, pid, 0, number)


def exercise(*arguments, number=None, error=0, before=lambda: None):
    pid, reading = start(arguments, number, error, before)
    result = follow(pid)
    text = b""
    while select.select([reading], [], [], 0)[0]:
        part = os.read(reading, 65536)
        if not part:
            break
        text += part
    os.close(reading)
    return (*result, text.decode())


def calls():
    _, out, _ = run_knell("exercise", "--expect", "json")
    found = {}
    for line in out.splitlines():
        call = json.loads(line)
        found[call["call"]] = call["number"]
    return found


def check_refused(name, number, error, *arguments):
    what = f"{name} {errno.errorcode[error]} {arguments}"
    status, first, last, text = exercise(*arguments, number=number,
                                         error=error)
    if name in UNHARMED:
        check_equal(status, 0, f"status without {what}: {text}")
    else:
        check_equal(status, 1, f"status without {what}: {text}")
        check(text.startswith("knell: ") and text.count("\n") == 1,
              f"one line without {what}: {text}")
        check(THREADS.get(name, name) in text and errno.errorcode[error] in text,
              f"{what} is told: {text}")
    check(last and last == first, f"{what}: {first} became {last}")


def main():
    if os.uname().machine != "x86_64":
        skip("the numbers are those of x86_64")
    status, first, last, text = exercise()
    check_equal(status, 0, f"status: {text}")
    check_equal(last, first, "what it leaves")
    family = calls()
    check(len(family) > 20, f"the family is {family}")
    for error in (errno.EPERM, errno.ENOSYS):
        for name, number in {**family, **ASIDE}.items():
            if name not in THREADS:
                check_refused(name, number, error)
            check_refused(name, number, error, "--threads", "3", "--repeat",
                          "2")


main()
finish()

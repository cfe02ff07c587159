# SPDX-License-Identifier: MIT
"""A process seen from outside as it begins and as it ends: it is traced, stops
before it is gone, and /proc tells what it has then."""
import ctypes
import os
import select
import signal
import struct
import time

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long] * 4
TRACEME, CONT, SETOPTIONS = 0, 7, 0x4200
O_TRACEEXEC, O_TRACEEXIT, O_EXITKILL = 1 << 4, 1 << 6, 1 << 20
EVENT_EXEC, EVENT_EXIT = 4, 6
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2
RET_ERRNO, RET_ALLOW = 0x00050000, 0x7fff0000
CLONE_NEWUSER, WALL = 0x10000000, 0x40000000
SECONDS_MAX = 60
FIELDS = ("SigQ", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "Threads")


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
    found = dict(line.split(":\t", 1) for line in lines
                 if line.startswith(FIELDS))
    found["timers"] = read(f"/proc/{pid}/timers")
    found["descriptors"] = sorted(os.listdir(f"/proc/{pid}/fd"))
    return found


def start(command, before):
    """A traced child, stopped as it begins; its pid and what it writes."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            # Queued signals are counted for each namespace by itself.
            LIBC.unshare(CLONE_NEWUSER)
            LIBC.ptrace(TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            before()
            os.execv(command[0], command)
        finally:
            os._exit(98)
    os.close(writing)
    return pid, reading


def follow(pid):
    """To its end; (status, state at the start, state at the exit)."""
    first = last = None
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        done, status = os.waitpid(pid, os.WNOHANG | WALL)
        if not done:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, WALL)
                return "it hangs", first, last
            time.sleep(0.0005)
            continue
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status), first, last
        number, event = os.WSTOPSIG(status), status >> 16
        if number == signal.SIGSTOP:
            LIBC.ptrace(SETOPTIONS, pid, 0,
                        O_TRACEEXEC | O_TRACEEXIT | O_EXITKILL)
            number = 0
        elif event == EVENT_EXEC:
            first = state(pid)
        elif event == EVENT_EXIT:
            last = state(pid)
        if event:
            number = 0
        LIBC.ptrace(CONT, pid, 0, number)


def run_watched(*command, before=lambda: None):
    """(status, state at the start, state at the exit, output)."""
    pid, reading = start(list(command), before)
    result = follow(pid)
    text = b""
    while select.select([reading], [], [], 0)[0]:
        part = os.read(reading, 65536)
        if not part:
            break
        text += part
    os.close(reading)
    return (*result, text.decode())

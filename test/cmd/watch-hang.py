#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A subject that does not end is ended by knell watch, which says so; one that
somebody stops goes on."""
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish, run  # noqa: E402

PLACE = os.environ["TMPDIR"]
LATE = 30
PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
# As long as it waits for the end, and for the end of what it has killed.
PATIENCE, KILLED = 21, 6
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p,
                        ctypes.c_void_p]


def wait_for(what, condition):
    due = time.monotonic() + LATE
    while time.monotonic() < due:
        got = condition()
        if got:
            return got
        time.sleep(0.002)
    check(False, f"{what}: what is waited for does not come")
    finish()
    return None


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return [int(child) for child in file.read().split()]


def is_writing(pid):
    """It waits in write(1, ...)."""
    with open(f"/proc/{pid}/syscall", encoding="utf-8") as file:
        return file.read().startswith("1 0x1 ")


def start(words, takes_output):
    """(the process, where to read from). What is written to a full pipe waits
    until it is read."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    if not takes_output:
        os.write(writable, bytes(fcntl.fcntl(writable, fcntl.F_GETPIPE_SZ)))
    os.set_blocking(writable, True)
    process = subprocess.Popen([KNELL, "watch", *words], stdout=writable,
                               stderr=subprocess.PIPE)
    os.close(writable)
    return process, readable


def hurry(process, seconds):
    """So many of its waits take no time, and between two looks at the clock
    ages go by: of which a second counts, for it may have been stopped itself.
    Until the last of these, all would be well."""
    log = os.path.join(PLACE, "strace")
    tracer = subprocess.Popen(
        ["strace", "-qq", "-o", log, "-p", str(process.pid),
         "-e", "trace=clock_gettime,rt_sigtimedwait,kill",
         "-e", "inject=clock_gettime:poke_exit=@arg2=ffffffff00000000:"
         f"when=1..{seconds}+2",
         "-e", f"inject=rt_sigtimedwait:error=EAGAIN:when=1..{seconds - 1}"])
    return tracer, log


def finish_run(process, readable, tracer, what):
    """(status, what it wrote), or None when it stayed."""
    text = b""
    os.set_blocking(readable, False)
    due = time.monotonic() + LATE
    while time.monotonic() < due:
        try:
            got = os.read(readable, 65536)
        except BlockingIOError:
            time.sleep(0.002)
            continue
        if not got:
            break
        text += got
    else:
        process.kill()
        check(False, f"{what}: it stays")
        finish()
    os.close(readable)
    if tracer:
        tracer.wait(LATE)
    status = process.wait(LATE)
    check_equal(process.stderr.read(), b"", f"{what}: its messages")
    process.stderr.close()
    return status, text.replace(b"\0", b"").decode()


def read_log(log):
    with open(log, encoding="utf-8") as file:
        return file.read()


def check_blocked(words):
    """Nobody reads what it writes."""
    what = f"no reader, {words}"
    process, readable = start(("--interval", "0.005", *words), False)
    subject = wait_for(what, lambda: children(process.pid))[0]
    wait_for(what, lambda: is_writing(subject))
    tracer, log = hurry(process, PATIENCE)
    # It writes its report, too.
    wait_for(what, lambda: not children(process.pid))
    status, out = finish_run(process, readable, tracer, what)
    check_equal(status, 1, what)
    for part in (": hung\n", "did not call kill()", "handler      did not run",
                 "0x0009: killed by SIGKILL; knell killed it, as it did not "
                 "end", "unknown: it should have ended 20 s ago"):
        check(part in out, f"{what}: {part!r} in {out}")
    before = read_log(log).partition("SIGKILL")[0]
    # Some of its patience may be gone before.
    check(PATIENCE / 2 < before.count("clock_gettime") <= PATIENCE,
          f"{what}: its looks at the clock: {before}")
    check(not os.path.exists(f"/proc/{subject}"), f"{what}: it is left")


def check_held():
    """Another tracer holds the subject, and its end, too."""
    interval = 1
    process, readable = start(("--interval", str(interval), "--json"), True)
    subject = wait_for("the subject", lambda: children(process.pid))[0]
    error = LIBC.ptrace(PTRACE_SEIZE, subject, None, None)
    check_equal(error, 0, f"seizing it: {os.strerror(ctypes.get_errno())}")
    LIBC.ptrace(PTRACE_INTERRUPT, subject, None, None)
    tracer, log = hurry(process, 6 * interval + PATIENCE + KILLED)
    status, out = finish_run(process, readable, tracer, "held")
    result = json.loads(out)
    check_equal((status, result["outcome"], result["reason"], result["why"],
                 result["end"]["hung"], result["end"]["wait_status"]),
                (1, "hung", None, None, True, None), "held")
    # The kernel told nobody else of its end.
    while True:
        pid, end = os.waitpid(subject, 0)
        if not os.WIFSTOPPED(end):
            break
    check_equal((pid, end), (subject, signal.SIGKILL), "its end")


def check_stopped():
    """knell sends SIGCONT, and tells of the stop."""
    process, readable = start(("noraise", "--interval", "0.1", "--json"), True)
    subject = wait_for("the subject", lambda: children(process.pid))[0]
    wait_for("its second thread",
             lambda: len(os.listdir(f"/proc/{subject}/task")) > 1)
    os.kill(subject, signal.SIGSTOP)
    status, out = finish_run(process, readable, None, "stopped")
    result = json.loads(out)
    check_equal((status, result["outcome"], result["reason"],
                 result["end"]["stopped_by"]),
                (0, "went-on", "handled", "SIGSTOP"), "stopped")


def main():
    check_stopped()
    if os.uname().machine != "x86_64":
        finish("the clock is set by strace, for x86_64")
    for words in ((), ("container",), ("--svg", f"{PLACE}/svg")):
        if "container" in words and run("unshare", "--user", "--pid", "--fork",
                                        "true")[0]:
            continue
        check_blocked(words)
    check_held()
    finish()


main()

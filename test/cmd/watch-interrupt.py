#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Ctrl-C or a kill at any moment of knell watch leaves no process behind, and
the terminal as it was."""
import ctypes
import os
import pty
import random
import signal
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish, run  # noqa: E402

PR_SET_CHILD_SUBREAPER = 36
ROUNDS = 4
LATE = 30
COMMANDS = ([], ["container"], ["noraise", "do_segfault", "--limit", "1000000"],
            ["--trace"], ["--trace", "container", "do_segfault"],
            ["--signal", "TSTP", "--trace"], ["--signal", "INT"], ["--all"],
            ["--all", "--signal", "TTOU"])


def start(words):
    """In a session of its own, with a terminal; (pid, terminal)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(KNELL, [KNELL, "watch", "--interval", "0.02", *words])
    return pid, terminal


def read_all(terminal):
    text = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            return text
        if not part:
            return text
        text += part


def reap(first):
    """All that there was comes to this process in the end; (the status of the
    first, how many others). None: somebody stays."""
    status, others, due = None, 0, time.monotonic() + LATE
    while time.monotonic() < due:
        try:
            pid, got = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status, others
        if pid == first:
            status = got
        elif pid:
            others += 1
        else:
            time.sleep(0.002)
    return None


def check_moment(words, end, delay):
    pid, terminal = start(words)
    before = termios.tcgetattr(terminal)
    time.sleep(delay)
    what = f"{words}, {end} after {delay:.3f} s"
    check_equal(termios.tcgetattr(terminal), before, f"{what}: the terminal")
    if end == "Ctrl-C":
        os.write(terminal, b"\x03")
    else:
        os.kill(pid, signal.SIGKILL)
    text = read_all(terminal)
    os.close(terminal)
    left = reap(pid)
    if not check(left, f"{what}: a process is left: "
                 + run("ps", "-o", "pid,ppid,stat,args", "--forest")[1]):
        return None
    status, others = left
    number = signal.SIGINT if end == "Ctrl-C" else signal.SIGKILL
    check(status in (number, 0), f"{what}: status {status}, {text[-300:]}")
    return status, others


def check_progress():
    """On a terminal --all shows how far it is, and takes that away."""
    pid, terminal = start(["--all"])
    text = read_all(terminal).decode()
    os.close(terminal)
    check_equal(reap(pid), (0, 0), "--all on a terminal")
    check("knell: 0 of 60" in text, f"the progress: {text[:200]!r}")
    table = text[text.rindex("\r\x1b[K"):]
    check("of 60" not in table and "requeue" in table, f"{table[:200]!r}")


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # So that the child dies of it before it is knell, too.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    random.seed(4)
    ended, orphans = 0, 0
    for words in COMMANDS:
        most = 0.5 if "--all" in words else 0.15
        for i in range(ROUNDS):
            end = "kill" if i % 3 == 2 else "Ctrl-C"
            got = check_moment(words, end, random.random() * most)
            ended += bool(got and got[0])
            orphans += got[1] if got else 0
    # Otherwise nothing was shown: it was over each time.
    check(ended >= len(COMMANDS), f"only {ended} were ended")
    check(orphans, "there never was another process to be left")
    check_progress()
    finish()


main()

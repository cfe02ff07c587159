#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell exercise says in one line what is wrong, shows on a terminal how far it
is, and is gone after Ctrl-C."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish, run_knell  # noqa: E402

PLACE = os.environ["TMPDIR"]


def check_wrong():
    fifo = os.path.join(PLACE, "noise")
    with open(fifo, "wb") as file:
        file.write(bytes(range(256)) * 1000)
    for words in (
            ("--bogus",), ("operand",), ("--only",), ("--only", ""),
            ("--only", "bogus"), ("--only", "core,"), ("--only", ",core"),
            ("--only", "start"), ("--only", "cor"), ("--repeat", "0"),
            ("--repeat", "-1"), ("--repeat", "3x"), ("--repeat", ""),
            ("--repeat", "99999999999999999999"), ("--rate", "0"),
            ("--threads", "0"), ("--threads", "15"), ("--threads", "two"),
            ("--expect", "text"), ("--expect",), ("--list=x",), ("--verify",),
            ("--list", "--expect", "json"), ("--list", "--verify", "-"),
            ("--list", "--repeat", "2"), ("--list", "--threads", "2"),
            ("--list", "--rate", "2", "--repeat", "2"), ("--rate", "2"),
            ("--expect", "json", "--repeat", "2", "--rate", "2"),
            ("--verify", "-", "--repeat", "2", "--rate", "2"),
            ("--verify", "-", "--verify", "-"), ("--only", "all,core"),
            ("--expect", "json", "--verify", "-"),
            ("--verify", "/"), ("--verify", "/nonexistent"),
            ("--verify", "/dev/null"), ("--verify", "/etc/passwd"),
            ("--verify", "/dev/zero"), ("--verify", "/proc/cpuinfo"),
            ("--verify", KNELL), ("--verify", fifo), ("--verify", ""),
            ("--verify", "/proc/self/mem")):
        status, out, errors = run_knell("exercise", *words)
        check_equal((status, out), (2, ""), f"exercise {words}: {errors}")
        check(re.fullmatch(r"knell: [^\n]+\n", errors), f"{words}: {errors}")
    for text in ('{"call":1}', '{"call":"kill"', '[1]\n{"call":"kill"}',
                 '{"call":"kill"} x', '{"call":"kill","tid":-1.5}', "{}"):
        done = subprocess.run([KNELL, "exercise", "--verify", "-"],
                              input=text.encode(), capture_output=True,
                              timeout=10, check=False)
        check_equal((done.returncode, done.stdout), (2, b""), text)
        check(re.fullmatch(rb"knell: [^\n]+\n", done.stderr), text)


def check_endless():
    """What never ends, as one line or as many, is not read for ever."""
    hole = os.path.join(PLACE, "hole")
    with open(hole, "wb") as file:
        file.truncate(1 << 40)
    for feed, log, says in (
            ("cat /dev/zero", "-", "16 MiB"), ("yes", "-", "256 MiB"),
            ("yes 'kill(1, 2) = 0'", "/dev/fd/0", "256 MiB"),
            (f"cat {hole}", "-", "16 MiB"), (":", hole, "16 MiB"),
            (":", "-", "no tracer's log")):
        done = subprocess.run(
            ["sh", "-c", f"{feed} | {KNELL} exercise --verify {log}"],
            capture_output=True, timeout=60, check=False)
        check_equal((done.returncode, done.stdout), (2, b""), feed)
        check(re.fullmatch(rf"knell: [^\n]*{says}[^\n]*\n",
                           done.stderr.decode()), f"{feed}: {done.stderr}")


def check_full():
    for words in ((), ("--list",), ("--expect", "json")):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([KNELL, "exercise", *words], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        check_equal((done.returncode, done.stderr.count(b"\n")), (1, 1),
                    f"{words} on a full device: {done.stderr}")


def read_for(terminal, seconds, text):
    """What is written, until the text comes."""
    found, deadline = "", time.monotonic() + seconds
    while text not in found and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            found += os.read(terminal, 4096).decode()
    return found


def check_terminal():
    pid, terminal = pty.fork()
    if not pid:
        os.execv(KNELL, [KNELL, "exercise", "--threads", "3", "--repeat",
                         "1000000"])
    mode = termios.tcgetattr(terminal)
    out = read_for(terminal, 60, "\033[K")
    check(re.fullmatch(r"\rknell: repeat \d+ of 1000000, \d+ s\033\[K", out),
          f"how far it is: {out!r}")
    check_equal(termios.tcgetattr(terminal), mode, "the terminal's mode")
    os.write(terminal, b"\003")
    _, status = os.waitpid(pid, 0)
    check_equal(os.waitstatus_to_exitcode(status), -signal.SIGINT, "Ctrl-C")
    check_equal(termios.tcgetattr(terminal), mode, "the mode after Ctrl-C")
    os.close(terminal)


check_wrong()
check_endless()
check_full()
check_terminal()
finish()

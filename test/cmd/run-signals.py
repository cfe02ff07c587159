#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Signals sent to knell reach the program once, with value and sender; who
killed is told; tracing that is not allowed is said."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, PROGRAMS, PYTHON, check, check_equal, finish,
                       run, run_knell)  # noqa: E402

LISTENER = os.path.join(PROGRAMS, "listener")


def queue(pid, number, value):
    """sigqueue(3), which Python lacks."""
    subprocess.run([PYTHON, "-c",
                    "import ctypes, sys; ctypes.CDLL(None).sigqueue("
                    "int(sys.argv[1]), int(sys.argv[2]),"
                    " ctypes.c_void_p(int(sys.argv[3])))",
                    str(pid), str(number), str(value)], check=True)


def check_forwarding():
    process = subprocess.Popen([KNELL, "run", LISTENER],
                               stdout=subprocess.PIPE, text=True)
    check_equal(process.stdout.readline(), "ready\n", "the listener")
    me = os.getpid()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1,
                   signal.SIGRTMIN + 3):
        os.kill(process.pid, number)
        check_equal(process.stdout.readline(), f"{number:d} 0 {me} 0\n",
                    "a signal with its true sender")
    for value in (1, 77, 2 ** 40):
        queue(process.pid, signal.SIGRTMIN + 5, value)
        words = process.stdout.readline().split()
        check_equal((words[0], words[1], words[3]),
                    (str(int(signal.SIGRTMIN + 5)), "-1", str(value)),
                    "a queued signal")
    os.kill(process.pid, signal.SIGUSR2)
    check_equal(process.stdout.read(), f"{signal.SIGUSR2:d} 0 {me} 0\n", "last")
    check_equal(process.wait(30), 0, "the status")


def check_group():
    """What is sent to the whole group comes once."""
    process = subprocess.Popen([KNELL, "run", LISTENER],
                               stdout=subprocess.PIPE, text=True,
                               start_new_session=True)
    process.stdout.readline()
    for _ in range(5):
        os.killpg(process.pid, signal.SIGTERM)
        line = process.stdout.readline()
        check_equal(line, f"{signal.SIGTERM:d} 0 {os.getpid()} 0\n", "group")
        time.sleep(0.12)
    os.killpg(process.pid, signal.SIGUSR2)
    check_equal(process.stdout.read(),
                f"{signal.SIGUSR2:d} 0 {os.getpid()} 0\n", "and no more")
    process.wait(30)


def check_sender():
    for name in ("TERM", "HUP", "ABRT"):
        process = subprocess.Popen(
            [KNELL, "run", "sh", "-c", "echo $$; exec sleep 600"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        pid = int(process.stdout.readline())
        time.sleep(0.1)
        number = getattr(signal, "SIG" + name)
        os.kill(pid, number)
        errors = process.communicate(timeout=30)[1]
        check_equal(process.returncode, -number, "the status")
        check(re.search(rf"SIG{name}.*{os.getpid()} \(\S+, (uid 0|user)",
                        errors), f"who sent it is told: {errors[:300]!r}")


def check_untraced():
    """Under another tracer the program runs, and knell says so once."""
    status, out, errors = run("strace", "-f", "-o", "/dev/null", KNELL, "run",
                              "sh", "-c", "echo ran; kill -TERM $$")
    check_equal(out, "ran\n", "the program under strace")
    check_equal(status, -signal.SIGTERM, "its status")
    lines = [line for line in errors.splitlines() if line.startswith("knell")]
    check(len(lines) == 2 and "cannot be traced" in lines[0] and
          "SIGTERM" in lines[1], f"both lines: {errors!r}")


def check_tree():
    crasher = os.path.join(PROGRAMS, "crasher")
    script = f"{crasher} null-read; sh -c '{crasher} abort; true'; exit 3"
    status, _, errors = run_knell("run", "sh", "-c", script)
    check_equal(status, 3, "the parent's status")
    check(errors.count("24 bytes past a null pointer") >= 1 and
          "called abort" in errors, "both deaths in the tree are told")
    status, _, errors = run_knell("run", "--no-follow", "sh", "-c", script)
    check_equal(status, 3, "the parent's status with --no-follow")
    check("null pointer" not in errors and "called abort" not in errors,
          "--no-follow leaves children alone")
    _, _, errors = run_knell("run", "sh", "-c",
                             "sleep 600 & sleep 0.3; kill $!; wait; true")
    check(re.search(r"knell: sleep\[\d+\] was killed by SIGTERM from pid \d+ "
                    r"\(sh, uid", errors), f"a child by its name: {errors!r}")
    # A program that traces another one runs with --no-follow.
    status, out, _ = run_knell("run", "--no-follow", "strace", "-o",
                               "/dev/null", "echo", "traced")
    check_equal((status, out), (0, "traced\n"), "strace under --no-follow")


def full_pipe():
    """One that has no room left, and its reader."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    return reader, writer


def check_unread():
    """A report that nobody reads is waited for, but not against a signal."""
    for script, expected in (("kill -SEGV $$", -signal.SIGSEGV),
                             ("kill -KILL $$", -signal.SIGKILL)):
        reader, writer = full_pipe()
        process = subprocess.Popen([KNELL, "run", "sh", "-c", script],
                                   stderr=writer)
        try:
            process.wait(0.2)
            check(False, f"{script}: knell should wait for its reader")
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
        try:
            check_equal(process.wait(60), expected, "the program's status")
        except subprocess.TimeoutExpired:
            process.kill()
            check(False, f"{script}: knell should end after SIGTERM")
        os.close(writer)
        os.close(reader)


def check_whole():
    """A report that is under way when knell is told to end is not torn: what
    is read late, and what knell-report takes long for."""
    reader, writer = full_pipe()
    process = subprocess.Popen([KNELL, "run", "sh", "-c", "kill -SEGV $$"],
                               stderr=writer)
    os.close(writer)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    with open(reader, "rb") as file:
        text = file.read().lstrip(b"x").decode()
    check_equal(process.wait(60), -signal.SIGSEGV, "read late")
    check("SIGSEGV" in text and "\nReported by knell " in text,
          f"the report, read late: {text}")
    place = os.path.join(os.environ["TMPDIR"], "slow")
    os.mkdir(place)
    shutil.copy(KNELL, place)
    helper = os.path.join(place, "knell-report")
    with open(helper, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nsleep 1\necho the whole report\n")
    os.chmod(helper, 0o755)
    process = subprocess.Popen([os.path.join(place, "knell"), "run", "sh",
                                "-c", "kill -SEGV $$"], start_new_session=True,
                               stderr=subprocess.PIPE)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGTERM)
    check_equal((process.communicate()[1], process.returncode),
                (b"the whole report\n", -signal.SIGSEGV), "while it is made")


def main():
    check_unread()
    check_whole()
    check_forwarding()
    check_group()
    check_sender()
    check_untraced()
    check_tree()


if __name__ == "__main__":
    main()
    finish()

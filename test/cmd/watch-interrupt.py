#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Ctrl-C or a kill at any moment of knell watch leaves no process behind, and
the terminal as it was; so does what stops a container whose PID 1 it is."""
import ctypes
import fcntl
import os
import pty
import random
import re
import select
import signal
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish  # noqa: E402

PR_SET_CHILD_SUBREAPER = 36
ROUNDS = 5
# A subject that is left stays ten times as long with LONG.
LATE, LONG, SHORT = 30, "60", "0.02"
CONTAINER = ["unshare", "--pid", "--fork"]
if os.geteuid() != 0:
    CONTAINER += ["--user", "--map-root-user"]
# Standard output takes nothing: each has no end.
FIRSTS = (("watch", "--interval", LONG),
          ("watch", "--trace", "container", "--interval", LONG),
          ("watch", "--all", "--interval", LONG),
          ("exercise", "--repeat", "1000000", "--threads", "2"), ("frame",))
COMMANDS = ([], ["container"], ["noraise", "do_segfault", "--limit", "1000000"],
            ["--trace"], ["--trace", "container", "do_segfault"],
            ["--signal", "TSTP", "--trace"], ["--signal", "INT"], ["--all"],
            ["--all", "--signal", "TTOU"])


def start(words, interval, has_terminal=True):
    """In a session of its own; (pid, what to read its output from). Where the
    terminal's session ends, SIGHUP would end what is left."""
    command = [KNELL, "watch", "--interval", interval, *words]
    if not has_terminal:
        readable, writable = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(writable, 1)
            os.execv(KNELL, command)
        os.close(writable)
        return pid, readable
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(KNELL, command)
    # Before it is the terminal's, Ctrl-C means nobody.
    while os.tcgetpgrp(terminal) != pid:
        time.sleep(0.001)
    return pid, terminal


def read_some(terminal):
    try:
        if select.select([terminal], [], [], 0.002)[0]:
            return os.read(terminal, 65536)
    except OSError:
        time.sleep(0.002)
    return b""


def read_to_end(first, terminal):
    """All that there was comes to this process in the end: what was written,
    the status of the first (None: it stays), how many others, and how many
    processes are left."""
    text, status, others, due = b"", None, 0, time.monotonic() + LATE
    while time.monotonic() < due:
        text += read_some(terminal)
        try:
            pid, got = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            os.close(terminal)
            return text.decode(), status, others, False
        if pid == first:
            status = got
        elif pid:
            others += 1
    os.close(terminal)
    return text.decode(), status, others, True


def end_rest():
    with open(f"/proc/self/task/{os.getpid()}/children",
              encoding="utf-8") as file:
        for pid in file.read().split():
            os.kill(int(pid), signal.SIGKILL)


def check_moment(words, interval, end, delay):
    interrupts = end == "Ctrl-C"
    pid, terminal = start(words, interval, interrupts)
    what = f"{words}, {interval} s, {end} after {delay:.3f} s"
    if interrupts:
        before = termios.tcgetattr(terminal)
        time.sleep(delay)
        check_equal(termios.tcgetattr(terminal), before, f"{what}: its modes")
        os.write(terminal, b"\x03")
    else:
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
    text, status, others, left = read_to_end(pid, terminal)
    if not check(not left, f"{what}: a process is left"):
        end_rest()
        finish()
    number = signal.SIGINT if interrupts else signal.SIGKILL
    check(status in (number, 0), f"{what}: status {status}, {text[-300:]}")
    return status != 0, others


def full_pipe():
    """(its ends: nothing more goes in)"""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    size = fcntl.fcntl(writable, fcntl.F_GETPIPE_SZ)
    check_equal(os.write(writable, bytes(size)), size, "filling a pipe")
    os.set_blocking(writable, True)
    return readable, writable


def status_of(pid, field):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return re.search(rf"^{field}:\s*(\S+)", file.read(), re.MULTILINE)[1]


def is_caught(pid, number):
    return int(status_of(pid, "SigCgt"), 16) >> (number - 1) & 1


def members(space):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/ns/pid") == space:
                found.append(pid)
        except OSError:
            pass
    return found


def check_first(words, number):
    """The kernel spares PID 1 from it. The container ends as by any init."""
    what = f"PID 1, knell {words}, signal {number}"
    readable, writable = full_pipe()
    with subprocess.Popen([*CONTAINER, KNELL, *words],
                          stdout=writable) as process:
        first = wait_for_child(process.pid)
        # As long as it is open, no other namespace has its number.
        space = os.open(f"/proc/{first}/ns/pid", os.O_RDONLY)
        due = time.monotonic() + LATE
        while not is_caught(first, number):
            time.sleep(0.001)
            if time.monotonic() > due:
                os.kill(first, signal.SIGKILL)
                check(False, f"{what}: the kernel will drop it")
                finish()
        time.sleep(random.random() * 0.05)
        os.kill(first, number)
        try:
            check_equal(process.wait(LATE), 128 + number, what)
        except subprocess.TimeoutExpired:
            os.kill(first, signal.SIGKILL)
            check(False, f"{what}: it stays")
            finish()
        check_equal(members(os.readlink(f"/proc/self/fd/{space}")), [],
                    f"{what}: who is left")
        os.close(space)
    os.close(readable)
    os.close(writable)


def check_firsts():
    if subprocess.run([*CONTAINER, "true"], check=False).returncode:
        finish("PID namespaces are not allowed here")
    for words in FIRSTS:
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            check_first(words, number)
    # In its children the actions are those from before.
    for words, expected in ((("--signal", "INT"), "died of SIGINT"),
                            (("--signal", "TERM", "container"), "went on")):
        out = subprocess.run(
            [*CONTAINER, KNELL, "watch", "--interval", "0.005", *words],
            check=True, stdout=subprocess.PIPE).stdout.decode()
        check(f": {expected}\n" in out, f"{words}: {out}")


def check_slow_start():
    """knell dies before its subject has asked to die with it: the subject must
    not begin."""
    log = os.path.join(os.environ["TMPDIR"], "strace")
    tracer = subprocess.Popen(
        ["strace", "-f", "-o", log, "-e", "trace=prctl", "-e",
         "inject=prctl:delay_enter=700000", KNELL, "watch", "--interval", "0.01"],
        stdout=subprocess.PIPE)
    knell = wait_for_child(tracer.pid)
    wait_for_child(knell)
    os.kill(knell, signal.SIGKILL)
    out = tracer.communicate(timeout=LATE)[0].decode()
    with open(log, encoding="utf-8") as file:
        text = file.read()
    died = text.find(f"{knell} +++ killed by SIGKILL")
    asked = re.search(r"prctl.* = 0", text)
    if died >= 0 and (not asked or died < asked.start()):
        check_equal(out, "", "an orphan's words")


def wait_for_child(pid):
    """A child that runs knell."""
    due = time.monotonic() + LATE
    while time.monotonic() < due:
        try:
            with open(f"/proc/{pid}/task/{pid}/children",
                      encoding="utf-8") as file:
                for child in file.read().split():
                    if os.path.samefile(f"/proc/{child}/exe", KNELL):
                        return int(child)
        except OSError:
            pass
    check(False, f"{pid} has no child")
    finish()
    return None


def check_progress():
    """On a terminal --all shows how far it is, and takes that away."""
    pid, terminal = start(["--all"], SHORT)
    text, status, others, left = read_to_end(pid, terminal)
    check_equal((status, others, left), (0, 0, False), "--all on a terminal")
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
            end = "kill" if i % 2 else "Ctrl-C"
            interval = LONG if i % 3 == 0 else SHORT
            was_ended, others = check_moment(words, interval, end,
                                             random.random() * most)
            ended += was_ended
            orphans += others
    # Otherwise nothing was shown: it was over each time.
    check(ended >= len(COMMANDS), f"only {ended} were ended")
    check(orphans, "there never was another process to be left")
    check_progress()
    check_slow_start()
    check_firsts()
    finish()


main()

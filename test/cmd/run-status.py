#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What knell run ends with, where reports go, and what bad input gets."""
import glob
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, PROGRAMS, PYTHON, check, check_equal, finish,
                       run_knell)  # noqa: E402

CRASHER = os.path.join(PROGRAMS, "crasher")
HERE = os.environ["TMPDIR"]


def check_exits():
    for number in (0, 1, 2, 125, 126, 127, 255):
        status, out, errors = run_knell("run", "sh", "-c", f"exit {number}")
        check_equal((status, out, errors), (number, "", ""), "exit status")
    for name in ("TERM", "INT", "HUP", "KILL", "USR1", "ALRM", "PIPE"):
        status, _, errors = run_knell("run", "sh", "-c", f"kill -{name} $$")
        number = getattr(signal, "SIG" + name)
        check_equal(status, -number, f"status after SIG{name}")
        check(errors.startswith("knell: sh[") and f"SIG{name}" in errors and
              errors.count("\n") == 1, f"one line tells of {name}: {errors!r}")


def check_starting():
    status, _, errors = run_knell("run", "no-such-program-anywhere")
    check_equal(status, 127, "status for a program that is not there")
    check("no-such-program-anywhere" in errors and errors.count("\n") == 1,
          f"one line: {errors!r}")
    check_equal(run_knell("run", "")[0], 127, "status for an empty name")
    for path in ("/etc/passwd", "/etc"):
        status, _, errors = run_knell("run", path)
        check_equal(status, 126, f"status for {path}")
        check(path in errors and errors.count("\n") == 1, f"line: {errors!r}")
    script = os.path.join(HERE, "plain-script")
    with open(script, "w", encoding="utf-8") as file:
        file.write("echo from a script; exit 7\n")
    os.chmod(script, 0o755)
    check_equal(run_knell("run", script)[:2], (7, "from a script\n"),
                "a script with no interpreter line")
    check_equal(run_knell("run", "plain-script",
                          env={"PATH": "/nowhere:" + HERE})[:2],
                (7, "from a script\n"), "a program found in PATH")


def check_usage():
    for words in ((), ("--bogus", "true"), ("-o",), ("--format", "xml", "true"),
                  ("--color=sometimes", "true"), ("--quiet=1", "true"),
                  ("-o", "x%q", "true"), ("-o", "", "true")):
        status, out, errors = run_knell("run", *words)
        check_equal(status, 2, f"status of knell run {words}")
        check(errors.startswith("knell: ") and errors.count("\n") == 1 and
              not out, f"one line for {words}: {errors!r}")
    for words in (("--format",), ("-f",), ("--help=1",), ("--bogus",)):
        said = [run_knell(command, *words)[2].replace(command, "?")
                for command in ("run", "report")]
        check_equal(said[0], said[1], f"what both commands say of {words}")
    check_equal(run_knell("bogus")[0], 2, "an unknown command's status")
    check_equal(run_knell()[0], 2, "the status of no command")
    for words in (("help",), ("--help",), ("help", "run"), ("run", "--help"),
                  ("run", "-q", "--help"), ("report", "-f", "json", "-h")):
        status, out, errors = run_knell(*words)
        check(status == 0 and "usage: knell" in out and not errors,
              f"knell {words} helps")
        check(max(map(len, out.splitlines())) <= 80, "help fits 80 columns")
    for words in (("help",), ("run", "-h"), ("--version",)):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([KNELL, *words], stdout=full, check=False,
                                  stderr=subprocess.PIPE)
        check_equal(done.returncode, 125, f"status of {words}, not written")
        check(b"standard output" in done.stderr, f"says so: {done.stderr!r}")
    check_equal(run_knell("--version")[:2], (0, "knell 0.1.0\n"), "version")


def check_output():
    pattern = os.path.join(HERE, "%e-%p-%t%%.txt")
    status, _, errors = run_knell("run", "-o", pattern, CRASHER, "null-read")
    check_equal((status, errors), (-11, ""), "a report in a file")
    files = glob.glob(os.path.join(HERE, "crasher-*-*%.txt"))
    check_equal(len(files), 1, "files by the pattern")
    for path in files:
        with open(path, encoding="utf-8") as file:
            check("null pointer" in file.read(), "the file has the report")
        check_equal(os.stat(path).st_mode & 0o777, 0o600, "its mode")
    path = os.path.join(HERE, "all.json")
    for _ in range(2):
        run_knell("run", "-f", "json", "-o", path, CRASHER, "null-read")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    check_equal([json.loads(line)["cause"]["kind"] for line in lines],
                ["null-pointer"] * 2, "one document a line, added to")
    fifo = os.path.join(HERE, "nobody-reads")
    os.mkfifo(fifo)
    for bad in (os.path.join(HERE, "no/such/file"), HERE, "/dev/full", fifo):
        status, _, errors = run_knell("run", "-o", bad, CRASHER, "null-read")
        check_equal(status, -11, f"the death, when {bad} cannot be written")
        check(errors.startswith("knell: ") and bad in errors.split("\n")[0] and
              "null pointer" in errors, f"report and reason: {errors[:300]!r}")
    status, _, errors = run_knell("run", "-q", CRASHER, "null-read")
    check_equal((status, errors), (-11, ""), "--quiet")
    status, _, errors = run_knell("run", "-q", "sh", "-c", "kill $$")
    check_equal((status, errors), (-15, ""), "--quiet and no line")
    _, _, errors = run_knell("run", "--all", "sh", "-c", "kill $$")
    check("sent SIGTERM to itself" in errors and "Stack" in errors, "--all")
    # Nobody reads: the death is what it is.
    done = subprocess.run(
        ["sh", "-c", f"{KNELL} run {CRASHER} null-read 2>&-; echo $?"],
        capture_output=True, text=True, check=False)
    check_equal(done.stdout, "139\n", "the death with standard error closed")


def check_private():
    secret = {"SECRET_TOKEN": "hunter2", "SHOWN": "visible", "PATH": "/bin"}
    for options in ((), ("-f", "json")):
        _, _, errors = run_knell("run", *options, CRASHER, "null-read",
                                 env=secret)
        check("hunter2" not in errors, "the environment is not shown")
        _, _, errors = run_knell("run", *options, "--env", "SHOWN", CRASHER,
                                 "null-read", env=secret)
        check("SHOWN=visible" in errors and "hunter2" not in errors,
              f"the variable that was asked for is shown {options}")


PROBE = """
import os, resource, signal, sys
print(os.getpgrp() == os.getpgid(os.getppid()), os.getsid(0),
      sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
      [n for n in range(1, 65) if n not in (9, 19, 32, 33)
       and signal.getsignal(n) == signal.SIG_IGN],
      resource.getrlimit(resource.RLIMIT_CORE),
      resource.getrlimit(resource.RLIMIT_NOFILE),
      sorted(os.listdir("/proc/self/fd"))[:-1] == sorted(map(str, sys.argv[1:])),
      dict(os.environ) == {"A": "b"})
"""


def check_inherited():
    """Mask, dispositions, limits, group and descriptors, as without knell."""
    def prepare():
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)
        signal.signal(signal.SIGBUS, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK,
                               [signal.SIGUSR1, signal.SIGRTMIN])

    def ask(*words):
        return subprocess.run([*words, PYTHON, "-c", PROBE, "0", "1", "2"],
                              capture_output=True, preexec_fn=prepare,
                              env={"A": "b"}, stdin=subprocess.DEVNULL,
                              check=False).stdout

    bare, under = ask(), ask(KNELL, "run")
    check(bare and b"False" not in bare.split(b"[")[1], "the probe works")
    check_equal(under.split(b" ", 1)[1], bare.split(b" ", 1)[1],
                "what the program inherits")


def main():
    check_exits()
    check_starting()
    check_usage()
    check_output()
    check_private()
    check_inherited()


if __name__ == "__main__":
    main()
    finish()

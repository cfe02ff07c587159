#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell run as PID 1 of a PID namespace, and as a reaper below it."""
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, PROGRAMS, PYTHON, check, check_equal, finish,
                       run, run_knell, skip)  # noqa: E402

HERE = os.environ["TMPDIR"]
SPACE = ["unshare", "--pid", "--fork", "--kill-child"]
if os.geteuid() != 0:
    SPACE += ["--user", "--map-root-user"]


def in_space(*words, **options):
    return run(*SPACE, *words, **options)


def check_deaths():
    """The namespace ends with 128 + N, soon, whatever kills the program."""
    crasher = os.path.join(PROGRAMS, "crasher")
    for death, number, says in (
            ("null-read", signal.SIGSEGV, "null pointer"),
            ("abort", signal.SIGABRT, "called abort"),
            ("illegal", signal.SIGILL, "trap instruction"),
            ("breakpoint", signal.SIGTRAP, "breakpoint"),
            ("raise-term", signal.SIGTERM, "SIGTERM"),
            ("killed-by-kill", signal.SIGKILL, "SIGKILL"),
            ("handled-raise-again", signal.SIGSEGV, "null pointer")):
        status, _, errors = in_space(KNELL, "run", crasher, death)
        check_equal(status, 128 + number, f"PID 1's status after {death}")
        check(says in errors, f"what is told of {death}: {errors[:200]!r}")
    status, _, errors = in_space(KNELL, "run", "no-such-program")
    check_equal(status, 127, "PID 1's status for no program")
    check_equal(in_space(KNELL, "run", "sh", "-c", "exit 9")[0], 9,
                "PID 1's status for exit 9")


def check_orphans():
    """Orphans are reaped, and do not keep the namespace."""
    script = ("(sleep 0.1; exit 3) & (setsid sleep 0.1 &) ; sleep 0.5;"
              " for f in /proc/[0-9]*/stat; do cat $f; done")
    status, out, _ = in_space("--mount-proc", KNELL, "run", "sh", "-c", script)
    check_equal(status, 0, "the status with orphans")
    check(" Z " not in out and "(sh)" in out, f"no zombie is left: {out!r}")
    start = time.monotonic()
    status, _, _ = in_space(KNELL, "run", "sh", "-c", "sleep 600 & exit 4")
    check_equal(status, 4, "the status with a running orphan")
    check(time.monotonic() - start < 20, "it does not wait for the orphan")
    # The same below PID 1: the double fork's child is adopted and reaped.
    script = ("import os, time\n"
              "r, w = os.pipe()\n"
              "if not os.fork():\n"
              "    if not os.fork():\n"
              "        time.sleep(0.2)\n"
              "        os.write(w, str(os.getppid()).encode()); os._exit(0)\n"
              "    os._exit(0)\n"
              "os.wait(); print(int(os.read(r, 9)) == os.getppid())")
    for options, adopted in (((), "False\n"), (("--init",), "True\n")):
        out = run_knell("run", *options, PYTHON, "-c", script)[1]
        check_equal(out, adopted, f"adopted by knell run {options}")


def check_forwarding():
    """kill from outside reaches the program, with what it does."""
    script = ("import signal, sys, time\n"
              "def h(n, f): print('got', n, flush=True); sys.exit(5)\n"
              "signal.signal(signal.SIGTERM, h)\n"
              "print('ready', flush=True)\n"
              "time.sleep(600)")
    process = subprocess.Popen([*SPACE, KNELL, "run", PYTHON, "-c", script],
                               stdout=subprocess.PIPE, text=True)
    check_equal(process.stdout.readline(), "ready\n", "the program")
    # unshare itself waits: the namespace's first process is its child.
    with open(f"/proc/{process.pid}/task/{process.pid}/children",
              encoding="utf-8") as file:
        first = int(file.read().split()[0])
    os.kill(first, signal.SIGTERM)
    check_equal(process.stdout.read(), f"got {signal.SIGTERM:d}\n", "handler")
    check_equal(process.wait(30), 5, "the status after a handled SIGTERM")


def check_empty_root():
    """A root directory with nothing in it but knell and a static program."""
    root = os.path.join(HERE, "root")
    os.mkdir(root)
    shutil.copy(KNELL, os.path.join(root, "knell"))
    shutil.copy(os.path.join(PROGRAMS, "crasher-static"),
                os.path.join(root, "program"))
    status, _, errors = in_space("/usr/sbin/chroot", root, "/knell", "run", "/program",
                                 "null-read", env={})
    check_equal(status, 128 + signal.SIGSEGV, "the status in an empty root")
    check("24 bytes past a null pointer" in errors and "weigh" in errors,
          f"the report in an empty root: {errors[:400]!r}")


def check_traced_first():
    """A PID 1 that knell traces from outside dies of its fault, too."""
    crasher = os.path.join(PROGRAMS, "crasher")
    status, _, errors = run_knell("run", *SPACE, crasher, "null-read")
    bare = run(*SPACE, crasher, "null-read")[0]
    check_equal(status, bare, "the status of a traced PID 1's parent")
    check("24 bytes past a null pointer" in errors, f"report: {errors[:300]!r}")


def main():
    if run(*SPACE, "true")[0]:
        skip("PID namespaces are not allowed here")
    check_deaths()
    check_orphans()
    check_forwarding()
    check_empty_root()
    check_traced_first()


if __name__ == "__main__":
    main()
    finish()

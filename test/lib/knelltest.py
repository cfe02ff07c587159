# SPDX-License-Identifier: MIT
"""What the tests in Python share: where things are, checks, running knell."""
import json
import os
import signal
import subprocess
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.abspath(os.environ.get("KNELL_BUILD", os.path.join(TOP, "build")))
KNELL = os.path.join(BUILD, "knell")
PROGRAMS = os.path.join(BUILD, "test", "programs")
PYTHON = "/usr/bin/python3"

_failures = 0


def check(condition, text):
    """Says what is not so and goes on; finish() then fails."""
    global _failures
    if not condition:
        _failures += 1
        frame = sys._getframe(1)
        while frame.f_code.co_filename == __file__:
            frame = frame.f_back
        print(f"{frame.f_code.co_filename}:{frame.f_lineno}: {text}")
    return bool(condition)


def check_equal(actual, expected, what):
    return check(actual == expected,
                 f"{what} is\n  {actual!r}\nnot\n  {expected!r}")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def finish(lacking=None):
    """Ends the test; what a part of it lacked makes it a skipped one."""
    if lacking and not _failures:
        skip(lacking)
    sys.exit(1 if _failures else 0)


def run(*command, timeout=60, **options):
    """A command to its end; (status, stdout, stderr), -N for signal N."""
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(command, capture_output=True, timeout=timeout,
                          **options)
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


def run_knell(*arguments, **options):
    return run(KNELL, *arguments, **options)


def record_of(*program, options=(), **rest):
    """The record of a crash under knell run, and knell's status."""
    path = os.path.join(os.environ["TMPDIR"], "record.json")
    if os.path.exists(path):
        os.unlink(path)
    status, _, errors = run_knell("run", "-f", "json", "-o", path, *options,
                                  "--", *program, **rest)
    if not os.path.exists(path):
        return status, None, errors
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    return status, json.loads(lines[0]), errors


def functions_of(record, thread=0):
    return [frame["function"] for frame in record["threads"][thread]["frames"]]


def signal_name(status):
    return signal.Signals(-status).name if status < 0 else str(status)

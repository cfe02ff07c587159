#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell report: what it reads, what it writes, and what it says of neither."""
import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import KNELL, check, finish  # noqa: E402

ROOT = os.path.join(HERE, "..", "..")
RECORD = os.path.join(ROOT, "test/report/records/null-pointer.json")
EXAMPLE = os.path.join(ROOT, "test/report/records/example.json")
GOLDEN = os.path.join(ROOT, "test/report/golden")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def limit_memory():
    """What reads without end is to find the end of this, not of all."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 26, 1 << 26))


def knell(*arguments, text=b"", **settings):
    return subprocess.run([KNELL, "report", *arguments], input=text,
                          stdout=settings.pop("stdout", subprocess.PIPE),
                          stderr=subprocess.PIPE, **settings)


def check_written():
    plain = read(os.path.join(GOLDEN, "null-pointer.txt"))
    color = read(os.path.join(GOLDEN, "null-pointer-color.txt"))
    record = read(RECORD)
    line = knell("--format", "json", RECORD).stdout
    check(knell(RECORD).stdout == plain, "a file")
    check(knell("-", text=record).stdout == plain, "standard input")
    check(knell("--", RECORD).stdout == plain, "after --")
    check(knell("--color=always", RECORD).stdout == color, "colour")
    check(knell("--color", "never", RECORD).stdout == plain, "no colour")
    check(knell("-f", "text", "-", text=line).stdout == plain,
          "JSON that knell wrote")
    check(knell("--format=json", "-", text=line + line).stdout == 2 * line,
          "two documents")
    twice = knell("-", text=line + record).stdout.split(b"\n\n" + b"=" * 80)
    check(len(twice) == 2 and twice[0] + b"\n" == plain,
          "two documents as text")
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "report")
        run = knell("-o", path, RECORD)
        check(run.stdout == b"" and read(path) == plain, "--output")
        knell("--output", path, "-", text=b"nonsense")
        check(read(path) == plain, "bad input leaves the output alone")
        knell("--output", path, "-fjson", "-", text=line)
        check(read(path) == line, "--output again")


def check_refused():
    """Each gets one line, status 2, and nothing on standard output."""
    record = read(RECORD)
    garbage = bytes(range(256)) * 100
    cases = [
        ([], b"", "needs a file"),
        (["a", "b"], b"", "not also 'b'"),
        (["--colour", "x"], b"", "no such option"),
        (["-x"], b"", "no such option"),
        (["--format", "xml", "-"], b"", "not 'xml'"),
        (["--format"], b"", "value is missing"),
        (["--color=red", "-"], b"", "not 'red'"),
        (["/nonexistent"], b"", "no such file"),
        ([ROOT], b"", "directory"),
        (["-"], b"", "there is nothing in '-'"),
        (["-"], b" \n\n", "there is nothing in '-'"),
        (["-"], b"hello", "byte 0 of"),
        (["-"], garbage, "byte 0 of"),
        (["-"], b"[" * 100000, "byte 0 of"),
        (["-"], b'{"x":' + b"[" * 100000, "byte 69 of"),
        (["-"], record[:-100], f"ends early, at byte {len(record) - 100} of"),
        (["-"], b'{"version": 1, "source": nu', "ends early, at byte 27 of"),
        (["-"], b'{"version": 1, "source": nx', "wrong at byte 25 of"),
        (["/dev/zero"], b"", "or without end: '/dev/zero'"),
        (["-"], record.replace(b'"version": 1', b'"version": 9'),
         "version not known"),
        (["\x1b[31m\n"], b"", "no such file"),
    ]
    for arguments, text, words in cases:
        run = knell(*arguments, text=text, preexec_fn=limit_memory)
        said = run.stderr.decode()
        check(run.returncode == 2, f"{arguments}: status {run.returncode}")
        check(words in said, f"{arguments}: {said!r} should say {words!r}")
        check(said.startswith("knell: ") and said.count("\n") == 1 and
              said.endswith("\n") and "\x1b" not in said,
              f"{arguments}: one line, and safe: {said!r}")
        check(run.stdout == b"", f"{arguments}: {run.stdout!r}")
    good = knell("--format=json", RECORD).stdout
    run = knell("-fjson", "-", text=good + b"{}")
    check(run.stdout == good and run.returncode == 2,
          "the good before the bad is shown")


def check_not_written():
    run = knell("--output", "/nonexistent/file", RECORD)
    check(run.returncode == 125 and b"cannot write" in run.stderr,
          "an output that cannot be made")
    with open("/dev/full", "wb") as full:
        run = knell(RECORD, stdout=full)
    check(run.returncode == 125 and b"no space" in run.stderr,
          "an output that is full")


def check_picture():
    """The picture in the README is of the crash that ./try shows."""
    shown = knell("--color=always", EXAMPLE).stdout
    drawn = subprocess.run([os.path.join(ROOT, "tools/ansi-to-svg.py"), "45"],
                           input=shown, stdout=subprocess.PIPE, check=True)
    check(drawn.stdout == read(os.path.join(ROOT, "doc/report.svg")),
          "doc/report.svg should be drawn anew")


check_written()
check_picture()
check_refused()
check_not_written()
finish()

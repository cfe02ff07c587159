#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What is wrong in a Forth program is told in one line, with place and word."""
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import check, check_equal, finish, run  # noqa: E402
from forthtest import FORTH, PROGRAMS, run_forth  # noqa: E402

HERE = os.environ["TMPDIR"]

# A line, the word that is named, and what is said.
ERRORS = [
    ("1 frobnicate", "frobnicate", "unknown word"),
    ("' frobnicate", "frobnicate", "unknown word"),
    (": x frobnicate ;", "frobnicate", "unknown word"),
    ("12ab", "12ab", "unknown word"),
    ("drop", "drop", "stack underflow"),
    (": x drop drop ; 1 x", "x", "stack underflow"),
    (": x recurse 1 drop ; x", "x", "control stack overflow"),
    (": x begin 1 >r again ; x", "x", "control stack overflow"),
    (": x 1 if ;", ";", "unbalanced definition"),
    (": x then ;", "then", "unbalanced definition"),
    (": x begin if again ;", "again", "unbalanced definition"),
    (": x do then ;", "then", "unbalanced definition"),
    (": x leave ;", "leave", "unbalanced definition"),
    (": x do loop leave ;", "leave", "unbalanced definition"),
    (": x case of endcase ;", "endcase", "unbalanced definition"),
    (": x 1", "x", "unbalanced definition"),
    ("if", "if", "compile-only word"),
    ("1 >r", ">r", "compile-only word"),
    ("99999999999999999999", "99999999999999999999", "number out of range"),
    ("$1ffffffffffffffff", "$1ffffffffffffffff", "number out of range"),
    ("5 0 /", "/", "division by zero"),
    ("1 0 mod", "mod", "division by zero"),
    (":", ":", "a name is missing"),
    ("create", "create", "a name is missing"),
    (": " + "n" * 64 + " ;", "n" * 64, "name too long"),
    ("10000000 allot", "allot", "dictionary full"),
    (": x begin 0 , again ; x", "x", "dictionary full"),
    ("include no-such.fs", "no-such.fs", "no such file"),
    ("include /", "/", "the system says 21 (EISDIR)"),
    ("abort", "abort", "aborted"),
    (': x 0= abort" not zero" ; 0 x', "x", "not zero"),
    ("1000 throw", "throw", "exception 1000"),
    ("0 base ! 1", "1", "unknown word"),
    ("' drop 65 bind-signal", "bind-signal", "the system says 22 (EINVAL)"),
    ('s" ' + "t" * 2000 + '" type', 's"', "text too long"),
    ("( never closed", "(", "the text ends in a comment"),
]


def check_each(forth):
    path = os.path.join(HERE, "program.fs")
    for line, word, said in ERRORS:
        text = f"1 . cr\n{line}\n"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        # What ends too soon is told of where the text ends.
        number = 2
        for place, ran in (
                (path, run_forth(path, program=forth)),
                ("standard input", run_forth(program=forth, text=text)),
                ("standard input", run_forth("-", program=forth, text=text))):
            check_equal(ran, (1, "1 \n", f"{place}:{number}: {word}: {said}\n"),
                        line)


def check_files():
    """A file that another one includes, beside it; required twice, once."""
    os.makedirs(os.path.join(HERE, "inner"))
    outer, inner = (os.path.join(HERE, name)
                    for name in ("outer.fs", "inner/inner.fs"))
    with open(outer, "w", encoding="utf-8") as file:
        file.write("require inner/inner.fs\nrequire inner/inner.fs\n"
                   "include inner/inner.fs\nfails\n")
    with open(inner, "w", encoding="utf-8") as file:
        file.write('.( loaded) cr\n: fails ( -- )  -4 throw ;\n')
    check_equal(run_forth(outer),
                (1, "loaded\nloaded\n",
                 f"{outer}:4: fails: stack underflow\n"), "files")
    with open(inner, "a", encoding="utf-8") as file:
        file.write("nonsense\n")
    check_equal(run_forth(outer), (1, "loaded\n",
                                   f"{inner}:3: nonsense: unknown word\n"),
                "an error in an inner file")
    # The first error ends all.
    check_equal(run_forth(outer, outer)[1], "loaded\n", "two programs")
    with open(os.path.join(HERE, "self.fs"), "w", encoding="utf-8") as file:
        file.write("include self.fs\n")
    path = os.path.join(HERE, "self.fs")
    check_equal(run_forth(path),
                (1, "", f"{path}:1: self.fs: control stack overflow\n"),
                "a file that includes itself")


def check_command_line():
    check_equal(run_forth("/no/such.fs"),
                (1, "", "forth: /no/such.fs: no such file\n"), "no file")
    check_equal(run_forth("/"),
                (1, "", "forth: /: the system says 21 (EISDIR)\n"), "no text")
    status, output, errors = run_forth("--frob")
    check_equal((status, output, errors.count("\n")), (2, "", 1), "an option")
    check("--frob" in errors, errors)
    status, output, errors = run_forth("--help")
    check(status == 0 and output.startswith("usage: ") and not errors,
          "--help")
    check_equal(run("sh", "-c", f"echo '1 .' | {FORTH} >/dev/full"),
                (1, "", "standard input:1: .: the system says 28 (ENOSPC)\n"),
                "a full disk")
    # Bytes that are no text end it in the same way, or not at all.
    for size in (1, 100, 5000, 100000):
        done = subprocess.run([FORTH], input=random.Random(size).randbytes(size),
                              capture_output=True, timeout=20)
        check(done.returncode in (0, 1) and done.stderr.count(b"\n") <= 1,
              f"random bytes: {done}")
    status, _, errors = run_forth(text="a" * 5000 + "\n")
    check(status == 1 and errors.startswith("standard input:1: aaa") and
          errors.endswith(": text too long\n"), errors)


for each in PROGRAMS:
    check_each(each)
check_files()
check_command_line()
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What is wrong in a Forth program is told in one line, with place and word."""
import os
import random
import signal
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
    ('." never closed', '."', "the closing character is missing"),
    ('s" never closed', 's"', "the closing character is missing"),
    (".( never closed", ".(", "the closing character is missing"),
    (': x abort" never ;', 'abort"', "the closing character is missing"),
    (": x begin 1 again ; x", "x", "stack overflow"),
    (": x begin dup again ; x", "x", "stack overflow"),
    (": x begin drop again ; x", "x", "stack underflow"),
    (": x 5000 0 do 2drop loop ; x", "x", "stack underflow"),
    ("0 sp! 1", "sp!", "stack overflow"),
    ("1 2 100000 roll", "roll", "stack underflow"),
    ("end-structure", "end-structure", "stack underflow"),
    ("5 to drop", "drop", "not a value or a deferred word"),
    ("' drop is drop", "drop", "not a value or a deferred word"),
    ("]", "]", "unbalanced definition"),
    (": x : y ;", "y", "unknown word"),
    (": x ( never closed", "(", "the text ends in a comment"),
    ("1 63 lshift -1 1 */", "*/", "number out of range"),
    ("1 1 0 */", "*/", "division by zero"),
    ("0 1 0 um/mod", "um/mod", "division by zero"),
    ("2 base ! 2", "2", "unknown word"),
    ("1 base ! #5 .", ".", "number text too long"),
    ("-100000000 allot", "allot", "dictionary full"),
    ("1 63 lshift allot", "allot", "dictionary full"),
    ("include /dev/null/x", "/dev/null/x", "the system says 20 (ENOTDIR)"),
]

# What is odd and no error, and what it shows.
ODD = [
    ("1 .\r\n: x 2 . ;\r\n\\ comment\r\nx ( of\r\ntwo lines ) 3 .\r\n",
     "1 2 3 "),
    ("1 .\0 2 .", "1 2 "),
    (": " + "n" * 63 + " 1 . ; " + "N" * 63, "1 "),
    ("1 " + "dup drop " * 400 + ".", "1 "),
    ("-1 spaces 0 spaces 1 .", "1 "),
    ("-1 63 lshift -1 / 1 63 lshift = .", "-1 "),
    ("1 63 lshift .", "-9223372036854775808 "),
    ("36 base ! zz decimal .", "1295 "),
    ("1 . -1 >in ! 2 .", "1 "),
    ("1 . 99999 >in ! 2 .", "1 "),
    ("pad -5 type 1 .", "1 "),
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


def check_odd(forth):
    for text, shown in ODD:
        check_equal(run_forth(program=forth, text=text), (0, shown, ""), text)


def check_faults(forth):
    """A program dies of a fault that is not of its stacks, as a program in C
    does, by whatever way the signal came."""
    for line in ("16 @", "-1 execute", "0 -1 0 fill", "1 handler ! 5 throw",
                 "SIGSEGV raise"):
        check_equal(run_forth(program=forth, text=line),
                    (-signal.SIGSEGV, "", ""), line)


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
    for command, said in [
            (f"{FORTH} --help >/dev/full",
             "forth: --help: the system says 28 (ENOSPC)\n"),
            (f"{FORTH} --help >&-",
             "forth: --help: the system says 9 (EBADF)\n"),
            (f"{FORTH} <&-",
             "standard input: read: the system says 9 (EBADF)\n"),
            (f"{FORTH} - </",
             "standard input: read: the system says 21 (EISDIR)\n"),
            (f"trap '' PIPE; (echo ': x begin 1 . again ;'; echo x) |"
             f" (sleep 0.1; {FORTH} 2>&3) 3>&2 | true; exit 1",
             "standard input:2: x: the system says 32 (EPIPE)\n"),
            (f"echo frob | {FORTH} 2>/dev/full", ""),
            (f"echo frob | {FORTH} 2>&-", "")]:
        check_equal(run("sh", "-c", command), (1, "", said), command)
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
    check_odd(each)
    check_faults(each)
check_files()
check_command_line()
finish()

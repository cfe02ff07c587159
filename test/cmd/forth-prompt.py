#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The Forth at a terminal: its prompt, errors, Ctrl-C, and the terminal as it
was afterwards."""
import os
import signal
import sys
import termios

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import check, check_equal, finish  # noqa: E402
from forthtest import PROGRAMS, Session  # noqa: E402


def check_lines(forth):
    session = Session(forth)
    session.read_to("> ")
    settings = termios.tcgetattr(session.terminal)
    for line, answer in [
            ("1 2 + .", "3  ok"), ("", " ok"), ("5 6", " ok"),
            (".s", "<2> 5 6  ok"),
            # Work goes on, with empty stacks and no definition left open.
            ("frobnicate", "frobnicate: unknown word"), (".s", "<0>  ok"),
            (": x 1 if ;", ";: unbalanced definition"),
            ("x", "x: unknown word"),
            ("drop drop", "drop: stack underflow"),
            (": y recurse 1 drop ; y", "y: control stack overflow"),
            ("hex xyz", "xyz: unknown word"),
            ("10 .", "10  ok"),
            ("include /no/such", "/no/such: no such file"),
            (': z ." from z" ;', " ok"), ("z", "from z ok"),
            ("' z catch .", "from z0  ok"),
            # Faults, of registers that point nowhere, too.
            ("16 @", "@: invalid memory address"),
            ("16 execute", "execute: invalid memory address"),
            (": w begin 1 again ; w", "w: stack overflow"),
            (": w begin drop again ; w", "w: stack underflow"),
            (": w 16 rp! ; w", "w: invalid memory address"),
            (": w begin r> drop again ; w", "w: invalid memory address"),
            ("0 sp! 1", "sp!: stack overflow"),
            ('s" never closed', 's": the closing character is missing'),
            ("1 2 + .", "3  ok")]:
        check_equal(session.answer(line), answer, line)
    check_equal(session.answer(": square", "] "), " compiled", "a definition")
    check_equal(session.answer("dup * ;"), " ok", "its end")
    check_equal(session.answer("7 square ."), "49  ok", "its use")
    check_equal(termios.tcgetattr(session.terminal), settings,
                "the terminal's settings")
    os.write(session.terminal, b"\4")
    check_equal(session.end(), 0, "the status after Ctrl-D")
    session = Session(forth)
    session.read_to("> ")
    os.write(session.terminal, b"bye\n")
    check_equal(session.end(), 0, "the status after bye")


def check_interrupts(forth):
    """In a word that computes, that sleeps, that waits for input, at the
    prompt; again and again."""
    session = Session(forth)
    session.read_to("> ")
    session.answer(': computes  ." go" begin again ;')
    session.answer(': sleeps  ." go" 100000 ms ;')
    session.answer(': waits  ." go" key drop ;')
    session.answer(': recurses  ." go" begin 0 10 0 do i + loop drop again ;')
    for word in ("computes", "sleeps", "waits", "recurses") * 3:
        session.answer("1 2 3")
        os.write(session.terminal, f"{word}\n".encode())
        session.read_to("go")
        os.write(session.terminal, b"\3")
        check_equal(session.read_to("> ")[0], "^C\ninterrupted\n", word)
        check_equal(session.answer(".s"), "<0>  ok", f"the stack after {word}")
    for _ in range(3):
        os.write(session.terminal, b"half a li")
        session.read_to("half a li")
        os.write(session.terminal, b"\3")
        check_equal(session.read_to("> ")[0], "^C\ninterrupted\n", "the prompt")
    check_equal(session.answer("1 2 + ."), "3  ok", "afterwards")
    os.write(session.terminal, b"\4")
    check_equal(session.end(), 0, "the status at last")


def check_program(forth):
    """A program in a file is ended by Ctrl-C, as any other."""
    path = os.path.join(os.environ["TMPDIR"], "endless.fs")
    with open(path, "w", encoding="utf-8") as file:
        file.write(': endless  ." go" begin again ; endless\n')
    session = Session(forth, path)
    session.read_to("go")
    os.write(session.terminal, b"\3")
    check_equal(session.end(), -signal.SIGINT, "the end of a program")
    # Words from a file, then the prompt.
    with open(path, "w", encoding="utf-8") as file:
        file.write(": greet  .\" hello\" ;\n")
    session = Session(forth, path, "-")
    session.read_to("> ")
    check_equal(session.answer("greet"), "hello ok", "a word of the file")
    # The terminal goes away.
    os.close(session.terminal)
    _, status = os.waitpid(session.pid, 0)
    check(os.waitstatus_to_exitcode(status) in (0, 1, -signal.SIGHUP),
          f"without a terminal: {status}")


for each in PROGRAMS:
    check_lines(each)
    check_interrupts(each)
    check_program(each)
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A Forth program that crashes tells which words were running: by itself, with
its own handler, and under knell run."""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (check, check_equal, finish, functions_of,  # noqa: E402
                       record_of)
from forthtest import KNELL_FORTH, PROGRAMS, run_forth  # noqa: E402

WORDS = """
: peek ( address -- n )  @ ;
: look ( address n -- n )  dup 0= if drop peek else 1- recurse then ;
: fun ( -- )  5 >r  $10 3 look r> 2drop ;
"""
# What is between a program in a file and the words that it calls.
OUTSIDE = ["interpret-word", "interpret", "interpret-lines", "included",
           "load-program", "run", "run-program", "start-up", "run", "main",
           "(load)"]


def program(name, text):
    path = os.path.join(os.environ["TMPDIR"], name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def listing(*words):
    return "".join(f"  {word}\n" for word in (*words, *OUTSIDE))


def calls(process, number):
    """Does it wait in this system call?"""
    with open(f"/proc/{process}/syscall", encoding="ascii") as file:
        return file.read().split()[0] == str(number)


def check_own_handler(forth):
    """The words by name, the innermost first, and status 1."""
    path = program("own.fs", WORDS + "install-crash-handler fun")
    check_equal(run_forth(path, program=forth),
                (1, "", "SIGSEGV at address $10 in\n" +
                 listing("@", "peek", "look (4 times)", "fun")),
                "a crash with a handler")
    # In the midst of a system call, and of a primitive that uses rsi.
    path = program("asleep.fs", """install-crash-handler
        : nap ( -- )  100000 ms ; nap""")
    with subprocess.Popen([forth, path], stderr=subprocess.PIPE) as asleep:
        while not calls(asleep.pid, 35):		# nanosleep
            time.sleep(0.01)
        asleep.send_signal(signal.SIGSEGV)
        errors = asleep.stderr.read().decode()
    check_equal((asleep.returncode, errors),
                (1, f"SIGSEGV was sent by process {os.getpid()} in\n" +
                 listing("system-call", "sys-nanosleep", "nanosleep", "ms",
                         "nap")), "a crash while it sleeps")
    path = program("copy.fs", """install-crash-handler
        : shift ( -- )  64 72 8 cmove> ; shift""")
    check_equal(run_forth(path, program=forth),
                (1, "", "SIGSEGV at address $47 in\n" +
                 listing("cmove>", "shift")), "a crash while it copies")


def check_wild(forth):
    """Where the control stack is lost, the word that ran is all that is known:
    stale cells are no callers."""
    for place in ("16", "rp0 @", "rp0 @ 16 +", "control-bottom 4096 -", "-8", "sp@"):
        path = program("wild.fs", f"""install-crash-handler
            : wild ( -- )  {place} rp! r> drop 16 @ ; wild""")
        status, _, errors = run_forth(path, program=forth)
        words = errors.partition(" in\n")[2]
        check(status == 1 and errors.startswith("SIGSEGV at address $") and
              words in ("  r>\n  wild\n  (the control stack is lost)\n",
                        "  @\n  wild\n  (the control stack is lost)\n"),
              f"a wild control stack, {place}: {status} {errors!r}")


def check_jump(forth):
    """A jump to where no code is: whose code ran, the registers alone tell."""
    path = program("jump.fs", """install-crash-handler
        create nowhere $b0f ,
        : jump ( -- )  nowhere execute ; jump""")
    status, _, errors = run_forth(path, program=forth)
    check_equal((status, errors), (1, "SIGSEGV at address $B0F in\n" +
                                   listing("execute", "jump")),
                "a jump to where no code is")


def check_library(forth):
    """A crash in C that the Forth called: here, libknell reads the action."""
    text = """: set ( -- )  SIGUSR1 $10 0 3 knell_action_set c-call drop ;
        : outer ( -- )  set ; """
    path = program("library.fs", text + "install-crash-handler outer")
    status, output, errors = run_forth(path, program=forth)
    check_equal((status, output, errors.split("\n", 1)[1]),
                (1, "", "  C code\n" + listing("c-call", "set", "outer")),
                "a crash in C with a handler")
    path = program("bare-library.fs", text + "outer")
    _, record, errors = record_of(forth, path)
    if check(record, errors):
        check_equal(functions_of(record),
                    ["knell_action_set", "c-call", "set", "outer", *OUTSIDE],
                    "C and Forth under knell run")


def check_knell_run(forth):
    path = program("bare.fs", WORDS + "fun")
    _, record, errors = record_of(forth, path)
    if not check(record, errors):
        return
    check_equal(functions_of(record),
                ["@", "peek", "look", "look", "look", "look", "fun", *OUTSIDE],
                "the words under knell run")
    path = program("nested.fs", WORDS + """prepare-signal-stack
        : second ( signal info context -- )  2drop drop fun ;
        : first ( signal info context -- )  2drop drop SIGUSR2 raise ;
        ' first SIGUSR1 bind-signal  ' second SIGUSR2 bind-signal
        : outer ( -- )  SIGUSR1 raise ;
        outer""")
    _, record, errors = record_of(forth, path)
    if not check(record, errors):
        return
    names = [name for name in functions_of(record) if name]
    sent = ["system-call", "sys-kill", "raise"]
    expected = ["@", "peek", "look", "look", "look", "look", "fun", "second",
                "run-handler", *sent, "first", "run-handler", *sent, "outer",
                *OUTSIDE]
    check_equal([name for name in names if name in expected], expected,
                "the words through two handlers")
    check_equal(names.count("(signal trampoline)"), 2,
                "what the two handlers return to")


check_library(KNELL_FORTH)
for each in PROGRAMS:
    check_own_handler(each)
    check_wild(each)
    check_jump(each)
    check_knell_run(each)
finish()

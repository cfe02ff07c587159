#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Programs that nobody here wrote, and programs in odd places: each dies as
without knell, and its story names what killed it and where."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, PROGRAMS, PYTHON, check, check_equal, finish,
                       functions_of, record_of, run, signal_name)  # noqa: E402

HERE = os.environ["TMPDIR"]
CRASHER = os.path.join(PROGRAMS, "crasher")


def check_story(what, program, kind, sentence, functions, depth=1, **options):
    """`functions` must be in the stack, in this order."""
    bare = run(*program, **options)[0]
    status, record, errors = record_of(*program, **options)
    check_equal(signal_name(status), signal_name(bare), f"{what}: the status")
    if not check(record, f"{what}: no record: {errors}"):
        return None
    check_equal(record["cause"]["kind"], kind, f"{what}: kind")
    check(re.search(sentence, record["cause"]["sentence"]),
          f"{what}: {record['cause']['sentence']!r}, not {sentence!r}")
    stack = functions_of(record)
    at = 0
    for name in functions:
        found = [i for i, one in enumerate(stack) if one and name in one
                 and i >= at]
        if not check(found, f"{what}: no {name} from {at} on in {stack}"):
            break
        at = found[0]
    check(len(stack) >= depth, f"{what}: {depth} frames at least: {stack}")
    return record


def check_python():
    script = ("import ctypes\n"
              "def a(n): return a(n - 1) if n else ctypes.string_at(0)\n"
              "a(5)\n")
    check_story("python3", (PYTHON, "-c", script), "null-pointer",
                "Read from address 0x0: a null pointer",
                ["strlen", "ffi_call", "_PyEval_EvalFrameDefault", "Py_RunMain",
                 "_start"], 10)
    check_story("python3, raise", (PYTHON, "-c",
                                   "import os; os.abort()"), "abort",
                "called abort", ["abort", "PyEval", "main"], 8)
    library = os.path.join(PROGRAMS, "constructor.so")
    check_story("dlopen", (PYTHON, "-c",
                           f"import ctypes; ctypes.CDLL({library!r})"),
                "null-pointer", "Read from address 0xc",
                ["prepare", "set_up_library", "dl_init", "dlopen", "main"], 10)


def check_shells():
    check_story("bash", ("bash", "-c", "f() { kill -SEGV $$; }; f"), "raised",
                "sent SIGSEGV to itself", ["kill", "main"], 5)
    check_story("dash", ("dash", "-c", "kill -ABRT $$"), "abort",
                "SIGABRT", [], 3)
    check_story("perl", ("perl", "-e",
                         "sub f { unpack 'p', pack 'J', 16 } f()"),
                "null-pointer", "Read from address 0x10: 16 bytes past",
                ["strlen", "Perl_", "perl_run", "main"], 6)


def check_sent():
    """sqlite3, while it waits for input, is killed by another process."""
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT):
        path = os.path.join(HERE, "sent.json")
        process = subprocess.Popen(
            [KNELL, "run", "-f", "json", "-o", path, "sqlite3"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        process.stdin.write("select 'ready';\n")
        process.stdin.flush()
        process.stdout.readline()
        children = f"/proc/{process.pid}/task/{process.pid}/children"
        with open(children, encoding="utf-8") as file:
            os.kill(int(file.read().split()[0]), number)
        check_equal(process.wait(30), -number, "sqlite3's end")
        process.stdin.close()
        process.stdout.close()
        with open(path, encoding="utf-8") as file:
            record = json.loads(file.read())
        os.unlink(path)
        sentence, stack = record["cause"]["sentence"], functions_of(record)
        check(f"was sent by process {os.getpid()} (" in sentence and
              "__libc_start_main" in stack and len(stack) >= 5,
              f"sqlite3: {sentence!r}, {stack}")


def check_throw():
    program = os.path.join(PROGRAMS, "crasher-throw")
    for death, kind, words in (
            ("local", "uncaught-exception",
             "of type throw_local()::Torn, thrown in"),
            ("range", "uncaught-exception",
             '(which is 3)", thrown in look_up.'),
            ("string", "uncaught-exception", ", thrown in copy_null."),
            ("pure", "pure-virtual-call", "a pure virtual function was called, "
             "in (anonymous namespace)::Shape::draw.")):
        record = record_of(program, death)[1]
        check_equal(record["cause"]["kind"], kind, f"C++, {death}: the kind")
        check(words in record["cause"]["sentence"],
              f"C++, {death}: {record['cause']['sentence']}")
    check_story("C++", (program,),
                "uncaught-exception", "nothing caught a C.. exception of type "
                "std::length_error that says .the basket is full: plum",
                ["abort", "std::terminate", "__cxa_throw",
                 "shop::Basket", "main"], 8)


def check_rust():
    """A Rust program from Debian, stopped in the middle of its work."""
    if not shutil.which("rg"):
        check(False, "ripgrep is installed")
        return
    process = subprocess.Popen([KNELL, "run", "--all", "rg", "x", "-"],
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    time.sleep(0.5)
    children = f"/proc/{process.pid}/task/{process.pid}/children"
    with open(children, encoding="utf-8") as file:
        os.kill(int(file.read().split()[0]), signal.SIGABRT)
    errors = process.communicate()[1]
    check_equal(process.returncode, -signal.SIGABRT, "ripgrep's end")
    check("SIGABRT was sent by process" in errors and
          "__libc_start_main" in errors, f"ripgrep: {errors[:600]}")


def check_places():
    """A deleted program, and one in a root directory of its own."""
    copy = os.path.join(HERE, "doomed")
    environment = {**os.environ, "CRASHER_MAY_DELETE": "1"}
    shutil.copy(CRASHER, copy)
    status, record, errors = record_of(copy, "deleted", env=environment)
    check_equal(status, -signal.SIGSEGV, "a deleted program's end")
    if check(record, f"a deleted program's record: {errors}"):
        check_equal(functions_of(record)[:2], ["fault", "deleted"],
                    "a deleted program's functions")
        check(record["modules"][0]["deleted"], "it is marked as deleted")
        check((record["threads"][0]["frames"][0]["file"] or "")
              .endswith("crasher_process.c"), "it has its lines still")
    if os.geteuid() == 0:
        os.mkdir(os.path.join(HERE, "empty"))
        static = os.path.join(PROGRAMS, "crasher-static")
        check_story("chroot", (static, "chrooted"), "null-pointer",
                             "Read from address 0x10", ["fault", "chrooted"],
                             3, cwd=HERE)


def main():
    check_python()
    check_shells()
    check_sent()
    check_throw()
    check_rust()
    check_places()


if __name__ == "__main__":
    main()
    finish()

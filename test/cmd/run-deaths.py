#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each death of test/programs/crasher, in each of its builds: what kills it
is what kills it without knell, and the record names the cause, the address,
the function and its caller."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (PROGRAMS, check, check_equal, finish, functions_of,
                       record_of, run, signal_name)  # noqa: E402

# death: (kind, what the sentence says, address, function, its caller);
# None: not checked. A pattern for the sentence.
DEATHS = {
    "null-read": ("null-pointer", "Read from address 0x18: 24 bytes past a "
                  "null pointer", 24, "weigh", "walk"),
    "null-write": ("null-pointer", "Write to address 0x0: a null pointer", 0,
                   "null_write", "run_case"),
    "null-string": ("null-pointer", "Read from address 0x0: a null pointer", 0,
                    "strlen", "null_string"),
    "constant-write": ("not-permitted", "Write to .* may not be written: "
                       "constant data of crasher", None, "constant_write",
                       "run_case"),
    "wild-read": ("not-mapped", "Read from 0x123456789000, which is not "
                  "mapped", 0x123456789000, "wild_read", "run_case"),
    "noncanonical-read": ("non-canonical", "Read from 0xdead00000000beff",
                          0xdead00000000beff, "noncanonical_read", "run_case"),
    "noncanonical-write": ("non-canonical", "Write to 0x4141414141414141",
                           0x4141414141414141, "noncanonical_write",
                           "run_case"),
    "kernel-read": ("not-mapped", "Read from .* the kernel's half",
                    0xffff888000000000, "kernel_read", "run_case"),
    "heap-end": ("not-mapped", "Write to .*: 12 bytes past the end of the "
                 "heap", None, "heap_end", "run_case"),
    "guard-page": ("not-permitted", "Write to .* without access rights", None,
                   "guard_page", "run_case"),
    "file-end": ("past-end-of-file", "Read from .*5000 bytes into .*/short-"
                 "file-.*shorter than its mapping", None, "file_end",
                 "run_case"),
    "in-qsort": ("null-pointer", "Read from address 0x0", 0, "compare", None),
    "bad-free": ("heap-corruption", "double free detected", None, None, None),
    "large-copy": ("null-pointer", "Read from address 0x40: 64 bytes past", 64,
                   None, "large_copy"),
    "bad-printf": ("null-pointer", "Read from address 0x8", 8, "strlen", None),
    "jump-null": ("null-jump", "Call through a null pointer from call", 0, None,
                  "call"),
    "jump-wild": ("wild-jump", "Call from call to 0x234567891000",
                  0x234567891000, None, "call"),
    "jump-noncanonical": ("wild-jump", "Call from call to 0x6161616161616161",
                          0x6161616161616161, "call", "jump_noncanonical"),
    "jump-data": ("wild-jump", "no code is: data of crasher", None, None,
                  "call"),
    "overflow": ("stack-overflow", r"recurse called itself \d{5,} times and "
                 "filled the stack, all 8 MiB", None, "recurse", None),
    "overflow-two": ("stack-overflow", r"(odd and even|even and odd) called "
                     r"each other \d{5,} times", None, None, None),
    "smashed-return": ("smashed-return", "Return from smash to 0x4141414141414141.*"
                       "overwritten", 0x4141414141414141, "smash", None),
    "smashed-return-low": ("smashed-return", "Return to 0x1337000, where no "
                           "code is", 0x1337000, None, None),
    "wrecked-frame": ("null-pointer", "Write to address 0x0", 0,
                      "wrecked_frame", "run_case"),
    "stack-protector": ("stack-smashing", "stack smashing detected", None,
                        None, None),
    "divide-zero": ("divide-by-zero", "Integer division by zero", None,
                    "divide_zero", "run_case"),
    "divide-overflow": ("divide-overflow", "result does not fit", None,
                        "divide_overflow", "run_case"),
    "illegal": ("trap", "trap instruction", None, "illegal", "run_case"),
    "breakpoint": ("breakpoint", "breakpoint instruction", None, "breakpoint",
                   "run_case"),
    "privileged": ("privileged-instruction", "The instruction hlt", None,
                   "privileged", "run_case"),
    "misaligned-sse": ("misaligned", "aligned to 16", None, "misaligned_sse",
                       "run_case"),
    "abort": ("abort", "called abort", None, None, None),
    "assert": ("assertion", "Assertion `apples == 4", None, None, None),
    "raise-segv": ("raised", "sent SIGSEGV to itself", None, None, None),
    "fault-in-handler": ("null-pointer", "handler for SIGUSR1", 0,
                         "handler_with_fault", None),
    "fault-in-own-handler": ("null-pointer", "handler for SIGSEGV", 0,
                             "handler_with_fault", None),
    "handled-raise-again": ("null-pointer", "Read from address 0x18.*handler "
                            "for SIGSEGV then ended it by SIGSEGV", 24, None,
                            None),
    "handled-abort": ("null-pointer", "Read from address 0x18.*handler for "
                      "SIGSEGV then ended it by SIGABRT", 24, None, None),
    "handled-return": ("null-pointer", "Read from address 0x18", 24,
                       "first_fault", "handled_return"),
    "handled-altstack": ("null-pointer", "Read from address 0x18.*handler",
                         24, None, None),
    "fault-while-blocked": ("null-pointer", "Read from address 0x18", 24,
                            "first_fault", "fault_while_blocked"),
    "fault-while-ignored": ("null-pointer", "Read from address 0x18", 24,
                            "first_fault", "fault_while_ignored"),
    "seccomp-trap": ("bad-syscall", r"system call getppid \(\d+\)", None, None,
                     None),
    "seccomp-kill": ("bad-syscall", r"system call getppid \(\d+\)", None, None,
                     None),
    "killed-by-child": ("sent", r"SIGABRT was sent by process \d+ \(crasher",
                        None, None, None),
    "cpu-limit": ("limit", "processor time was used up: 1 second\\.", None,
                  "cpu_limit", "run_case"),
    "file-limit": ("limit", "limit for a file's size", None, None, None),
    "closed-stderr": ("null-pointer", "Read from address 0x18", 24,
                      "first_fault", "closed_stderr"),
    "threads": ("null-pointer", "Read from address 0x8", 8, "fault",
                "threads"),
    "one-thread": ("null-pointer", "Read from address 0x8", 8, "fault",
                   "fault_in_thread"),
    "leader-gone": ("null-pointer", "Read from address 0x8", 8, "fault",
                    "fault_without_leader"),
    "thread-overflow": ("stack-overflow", r"recurse called itself \d{5,} times "
                        r"and filled the stack of thread \d+", None, "recurse",
                        None),
    "all-at-once": ("null-pointer", "Read from address 0x8", 8, "fault",
                    "fault_at_once"),
    "forked": ("null-pointer", "Read from address 0x10", 16, "fault",
               "forked"),
    "vforked": ("null-pointer", "Read from address 0x10", 16, "fault",
                "vforked"),
}

BUILDS = ("crasher", "crasher-stripped", "crasher-static", "crasher-i386",
          "crasher-frameless", "crasher-musl")
# What a build cannot show, and why.
NOT_ON = {
    # 32-bit addresses are all canonical, the kernel's half is not apart,
    # and offsets in structs are others.
    "crasher-i386": {"null-read", "wild-read", "noncanonical-read", "noncanonical-write",
                     "kernel-read", "jump-wild", "jump-noncanonical",
                     "smashed-return", "overflow", "overflow-two",
                     "thread-overflow",
                     # Its libc has no symbols of these.
                     "null-string", "bad-printf"},
    # musl has no abort message, and other internals.
    "crasher-musl": {"bad-free", "assert", "stack-protector", "bad-printf",
                     "abort", "null-string", "raise-segv", "in-qsort",
                     "heap-end", "thread-overflow", "large-copy",
                     # It has no call frame information: a guess may miss
                     # the signal's frame.
                     "handled-raise-again", "handled-altstack"},
    "crasher-static": {"null-string", "bad-printf", "large-copy"},
}


def plain(name):
    """strlen has a form for each processor; a static one has a suffix too."""
    if not name:
        return name
    name = re.sub(r"^_+", "", name.split(".")[0].split("@")[0])
    return re.sub(r"_(sse2|sse42|avx2|evex|avx512\w*|erms|rtm|unaligned)+\w*$",
                  "", name)


def check_death(program, death, expected, names):
    path = os.path.join(PROGRAMS, program)
    what = f"{program} {death}"
    bare, _, _ = run(path, death, cwd=os.environ["TMPDIR"])
    status, record, errors = record_of(path, death, cwd=os.environ["TMPDIR"])
    check(status == bare, f"{what}: ended with {signal_name(status)}, without "
          f"knell {signal_name(bare)}")
    if not check(record, f"{what}: no record was written: {errors}"):
        return
    kind, sentence, address, function, caller = expected
    cause = record["cause"]
    # Sentences name functions, where they have names.
    check(cause["sentence"] and not names or
          re.search(sentence.replace("of crasher", "of " + program),
                    cause["sentence"] or "", re.DOTALL),
          f"{what}: the sentence is {cause['sentence']!r}, not {sentence!r}")
    check_equal(cause["kind"], kind, f"{what}: kind")
    if address is not None:
        check_equal(cause["address"], hex(address), f"{what}: address")
    functions = [plain(name) for name in functions_of(record)]
    if not names:
        return
    if function:
        check_equal(functions[0], function, f"{what}: function, of {functions}")
    if caller:
        check(caller in functions[0 if not function else 1:3],
              f"{what}: the caller is not {caller} in {functions}")
    # Neither has symbols or call frame information where threads begin.
    if kind != "smashed-return" and program not in ("crasher-musl",
                                                    "crasher-i386"):
        outer = functions[-1]
        check(outer in ("start", "clone3", "clone", "start_c", "thread_start",
                        "libc_start_main_impl", "_start"),
              f"{what}: the stack ends in {outer}: {functions}")


def check_build(program):
    names = program != "crasher-stripped"
    for death in DEATHS:
        if death not in NOT_ON.get(program, ()):
            check_death(program, death, DEATHS[death], names)


def main():
    listed = run(os.path.join(PROGRAMS, "crasher"))[1].split()
    elsewhere = {"raise-term", "killed-by-kill", "broken-pipe", "deleted",
                 "chrooted"}
    check_equal(set(DEATHS), set(listed) - elsewhere,
                "the deaths checked here")
    for program in sys.argv[1:] or BUILDS:
        if os.path.exists(os.path.join(PROGRAMS, program)):
            check_build(program)


if __name__ == "__main__":
    main()
    finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The sentences about deaths that need a real processor of x86_64."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (PROGRAMS, check, check_equal, finish, record_of, run,
                       run_knell, skip)  # noqa: E402

CAUSES = os.path.join(PROGRAMS, "causes")
RECURSED = (r"Stack overflow: recurse called itself \d{5,} times and filled "
            r"the stack")
WRITTEN = r"Write to address 0x0: a null pointer( in r\w+)?\."
ENDED = r" The program's handler for SIGSEGV then ended it by SIGSEGV\."
NESTED = r" This happened in the program's handler for SIGUSR1\."
UNWRITTEN = (r"{} could not be handled: the kernel could not write its "
             r"handler's frame\. The action has no restorer \(SA_RESTORER\), or "
             r"the alternate stack has no room\.")
MISREAD = (r"A signal handler could not return: where the stack pointer was, "
           r"the kernel did not find the frame that it had put on the stack, "
           r"or found it damaged\. The registers are what lay there\.")
# death: kind, the whole sentence as a pattern
EXPECTED = {
    "wide": ("stack-overflow", r"Stack overflow: the variables of wide, "
             r"\d\d MiB, do not fit on the stack, which has 8 MiB\."),
    "wide-callee": ("stack-overflow", r"Stack overflow: the variables of dig, "
                    r"16 MiB, do not fit on the stack, which has 8 MiB\."),
    "wide-thread": ("stack-overflow", r"Stack overflow: the variables of "
                    r"wide, \d\d MiB, do not fit on the stack of thread \d+, "
                    r"which has 8 MiB\."),
    "overflow-handler": ("stack-overflow", RECURSED + ", all 8 MiB of it."),
    "overflow-altstack": ("stack-overflow", RECURSED + ", all 8 MiB of it. "
                          "The program's handler for SIGSEGV then ended it by "
                          "SIGSEGV."),
    "overflow-altstack-thread": (
        "stack-overflow", RECURSED + r" of thread \d+, all 8 MiB of it\. The "
        r"program's handler for SIGSEGV then ended it by SIGSEGV\."),
    "handler-returned": ("null-pointer", "Write to address 0x0: a null pointer"
                         r"( in r\w+)?\. The program's handler for SIGSEGV then "
                         r"ended it by SIGSEGV\."),
    "handler-gives-up": ("not-permitted", "Write to 0x500000002001, which may "
                         "not be written: memory set aside without access "
                         "rights. The program's handler for SIGSEGV then "
                         "ended it by SIGSEGV."),
    "nested-returned": ("null-pointer", WRITTEN + NESTED + ENDED),
    "nested-raised": ("null-pointer", WRITTEN + NESTED + ENDED),
    "requeued": ("null-pointer", WRITTEN + ENDED),
    "requeued-returned": ("null-pointer", WRITTEN),
    "forged": ("raised", "The program sent SIGSEGV to itself, with the "
               "siginfo of a fault."),
    "forged-handled": ("abort", r"The program called abort, in call_abort\. "
                       "This happened in the program's handler for SIGSEGV."),
    "handler-killed": ("null-pointer", "Write to address 0x0: a null pointer"
                       r"( in r\w+)?\. Then SIGABRT killed it while its "
                       r"handler for SIGSEGV ran\."),
    "raise-thread": ("raised", "The program sent SIGSEGV to itself, by tgkill, "
                     "as raise does."),
    "abort-thread": ("abort", r"The program called abort(, in \w+)?\."),
    "bad-handler": ("wild-jump", "Call of a signal's handler to "
                    "0x123456789000, where no code is: far from all that is "
                    "mapped. This happened in the program's handler for "
                    "SIGUSR1."),
    "bad-sigreturn": ("signal-frame", "A signal handler could not return: the "
                      "frame that the kernel had put on the stack for it was "
                      "damaged."),
    "no-stack": ("signal-frame", "SIGUSR1 could not be handled: the stack "
                 "pointer, 0x5000, is not where a handler's frame could be "
                 "written: 20 KiB past a null pointer."),
    "no-restorer": ("signal-frame", UNWRITTEN.format("SIGUSR1")),
    "no-restorer-fault": ("signal-frame", UNWRITTEN.format("SIGSEGV")),
    "bad-altstack": ("signal-frame", UNWRITTEN.format("SIGUSR1")),
    "restorer-frame": ("signal-frame", MISREAD),
    "sigreturn-called": ("signal-frame", MISREAD),
    "float-division": ("floating-point", "Floating-point division by zero, "
                       "which the program had enabled to trap."),
    "x87-invalid": ("floating-point", "Invalid floating-point operation, "
                    "which the program had enabled to trap."),
    "divide-byte": ("divide-by-zero", "Integer division by zero."),
    "fortified": ("buffer-overflow", r"The program aborted, in fortified: "
                  r"\*\*\* buffer overflow detected \*\*\*: terminated\."),
    "interrupt": ("general-protection", "The instruction int 0x22, an "
                  "interrupt that programs may not raise."),
    "segment": ("general-protection", "The processor refused the instruction: "
                "programs may not execute it, or not so."),
    "control-register": ("privileged-instruction", "The instruction mov of a "
                         "control or debug register, which only the kernel "
                         "may execute."),
    "trace-flag": ("breakpoint", "A single-step trap, and no debugger to take "
                   "it."),
    "int1": ("breakpoint", "A breakpoint instruction, and no debugger to take "
             "it."),
    "ud1": ("trap", "A check for undefined behaviour stopped the program: an "
            "index is out of bounds."),
    "string-write": ("null-pointer", "Write to address 0x10: 16 bytes past a "
                     "null pointer."),
    "cross-page": ("not-mapped", "Read from 0x[0-9a-f]+000, which is not "
                   "mapped: just past the end of anonymous memory."),
    "string-end": ("not-mapped", "Write to 0x[0-9a-f]+000, which is not "
                   "mapped: just past the end of anonymous memory."),
    "stack-segment": ("non-canonical", "Read from 0x4141414141414149, a "
                      "non-canonical address: no memory can be there. The "
                      "address reads as the text \"IAAAAAAA\"."),
    "alarm-clock": ("timer", "SIGALRM came from the program's own alarm "
                    "clock, for which it has no handler."),
    "timer": ("timer", "SIGUSR1 killed the program: a timer expired."),
    "code-on-stack": ("wild-jump", "Call from code_on_stack to 0x[0-9a-f]+, "
                      "where no code is: the stack."),
    "made-code": ("null-pointer", "Read from address 0x0: a null pointer in "
                  "rax."),
    "before-null": ("null-pointer", "Read from address 0xfffffffffffffff4: 12 "
                    r"bytes before a null pointer( in r\w+)?\."),
    "library-code": ("not-permitted", r"Write to 0x[0-9a-f]+, which may not "
                     r"be written: code of libc\.so\.6 \(.*strtol.*\)\."),
    "alignment-check": ("misaligned", "Read from 0x[0-9a-f]*[19], which is "
                        "not aligned as it must be."),
    "read-vsyscall": ("not-(permitted|mapped)", "Read from "
                      r"0xffffffffff600000, which (may not be read: "
                      r"\[vsyscall\]|is in the kernel's half of the "
                      r"addresses)\."),
    "stray-stack-pointer": ("null-pointer", "Read from address 0x1000: 4 KiB "
                            r"past a null pointer\."),
}
# Where the report points: not to a frame of the handlers.
HIT = {"nested-returned": "write_nowhere", "nested-raised": "write_nowhere",
       "requeued": "handler_queued", "requeued-returned": "handler_queued",
       "handler-returned": "handler_returned"}
BUS = {"stack-segment"}

if not os.path.exists(CAUSES):
    skip("the deaths are those of x86_64")
check_equal(set(run(CAUSES)[1].split()), set(EXPECTED), "the deaths")
for death, (kind, sentence) in EXPECTED.items():
    bare = run(CAUSES, death)[0]
    status, record, errors = record_of(CAUSES, death, options=["--all"])
    check_equal(status, bare, f"{death}: the status")
    if death in BUS:
        check_equal(status, -7, f"{death}: the signal")
    if not check(record, f"{death}: no record: {errors}"):
        continue
    cause = record["cause"]
    check(re.fullmatch(kind, cause["kind"]),
          f"{death}: {cause['kind']!r} is not {kind!r}")
    check(re.fullmatch(sentence, cause["sentence"] or ""),
          f"{death}: {cause['sentence']!r} is not {sentence!r}")
for death, function in HIT.items():
    text = run_knell("run", CAUSES, death)[2]
    check(re.search(rf"^ +where +{function}\b", text, re.M),
          f"{death}: not in {function}: {text[:600]}")
finish()

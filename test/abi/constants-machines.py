#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Constants and layouts of the kernel's interface on every machine of arch/,
as the library has them, against the kernel's own headers for the machine."""
import glob
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, check_equal, finish, run, skip  # noqa: E402

# Where Debian has the headers; it has none for the machines that lack here.
HEADERS = {
    "x86_64": ("x86_64-linux-gnu", "/usr/include"),
    "i386": ("i386-linux-gnu", "/usr/include"),
    "aarch64": ("aarch64-linux-gnu", "/usr/aarch64-linux-gnu/include"),
    "arm": ("arm-linux-gnueabihf", "/usr/arm-linux-gnueabihf/include"),
    "riscv64": ("riscv64-linux-gnu", "/usr/riscv64-linux-gnu/include"),
    "ppc64le": ("powerpc64le-linux-gnu", "/usr/powerpc64le-linux-gnu/include"),
    "s390x": ("s390x-linux-gnu", "/usr/s390x-linux-gnu/include"),
    "mips64el": ("mips64el-linux-gnuabi64",
                 "/usr/mips64el-linux-gnuabi64/include"),
}

OURS = """
#include "abi/errno.h"
#include "abi/file.h"
#include "abi/process.h"
#include "abi/siginfo.h"
#include "abi/signal.h"
"""
THEIRS = """
#include <stddef.h>
#include <asm/errno.h>
#include <asm/fcntl.h>
#include <asm/ioctls.h>
#include <asm/poll.h>
#include <asm/resource.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/termbits.h>
#include <linux/mman.h>
/* Of <asm/termios.h>, which not all let themselves be included with. */
struct winsize { unsigned short sizes[4]; };
#define ENOTSUP EOPNOTSUPP
/* Some have it for the kernel alone. */
#ifndef _NSIG
#define _NSIG 64
#endif
"""
PREFIXED = """
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1
    SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGSTOP SIGTSTP
    SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO
    SIGPWR SIGSYS SIGRTMIN
    SA_NOCLDSTOP SA_NOCLDWAIT SA_SIGINFO SA_ONSTACK SA_RESTART SA_NODEFER
    SA_RESETHAND SA_UNSUPPORTED SA_EXPOSE_TAGBITS MINSIGSTKSZ
    SIG_BLOCK SIG_UNBLOCK SIG_SETMASK
    SI_USER SI_KERNEL SI_QUEUE SI_TIMER SI_MESGQ SI_ASYNCIO SI_SIGIO SI_TKILL
    O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND
    O_NONBLOCK O_CLOEXEC O_PATH F_DUPFD F_GETFD F_SETFD FD_CLOEXEC
    PROT_READ PROT_WRITE MAP_SHARED MAP_PRIVATE MAP_FIXED MAP_ANONYMOUS
    MAP_NORESERVE TCGETS TIOCGWINSZ POLLIN POLLOUT OPOST RLIMIT_CORE
""".split()
# Expressions: ours, theirs.
OTHERS = [
    ("K_NSIG", "_NSIG"),
    ("sizeof(struct k_stack)", "sizeof(stack_t)"),
    ("offsetof(struct k_stack, sp)", "offsetof(stack_t, ss_sp)"),
    ("offsetof(struct k_stack, flags)", "offsetof(stack_t, ss_flags)"),
    ("offsetof(struct k_stack, size)", "offsetof(stack_t, ss_size)"),
    ("sizeof(struct k_siginfo)", "sizeof(siginfo_t)"),
    ("offsetof(struct k_siginfo, signo)", "offsetof(siginfo_t, si_signo)"),
    ("offsetof(struct k_siginfo, error)", "offsetof(siginfo_t, si_errno)"),
    ("offsetof(struct k_siginfo, code)", "offsetof(siginfo_t, si_code)"),
    ("offsetof(struct k_siginfo, sender.pid)", "offsetof(siginfo_t, si_pid)"),
    ("offsetof(struct k_siginfo, sender.value)",
     "offsetof(siginfo_t, si_value)"),
    ("offsetof(struct k_siginfo, timer.overrun)",
     "offsetof(siginfo_t, si_overrun)"),
    ("offsetof(struct k_siginfo, child.status)",
     "offsetof(siginfo_t, si_status)"),
    ("offsetof(struct k_siginfo, child.system_ticks)",
     "offsetof(siginfo_t, si_stime)"),
    ("offsetof(struct k_siginfo, fault.addr)", "offsetof(siginfo_t, si_addr)"),
    ("offsetof(struct k_siginfo, fault.bounds.lower)",
     "offsetof(siginfo_t, si_lower)"),
    ("offsetof(struct k_siginfo, fault.key.pkey)",
     "offsetof(siginfo_t, si_pkey)"),
    ("offsetof(struct k_siginfo, poll.fd)", "offsetof(siginfo_t, si_fd)"),
    ("offsetof(struct k_siginfo, call.arch)", "offsetof(siginfo_t, si_arch)"),
]
# i386, arm and s390x have the old calls' set, too short, in their headers.
ACTION = [
    ("sizeof(struct k_sigaction)", "sizeof(struct sigaction)"),
    ("offsetof(struct k_sigaction, handler)",
     "offsetof(struct sigaction, sa_handler)"),
    ("offsetof(struct k_sigaction, flags)",
     "offsetof(struct sigaction, sa_flags)"),
    ("offsetof(struct k_sigaction, mask)",
     "offsetof(struct sigaction, sa_mask)"),
]
OLD_SETS = ["i386", "arm"]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def errors():
    """The names of errors that the library uses."""
    text = read(f"{TOP}/src/abi/errno.h") + read(f"{TOP}/arch/common.h")
    return sorted(set(re.findall(r"\b(E[A-Z0-9]+) = \d", text)))


def evaluate(machine, includes, options, expressions):
    """What a compiler for the machine makes of them."""
    triple = HEADERS[machine][0]
    text = (f"{includes}\nlong long values[] = {{\n" +
            "".join(f"\t(long long)({expression}),\n"
                    for expression in expressions) + "-1234 };\n")
    status, output, complaint = run(
        "clang-19", f"--target={triple}", "-std=gnu11", "-xc", "-", "-S",
        "-emit-llvm", "-o", "-", *options, input=text.encode(), stdin=None,
        cwd=TOP)
    if not check(status == 0, f"{machine}: {complaint}"):
        return []
    found = re.search(r"@values = .*?\[(i64 [^\]]*)\]", output)
    return [int(value) for value in re.findall(r"i64 (-?\d+)", found[1])][:-1]


def check_machine(machine):
    names = errors()
    pairs = ([(f"K_{name}", name) for name in PREFIXED] +
             [(name, name) for name in names] + OTHERS +
             (ACTION if machine not in OLD_SETS else []))
    ours = evaluate(machine, OURS, [
        "-ffreestanding", "-fno-strict-aliasing", "-include",
        "src/base/compiler.h", "-Iinclude", "-Iarch/include", "-Isrc", "-I.",
        f"-Iarch/{machine}"], [pair[0] for pair in pairs])
    theirs = evaluate(machine, THEIRS, [
        "-nostdlibinc", "-isystem", HEADERS[machine][1], "-isystem",
        f"{HEADERS[machine][1]}/x86_64-linux-gnu"],
        [pair[1] for pair in pairs])
    for pair, mine, other in zip(pairs, ours, theirs):
        check_equal(mine, other, f"{machine}: {pair[0]}")
    return len(ours) == len(theirs) == len(pairs)


def main():
    if not shutil.which("clang-19"):
        skip("clang-19 is not installed")
    lacking, checked = [], 0
    for path in sorted(glob.glob(f"{TOP}/arch/*/abi.h")):
        machine = os.path.basename(os.path.dirname(path))
        if machine not in HEADERS:
            continue
        if os.path.exists(f"{HEADERS[machine][1]}/linux/signal.h"):
            checked += check_machine(machine)
        else:
            lacking.append(machine)
    check(checked or lacking, "no machine was checked")
    finish(f"no headers for {', '.join(lacking)}" if lacking else None)


main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The rows of arch/*/frame.def are the members of the kernel's structs, where
and as large as a compiler for the machine has them. (That registers are where
the table says shows test/crash/machine-layout.c.)"""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, check_equal, finish, run, skip  # noqa: E402

# Those of the kernel's headers that programs may have; and what they lack, as
# the kernel has it. Its own sigset_t is longer than theirs on i386 and arm.
SET = """
#include <linux/types.h>
#include <asm/signal.h>
#include <asm/siginfo.h>
typedef struct { unsigned long sig[SIGNALS / 8 / sizeof(long)]; } kernel_set;
#define sigset_t kernel_set
#include <asm/sigcontext.h>
"""
UCONTEXT = "#include <asm/ucontext.h>\n"
# asm-generic/ucontext.h with uc_sigmask where newer machines have it.
NEW_UCONTEXT = """
struct ucontext { unsigned long uc_flags; struct ucontext *uc_link;
	stack_t uc_stack; kernel_set uc_sigmask;
	__u8 __unused[1024 / 8 - sizeof(kernel_set)];
	struct sigcontext uc_mcontext; };
"""
PLAIN = "struct frame { siginfo_t info; struct ucontext uc; };\n"
# include/uapi/asm/{ptrace,sigcontext}.h since Linux 6.5, which had a hole there.
RISCV = """
struct hdr { __u32 magic, size; };
struct own_sigcontext { struct user_regs_struct sc_regs;
	union { union __riscv_fp_state sc_fpregs;
		struct { __u32 padding[129] __attribute__((aligned(16)));
			__u32 reserved; struct hdr hdr; } sc_extdesc; }; };
#define sigcontext own_sigcontext
""" + NEW_UCONTEXT
# Debian has no headers for it: arch/loongarch/include/uapi/asm/sigcontext.h.
LOONGARCH = """
#include <linux/types.h>
typedef struct { unsigned long sig[SIGNALS / 8 / sizeof(long)]; } kernel_set;
typedef struct { void *ss_sp; int ss_flags; __kernel_size_t ss_size; } stack_t;
#include <asm-generic/siginfo.h>
struct sigcontext { __u64 sc_pc; __u64 sc_regs[32]; __u32 sc_flags;
	__u64 sc_extcontext[0] __attribute__((__aligned__(16))); };
""" + NEW_UCONTEXT + PLAIN
# arch/arm/include/asm/ucontext.h, arch/arm/kernel/signal.h
ARM = """
struct ucontext { unsigned long uc_flags; struct ucontext *uc_link;
	stack_t uc_stack; struct sigcontext uc_mcontext; kernel_set uc_sigmask;
	int __unused[32 - sizeof(kernel_set) / sizeof(int)];
	unsigned long uc_regspace[128] __attribute__((__aligned__(8))); };
struct frame { siginfo_t info; struct ucontext uc; unsigned long retcode[2]; };
"""
# Triple, headers, the frame's type.
MACHINES = {
    "x86_64": ("x86_64-linux-gnu", "/usr/include", SET + UCONTEXT + """
struct frame { char *pretcode; struct ucontext uc; siginfo_t info; };"""),
    "i386": ("i386-linux-gnu", "/usr/include", SET + UCONTEXT + """
struct frame { __u32 pretcode; int sig; __u32 pinfo, puc; siginfo_t info;
	struct ucontext uc; char retcode[8]; };"""),
    "aarch64": ("aarch64-linux-gnu", "/usr/aarch64-linux-gnu/include",
                SET + UCONTEXT + PLAIN),
    "arm": ("arm-linux-gnueabihf", "/usr/arm-linux-gnueabihf/include",
            SET + ARM),
    "riscv64": ("riscv64-linux-gnu", "/usr/riscv64-linux-gnu/include",
                SET + RISCV + PLAIN),
    "loongarch64": ("loongarch64-linux-gnu", "/usr/riscv64-linux-gnu/include",
                    LOONGARCH),
    "ppc64le": ("powerpc64le-linux-gnu", "/usr/powerpc64le-linux-gnu/include",
                SET + UCONTEXT + """
struct frame { char dummy[128]; struct ucontext uc; unsigned long unused[2];
	unsigned tramp[7]; siginfo_t *pinfo; void *puc; siginfo_t info; };"""),
    "s390x": ("s390x-linux-gnu", "/usr/s390x-linux-gnu/include",
              SET + UCONTEXT + """
struct frame { __u8 callee_used_stack[__SIGNAL_FRAMESIZE]; __u16 svc_insn;
	siginfo_t info; struct ucontext uc; };"""),
    "mips64el": ("mips64el-linux-gnuabi64",
                 "/usr/mips64el-linux-gnuabi64/include", SET + UCONTEXT + """
struct frame { __u32 rs_ass[4], rs_pad[2]; siginfo_t info;
	struct ucontext uc; };"""),
}
# Rows that the kernel calls otherwise.
NAMES = {
    "riscv64": {"f": "sc_fpregs.d.f", "fcsr": "sc_fpregs.d.fcsr",
                "reserved": "sc_extdesc.reserved"},
    "loongarch64": {"zero": "sc_regs[0]"},
    "mips64el": {"zero": "sc_regs[0]"},
    "ppc64le": {"msr": "gp_regs[33]", "softe": "gp_regs[39]",
                "trap": "gp_regs[40]", "result": "gp_regs[43]",
                "fpscr": "fp_regs[32]"},
    "s390x": {"pswm": "regs.psw.mask", "acrs": "regs.acrs",
              "fpc": "fpregs.fpc", "fprs": "fpregs.fprs"},
    "arm": {"cpsr": "arm_cpsr"},
}
# What they call like this, the kernel has no name for.
NAMELESS = {"back chain", "caller's frame"}
# Part of an array.
SIZES = {("ppc64le", "fp_regs")}
WORD = {"i386": 4, "arm": 4}


def read_rows(machine):
    """(path, offset, size) of each row, which clang's preprocessor tells."""
    text = '#include "arch/frame.h"\n#define PART(...) ROW(__VA_ARGS__)\n' + (
        f'#include "arch/{machine}/frame.def"\n')
    status, out, complaint = run(
        "clang-19", f"--target={MACHINES[machine][0]}", "-E", "-P", "-xc", "-",
        "-ffreestanding", "-Iinclude", "-Iarch/include", "-Isrc", "-I.",
        input=text.encode(), stdin=None, cwd=TOP)
    check_equal((status, complaint), (0, ""), machine)
    groups, rows = [], []
    pattern = (r'ROW\((\w+), (\d), ([-\d *+()]+), ([-\d *+()]+), \w+,'
               r'\s*((?:[\d ?]+)?"[^"]+"(?: : "[^"]+")?)')
    for kind, depth, offset, size, name in re.findall(pattern, out):
        # si_errno and si_code by the order that the machine has.
        chosen = re.fullmatch(r'(\d) \? "(\w+)" : "(\w+)"', name)
        name = chosen[2 if chosen[1] == "1" else 3] if chosen else name[1:-1]
        del groups[int(depth):]
        path = [NAMES.get(machine, {}).get(part, part)
                for part in [*groups, name]]
        if kind == "GROUP":
            groups.append(name)
        if not NAMELESS & {*groups, name}:
            rows.append((".".join(path), eval(offset), eval(size), name))
    check_equal(len(re.findall(r"\bROW\(", out)),
                len(re.findall(pattern, out)), f"rows of {machine}")
    return rows


def evaluate(machine, expressions):
    triple, headers, text = MACHINES[machine]
    signals = 128 if machine == "mips64el" else 64
    text = (f"#define SIGNALS {signals}\n#include <stddef.h>\n{text}\n"
            "long long values[] = {\n" +
            "".join(f"(long long)({expression}),\n"
                    for expression in expressions) + "-1234 };\n")
    status, output, complaint = run(
        "clang-19", f"--target={triple}", "-std=gnu11", "-xc", "-", "-S",
        "-emit-llvm", "-o", "-", "-nostdlibinc", "-isystem", headers,
        "-isystem", f"{headers}/x86_64-linux-gnu", input=text.encode(),
        stdin=None)
    if not check(status == 0, f"{machine}: {complaint}"):
        return []
    found = re.search(r"@values = .*?\[(i64 [^\]]*)\]", output)
    return [int(value) for value in re.findall(r"i64 (-?\d+)", found[1])][:-1]


def check_machine(machine):
    rows = read_rows(machine)
    check(len(rows) > 15, f"{machine} has {len(rows)} rows")
    values = evaluate(machine, [
        expression for path, *_ in rows for expression in (
            f"(long long)offsetof(struct frame, {path}) - "
            "(long long)offsetof(struct frame, uc)",
            f"sizeof(((struct frame *)0)->{path})")])
    for i, (path, offset, size, name) in enumerate(rows):
        if not check(len(values) == 2 * len(rows), machine):
            return
        check_equal(offset, values[2 * i], f"{machine}: the place of {path}")
        if name != "_sifields" and (machine, name) not in SIZES:
            check_equal(size, values[2 * i + 1],
                        f"{machine}: the size of {path}")


def check_records():
    """The records of aarch64, those that Debian's headers have."""
    with open(f"{TOP}/arch/aarch64/frame.h", encoding="utf-8") as file:
        source = file.read()
    magic = dict(re.findall(r"#define (\w+) +(0x[0-9a-f]+)U", source))
    names, asked = {}, []
    for short, name in re.findall(r'FRAME_RECORD\((\w+), "(\w+)"', source):
        names[short] = name
        asked.append((f"{short}_MAGIC", int(magic[short], 16)))
    for short, offset, size, name in re.findall(
            r'FRAME_FIELD\((\w+), (\d+), (\w+), \w+, "(\w+)"', source):
        if size == "FRAME_REST":
            continue
        member = f"((struct {names[short]} *)0)->{name}"
        asked.append((f"offsetof(struct {names[short]}, {name})", int(offset)))
        asked.append((f"sizeof({member})", int(size)))
    old = [pair for pair in asked if not re.search(
        r"\b(zt|tpidr2|fpmr|poe|gcs)_context|(ZT|TPIDR2|FPMR|POE|GCS)_MAGIC",
        pair[0])]
    check(len(old) > 20, f"only {len(old)} facts about records")
    values = evaluate("aarch64", [expression for expression, _ in old])
    for (expression, told), value in zip(old, values):
        check_equal(told, value, f"aarch64: {expression}")


def main():
    if not shutil.which("clang-19"):
        skip("clang-19 is not installed")
    lacking = []
    for machine, (_, headers, _) in MACHINES.items():
        if os.path.exists(f"{headers}/linux/signal.h"):
            check_machine(machine)
            if machine == "aarch64":
                check_records()
        else:
            lacking.append(machine)
    finish(f"no headers for {', '.join(lacking)}" if lacking else None)


main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""gdb says of the same frame what knell frame draws: where the kernel's structs
have each member and how large it is, where the registers were saved, and what
they held."""
import json
import os
import platform
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run,
                       skip)  # noqa: E402

HERE = os.environ["TMPDIR"]
# The kernel's, on top of what its headers tell programs.
TYPES = """
#include <asm/sigcontext.h>
#include <asm/signal.h>
#include <asm/siginfo.h>
#include <asm/ucontext.h>
struct rt_sigframe { char *pretcode; struct ucontext uc; siginfo_t info; };
struct rt_sigframe frame;
struct _xstate state;
"""
# Where the kernel's headers call a member of the FPU's state otherwise.
STATE = {"magic1": "fpstate.sw_reserved.magic1",
         "extended_size": "fpstate.sw_reserved.extended_size",
         "xfeatures": "fpstate.sw_reserved.xfeatures",
         "xstate_size": "fpstate.sw_reserved.xstate_size",
         "padding": "fpstate.sw_reserved.padding",
         "xstate_bv": "xstate_hdr.xfeatures",
         "xcomp_bv": "xstate_hdr.reserved1[0]",
         "avx": "ymmh"}
# No member is there, or one that says less.
OTHERS = {"gap", "red zone", "reserved", "fpstate", "opmask", "zmm_hi256",
          "hi16_zmm", "pkru", "magic2", "bndregs", "bndcsr", "xtile_cfg",
          "xtile_data", "apx", "component"}
# Of struct siginfo, a macro or a member of a union.
INFO = {"_sifields": "_sifields", "si_signo": "si_signo",
        "si_errno": "si_errno", "si_code": "si_code"}
SCRIPT = """
set confirm off
set width 0
set follow-fork-mode child
set debuginfod enabled off
handle all nostop noprint pass
add-symbol-file types.o 0
break frame_take_down
run frame --json >frame.json
set $f = (struct rt_sigframe *)((char *)context - 8)
set $s = (struct _xstate *)$f->uc.uc_mcontext.fpstate
{asked}
frame 2
info frame
frame 3
info registers
continue
"""


def paths(parts):
    """(part, what gdb is asked for) of each that the kernel has a name for."""
    groups, found = [], []
    for part in parts:
        del groups[part["depth"]:]
        name = part["name"]
        top = groups[0] if groups else name
        if part["kind"] == "group":
            groups.append(name)
        if top == "fpstate" and name not in OTHERS:
            found.append((part, "$s->" + STATE.get(name, f"fpstate.{name}")))
        elif top in ("uc", "info", "pretcode") and name not in OTHERS - {
                "fpstate"}:
            inner = groups[:-1] if part["kind"] == "group" else groups
            found.append((part, "$f->" + ".".join(
                [*inner, INFO.get(name, name)])))
    return found


def frame():
    status, out, errors = run(KNELL, "frame", "--json", stdin=None)
    check_equal((status, errors), (0, ""), "knell frame --json")
    return json.loads(out)["frames"][0]


def ask_gdb(asked):
    with open(os.path.join(HERE, "types.c"), "w", encoding="ascii") as file:
        file.write(TYPES)
    status, _, errors = run("cc", "-g", "-c", "types.c", "-o", "types.o",
                            cwd=HERE)
    check_equal((status, errors), (0, ""), "cc")
    lines = "\n".join(
        f'printf "{i} %ld %d\\n", (long)&{path}, (int)sizeof({path})'
        for i, path in enumerate(asked))
    with open(os.path.join(HERE, "script"), "w", encoding="ascii") as file:
        file.write(SCRIPT.format(asked=lines))
    # The parent goes on after gdb: it holds the pipe until the end.
    with subprocess.Popen(["gdb", "-batch", "-nx", "-x", "script", "--args",
                           KNELL], cwd=HERE,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        text = process.communicate(timeout=100)[0].decode(errors="replace")
    with open(os.path.join(HERE, "frame.json"), encoding="utf-8") as file:
        drawn = file.read()
    check(drawn, text)
    return text, json.loads(drawn)["frames"][0]


def main():
    if platform.machine() != "x86_64":
        skip("the structs here are those of x86_64")
    asked = [path for _, path in paths(frame()["parts"])]
    check(len(asked) > 55, f"only {len(asked)} parts can be compared")
    text, drawn = ask_gdb(asked)
    told = {int(i): (int(address), int(size)) for i, address, size in
            re.findall(r"^(\d+) (\d+) (\d+)$", text, re.M)}
    for i, (part, path) in enumerate(paths(drawn["parts"])):
        address, size = told.get(i, (None, None))
        check_equal(int(part["address"], 16), address, f"the place of {path}")
        # Of the union, only this member has a name that all headers have.
        if part["name"] != "_sifields":
            check_equal(part["size"], size, f"the size of {path}")
    saved = dict(re.findall(r"(\w+) at (0x[0-9a-f]+)",
                            text.partition("Saved registers:")[2]))
    values = dict(re.findall(r"^(\w+) +(0x[0-9a-f]+)", text, re.M))
    seen = 0
    for part in drawn["parts"]:
        if part["kind"] != "register":
            continue
        if part["name"] in saved:
            seen += 1
            check_equal(part["address"], saved[part["name"]],
                        f"where {part['name']} was saved")
        # No call frame information tells of the others.
        if part["name"] not in ("eflags", "cs", "ss"):
            check_equal(part["value"], values.get(part["name"]),
                        f"what {part['name']} held")
    check(seen >= 16, f"gdb tells of {seen} saved registers: {text}")
    finish()


main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The code of handlers for runtimes is what LLVM's disassembler reads in
test/signal/bind/MACHINE.s, on each machine that has them; every byte of it is
part of an instruction, every jump goes to the beginning of one.

With an argument, it writes those files: look at what changes."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

HERE = os.path.join(TOP, "test/signal/bind")
PROGRAM = os.path.join(os.environ["TMPDIR"], "write")
FORMATS = {"x86_64": "elf64-x86-64", "aarch64": "elf64-littleaarch64",
           "riscv64": "elf64-littleriscv"}
LINE = re.compile(r"\s*([0-9a-f]+):\s+(\S.*)")
# To an address of its own; bgeu and its like skip the jump that follows.
JUMP = re.compile(r"(?:j[a-z]*|b[a-z.]*|cbn?z)\s(?:.*, )?0x([0-9a-f]+)\b")


def handlers():
    """{machine: (code, words behind it)}"""
    status, _, errors = run(
        "cc", "-std=gnu11", "-DKNELL_HOSTED", f"-I{TOP}/src", f"-I{TOP}",
        f"-I{TOP}/include", f"-I{TOP}/arch/include", "-o", PROGRAM,
        f"{HERE}/write.c", os.path.join(BUILD, "libknell.a"))
    check_equal((status, errors), (0, ""), "write.c builds")
    status, out, _ = run(PROGRAM)
    check_equal(status, 0, "the program's status")
    return {words[0]: tuple(bytes.fromhex(word) for word in words[1:])
            for words in map(str.split, out.splitlines())}


def strip(machine, code):
    """Without what follows, up to a multiple of 8 bytes."""
    if machine == "x86_64":
        return code.rstrip(b"\0")
    return code.removesuffix(bytes(4))


def disassemble(machine, code):
    """[(address, instruction)]"""
    raw, made = (os.path.join(os.environ["TMPDIR"], name)
                 for name in ("code", "code.o"))
    with open(raw, "wb") as file:
        file.write(code)
    status, _, errors = run("llvm-objcopy-19", "-I", "binary", "-O",
                            FORMATS[machine], "--rename-section",
                            ".data=.text,code", raw, made)
    check_equal((status, errors), (0, ""), f"llvm-objcopy of {machine}")
    out = run("llvm-objdump-19", "-d", "--no-show-raw-insn",
              f"--triple={machine}-linux-gnu", "--mattr=+d,+bti", made)[1]
    found = [(int(line[1], 16), re.sub(r"\s*(<_binary.*>|# imm.*|// =.*)$", "", line[2]))
             for line in map(LINE.fullmatch, out.splitlines()) if line]
    check("unknown" not in out and "bad" not in out,
          f"{machine} has what is no instruction")
    return found


def check_jumps(machine, lines):
    places = {place for place, _ in lines}
    targets = [int(jump[1], 16) for _, text in lines
               if (jump := JUMP.match(text))]
    check(len(targets) > 6, f"{machine} has {len(targets)} jumps")
    for target in targets:
        check(target in places, f"{machine} jumps to {target:#x}")


def main():
    made = handlers()
    check_equal(sorted(made), sorted(FORMATS), "machines")
    for machine, (code, words) in made.items():
        whole = strip(machine, code)
        check(len(code) - len(whole) < 8, f"the end of {machine}")
        lines = disassemble(machine, whole)
        check_jumps(machine, lines)
        # The word for direct threads, and the one for indirect ones.
        end = int.from_bytes(words[:8], "little")
        check(0x10000 < end < 0x10000 + len(code), f"{machine} ends at {end:#x}")
        check_equal(int.from_bytes(words[8:16], "little"), 0x10000 + len(code),
                    f"the word of {machine}")
        check(end - 0x10000 in {place for place, _ in lines},
              f"{machine} ends in an instruction")
        text = "".join(f"{place:4x}  {line}\n" for place, line in lines)
        path = os.path.join(HERE, f"{machine}.s")
        if sys.argv[1:]:
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
        with open(path, encoding="ascii") as file:
            check_equal(text, file.read(), f"the code of {machine}")
    finish()


main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The code of handlers for runtimes is what LLVM's disassembler reads in
test/signal/bind/MACHINE.s, on each machine that has them; every byte of it is
part of an instruction, every jump goes to the beginning of one. Its call frame
information is what LLVM reads in MACHINE.cfi, and changes where instructions
begin, or a byte before the end.

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
    """{machine: (code, words behind it, call frame information)}"""
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


def make_object(machine, content, section):
    """Return: the path of an object file."""
    raw, made = (os.path.join(os.environ["TMPDIR"], name)
                 for name in ("code", "code.o"))
    with open(raw, "wb") as file:
        file.write(content)
    status, _, errors = run("llvm-objcopy-19", "-I", "binary", "-O",
                            FORMATS[machine], "--rename-section",
                            f".data={section}", raw, made)
    check_equal((status, errors), (0, ""), f"llvm-objcopy of {machine}")
    return made


def disassemble(machine, code):
    """[(address, instruction)]"""
    made = make_object(machine, code, ".text,code")
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
    check(len(targets) > 5, f"{machine} has {len(targets)} jumps")
    for target in targets:
        check(target in places, f"{machine} jumps to {target:#x}")


def compare(name, text):
    path = os.path.join(HERE, name)
    if sys.argv[1:]:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    with open(path, encoding="ascii") as file:
        check_equal(text, file.read(), name)


def check_tables(machine, tables, lines):
    made = make_object(machine, tables, ".eh_frame,alloc,readonly")
    out = run("llvm-dwarfdump-19", "--eh-frame", made)[1]
    # Each rule on a line of its own; the instructions say the same.
    rows = re.findall(r"^  (0x[0-9a-f]+: .*)$", out, re.MULTILINE)
    compare(f"{machine}.cfi",
            "\n".join(row.replace(": ", "\n\t", 1).replace("], ", "]\n\t")
                      .replace(": ", "\n\t", 1) for row in rows) + "\n")
    places = {place for place, _ in lines}
    starts = [int(row.split(":")[0], 16) - 0x10000 for row in rows]
    check(len(starts) > 9, f"{machine} has {len(starts)} rows")
    check_equal([start for start in starts if start not in places and
                 start + 1 not in places], [], f"rows of {machine}")


def main():
    made = handlers()
    check_equal(sorted(made), sorted(FORMATS), "machines")
    for machine, (code, words, tables) in made.items():
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
        compare(f"{machine}.s", text)
        check_tables(machine, tables, lines)
    finish()


main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The instructions around PC, against objdump or gdb, on each architecture."""
import copy
import re

from hostedtest import (call, check, check_equal, compile_program, crash,
                        enrich, finish, machine_of, make_record, path_of, source)


def disassembly(program):
    """address → the words of the instruction."""
    if machine_of(program) == "aarch64":
        # Debian's objdump reads x86 alone.
        text = call("gdb-multiarch", "-batch", program,
                    *(word for name in functions(program)
                      for word in ("-ex", f"disassemble {name}")))
    else:
        text = call("objdump", "-d", "-w", "-Mintel", "--no-show-raw-insn",
                    program)
    return {int(row[0], 16): row[1].split() for row in
            re.findall(r"^ *(?:0x)?([0-9a-f]+)(?: <\+\d+>)?:\t(.*)$", text,
                       re.M)}


def functions(program):
    text = call("nm", "-S", "--defined-only", program)
    return {name: (int(start, 16), int(size, 16)) for start, size, name in
            re.findall(r"^(\w+) (\w+) [tT] (\w+)$", text, re.M)}


def compare(what, record, expected, bias=0):
    """Each row is an instruction to objdump as well, and none is left out."""
    rows = [(int(row["address"], 16) - bias, row["text"].split("\t"))
            for row in record["instructions"]]
    addresses = [address for address, _ in rows]
    all_addresses = sorted(expected)
    first = all_addresses.index(addresses[0]) if addresses else 0
    check_equal(addresses, all_addresses[first:first + len(rows)],
                f"{what}: addresses")
    for address, words in rows:
        theirs = expected[address]
        # objdump writes some prefixes and aliases in other words.
        check(words[0].split()[-1][:2] == theirs[0][:2] or
              theirs[0] in ("data16", "cs", "repz", "bnd"),
              f"{what}: {address:#x}: {words} not {theirs}")
        # An address has a name to both, or to neither.
        name = re.search(r"<(\w+)", " ".join(theirs))
        if name and words[0][0] in "cjb" and "[" not in words[-1]:
            check(f"<{name.group(1)}" in " ".join(words),
                  f"{what}: {address:#x}: {words} not {theirs}")
    current = [row["address"] for row in record["instructions"]
               if row["current"]]
    check_equal(len(current), 1, f"{what}: instructions at PC")
    return addresses


def at(program, name, start, address, **changes):
    """A record of a crash at an address of a function."""
    record = make_record(program, [address], **changes)
    record["threads"][0]["frames"][0].update(
        function=name, function_offset=hex(address - start))
    return record


def compare_all(what, program):
    expected = disassembly(program)
    compared = 0
    for name, (start, size) in functions(program).items():
        inside = [address for address in sorted(expected)
                  if start <= address < start + size]
        for index, address in enumerate(inside[:40]):
            rows = compare(f"{what}: {name}", enrich(
                at(program, name, start, address)), expected)
            if not rows:
                continue
            compared += 1
            # As many before as there are, up to six; the rest after.
            check_equal(rows.index(address), min(index, 6), "rows before")
    check(compared > 5, f"{what}: {compared} compared")


C = ["-g", "-O1", "-fcf-protection=none", source("chain.c")]
PROGRAM = compile_program("chain", "gcc", *C)
compare_all("x86_64", PROGRAM)
compare_all("i386", compile_program("chain32", "gcc", "-m32", *C))
with open(path_of("arm.c"), "w", encoding="utf-8") as file:
    file.write("int get(int *p) { return *p + 1; }\n"
               "__attribute__((noinline)) int twice(int *p)\n"
               "{ return get(p) * get(p + 3) / *p; }\n"
               "void _start(void) { for (;;) twice((int *)16); }\n")
compare_all("aarch64", compile_program(
    "arm", "clang-19", "--target=aarch64-linux-gnu", "-O1", "-g", "-nostdlib",
    "-static", "-fuse-ld=lld-19", path_of("arm.c")))

# A real crash: PC is the load that faulted.
BARE = crash(PROGRAM)
record = enrich(BARE)
expected = disassembly(PROGRAM)
bias = int(BARE["modules"][0]["bias"], 16)
compare("a crash", record, expected, bias)
pc = BARE["threads"][0]["frames"][0]["pc"]
check_equal([row["address"] for row in record["instructions"]
             if row["current"]], [pc], "PC")

# What is in memory counts, not the file: here a breakpoint.
changed = copy.deepcopy(BARE)
code = changed["code"]
offset = int(pc, 16) - int(code["address"], 16)
code["data"] = code["data"][:2 * offset] + "cc" + code["data"][2 * offset + 2:]
rows = enrich(changed)["instructions"]
check_equal([row["text"] for row in rows if row["current"]], ["int3"], "int3")

# Without the file there is what was read from memory, from PC on: where an
# instruction before it begins cannot be known.
changed = copy.deepcopy(BARE)
changed["modules"][0].update(path=path_of("missing"), build_id="00" * 20)
changed["threads"][0]["frames"][0]["function_offset"] = "0x7000"
rows = enrich(changed)["instructions"]
check_equal((rows[0]["address"], rows[0]["current"]), (pc, True), "PC first")
known = [row["text"].split("\t")[0] for row in record["instructions"]
         if int(row["address"], 16) >= int(pc, 16)]
# The function's end is not known either.
check_equal([row["text"].split("\t")[0] for row in rows][:len(known)], known,
            "the same ones")

# No code, no known machine, code that is none: bytes or nothing.
changed["code"] = {"address": None, "data": ""}
check_equal(enrich(changed)["instructions"], [], "no code")
changed = copy.deepcopy(BARE)
changed["system"]["machine"] = "pdp11"
check_equal(enrich(changed)["instructions"], [], "no machine")
changed = copy.deepcopy(BARE)
changed["code"]["data"] = "06" * (len(changed["code"]["data"]) // 2)
check_equal(enrich(changed)["instructions"], [], "no instructions")
check_equal(enrich(record)["instructions"], record["instructions"], "again")
finish()

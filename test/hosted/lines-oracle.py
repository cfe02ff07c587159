#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lines and inlined calls at every instruction, against binutils' addr2line,
whichever way the debug information was made."""
import re

from hostedtest import (call, chains, check, check_equal, compile_program,
                        enrich, finish, instruction_addresses, make_record,
                        plain_name, source)

CXX = ["g++", "-std=c++17", "-g", "-O2", source("inlines.cc")]
CLANG = ["clang++", "-std=c++17", "-g", "-O2", source("inlines.cc")]
VARIANTS = {
    "gcc": CXX,
    "gcc-dwarf4": [*CXX, "-gdwarf-4"],
    "gcc-O0": [*CXX, "-O0"],
    "gcc-compressed": [*CXX, "-gz"],
    "gcc-split": [*CXX, "-gsplit-dwarf"],
    "gcc-lto": [*CXX, "-flto"],
    "gcc-i386": [*CXX, "-m32"],
    "gcc-i386-compressed": [*CXX, "-m32", "-gz"],
    # clang tells no addresses of units (.debug_aranges).
    "clang-dwarf4": [*CLANG, "-gdwarf-4"],
    "clang": CLANG,
    "clang-compressed": [*CLANG, "-gz"],
    "clang-split": [*CLANG, "-gsplit-dwarf"],
}


def number(text):
    found = re.match(r"(\d+)", text)
    return int(found.group(1)) if found else 0


def read_addr2line(program, addresses):
    """address → [(function, line)], the innermost first."""
    text = call("addr2line", "-a", "-f", "-i", "-C", "-e", program,
                *map(hex, addresses))
    result, rows = {}, text.split("\n")
    for index, row in enumerate(rows):
        if row.startswith("0x"):
            chain = result[int(row, 16)] = []
            function = None
        elif function is None:
            function = row
        else:
            chain.append((plain_name(function), number(row.split(":")[-1])))
            function = None
    return result


def is_same(ours, theirs):
    """addr2line names some by the symbol table, and some not at all."""
    names = [plain_name(frame["function"]) for frame in ours]
    expected = [name if other == "??" else other
                for (other, _), name in zip(theirs, names)]
    return names == expected or (names[1:] == expected[1:] and
                                 expected[0] == names[-1])


def look_up(variant, program):
    addresses = instruction_addresses(program)
    record = enrich(make_record(program, addresses))
    check_equal(record["notes"], [], f"{variant}: notes")
    return {int(chain[-1]["pc"], 16): chain for chain in chains(record)}


def compare(variant, ours, theirs):
    compared = 0
    for address, chain in ours.items():
        what = f"{variant}: {address:#x}"
        # Between functions there is a line, but none of a function.
        if not chain[0]["file"] or not chain[-1]["function"]:
            continue
        compared += 1
        if not check_equal([frame["line"] or 0 for frame in chain],
                           [line for _, line in theirs[address]],
                           f"{what}: lines"):
            break
        if not check(is_same(chain, theirs[address]),
                     f"{what}: {[frame['function'] for frame in chain]} "
                     f"not {theirs[address]}"):
            break
    check(compared > 500, f"{variant}: only {compared} addresses compared")
    depth = max(map(len, ours.values()))
    check(depth > 4 or variant == "gcc-O0", f"{variant}: depth {depth}")


# What addr2line does not read, though the code is the same: .dwo files, and
# clang's DWARF 5.
SAME = {"gcc-split": "gcc", "clang": "clang-dwarf4",
        "clang-compressed": "clang-dwarf4", "clang-split": "clang-dwarf4"}



def check_return_addresses(program, ours):
    """One inside an instruction before it is as good as its own address."""
    record = enrich(make_record(program, [address + 1 for address in ours],
                                exact=False))
    for chain in chains(record):
        at = int(chain[-1]["pc"], 16) - 1
        places = [[(frame["function"], frame["file"], frame["line"])
                   for frame in calls] for calls in (chain, ours[at])]
        if not check_equal(places[0], places[1], f"returning to {at + 1:#x}"):
            break


found = {}
for name, command in VARIANTS.items():
    binary = compile_program(name, *command)
    found[name] = look_up(name, binary)
    if name in SAME:
        check_equal(found[name], found[SAME[name]], f"{name}, all of it,")
    else:
        compare(name, found[name], read_addr2line(binary, found[name]))
    if name == "gcc":
        check_return_addresses(binary, found[name])
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each public function has a page in section 3 of the manual; the pages are
well made, and the examples in them build and do what they tell."""
import glob
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

HERE = os.environ["TMPDIR"]
PAGES = os.path.join(HERE, "man3")
# Two lines of a terminal.
MOST_NAME = 130
# Those that do not run to their end.
CRASHES = {"crash.c"}
# Their members are in no header.
OPAQUE = {"struct knell_thread"}
# Without a libc: build-start.py builds them.
BARE = {"start.c", "thread.c"}


def check_pages():
    status, _, errors = run(os.path.join(TOP, "tools/make-manual"), "0", PAGES)
    check_equal((status, errors), (0, ""), "tools/make-manual")
    made = {os.path.basename(page)[:-2] for page in glob.glob(f"{PAGES}/*.3")}
    exported = run("nm", "-D", "--defined-only",
                   os.path.join(BUILD, "libknell.so"))[1].split("\n")
    functions = {line.split()[2].split("@")[0] for line in exported
                 if " T " in line}
    check(len(functions) > 30, f"only {functions} are exported")
    check_equal(functions - made, set(), "functions without a page")
    for name in sorted(made):
        check_page(name)


def check_page(name):
    status, text, errors = run("groff", "-ww", "-man", "-Tutf8", "-P-cbou",
                               f"{PAGES}/{name}.3")
    check_equal((status, errors), (0, ""), f"groff of {name}")
    long = [line for line in text.split("\n") if len(line) > 80]
    check_equal(long, [], f"lines of {name} over 80 columns")
    check_prose(name, text)
    check_types(name, text)
    check("@" not in text.split("EXAMPLES")[0].split("\nTYPES")[0],
          f"{name} has an argument that is none")


def check_types(name, text):
    """What a function takes is shown, unless it is nobody's to look into."""
    synopsis = re.search(r"^SYNOPSIS\n(.*?)^[A-Z]", text,
                         re.DOTALL | re.MULTILINE)[1]
    for kind in set(re.findall(r"\b(?:struct|union|enum)\s+knell_\w+",
                               synopsis)):
        kind = " ".join(kind.split())
        check(f"\n{kind} {{\n" in text or kind in OPAQUE,
              f"{name} does not show {kind}")


def check_prose(name, text):
    """One sentence is the name's, and nothing of a comment's frame is left."""
    said = re.search(r"^NAME\n(.*?)^\S", text, re.DOTALL | re.MULTILINE)[1]
    said = " ".join(said.split())
    check(said.startswith(f"{name} - ") and ". " not in said and
          len(said) <= MOST_NAME, f"the NAME of {name}: {said}")
    prose = re.sub(r"^(SYNOPSIS|TYPES|TYPES AND CONSTANTS|EXAMPLES)\n.*?"
                   r"(?=^[A-Z][A-Z ]+$)", "", text, flags=re.DOTALL | re.MULTILINE)
    stray = re.search(r".*((^|\s)(\*|/\*\*?|\*/)(\s|$)|`).*", prose)
    check(not stray, f"{name} has {stray and stray[0]}")


def check_comments():
    """Paragraphs, lists and code of the headers' first comments."""
    for name, part in (
            ("knell_start", "\n           cc -nostdlib -static "),
            ("knell_defer", "begins with\n\n           if (knell_defer_keep("
             "&section, handler, info, context))\n               return;\n\n"),
            ("knell_pthread", "\n           KNELL_PTHREAD_WRAP(16384)\n\n"),
            ("knell_fd", "\n\n       \u2022 After a fork the child's")):
        text = run("groff", "-man", "-Tutf8", "-P-cbou",
                   f"{PAGES}/{name}.3")[1]
        check(part in re.sub(r"(?<=\S) +", " ", text), f"{name} has not {part}")
    with open(f"{PAGES}/knell_number.3", encoding="ascii") as file:
        check("\n.SH SOURCES\nsigaction(2)," in file.read(),
              "the sources of knell_number")


def example_of_overview():
    with open(f"{TOP}/doc/man/7/libknell.7", encoding="ascii") as file:
        code = re.search(r"^\.EX\n(#.*?)^\.EE", file.read(),
                         re.DOTALL | re.MULTILINE)[1]
    path = os.path.join(HERE, "libknell.c")
    with open(path, "w", encoding="ascii") as file:
        file.write(code.replace(r"\-", "-").replace(r"\e", "\\"))
    return path


def check_overview():
    """libknell(7) is well made, and names every header."""
    page = f"{TOP}/doc/man/7/libknell.7"
    status, text, errors = run("groff", "-ww", "-man", "-Tutf8", "-P-cbou",
                               page)
    check_equal((status, errors), (0, ""), "groff of libknell(7)")
    check_prose("libknell", text)
    for path in glob.glob(os.path.join(TOP, "include/knell/*.h")):
        name = os.path.basename(path)
        check(f"<knell/{name}>" in text or name == "public.h",
              f"libknell(7) does not name {name}")


def check_examples():
    examples = sorted(glob.glob(os.path.join(TOP, "examples/*.c")))
    check(len(examples) > 6, f"only {examples} were found")
    examples.append(example_of_overview())
    for path in examples:
        name = os.path.basename(path)
        program = os.path.join(HERE, "example")
        if name in CRASHES | BARE:
            continue
        status, _, errors = run(
            "cc", "-Wall", "-Wextra", "-Werror", f"-I{TOP}/include",
            f"-I{TOP}/arch/include", "-o", program, path,
            os.path.join(BUILD, "libknell.a"), "-pthread")
        if check_equal((status, errors), (0, ""), f"{name} builds"):
            status, out, errors = run(program, stdin=None)
            check_equal((status, errors), (0, ""), f"{name}'s end")
            check(out, f"{name} shows nothing")


def check_refusals():
    """A comment that tells less than all is found."""
    copy = os.path.join(HERE, "copy")
    for part in ("tools", "include", "arch/include", "examples"):
        shutil.copytree(os.path.join(TOP, part), os.path.join(copy, part))
    path = os.path.join(copy, "include/knell/mask.h")
    with open(path, encoding="ascii") as file:
        whole = file.read()
    for gone in (" * @ret_set: the signals\n", " * Source: rt_sigpending(2).\n",
                 " * Return: 0; -EFAULT when @ret_set is a bad pointer.\n"):
        check(gone in whole, f"{gone} is there")
        with open(path, "w", encoding="ascii") as file:
            file.write(whole.replace(gone, ""))
        status, _, errors = run(os.path.join(copy, "tools/make-manual"), "0",
                                os.path.join(HERE, "none"))
        check(status == 1 and "knell/mask.h: knell_mask_" in errors,
              f"without {gone}: {status}, {errors}")


check_pages()
check_comments()
check_overview()
check_examples()
check_refusals()
finish()

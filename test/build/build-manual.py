#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each public function has a page in section 3 of the manual; the pages are
well made, and the examples in them build and do what they tell."""
import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

HERE = os.environ["TMPDIR"]
PAGES = os.path.join(HERE, "man3")
# Those that do not run to their end.
CRASHES = {"crash.c"}
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
    check("@" not in text.split("EXAMPLES")[0].split("TYPES AND CONST")[0],
          f"{name} has an argument that is none")


def check_examples():
    examples = sorted(glob.glob(os.path.join(TOP, "examples/*.c")))
    check(len(examples) > 6, f"only {examples} were found")
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
check_examples()
check_refusals()
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The build: outside of the tree, of no more than what changed."""
import os
import re
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

SOURCE = os.path.join(os.environ["TMPDIR"], "source")
OUT = os.path.join(os.environ["TMPDIR"], "out")
LINKED = {f"{OUT}/libknell.a", f"{OUT}/libknell.so", f"{OUT}/knell"}
if os.path.exists(os.path.join(BUILD, "knell-report")):
    LINKED.add(f"{OUT}/knell-report")
# The test that stands for all of them.
TEST = "test/signal/set-operations"
TESTED = {f"{TEST}.c"}


def build(*targets, flags="-O0"):
    """Without optimization, for speed. Returns what was made."""
    status, output, errors = run(
        "make", "-j2", f"B={OUT}", f"CFLAGS={flags}",
        *(targets or ("all", f"{OUT}/{TEST}")), cwd=SOURCE, timeout=200)
    check(status == 0, f"make {targets}: {errors}")
    return set(re.findall(r"^  \w+ +(\S+)$", output, re.MULTILINE))


def files(top):
    return {os.path.relpath(os.path.join(place, name), top)
            for place, _, names in os.walk(top) for name in names}


def touch(name, text=""):
    """Changes a file of the tree; all else becomes old."""
    for top, age_s in (SOURCE, 120), (OUT, 60):
        then = time.time() - age_s
        for path in files(top):
            os.utime(os.path.join(top, path), (then, then))
    with open(os.path.join(SOURCE, name), "a", encoding="utf-8") as file:
        file.write(text)
    os.utime(os.path.join(SOURCE, name))


def check_elsewhere():
    before = files(SOURCE)
    made = build()
    check(LINKED | TESTED | {"src/base/text.c"} <= made, f"made only {made}")
    check_equal(files(SOURCE) - before, set(), "files in the tree, new")
    check_equal(run(f"{OUT}/knell", "--version")[0], 0, "knell --version")
    check_equal(run(f"{SOURCE}/tools/check-undefined", OUT)[:2], (0, ""),
                "undefined symbols without optimization")
    check_equal(build(), set(), "what a second make makes")


def check_headers():
    touch("src/base/arena.h")
    made = build()
    check(LINKED | TESTED | {"src/base/arena.c", "src/crash/capture.c"} <=
          made, f"after a change of arena.h only {made}")
    check("src/base/text.c" not in made, "text.c does not read arena.h")
    check_equal(build(), set(), "what a second make makes")
    touch("include/knell/set.h")
    made = build()
    check(LINKED | TESTED | {"src/signal/set.c"} <= made,
          f"after a change of set.h only {made}")
    touch("test/lib/test.h")
    made = build()
    check(TESTED <= made, f"after a change of test.h only {made}")
    check(not LINKED & made, "the library reads no header of the tests")


def check_sources():
    """Files that come and go, and one whose header went with it."""
    touch("src/base/new.h", "int knell_new(void);\n")
    touch("src/base/new.c", '#include "base/new.h"\n'
          "int knell_new(void)\n{\n\treturn 1;\n}\n")
    check_equal(build(), LINKED | TESTED | {"src/base/new.c"},
                "what a new file makes")
    check("new.o" in run("ar", "t", f"{OUT}/libknell.a")[1], "no new.o")
    os.unlink(f"{SOURCE}/src/base/new.c")
    os.unlink(f"{SOURCE}/src/base/new.h")
    check_equal(build(), LINKED | TESTED, "what a file that went makes")
    check("new.o" not in run("ar", "t", f"{OUT}/libknell.a")[1],
          "the library still holds new.o")


def check_flags():
    objects = {"src/base/text.c": f"{OUT}/src/base/text.o",
               "test/lib/self.c": f"{OUT}/test/lib/self.o"}
    check_equal(build(*objects.values()), set(), "what the same flags make")
    check_equal(build(*objects.values(), flags="-O0 -DOTHER"), set(objects),
                "what other flags make")


def check_clean():
    before = files(SOURCE)
    status, _, errors = run("make", f"B={OUT}", "clean", cwd=SOURCE)
    check(status == 0 and not os.path.exists(OUT), f"make clean: {errors}")
    check_equal(files(SOURCE), before, "what make clean leaves of the tree")


shutil.copytree(TOP, SOURCE, symlinks=True, ignore=shutil.ignore_patterns(
    ".git", "build", "__pycache__", "corpus"))
check_elsewhere()
check_headers()
check_sources()
check_flags()
check_clean()
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What tools/check-layers and tools/check-undefined find, with faults planted."""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, check_equal, finish, run  # noqa: E402

PLACE = os.path.join(os.environ["TMPDIR"], "tree")

UP = "a floor above"
PRIVATE = "which is not public"
ARCH = "an architecture is named outside arch/"
# file: its text, and what is said of its last line
INCLUDES = {
    "src/base/up.c": ('#include "crash/target.h"\n', UP),
    "src/base/spaced.h": ('#  include <signal/trampoline.h>\n', UP),
    "src/signal/up.c": ('#include "report/report.h"\n', UP),
    "src/crash/up.c": ('#include "cmd/command.h"\n', UP),
    "arch/up.h": ('#include "crash/target.h"\n', UP),
    "include/knell/up.h": ('#include "abi/signal.h"\n', UP),
    "src/base/down.c": ('#include "base/text.h"\n', None),
    "src/cmd/down.c": ('#include "report/report.h"\n', None),
    "src/cmd/watch/private.c": ('#include "signal/trampoline.h"\n', PRIVATE),
    "src/cmd/watch/above.c": ('#include "crash/target.h"\n', PRIVATE),
    "src/cmd/watch/base.c": ('#include "base/text.h"\n', None),
    "src/cmd/watch/command.c": ('#include "cmd/command.h"\n', None),
    "src/cmd/watch/public.c": ('#include <knell.h>\n', None),
    "src/crash/data.c": ('#include "arch/machine.h"\n', None),
    "arch/base.c": ('#include "base/load.h"\n', None),
    "src/sys/ifdef.h": ("#ifdef __x86_64__\n", ARCH),
    "src/sys/elif.c": ("#elif defined(__riscv)\n", ARCH),
    "src/crash/or.c": ("# if X || defined __loongarch64\n", ARCH),
    "include/knell/ifndef.h": ("#ifndef __aarch64__\n", ARCH),
    "src/sys/words.h": ("#if __SIZEOF_POINTER__ < 8 /* i386 and arm_ */\n",
                        ARCH),
    "arch/x86_64/if.h": ("#ifdef __x86_64__\n", None),
    "src/sys/other.h": ("#ifdef KNELL_HOSTED\n", None),
}
OBJECTS = {
    "src/base/low.c": "int knell_high(void);\nint knell_low(void);\n"
                      "int knell_low(void) { return knell_high(); }\n",
    "src/crash/high.c": "int knell_low(void);\nint knell_high(void);\n"
                        "int knell_high(void) { return knell_low(); }\n",
}
LIBRARY = """
extern int helper(void), maybe(void) __attribute__((weak));
int stray;
__attribute__((weak)) int soft(void) { return 1; }
__attribute__((visibility("hidden"))) int knell_inner(void) { return 2; }
int knell_outer(void) { return helper() + maybe() + knell_inner(); }
"""


def write(path, text):
    path = os.path.join(PLACE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def compile_object(source, target):
    os.makedirs(os.path.dirname(f"{PLACE}/{target}"), exist_ok=True)
    status, _, errors = run("cc", "-fPIC", "-c", "-o", target, source,
                            cwd=PLACE)
    check(status == 0, errors)


def floors():
    status, output, errors = run("tools/check-layers", "out", cwd=PLACE)
    check_equal(errors, "", "standard error")
    check_equal(status, 1 if output else 0, "the status")
    return output.splitlines()


def check_floors():
    for path, text in OBJECTS.items():
        write(path, text)
        compile_object(path, f"out/{path[:-2]}.o")
    check_equal(floors(), ["src/base/low.c: uses knell_high of "
                           "src/crash/high.c, a floor above"], "symbols")
    os.unlink(f"{PLACE}/src/base/low.c")
    check_equal(floors(), [], "what is said of a clean tree")
    for path, (text, _) in INCLUDES.items():
        write(path, "/* a file */\n" + text)
    lines = floors()
    for path, (_, words) in INCLUDES.items():
        said = [line for line in lines if line.startswith(f"{path}:2: ")]
        check_equal(len(said), 1 if words else 0, f"lines about {path}")
        check(not words or said[0].endswith(words), f"{said}")
    shutil.rmtree(f"{PLACE}/out")
    check(any("build first" in line for line in floors()), "no build")


def undefined():
    status, output, _ = run("tools/check-undefined", "library", cwd=PLACE)
    check_equal(status, 1 if output else 0, "the status")
    return output


def make_library(text):
    shutil.rmtree(f"{PLACE}/library", ignore_errors=True)
    write("library/all.c", text)
    compile_object("library/all.c", "library/all.o")
    run("ar", "rcs", "libknell.a", "all.o", cwd=f"{PLACE}/library")
    run("cc", "-shared", "-nostdlib", "-o", "libknell.so", "all.o",
        cwd=f"{PLACE}/library")


def check_undefined():
    make_library(LIBRARY)
    check_equal(undefined(), """\
libknell.a needs what it does not define:
helper
maybe
libknell.a defines names that could be a program's own:
soft
stray
libknell.so needs another library:
helper
maybe
libknell.so exports more than knell_*:
soft
stray
""", "what is said of a library")
    make_library("int knell_outer(void) { return 1; }\n")
    check_equal(undefined(), "", "what is said of a clean library")
    shutil.rmtree(f"{PLACE}/library")
    check("build first" in undefined(), "no library")


shutil.copytree(f"{TOP}/tools", f"{PLACE}/tools")
for name in ("src/crash/target.h", "src/signal/trampoline.h",
             "src/report/report.h", "src/cmd/command.h", "src/abi/signal.h",
             "include/knell.h",
             "src/base/text.h", "src/base/load.h", "arch/machine.h"):
    check(os.path.exists(f"{TOP}/{name}"), f"{name} has gone: choose another")
    write(name, "")
check_floors()
check_undefined()
finish()

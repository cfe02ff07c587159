#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""make install: what goes where, and that a program builds with it."""
import glob
import os
import shlex
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, check_equal, finish, run  # noqa: E402

PLACE = os.environ["TMPDIR"]
BUILD = os.path.join(PLACE, "out")
ROOT = os.path.join(PLACE, "root")
PREFIX = "/opt/knell"
CC = shlex.split(os.environ.get("CC", "cc"))

PROGRAM = """#include <knell.h>
int main(void)
{
	struct knell_set set;

	knell_set_empty(&set);
	return knell_set_add(&set, 10) || !knell_set_has(&set, 10);
}
"""

# With what gcc and clang make a call of memset of.
BARE_PROGRAM = """#include <knell.h>
int knell_main(const struct knell_start *start)
{
	char text[KNELL_SET_TEXT_BYTES] = { 0 };

	return text[start->argc];
}
"""


def install(prefix):
    """From a build of its own, without optimization for speed."""
    status, _, errors = run("make", "-sj2", f"B={BUILD}", f"DESTDIR={ROOT}",
                            f"PREFIX={prefix}", "CFLAGS=-O0", "install",
                            cwd=TOP, timeout=200)
    check(status == 0, f"make install: {errors}")


def expected_files():
    """Relative to the prefix: the kind of each file, and its mode."""
    pages = {f"share/man/man{page[-1]}/{os.path.basename(page)}": 0o644
             for page in glob.glob(f"{TOP}/doc/man/*/*.[17]") +
             glob.glob(f"{BUILD}/man3/*.3")}
    headers = {f"include/{name}": 0o644
               for root in ("include", "arch/include")
               for name in glob.glob("knell/*.h", root_dir=f"{TOP}/{root}")}
    programs = {f"bin/{name}": 0o755 for name in ("knell", "knell-report")
                if os.path.exists(os.path.join(BUILD, name))}
    return {**pages, **headers, **programs, "include/knell.h": 0o644,
            "lib/knell-start.o": 0o644, "lib/libknell.a": 0o644,
            "lib/libknell.so": None,
            "lib/libknell.so.0": None, "lib/libknell.so.0.1.0": 0o755,
            "lib/pkgconfig/knell.pc": 0o644}


def installed_files(prefix):
    """The same of what is there; the mode of a link is None."""
    found = {}
    for place, _, names in os.walk(ROOT):
        for name in names:
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            found[os.path.relpath(path, ROOT + prefix)] = (
                None if stat.S_ISLNK(mode) else stat.S_IMODE(mode))
    return found


def pkg_config(*arguments):
    status, output, errors = run(
        "pkg-config", *arguments, "knell",
        env={**os.environ, "PKG_CONFIG_SYSROOT_DIR": ROOT,
             "PKG_CONFIG_LIBDIR": f"{ROOT}{PREFIX}/lib/pkgconfig"})
    check(status == 0, f"pkg-config: {errors}")
    return output.split()


def check_program(name, link, environment):
    program = os.path.join(PLACE, name)
    status, _, errors = run(
        *CC, "-Wall", "-Werror", "-o", program, program + ".c",
        *pkg_config("--cflags"), *link)
    if check(status == 0, f"{name} does not build: {errors}"):
        status, _, errors = run(program, env={**os.environ, **environment})
        check(status == 0, f"{name} ends with {status}: {errors}")


def check_programs():
    for name in "shared", "static":
        with open(f"{PLACE}/{name}.c", "w", encoding="utf-8") as file:
            file.write(PROGRAM)
    libraries = f"{ROOT}{PREFIX}/lib"
    check_program("shared", pkg_config("--libs"),
                  {"LD_LIBRARY_PATH": libraries})
    needed = run("readelf", "-d", f"{PLACE}/shared")[1]
    check("[libknell.so.0]" in needed, "shared does not need libknell.so.0")
    check_program("static", ["-static", *pkg_config("--libs", "--static")], {})
    check_bare_program()


def check_bare_program():
    """As knell/start.h tells, from the installed files alone."""
    with open(f"{PLACE}/bare.c", "w", encoding="utf-8") as file:
        file.write(BARE_PROGRAM)
    # Not every pkg-config puts the root before a variable.
    start = [ROOT + path.removeprefix(ROOT)
             for path in pkg_config("--variable=start")]
    check_equal(start, [f"{ROOT}{PREFIX}/lib/knell-start.o"],
                "the variable start")
    check_program("bare", [
        "-nostdlib", "-static", "-ffreestanding", "-fno-stack-protector",
        *start, *pkg_config("--libs")], {})


def check_manual():
    """Each page is found by its name. False: there is no man here."""
    if not run("sh", "-c", "man --version")[1].startswith("man "):
        return False
    for page in glob.glob(f"{TOP}/doc/man/*/*.[137]"):
        name, _, section = os.path.basename(page).rpartition(".")
        status, output, errors = run("man", "-M", f"{ROOT}{PREFIX}/share/man",
                                     "-w", section, name)
        check_equal((status, output.strip(), errors),
                    (0, f"{ROOT}{PREFIX}/share/man/man{section}/{name}"
                        f".{section}", ""), f"man {section} {name}")
    return True


def main():
    os.umask(0o022)
    install(PREFIX)
    check_equal(installed_files(PREFIX), expected_files(), "what is installed")
    version = run(f"{ROOT}{PREFIX}/bin/knell", "--version")[1].split()
    check_equal(pkg_config("--modversion"), version[-1:], "the version")
    check_programs()
    has_man = check_manual()
    install("/usr")
    with open(f"{ROOT}/usr/lib/pkgconfig/knell.pc", encoding="utf-8") as file:
        check("prefix=/usr\n" in file, "the prefix of the first install")
    finish(None if has_man else "man-db is not installed")


main()

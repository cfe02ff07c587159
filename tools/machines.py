# SPDX-License-Identifier: MIT
"""The machines of arch/, and what checks on several of them share."""
import collections
import glob
import os
import platform
import re
import shutil
import subprocess
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
IN_CI = os.environ.get("CI") == "true"

# A kernel of Debian's: suite, its name of the machine, package.
Kernel = collections.namedtuple("Kernel", "suite architecture package")
# natives: machines, as uname(2) names them, that run its programs;
# guest: QEMU's program and its arguments; console: as the kernel names it.
Machine = collections.namedtuple("Machine",
                                 "emulator natives kernel guest console")

AMD64 = Kernel("bookworm", "amd64", "linux-image-cloud-amd64")
ARM64 = Kernel("bookworm", "arm64", "linux-image-cloud-arm64")
PC = "qemu-system-x86_64 -cpu max -serial stdio"
VIRT = ("qemu-system-aarch64 -M virt,gic-version=3 -cpu {} -smp 2 "
        "-serial stdio")
MACHINES = {
    "x86_64": Machine("qemu-x86_64", ["x86_64"], AMD64, PC, "ttyS0"),
    "i386": Machine("qemu-i386", ["x86_64", "i686"], AMD64, PC, "ttyS0"),
    "aarch64": Machine("qemu-aarch64", ["aarch64"], ARM64,
                       VIRT.format("max,pauth-impdef=on"), "ttyAMA0"),
    "arm": Machine("qemu-arm", ["armv7l", "armv8l"], ARM64,
                   VIRT.format("cortex-a72"), "ttyAMA0"),
    "riscv64": Machine(
        "qemu-riscv64", ["riscv64"],
        Kernel("trixie", "riscv64", "linux-image-riscv64"),
        "qemu-system-riscv64 -M virt -cpu rv64,v=true,vext_spec=v1.0 -smp 2 -serial stdio", "ttyS0"),
    "ppc64le": Machine(
        "qemu-ppc64le", ["ppc64le"],
        Kernel("bookworm", "ppc64el", "linux-image-powerpc64le"),
        "qemu-system-ppc64 -M pseries -cpu power10 -smp 2 -serial stdio", "hvc0"),
    "s390x": Machine(
        "qemu-s390x", ["s390x"],
        Kernel("bookworm", "s390x", "linux-image-s390x"),
        "qemu-system-s390x -M s390-ccw-virtio -cpu max -smp 2 "
        "-chardev stdio,id=console -device sclpconsole,chardev=console",
        "ttysclp0"),
    # Debian 12 has neither a kernel nor, in its QEMU, a way to start one.
    "loongarch64": Machine("qemu-loongarch64", ["loongarch64"], None, None,
                           None),
    "mips64el": Machine(
        "qemu-mips64el", ["mips64"],
        Kernel("bookworm", "mips64el", "linux-image-5kc-malta"),
        "qemu-system-mips64el -M malta -cpu MIPS64R2-generic -serial stdio",
        "ttyS0"),
}


class Failed(Exception):
    """What a machine's tests could not begin or go on for."""


class Skipped(Exception):
    """The reason why a machine has no tests here."""


class Sums:
    """Of tests that passed, failed and were skipped, over all machines."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def fail(self, name, reason, output=""):
        self.failed += 1
        lines = [f"    {line}\n" for line in output.splitlines()[-40:]]
        print(f"FAIL {name}: {reason}\n{''.join(lines)}", end="")

    def skip(self, name, reason):
        """In CI only those that test/skips names may be skipped."""
        if IN_CI and name not in table("test/skips"):
            self.fail(name, f"skipped: {reason}")
        else:
            self.skipped += 1
            print(f"skip {name}: {reason}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        sys.exit(1 if self.failed or not self.passed else 0)


def table(path):
    """The rows of a table by their first words: {word: rest}."""
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        rows = [line.split(None, 1) for line in file
                if line.strip() and not line.startswith("#")]
    return {word: rest.strip() for word, rest in rows}


def wanted(names):
    """The machines that were asked for, or all that arch/ has."""
    for name in names:
        if name not in MACHINES:
            sys.exit(f"{name} is none of {', '.join(MACHINES)}")
    return names or [name for name in MACHINES
                     if os.path.exists(f"{TOP}/arch/{name}/abi.h")]


def is_native(machine):
    return platform.machine() in MACHINES[machine].natives


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed")


def build(machine):
    """Builds the tests without a libc and the guest's init.

    Return: where they are, what make wrote, and the tests that did not build.
    """
    if not is_native(machine):
        need("clang-19", "ld.lld-19")
    # This machine's own are those that make builds; others' have a compiler of
    # their own. None takes the variables of the make that runs this.
    own = machine == platform.machine()
    place = "build" if own else os.path.join(
        os.environ.get("KNELL_MACHINES", "build/machines"), machine)
    dropped = ("MAKE", "MFLAGS") if own else ("MAKE", "MFLAGS", "CC")
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(dropped)}
    done = subprocess.run(["make", "-s", "-k", f"ARCH={machine}", f"B={place}",
                           "WERROR=1", "bare"], cwd=TOP, env=environment,
                          text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    lacking = re.findall(r"/test/bare/([a-z0-9-]+)\] Error", done.stdout)
    if done.returncode and not lacking:
        raise Failed(f"it does not build:\n{done.stdout}")
    return os.path.join(TOP, place, "test"), done.stdout, lacking


def tests():
    """The names of the tests without a libc."""
    names = [os.path.basename(path)[:-2]
             for path in glob.glob(f"{TOP}/test/bare/*.c")]
    if not names:
        raise Failed("there are no tests")
    return sorted(names)


def limit_s(test):
    found = re.search(r"limit (\d+)", table("test/ends").get(f"bare/{test}",
                                                             ""))
    return int(found[1]) if found else 120


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

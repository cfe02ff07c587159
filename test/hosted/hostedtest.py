# SPDX-License-Identifier: MIT
"""What the tests of knell-report share: records, compilers, other readers."""
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import (BUILD, KNELL, check, check_equal,  # noqa: E402,F401
                       finish, skip)

REPORT = os.path.join(BUILD, "knell-report")
DIRECTORY = os.environ["TMPDIR"]
# No variable of the user's is to reach a server or a debug file.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": DIRECTORY}

if not os.path.exists(REPORT):
    skip("knell-report is not built")


def path_of(name):
    return os.path.join(DIRECTORY, name)


def source(name):
    return os.path.join(HERE, name)


def call(*command, **options):
    """A command that must succeed; its output."""
    done = subprocess.run(command, capture_output=True, check=False, **options)
    if done.returncode:
        print(f"{' '.join(command)[:200]} ended with {done.returncode}:\n"
              f"{done.stderr.decode(errors='replace')}")
        sys.exit(1)
    return done.stdout.decode(errors="replace")


def compile_program(name, *command):
    """A program in the test's directory, by compiler, options and source."""
    program = path_of(name)
    call(*command, "-o", program, cwd=DIRECTORY)
    return program


def build_id(program):
    """The build ID of a file, or None."""
    notes = call("readelf", "-nW", program)
    found = re.search(r"Build ID: ([0-9a-f]+)", notes)
    return found and found.group(1)


def machine_of(program):
    header = call("readelf", "-hW", program)
    for word, name in (("X86-64", "x86_64"), ("80386", "i386"),
                       ("AArch64", "aarch64")):
        if word in header:
            return name
    return None


def make_record(program, addresses, exact=True, **changes):
    """A record whose frames are at link-time addresses of a program."""
    module = {"path": program, "build_id": build_id(program), "start": "0x0",
              "end": "0x7fffffffffff", "bias": "0x0"}
    module.update(changes)
    frames = [{"pc": hex(address), "how": "cfi", "exact": exact, "module": 0}
              for address in addresses]
    return {"version": 1, "system": {"machine": machine_of(program)},
            "threads": [{"tid": 1, "crashed": True, "frames": frames}],
            "modules": [module]}


def run_report(record, *options, env=None, timeout=30, **rest):
    """What knell-report ends with: status, standard output, messages."""
    data = record if isinstance(record, bytes) else json.dumps(record).encode()
    done = subprocess.run([REPORT, *options], input=data, capture_output=True,
                          env={**ENVIRONMENT, **(env or {})}, timeout=timeout,
                          check=False, **rest)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def enrich(record, *options, **rest):
    """The record as knell-report adds to it."""
    status, output, errors = run_report(record, "--format", "json", *options,
                                        **rest)
    check_equal((status, errors), (0, ""), "knell-report's end")
    return json.loads(output)


def chains(record, thread=0):
    """The frames of a thread, with the calls inlined into each before it."""
    result, chain = [], []
    for frame in record["threads"][thread]["frames"]:
        chain.append(frame)
        if frame["how"] != "inline":
            result.append(chain)
            chain = []
    return result


def instruction_addresses(program, section=".text"):
    listing = call("objdump", "-d", "-w", "--no-show-raw-insn", "-j", section,
                   program)
    return [int(found, 16)
            for found in re.findall(r"^ +([0-9a-f]+):\t", listing, re.M)]


def crash(*program, env=None):
    """The record of a crash by a knell that has no knell-report."""
    alone, output = path_of("alone/knell"), path_of("crash.json")
    if not os.path.exists(alone):
        os.mkdir(os.path.dirname(alone))
        shutil.copy(KNELL, alone)
    if os.path.exists(output):
        os.unlink(output)
    subprocess.run([alone, "run", "-f", "json", "-o", output, "--", *program],
                   env={**ENVIRONMENT, "PATH": "", **(env or {})},
                   capture_output=True, timeout=30, check=False)
    with open(output, encoding="utf-8") as file:
        return json.load(file)


def plain_name(name):
    """Of a function's name what all readers of debug information agree on."""
    name = (name or "").split(" [clone")[0].split("[abi:")[0]
    name = name.replace("(anonymous namespace)", "")
    name = re.sub(r"operator[^A-Za-z_].*", "operator", name)
    for brackets in (r"<[^<>]*>", r"\([^()]*\)"):
        while re.search(brackets, name):
            name = re.sub(brackets, "", name)
    name = name.replace(" const", "").split("::")[-1].split(" ")[-1]
    return re.sub(r"\.(isra|part|constprop|cold|localalias|lto_priv).*", "",
                  name)

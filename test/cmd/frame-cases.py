#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell frame: what each option asks for is in the frame, the drawings keep to
their width, and what goes wrong is told in one line."""
import errno
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from exittest import refuse  # noqa: E402
from knelltest import (KNELL, TOP, check, check_equal, finish,
                       run_knell)  # noqa: E402

HERE = os.environ["TMPDIR"]
X86_64 = platform.machine() == "x86_64"
# There.
SIGRETURN, KILL, PTRACE, SIGALTSTACK = 15, 62, 101, 131
TGKILL = 234
with open(f"{TOP}/test/frame.schema.json", encoding="utf-8") as schema_file:
    SCHEMA = jsonschema.Draft202012Validator(json.load(schema_file))


def frame(*options):
    status, out, errors = run_knell("frame", *options)
    check_equal((status, errors), (0, ""), f"the end of knell frame {options}")
    return out


def frames(*options):
    document = json.loads(frame("--json", *options))
    for error in SCHEMA.iter_errors(document):
        check(False, f"{options}: {error.json_path}: {error.message}")
    for one in document["frames"]:
        check_whole(one, options)
    return document["frames"]


def check_whole(one, options):
    """No byte is missing, and each value is that of its bytes."""
    at = int(one["address"], 16)
    order = sys.byteorder
    for part in one["parts"]:
        address = int(part["address"], 16)
        check_equal(address, at, f"{options}: the place of {part['name']}")
        check_equal(address - int(one["address"], 16), part["offset"],
                    f"{options}: the offset of {part['name']}")
        if part["kind"] != "group":
            at = address + part["size"]
            check_equal(len(part["bytes"]), 2 * part["size"],
                        f"{options}: bytes of {part['name']}")
        if part["kind"] in ("register", "pointer"):
            check_equal(int(part["value"], 16), int.from_bytes(
                bytes.fromhex(part["bytes"]), order), part["name"])
    check(not one["cut"], f"{options}: cut")


def part(one, name):
    found = [row for row in one["parts"] if row["name"] == name]
    check(found, f"there is no {name}")
    return found[0] if found else {}


def check_options():
    one = frames()[0]
    check_equal(one["signal"], "SIGUSR1", "the signal")
    check_equal(one["parts"][-1]["address"] and
                int(one["parts"][-1]["address"], 16) +
                one["parts"][-1]["size"], int(one["interrupted_sp"], 16),
                "the end of what is drawn")
    one = frames("--signal", "RTMIN+2", "--how", "queue", "--mask", "INT TERM")
    one = one[0]
    check_equal(one["signal"], "SIGRTMIN+2", "the signal")
    check_equal(part(one, "si_code")["value"], "SI_QUEUE", "its code")
    check_equal(part(one, "uc_sigmask")["value"], "{INT TERM}", "the mask")
    check_equal(one["mask_in_handler"], "{INT TERM RT+2}", "the mask")
    one = frames("--flags", "SA_NODEFER|SA_RESTART", "--how", "kill")[0]
    check_equal(one["mask_in_handler"], "{}", "the mask with SA_NODEFER")
    check_equal(part(one, "si_code")["value"], "SI_USER", "the code of kill")
    one = frames("--how", "fault")[0]
    check_equal(part(one, "si_code")["value"], "SEGV_MAPERR", "a fault's code")
    if X86_64:
        check_equal(part(one, "cr2")["value"], "0x10", "where the fault was")
        check_equal(part(one, "trapno")["value"], "0xe", "a page fault")


def check_altstack():
    one = frames("--altstack")[0]
    check(one["alternate_stack"], "it is on the alternate stack")
    base = int(part(one, "ss_sp")["value"], 16)
    size = int(part(one, "ss_size")["value"])
    last = one["parts"][-1]
    check_equal(int(last["address"], 16) + last["size"], base + size,
                "the end of what is drawn")
    check("red zone" not in [row["name"] for row in one["parts"]],
          "the red zone is elsewhere")


def check_nested():
    for options in ((), ("--altstack",), ("--signal", "USR2")):
        inner, outer = frames("--nested", *options)
        check_equal({inner["signal"], outer["signal"]}, {"SIGUSR1", "SIGUSR2"},
                    "the two signals")
        check(int(inner["address"], 16) + inner["size"] <=
              int(inner["interrupted_sp"], 16) < int(outer["address"], 16),
              f"{options}: the inner frame is below the outer one")
        check(outer["signal"][3:] in inner["mask_interrupted"],
              "the inner one came while the outer one was blocked")


def check_text():
    for options in ((), ("--all",), ("--nested", "--altstack"),
                    ("--mask", "HUP INT QUIT ILL TRAP ABRT BUS FPE ALRM TERM"),
                    ("--how", "fault", "--all"), ("--return",),
                    ("--without-restorer",), ("--framed-restorer",)):
        text = frame(*options)
        wide = [line for line in text.splitlines() if len(line) > 80]
        check_equal(wide, [], f"{options}: lines over 80 columns")
        check("\x1b" not in text, f"{options}: no colour without a terminal")
        check("unknown: it did not" not in text, f"{options}: {text}")
    check("\x1b[" in frame("--color", "always"), "colour when asked for")
    folded, every = frame(), frame("--all")
    check(len(every) > 2 * len(folded), "--all shows more")


def check_svg():
    path = os.path.join(HERE, "frame.svg")
    for options in ((), ("--nested", "--altstack"), ("--how", "fault")):
        check_equal(frame("--svg", path, *options), "", "standard output")
        root = xml.etree.ElementTree.parse(path).getroot()
        width, height = int(root.get("width")), int(root.get("height"))
        names = set()
        for node in root.iter("{http://www.w3.org/2000/svg}text"):
            x, y = int(node.get("x")), int(node.get("y"))
            long = 8 * len(node.text or "")
            left = x - long if node.get("text-anchor") == "end" else x
            check(left >= 0 and left + long <= width and y < height,
                  f"outside of the picture: {node.text}")
            names.add(node.text)
        check({"uc_mcontext", "uc_sigmask", "si_code"} <= names,
              f"parts are missing: {names}")


def check_return():
    for options in ((), ("--altstack",), ("--signal", "TRAP"),
                    ("--signal", "SEGV", "--mask", "INT")):
        text = frame("--return", *options)
        check("registers are what the frame holds" in text and
              "the mask is what the frame holds" in text, text)
    # A step is a SIGTRAP, which would be unblocked by it.
    check("mask      {TRAP USR1}" in frame("--return", "--mask", "TRAP"),
          "a mask that has SIGTRAP")
    if X86_64:
        text = frame("--return")
        places = re.findall(r"rip (0x\w+), rsp (0x\w+)", text)
        check_equal(len(places), 6, f"states in {text}")
        check_equal(places[0], places[5], "the interrupted code goes on")
        check_equal(places[2][1], places[3][1],
                    "the trampoline leaves the stack alone")
        check_equal(int(places[2][1], 16), int(places[1][1], 16) + 8,
                    "the handler's return takes its address away")


def check_failures():
    without = frame("--without-restorer")
    framed = frame("--framed-restorer")
    if X86_64:
        check("SIGSEGV, SI_KERNEL, address 0x0" in without and
              "killed by SIGSEGV" in without and "handler" not in
              without.partition("why")[0], without)
        check("killed by SIGSEGV" in framed and
              re.search(r"looks\s+for\s+the\s+frame\s+\d+\s+bytes\s+below",
                        framed), framed)


def check_fault():
    """The way that was chosen, also under the eyes of the parent."""
    for option in ("--without-restorer", "--framed-restorer"):
        text = frame(option, "--how", "fault")
        check("SIGSEGV, SEGV_MAPERR, address 0x10, is about" in text,
              f"a fault with {option}: {text}")
        check("did nothing wrong" not in text, f"{option}: {text}")
    check(" SI_QUEUE, is about" in frame("--without-restorer", "--how",
                                         "queue"), "the way is queue")
    check("handler of SIGSEGV" in frame("--return", "--how", "fault"),
          "the way back from a fault")


def check_surroundings():
    """SIGCHLD ignored from the start on; a sandbox in the way."""
    for options in ((), ("--nested",), ("--return",), ("--framed-restorer",)):
        status, out, errors = run_knell(
            "frame", *options, preexec_fn=lambda: signal.signal(
                signal.SIGCHLD, signal.SIG_IGN))
        check_equal((status, errors, bool(out)), (0, "", True),
                    f"{options} with SIGCHLD ignored")
    if not X86_64:
        return
    for option in ("--return", "--framed-restorer"):
        status, out, errors = run_knell(
            "frame", option, preexec_fn=lambda: refuse(KILL, errno.EPERM))
        check_equal((status, errors), (0, ""), f"{option} where none can kill")
        status, out, errors = run_knell(
            "frame", option, preexec_fn=lambda: refuse(PTRACE, errno.EPERM))
        check_equal((status, out, errors.count("\n")), (1, "", 1),
                    f"{option} untraced: {errors}")
        check("another tracer" in errors, f"{option} untraced: {errors}")
    for number, options, words in (
            (SIGALTSTACK, ("--altstack",), "alternate stack cannot be set up"),
            (SIGALTSTACK, ("--altstack", "--return"),
             "alternate stack cannot be set up"),
            (TGKILL, (), "could not be sent"),
            (SIGRETURN, ("--return",), "rt_sigreturn was refused")):
        status, out, errors = run_knell(
            "frame", *options, preexec_fn=lambda n=number: refuse(
                n, errno.EPERM))
        check_equal((status, errors.count("\n")), (1, 1),
                    f"{options} without call {number}: {errors}")
        check(words in errors, f"{options} without call {number}: {errors}")
        check("interrupted code goes on" not in out, f"it is claimed: {out}")


def check_wrong():
    for options, words in (
            (("--signal", "KILL"), "no handler can be set for"),
            (("--signal", "bogus"), "no such signal"),
            (("--how", "bogus"), "--how takes"),
            (("--how", "fault", "--signal", "USR1"), "the fault here"),
            (("--flags", "SA_NOCLDWAIT"), "--flags takes"),
            (("--flags", "bogus"), "--flags takes"),
            (("--mask", "{INT"), "no set of signals"),
            (("--mask", "USR1"), "blocks the signal"),
            (("--nested", "--mask", "USR2"), "blocks the signal"),
            (("--nested", "--signal", "USR2", "--mask", "USR1"),
             "blocks the signal"),
            (("--return", "--all"), "as text"),
            (("--json", "--all"), "as text"),
            (("--svg", "-", "--all"), "as text"),
            (("--mask", "INT KILL"), "no mask have KILL or STOP"),
            (("--mask", "{STOP}"), "no mask have KILL or STOP"),
            (("--svg", ""), "--svg takes"),
            (("--svg", "-", "--json"), "no standard output"),
            (("--color", "red"), "--color takes"),
            (("--return", "--json"), "show a frame"),
            (("--return", "--framed-restorer"), "one at a time"),
            (("--bogus",), "no such option"),
            (("word",), "takes no arguments")):
        status, out, errors = run_knell("frame", *options)
        check_equal((status, out), (2, ""), f"{options}")
        check(errors.startswith("knell: ") and errors.count("\n") == 1 and
              words in errors, f"{options}: {errors}")
    for options in ((), ("--json",), ("--return",), ("--framed-restorer",)):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([KNELL, "frame", *options], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        check_equal((done.returncode, done.stderr), (
            1, b"knell: cannot write 'standard output': no space left on the "
            b"device\n"), f"{options} into a full device")
    status, _, errors = run_knell("frame", "--svg", "/nonexistent/file")
    check_equal((status, errors.count("\n")), (1, 1), "a file that cannot be")


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return file.read().split()


def check_interrupt():
    """Ended at any moment, it leaves nothing behind."""
    for delay in range(12):
        for options in ((), ("--return",), ("--framed-restorer",)):
            with subprocess.Popen([KNELL, "frame", *options],
                                  stdout=subprocess.DEVNULL) as process:
                time.sleep(delay / 4000)
                try:
                    left = children_of(process.pid)
                except FileNotFoundError:
                    left = []
                process.send_signal(signal.SIGINT)
                check(process.wait() in (0, -signal.SIGINT), "it ends")
            for child in left:
                deadline = time.monotonic() + 10
                while os.path.exists(f"/proc/{child}/exe"):
                    if time.monotonic() > deadline:
                        check(False, f"{options} left {child} behind")
                        break
                    time.sleep(0.01)


check_options()
check_altstack()
check_nested()
check_text()
check_svg()
check_return()
check_failures()
check_fault()
check_surroundings()
check_wrong()
check_interrupt()
finish()

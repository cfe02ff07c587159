#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How knell starts knell-report, and does without when that fails it."""
import json
import os
import shutil
import subprocess
import time

from hostedtest import (ENVIRONMENT, KNELL, check, check_equal, compile_program,
                        finish, path_of, source)

ALONE = path_of("alone/knell")
BIN = path_of("bin")
os.mkdir(path_of("alone"))
os.mkdir(BIN)
shutil.copy(KNELL, ALONE)
PROGRAM = compile_program("chain", "gcc", "-g", "-O1", source("chain.c"))
STATE = path_of("state")


def install(text, directory=BIN):
    path = os.path.join(directory, "knell-report")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


def report(env=None, knell=ALONE, prepare=None):
    """What knell run writes, and how long it takes."""
    output = path_of("report")
    if os.path.exists(output):
        os.unlink(output)
    began = time.monotonic()
    subprocess.run([knell, "run", "-o", output, "--", PROGRAM],
                   env={**ENVIRONMENT, "PATH": f"{BIN}:/usr/bin:/bin",
                        **(env or {})}, timeout=50, check=False,
                   capture_output=not prepare, preexec_fn=prepare)
    with open(output, encoding="utf-8") as file:
        return file.read(), time.monotonic() - began


def check_plain(text, note, what):
    """The report knell makes itself, saying why."""
    words = " ".join(text.split())
    check(text.startswith("chain["), f"{what}: {text[:200]}")
    check("Stack of thread" in text and "Registers" in text, f"{what}: {text}")
    check("partial" not in text, f"{what}: {text}")
    check(note in words, f"{what}: no {note!r} in {text}")


# A program that looks like it, and tells how it was started.
install(f"""#!/usr/bin/python3
import json, os, resource, sys
state = dict(arguments=sys.argv[1:], environment=dict(os.environ),
             record=json.load(sys.stdin), files={{}}, group=os.getpgrp(),
             parent=os.getppid(), core=resource.getrlimit(resource.RLIMIT_CORE),
             status=open("/proc/self/status").read())
for fd in os.listdir("/proc/self/fd"):
    if os.path.exists(f"/proc/self/fd/{{fd}}"):
        state["files"][fd] = os.readlink(f"/proc/self/fd/{{fd}}")
json.dump(state, open("{STATE}", "w"))
print("a report")
""")
text, _ = report({"LD_PRELOAD": "", "LD_LIBRARY_PATH": "/nowhere",
                  "KEPT": "yes", "PYTHONUTF8": "1"})
check_equal(text, "a report\n", "the report")
with open(STATE, encoding="utf-8") as file:
    state = json.load(file)
arguments = state["arguments"]
check_equal(arguments[:6], ["--format", "text", "--color", "never",
                            "--time-limit", "4"], "arguments")
handed = dict(word.split(":") for word in arguments[7::2])
check_equal(arguments[6::2], ["--module-fd"] * len(handed), "more arguments")
modules = state["record"]["modules"]
for index, number in handed.items():
    check_equal(state["files"][number], modules[int(index)]["path"],
                f"module {index}")
check_equal([os.path.basename(modules[int(index)]["path"])
             for index in sorted(handed, key=int)], ["chain", "libc.so.6"],
            "modules with frames")
open_files = set(state["files"]) - {"0", "1", "2"}
check_equal(open_files, set(handed.values()), "descriptors")
names = [name for name in state["environment"] if name.startswith("LD_")]
check_equal(names, [], "variables of the dynamic linker")
check_equal(state["environment"].get("KEPT"), "yes", "other variables")
check_equal(state["core"][0], 0, "limit of cores")
blocked = [row.split()[1] for row in state["status"].splitlines()
           if row.startswith("SigBlk")]
check_equal(int(blocked[0], 16), 0, "blocked signals")
check(state["group"] != os.getpgrp(), "it is in a process group of its own")

# Failures of many kinds: knell reports itself, and says why in a note.
for script, note, what in (
        ("#!/bin/sh\necho partial\nkill -SEGV $$\n",
         "knell-report was killed by SIGSEGV", "crash"),
        ("#!/bin/sh\necho partial\necho no library >&2\nexit 3\n",
         "knell-report ended with status 3: no library", "failure"),
        ("#!/bin/sh\nexit 0\n", "knell-report wrote nothing", "silence"),
        ("", "cannot execute", "no program"),
        ("#!/nowhere/sh\n", "no such file", "no interpreter"),
        ("#!/bin/sh\nprintf 'partial\\033[31m\\n' >&2\nexit 1\n", "\\x1b[31m",
         "control characters")):
    install(script)
    text, _ = report()
    if what == "control characters":
        check("\033" not in text and note in text, text)
    else:
        check_plain(text, note, what)

# One that does not end, and will not be ended by a request.
pid_file = path_of("pid")
install(f"#!/bin/sh\ntrap '' TERM INT HUP\necho partial\necho $$ >{pid_file}\n"
        "while :; do sleep 1; done\n")
text, took = report()
check_plain(text, "knell-report took longer than 5 s", "stuck")
check(took < 30, f"stuck: {took:.1f} s")
with open(pid_file, encoding="utf-8") as file:
    pid = file.read().strip()
deadline = time.monotonic() + 10
while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        if file.read().split()[2] == "Z":
            break
    time.sleep(0.05)
else:
    check(not os.path.exists(f"/proc/{pid}"), "the stuck one is still there")

# None at all, none in the working directory, none that is a directory.
install("#!/bin/sh\necho partial\n", directory=path_of("."))
os.unlink(os.path.join(BIN, "knell-report"))
os.mkdir(os.path.join(BIN, "knell-report"))
os.chdir(path_of("."))
for path in (BIN, "", ".", ":", "bin/..", "/nowhere:"):
    text, _ = report({"PATH": path})
    check("knell-report installed" in text and "partial" not in text,
          f"PATH={path}: {text}")

# With no standard streams its files must not take their place.
text, _ = report(knell=KNELL, prepare=lambda: [os.close(fd) for fd in (0, 1)])
check("chain.c:" in text and "Instructions" in text, f"closed 0 and 1: {text}")
text, _ = report(knell=KNELL, prepare=lambda: [os.close(fd)
                                               for fd in (0, 1, 2)])
check("chain.c:" in text and "Instructions" in text, f"all closed: {text}")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Cores that gdb's gcore writes of living programs: what they leave out is
read from the mapped files, and the map is the one that the process had."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from coretest import DEPTH, gdb_stack, knell_stack, same  # noqa: E402
from knelltest import PYTHON, check, check_equal, finish, run, run_knell  # noqa: E402

HERE = os.environ["TMPDIR"]
SLEEPER = """
import threading, time
def rest(): time.sleep(600)
for _ in range(3): threading.Thread(target=rest, daemon=True).start()
print("ready", flush=True)
rest()
"""
PROGRAMS = {
    "python3": [PYTHON, "-c", SLEEPER],
    "sqlite3": ["sqlite3", "-batch", "-cmd", "select 'ready';"],
}


def is_asleep(pid):
    """All of its threads."""
    tasks = f"/proc/{pid}/task"
    return all(open(f"{tasks}/{tid}/stat", encoding="utf-8").read()
               .rpartition(")")[2].split()[0] == "S"
               for tid in os.listdir(tasks))


def read_maps(pid):
    """(start, end, permissions, offset, file) of what gdb can write."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
        lines = [line.split() for line in file]
    maps = []
    for words in lines:
        name = words[5] if len(words) > 5 else ""
        if name.startswith(("[vvar", "[vsyscall")):
            continue
        maps.append((*(int(part, 16) for part in words[0].split("-")),
                     words[1], int(words[2], 16), name))
    return maps


def write_core(command):
    """The core, the maps of the process, and its tids."""
    with subprocess.Popen(command, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        check_equal(process.stdout.readline(), b"ready\n", "the first line")
        while not is_asleep(process.pid):
            time.sleep(0.01)
        maps = read_maps(process.pid)
        tids = {int(tid) for tid in os.listdir(f"/proc/{process.pid}/task")}
        _, out, errors = run("gcore", "-o", os.path.join(HERE, "gcore"),
                             str(process.pid), env={**os.environ,
                                                    "DEBUGINFOD_URLS": ""})
        core = os.path.join(HERE, f"gcore.{process.pid}")
        check(os.path.exists(core), f"gcore: {out}{errors}")
        process.kill()
    return core, maps, tids


def check_maps(record, maps, what):
    """Each as it was; of files that are no images the core tells less."""
    found = {int(m["start"], 16): m for m in record["maps"]}
    for start, end, permissions, offset, name in maps:
        ours = found.get(start)
        where = f"{what}: {start:x} {name}"
        if not check(ours, f"{where} is not listed"):
            continue
        check_equal(int(ours["end"], 16), end, f"{where}: its end")
        if not name.startswith("/"):
            continue
        check_equal((ours["name"], int(ours["offset"], 16)), (name, offset),
                    where)
        if "?" in ours["permissions"]:
            check(".so" not in name and permissions[0] == "r",
                  f"{where}: permissions unknown, not {permissions}")
        else:
            check_equal(ours["permissions"], permissions, where)


def build_id(path):
    out = run("readelf", "-nW", path)[1]
    return re.search(r"Build ID: (\w+)", out).group(1)


def check_modules(record, what):
    modules = {module["path"]: module for module in record["modules"]}
    check(any("libc.so" in path for path in modules), f"{what}: {modules}")
    for path, module in modules.items():
        if path.startswith("/"):
            check_equal(module["build_id"], build_id(path), f"{what}: {path}")


def report(core, *options):
    status, out, errors = run_knell("report", "-f", "json", *options, core)
    check_equal((status, errors), (0, ""), "report")
    return json.loads(out)


def check_program(name, command):
    core, maps, tids = write_core(command)
    record = report(core)
    for thread, content in enumerate(record["threads"]):
        theirs = gdb_stack(command[0], core, commands=[
            f"python [t for t in gdb.selected_inferior().threads()"
            f" if t.ptid[1] == {content['tid']}][0].switch()"])[:DEPTH]
        ours = knell_stack(record, thread)[:DEPTH]
        check(len(theirs) > 3 and same(record, ours, theirs),
              f"{name}, thread {thread}: {ours}\ngdb's: {theirs}")
    check_equal({thread["tid"] for thread in record["threads"]}, tids,
                f"{name}: threads")
    check_equal(record["cause"]["kind"], "alive", f"{name}: kind")
    check_maps(record, maps, name)
    check_modules(record, name)
    check_without_files(core, maps, name)


def check_without_files(core, maps, name):
    """Elsewhere, without the files, the headers in the core are left."""
    empty = os.path.join(HERE, "empty")
    os.makedirs(empty, exist_ok=True)
    record = report(core, "--sysroot", empty)
    check_maps(record, maps, f"{name}, no files")
    check_modules(record, f"{name}, no files")


def main():
    for name, command in PROGRAMS.items():
        check_program(name, command)


if __name__ == "__main__":
    main()
    finish()

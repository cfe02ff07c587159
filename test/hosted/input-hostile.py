#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Records, options and source files that are not as they should be."""
import copy
import json
import os
import subprocess
import time

from hostedtest import (ENVIRONMENT, REPORT, check, check_equal,
                        compile_program, crash, enrich, finish, path_of,
                        run_report, source)

PROGRAM = compile_program("chain", "gcc", "-g", "-O1", source("chain.c"))
BARE = crash(PROGRAM)
LINE = next(frame["line"] for frame in enrich(BARE)["threads"][0]["frames"])


def changed(**members):
    return {**copy.deepcopy(BARE), **members}


# The command line.
for arguments, words in (
        (["--format", "xml"], "--format takes text or json, not 'xml'"),
        (["--color"], "a value is missing after '--color'"),
        (["--color", "red"], "--color takes auto, always or never"),
        (["--columns", "wide"], "--columns takes a number"),
        (["--columns", "99999999999"], "--columns takes a number"),
        (["--time-limit=-1"], "--time-limit takes seconds"),
        (["--module-fd", "1"], "--module-fd takes two numbers"),
        (["--module-fd", "1:2:3"], "--module-fd takes two numbers"),
        (["--nonsense"], "no such option"),
        (["--help=1"], "no value goes with"),
        (["a", "b"], "one file at a time"),
        (["/nowhere"], "cannot read /nowhere: No such file or directory"),
        (["/"], "cannot read /: Is a directory")):
    status, output, errors = run_report(BARE, *arguments)
    check(status in (1, 2) and not output, f"{arguments}: {status}, {output}")
    check(words in errors and errors.count("\n") == 1, f"{arguments}: {errors}")
for option, words in (("--help", "usage: knell-report"),
                      ("--version", "knell-report ")):
    status, output, _ = run_report(b"", option)
    check(status == 0 and output.decode().startswith(words), output)

# What is no record.
for data in (b"", b" ", b"{", b"[]", b"null", b"{}", b"\x7fELF", b"\0" * 4096,
             b'{"version":2}', b'{"version":1,"version":1}', b"[" * 100000,
             b'{"version":1,"threads":[{"frames":[{"pc":3}]}]}'):
    status, output, errors = run_report(data)
    check(status == 2 and not output and errors.startswith("knell-report: "),
          f"{data[:40]}: {status} {output[:40]} {errors}")
status, output, _ = run_report(b'{"version":1}')
check(status == 0 and b"Reported by knell" in output, "an empty record")

# Members of all sizes: 0 is to report what there is, in time.
frames = BARE["threads"][0]["frames"]
far = [{**frames[0], "pc": hex((1 << 64) - 1 - index), "module": index % 3}
       for index in range(20000)]
for what, record in {
        "frames everywhere": changed(threads=[{"tid": 1, "crashed": True,
                                               "frames": far}]),
        "no crashed thread": changed(threads=[{"tid": 1, "frames": frames}]),
        "no threads": changed(threads=[]),
        "no modules": changed(modules=[]),
        "a module of another": changed(threads=[{
            "tid": 1, "crashed": True,
            "frames": [{**frames[0], "module": 2**31 - 1}]}]),
        "long names": changed(threads=[{
            "tid": 1, "crashed": True,
            "frames": [{**frames[0], "function": "f" * 10**6,
                        "file": "/" + "d" * 10**6, "line": 1}] * 20}]),
        "a long path": changed(modules=[{**BARE["modules"][0],
                                         "path": "/" + "p" * 10**6}]),
        "a strange build ID": changed(modules=[{**BARE["modules"][0],
                                                "build_id": "../" * 30}]),
        "an odd build ID": changed(modules=[{**BARE["modules"][0],
                                             "build_id": "abc"}]),
        "a bias": changed(modules=[{**BARE["modules"][0],
                                    "bias": "0xffffffffffffffff"}]),
        "a lot of code": changed(code={"address": frames[0]["pc"],
                                       "data": "90" * 10**6}),
        "code at the end": changed(code={"address": "0xfffffffffffffffe",
                                         "data": "9090"}),
        }.items():
    for form in ("text", "json"):
        began = time.monotonic()
        status, output, errors = run_report(record, "--format", form)
        took = time.monotonic() - began
        check_equal((status, errors), (0, ""), what)
        check(took < 15, f"{what} took {took:.1f} s")
        if form == "json":
            json.loads(output)

# Nobody reads the report: that must not pass for success.
for device, reason in (("/dev/full", "No space left"),):
    with open(device, "w", encoding="utf-8") as full:
        done = subprocess.run([REPORT], input=json.dumps(BARE).encode(),
                              stdout=full, stderr=subprocess.PIPE,
                              env=ENVIRONMENT, check=False)
    check(done.returncode == 1 and reason in done.stderr.decode(),
          f"{device}: {done}")
done = subprocess.run([REPORT], input=json.dumps(BARE).encode(),
                      stderr=subprocess.PIPE, env=ENVIRONMENT, check=False,
                      preexec_fn=lambda: os.close(1))
check(done.returncode == 1, f"closed output: {done}")

# The source: what it is said to be, and nothing else.
text = path_of("source.c")


def source_of(path, line):
    """What is shown of a source that the record names."""
    record = copy.deepcopy(BARE)
    record["threads"][0]["frames"][0].update(file=path, line=line)
    return enrich(record)["threads"][0]["frames"][0]["source"]


def write_source(data):
    with open(text, "wb") as file:
        file.write(data)


write_source(b"".join(b"line %d\n" % number for number in range(1, 101)))
for line, first, last in ((1, 1, 4), (2, 1, 5), (50, 47, 53), (98, 95, 100),
                          (100, 97, 100)):
    rows = source_of(text, line)
    check_equal([(row["number"], row["text"]) for row in rows],
                [(number, f"line {number}")
                 for number in range(first, last + 1)], f"line {line}")
check_equal(source_of(text, 101), [], "past the end")
check_equal(source_of(text, 2**31), [], "far past the end")
write_source(b"a\r\n\r\nc\0d\n" + b"x" * 1000000 + b"\n\xff\xc3\xa9\n\nend")
rows = [row["text"] for row in source_of(text, 3)]
check_equal(rows[:3] + rows[5:], ["a", "", "cd", ""], "lines")
check_equal((len(rows[3]), set(rows[3])), (400, {"x"}), "a long line")
check(rows[4].endswith("é"), rows[4])
check_equal([row["text"] for row in source_of(text, 7)][-1], "end", "the end")
write_source(b"")
check_equal(source_of(text, 1), [], "an empty file")
os.truncate(text, 1 << 40)
check_equal(source_of(text, 1), [], "a file too large")
os.unlink(text)
os.mkfifo(text)
for path in (text, "/dev/zero", "/", "relative.c", "", "/nowhere/x.c"):
    check_equal(source_of(path, 1), [], path)
os.unlink(text)
os.symlink(source("chain.c"), text)
check("while (node->value)" in str(source_of(text, LINE)), "a symbolic link")
finish()

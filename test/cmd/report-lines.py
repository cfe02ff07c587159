#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A record made where knell is alone gets its lines where knell-report is."""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import BUILD, KNELL, PROGRAMS, check, finish, skip  # noqa: E402

DIRECTORY = os.environ["TMPDIR"]
ALONE = os.path.join(DIRECTORY, "knell")
RECORD = os.path.join(DIRECTORY, "record.json")


def report(*arguments, command=KNELL):
    return subprocess.run([command, "report", *arguments, RECORD],
                          env={"PATH": ""}, stdout=subprocess.PIPE,
                          check=True).stdout.decode()


if not os.path.exists(os.path.join(BUILD, "knell-report")):
    skip("knell-report is not built")
shutil.copy(KNELL, ALONE)
subprocess.run([ALONE, "run", "-fjson", "-o", RECORD, "--",
                os.path.join(PROGRAMS, "crasher"), "in-qsort"],
               env={"PATH": ""}, check=False)

with open(RECORD, encoding="utf-8") as file:
    bare = file.read()
check(report("-fjson", command=ALONE) == bare, "alone it comes as it was")
check("knell-report installed" in report(command=ALONE), "the advice")

record = json.loads(report("-fjson"))
frames = record["threads"][0]["frames"]
check(frames[0]["function"] == "compare", frames[0])
check(str(frames[0]["file"]).endswith("crasher_memory.c"), frames[0])
check(any(line["current"] for line in record["instructions"]),
      "instructions")
for name in ("process", "cause", "maps", "limits", "stack_words"):
    check(record[name] == json.loads(bare)[name], f"{name} is as it was")
text = report()
check("crasher_memory.c:" in text and "Instructions\n" in text, text)
finish()

# SPDX-License-Identifier: MIT
"""What guests run of the command itself, and whether it is as it has to be."""
import json
import os
import re
import sys

from machines import TOP

sys.path.insert(0, os.path.join(TOP, "test", "lib"))
from watchrules import differences, matrix_differences  # noqa: E402

LIMIT_S = 120


class Command:
    """A line of test/kernels/commands, and those below it."""

    def __init__(self, line):
        status, self.name = line.split(" ", 1)
        self.plan = f"{LIMIT_S} {status} /{self.name}\n"
        self.expected = []  # (on which machine: a function, expression)

    def expect(self, line):
        found = re.fullmatch(r"\[(not )?([a-z0-9_ ]+)\] (.*)", line)
        refused, names, text = found.groups() if found else (True, "", line)
        self.expected.append(
            (lambda machine: (machine in names.split()) != bool(refused), text))

    def judge(self, machine, output):
        """Return: what is wrong with it, a text; empty: nothing."""
        lacking = [f"it does not print: {text}"
                   for is_for, text in self.expected if is_for(machine) and
                   not re.search(text, output, re.MULTILINE)]
        if "unknown: it did not" in output:
            lacking.append("it does not know what happened")
        if " --json" in self.name and not lacking:
            lacking += judge_json(output)
        return "\n".join(lacking)


def judge_json(output):
    try:
        whole = json.loads(output)
    except ValueError as error:
        return [f"it is no JSON: {error}"]
    if "all" in whole:
        return matrix_differences(whole["all"],
                                  whole["all"][0]["plan"]["signal"])
    return differences(whole) if "outcome" in whole else []


def read_commands(wide):
    """Those of the quick set, or all."""
    commands = []
    with open(f"{TOP}/test/kernels/commands", encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line == "wide:" and not wide:
                break
            if line.startswith("\t"):
                commands[-1].expect(line[1:])
            elif line and line != "wide:" and not line.startswith("#"):
                commands.append(Command(line))
    return commands

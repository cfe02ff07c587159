#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell exercise --expect tells beforehand, in the documented form, what then
happens: a log made from it is taken, and it honours the other options."""
import json
import os
import re
import subprocess
import sys

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish, run, run_knell  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
RUNS = ((), ("--only", "core"), ("--only", "signalfd,pause", "--repeat", "3"),
        ("--threads", "4", "--repeat", "2"), ("--only", "slow"))
AROUND = ("start", "end")
KNOWN = {"pid": 1000, "descriptor": 3, "timer": 0, "pointer": 0x7ffc0000}


def expect(*words):
    status, out, errors = run_knell("exercise", "--expect", "json", *words)
    check_equal((status, errors), (0, ""), f"--expect {words}")
    check_equal(run_knell("exercise", "--expect", "json", *words)[1], out,
                f"a second --expect {words}")
    return [json.loads(line) for line in out.splitlines()]


def check_form(calls, words):
    with open(os.path.join(HERE, "exercise.schema.json"),
              encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    for call in calls:
        errors = list(kind(schema).iter_errors(call))
        check(not errors, f"{words}: {call}: {errors[:1]}")
        for value in [*call["arguments"], call["result"]]:
            known = value["type"] in ("number", "signal", "null")
            check(known == (value["value"] is not None),
                  f"known beforehand: {value}")
    for wrong in ({}, {**calls[0], "group": "other"},
                  {**calls[0], "more": 1}, {**calls[0], "number": -1}):
        check(not kind(schema).is_valid(wrong), f"{wrong} should be wrong")


def check_order(calls, words):
    """Threads one after the other, their calls numbered, references back."""
    threads = sorted({call["thread"] for call in calls})
    count = int(words[1]) if "--threads" in words else 1
    check_equal(threads, list(range(count)), f"threads of {words}")
    for thread in threads:
        mine = [call for call in calls if call["thread"] == thread]
        check_equal([call["order"] for call in mine],
                    list(range(1, len(mine) + 1)), f"order of {words}")
        for call in mine:
            for value in [*call["arguments"], call["result"]]:
                if value["same"]:
                    check(value["same"] < call["order"], f"{call} looks ahead")
                    check_maker(mine[value["same"] - 1], call, value)
        groups = {call["group"] for call in mine}
        check(not thread or not groups & {"alarm", "slow"},
              "alarm is of the process")
        if "--only" in words:
            check_equal(groups - {"start", "end"}, set(words[1].split(",")),
                        f"groups of {words}")
        repeats = {call["repeat"] for call in mine} - {None}
        number = int(words[3]) if "--repeat" in words else 1
        check_equal(repeats, set(range(1, number + 1)), f"repeats of {words}")


def check_maker(maker, call, value):
    """What is handed in comes from a call that gives such a thing."""
    if value["type"] == "descriptor":
        check(maker["call"] in ("signalfd4", "pidfd_open"), f"{maker} {call}")
    elif value["type"] == "timer":
        check_equal(maker["call"], "timer_create", "what makes a timer")
    else:
        check_equal(maker["call"], call["call"], "what restores")


def check_taken(calls, words):
    """As a tracer of bare numbers, which knows who the threads are."""
    log = []
    for call in calls:
        tid = 1000 + call["thread"]
        known = {**KNOWN, "tid": tid}
        values = [value["value"] if value["value"] is not None
                  else known[value["type"]]
                  for value in [*call["arguments"], call["result"]]]
        log.append(json.dumps({"tid": tid, "call": call["call"],
                               "arguments": values[:-1],
                               "result": values[-1]}))
    done = subprocess.run([KNELL, "exercise", "--verify", "-", *words],
                          input="\n".join(log).encode(),
                          stdout=subprocess.PIPE, check=False)
    check_equal((done.returncode, done.stdout.decode()), (
        0, f"{len(calls)} of {len(calls)} calls seen; 0 missing, 0 extra, "
        "0 different\n"), f"the log of {words}")


def check_demands():
    """The table of what is made loses nothing, in no group, unnoticed."""
    if os.uname().machine != "x86_64":
        return  # Others lack alarm, or pause.
    chosen = [name for name in demanded() if name not in AROUND]
    calls = expect("--only", ",".join(chosen))
    for group, demands in demanded().items():
        lines = [line_of(call) for call in calls if call["group"] == group]
        left = iter(lines)
        for begin in demands:
            check(any(line.startswith(begin) for line in left),
                  f"{group} has no {begin} where it must: {lines}")


def demanded():
    groups, group = {}, ""
    with open(os.path.join(HERE, "exercise.demands"),
              encoding="ascii") as file:
        for line in file:
            if line.startswith("\t"):
                groups[group].append(line.strip())
            elif not line.startswith("#"):
                group = line.strip()
                groups[group] = []
    return groups


def line_of(call):
    words = ", ".join(value["text"] for value in call["arguments"])
    return f"{call['call']}({words}) = {call['result']['text']}"


def check_run(calls, words):
    """It makes as many calls as it tells."""
    status, out, errors = run_knell("exercise", *words)
    check_equal((status, errors), (0, ""), f"exercise {words}")
    check(re.match(rf"{len(calls)} calls, each as expected: ", out), out)


def check_list():
    """--list tells the calls of each group, as --expect has them."""
    _, out, _ = run_knell("exercise", "--list")
    listed = re.findall(r"^(\w+): .*\n((?: {5}.*\n)+)", out, re.MULTILINE)
    check_equal([name for name, _ in listed],
                [name for name in demanded() if name not in AROUND],
                "the groups")
    _, some, _ = run_knell("exercise", "--list", "--only", "slow,core")
    check_equal(re.findall(r"^(\w+):", some, re.MULTILINE), ["core", "slow"],
                "a list of two")
    check(some.splitlines()[0] in out and some.splitlines()[-1] in out, some)
    for name, text in listed:
        calls = {call["call"] for call in expect("--only", name)
                 if call["group"] == name}
        check_equal(set(text.split()), calls, f"the calls of {name}")


def check_old():
    """A kernel that tells an older version is not asked for what came later,
    unless a group is named (setarch(8): it says 2.6)."""
    old = ["setarch", "--uname-2.6", KNELL, "exercise"]
    status, out, errors = run(*old)
    check_equal((status, errors), (0, ""), "with an old kernel")
    check("\nWithout pidfd, which needs Linux 5.3" in out and
          "\nWithout scopes, which needs Linux 6.9" in out, out)
    expected = run(*old, "--expect", "json")[1]
    check_equal(set(re.findall(r'"group": *"(pidfd|scopes|core)"', expected)),
                {"core"}, "what an old kernel has to show")
    check(out.startswith(f"{expected.count(chr(10))} calls"), out)
    status, out, errors = run(*old, "--only", "pidfd")
    check_equal((status, errors, "Without" in out), (0, "", False),
                "what is named is tried")


for options in RUNS:
    expected = expect(*options)
    check_form(expected, options)
    check_order(expected, options)
    check_taken(expected, options)
    check_run(expected, options)
check_list()
check_old()
check_demands()
finish()

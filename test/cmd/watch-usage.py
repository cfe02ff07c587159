#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell watch: its words and options, its lines, its JSON, and what it says
when something is wrong."""
import copy
import itertools
import json
import os
import re
import sys

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run,
                       run_knell)  # noqa: E402

QUICK = ("--interval", "0.005")
LOG = os.path.join(os.environ["TMPDIR"], "strace")

WRONG = (
    ("bogus",), ("",), ("Container",), ("noraise", "noraise"),
    ("container", "--", "container"), ("--", "--json"), ("-x",),
    ("--bogus",), ("--signal",), ("--signal", "SEGFAULT"), ("--signal", ""),
    ("--signal", "0"), ("--signal", "-1"), ("--signal", "65536"),
    ("--signal", "KILL"), ("--signal", "9"), ("--signal", "STOP"),
    ("--signal", "SIGSTOP"), ("--how", "raise"), ("--how", ""),
    ("--reraise", "tgkill"), ("--interval", "0"), ("--interval", "-1"),
    ("--interval", "1s"), ("--interval", "."), ("--interval", ""),
    ("--interval", "1.2.3"), ("--interval", "3601"), ("--interval", "1e3"),
    ("--interval", "0.0009999"), ("--interval", "99999999999999999999"),
    ("--interval", "18446744074"), ("--limit", "0"), ("--limit", "-1"),
    ("--limit", "1.5"), ("--limit", "4294967296"), ("--svg", ""),
    ("--color", "red"), ("--trace=yes",), ("--json", "--json"),
    ("--signal", "USR1", "--signal", "USR2"), ("--how=kill", "--how=kill"),
    ("noraise", "--reraise", "kill"), ("do_segfault", "--how", "kill"),
    ("do_segfault", "--signal", "USR1"), ("--all", "noraise"),
    ("container", "--all"), ("--all", "do_segfault"), ("--all", "--trace"),
    ("--all", "--svg", "x"), ("--all", "--how", "kill"),
    ("--all", "--reraise", "kill"), ("--svg", "-", "--trace"),
    ("--json", "--svg=-"),
)


def check_wrong():
    for words in WRONG:
        status, out, errors = run_knell("watch", *words)
        check(status == 2 and out == "" and errors.startswith("knell: ") and
              errors.count("\n") == 1,
              f"{words}: status {status}, {out!r}, {errors!r}")
    check_equal(run_knell("watch", "--help")[1], run_knell("help", "watch")[1],
                "the help")


def plan_of(*words):
    status, out, errors = run_knell("watch", "--json", *QUICK, *words)
    check_equal((status, errors), (0, ""), f"knell watch {words}")
    return json.loads(out)["plan"]


def check_words():
    """Any order, options between them, each at most once."""
    for count in range(4):
        for words in itertools.permutations(
                ("noraise", "do_segfault", "--limit=2"), count):
            plan = plan_of(*words)
            for name in ("noraise", "do_segfault"):
                check_equal(plan[name], name in words, f"{name} of {words}")
            check_equal(plan["limit"], 2 if "--limit=2" in words else 10,
                        f"the limit of {words}")
    plan = plan_of("--signal", "15", "--how", "pidfd", "--reraise=return")
    check_equal((plan["signal"], plan["number"], plan["how"],
                 plan["reraise"]), ("SIGTERM", 15, "pidfd", "return"), "plan")
    check_equal(run_knell("watch", "--json", "--interval", ".0125",
                          "noraise")[1].count('"interval_ns":12500000,'), 1,
                "a fraction")


def read_lines(out):
    return re.findall(r"^\[(\d+):(\d+)\] (.*)$", out, re.MULTILINE)


def check_lines():
    """Each line has the process and the thread, and is one write."""
    status, out, errors = run("strace", "-f", "-o", LOG, "-s", "200", "-e",
                              "trace=write", KNELL, "watch", "noraise", *QUICK)
    check_equal((status, errors), (0, ""), "under strace")
    # Two threads may be in their calls at once, and end them in any order.
    with open(LOG, encoding="utf-8") as file:
        writes = re.findall(
            r'^(\d+) +write\(1, "(\[.*)\\n", \d+(?:\)| <unfinished)',
            file.read(), re.MULTILINE)
    lines = read_lines(out)
    check_equal(sorted(writes), sorted(
        (tid, f"[{pid}:{tid}] {text}") for pid, tid, text in lines),
        "threads, lines and writes")
    check_equal(len({pid for pid, _, _ in lines}), 1, "one process")
    main = [text for pid, tid, text in lines if pid == tid]
    check_equal([text for text in main if not text.startswith("handler")],
                [f"hello {i} of 5" for i in range(1, 6)] + ["goodbye"],
                "the main thread's")
    # The observer's own: one process, another.
    text = out[out.index("\n\n"):]
    check(re.match(r"\n\nSIGSEGV: went on\n(  .*\n)+$", text), text)
    for line in out.splitlines():
        check(len(line) <= 80, f"more than 80 columns: {line}")


def check_limit():
    """A loop of faults ends by the count, or after a second."""
    for limit, low, high in (("1", 1, 1), ("7", 7, 7),
                             ("1000000000", 2, 10**9 - 1)):
        status, out, _ = run_knell("watch", "noraise", "do_segfault", "--json",
                                   "--limit", limit, *QUICK)
        result = json.loads(out)
        runs = result["handler"]["runs"]
        check(low <= runs <= high, f"--limit {limit}: {runs} runs")
        check_equal((result["outcome"], result["end"]["exit_status"], status),
                    ("looped", 0, 0), f"--limit {limit}")
        check(limit == "1" or str(runs) in result["why"], result["why"])
        check_equal(result["reason"],
                    "limit-first" if limit == "1" else "fault-again",
                    f"why with --limit {limit}")


def check_colors():
    coloured = run_knell("watch", "noraise", "--color", "always", *QUICK)[1]
    check("\x1b[" in coloured, "no colour")
    plain = run_knell("watch", "noraise", *QUICK)[1]
    check("\x1b" not in plain, "colour though it is no terminal")


def check_outputs():
    """What cannot be written is told; what has been closed, too."""
    for words in ((), ("--json",), ("--all",), ("--trace",)):
        for script, fails in (("exec \"$@\" >/dev/full", True),
                              ("exec \"$@\" >&-", True),
                              ("exec \"$@\" <&- 2>&- | cat", False)):
            status, _, errors = run("sh", "-c", script, "sh", KNELL, "watch",
                                    *QUICK, *words)
            check_equal(status, 1 if fails else 0, f"{words}: {script}")
            check(not fails or ("standard output" in errors and
                                errors.count("\n") == 1),
                  f"{words}: {script}: {errors}")
    status, out, errors = run_knell("watch", *QUICK, "--svg", "/nonexistent/x")
    check_equal((status, out, errors.count("\n")), (1, "", 1),
                "no such folder, and nothing is begun")
    check("/nonexistent/x" in errors, errors)
    # Who stops reading does not change the experiment, nor its picture.
    script = f"(\"$@\"; echo $? >{LOG}) | read line"
    run("sh", "-c", script, "sh", KNELL, "watch", *QUICK, "container", "--svg",
        f"{LOG}.svg")
    with open(f"{LOG}.svg", encoding="utf-8") as file:
        out = file.read()
    check("</svg>" in out and "+++ exited with 0" in out,
          f"a reader that went: {out[-200:]}")
    status, out, errors = run_knell("watch", *QUICK, "--svg", "-")
    check_equal((status, errors), (0, ""), "--svg -")
    check(out.startswith("<svg ") and out.endswith("</svg>\n"),
          f"nothing else: {out[:99]}...{out[-99:]}")


def check_refused():
    """Already traced, it cannot be traced again, and says so."""
    status, out, errors = run("strace", "-f", "-o", LOG, KNELL, "watch",
                              "--trace", *QUICK)
    check_equal((status, out, errors.count("\n")), (1, "", 1), "traced twice")
    check("cannot trace" in errors and "not permitted" in errors, errors)


def check_documents():
    """The JSON is what the schema describes, and the schema is strict."""
    with open(os.path.join(HERE, "watch.schema.json"),
              encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    validator = kind(schema)
    document = None
    for words in (("--trace",), ("noraise",), ("do_segfault",),
                  ("noraise", "do_segfault"), ("--all", "--signal", "TSTP"),
                  ("--reraise", "fault"), ("--signal", "33", "--trace")):
        out = run_knell("watch", "--json", *QUICK, *words)[1]
        document = json.loads(out)
        for error in validator.iter_errors(document):
            check(False, f"{words}: {error.json_path}: {error.message}")

    def wrong(what, change):
        other = copy.deepcopy(document)
        change(other)
        check(not validator.is_valid(other), f"{what} should fail")

    wrong("another outcome", lambda d: d.update(outcome="odd"))
    wrong("a missing member", lambda d: d["end"].pop("hung"))
    wrong("an added member", lambda d: d["events"][0].update(more=1))
    wrong("another version", lambda d: d.update(version=2))
    wrong("a number as text", lambda d: d["plan"].update(limit="3"))


def main():
    check_wrong()
    check_words()
    check_lines()
    check_limit()
    check_colors()
    check_outputs()
    check_refused()
    check_documents()
    finish()


main()

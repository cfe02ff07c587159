#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What counts frames counts the frames of inlined calls as well."""
import copy

from hostedtest import (REPORT, call, chains, check, check_equal,
                        compile_program, crash, enrich, finish, path_of,
                        run_report, source)

PROGRAM = compile_program("chain", "gcc", "-g", "-O1", source("chain.c"))
BARE = crash(PROGRAM)
WALK, START, MAIN = BARE["threads"][0]["frames"][:3]


def thread_of(frames, **more):
    record = copy.deepcopy(BARE)
    record["threads"] = [{"tid": 1, "crashed": True, **more,
                          "frames": copy.deepcopy(frames)}]
    return enrich(record)["threads"][0]


def names(thread):
    return [frame["function"] for frame in thread["frames"]]


# walk has last inlined: two frames for one.
thread = thread_of([WALK, START, MAIN])
check_equal(names(thread), ["last", "walk", "start", "main"], "frames")
inlined, outer = thread["frames"][:2]
check_equal([inlined[key] for key in ("pc", "cfa", "module", "exact")],
            [outer[key] for key in ("pc", "cfa", "module", "exact")],
            "an inlined call is where its function is")
check_equal((inlined["how"], outer["how"]), ("inline", WALK["how"]), "how")
check_equal((inlined["function_offset"], outer["function_offset"]),
            ("0x0", WALK["function_offset"]), "offsets")

# A fold of two frames around it, and what was left out after it.
thread = thread_of([START, WALK, START, MAIN],
                   folds=[{"first": 1, "length": 2, "times": 1000}],
                   omitted=7, omitted_at=3)
check_equal(names(thread), ["start", "last", "walk", "start", "main"],
            "folded frames")
check_equal(thread["folds"], [{"first": 1, "length": 3, "times": 1000}],
            "the fold")
check_equal(thread["omitted_at"], 4, "what was left out")

# Numbers beyond the frames stay beyond them.
thread = thread_of([WALK, MAIN], omitted=1, omitted_at=2**32 - 1,
                   folds=[{"first": 2**32 - 1, "length": 2**32 - 1, "times": 5},
                          {"first": 1, "length": 2**32 - 1, "times": 5}])
check_equal(thread["omitted_at"], 3, "the end")
check_equal(thread["folds"], [{"first": 3, "length": 0, "times": 5},
                              {"first": 2, "length": 1, "times": 5}], "ends")

# A handler: the frame below the interrupted one was not called by it, and the
# report puts its mark before the innermost of the calls that it interrupted.
on = {**START, "exact": False}
record = copy.deepcopy(BARE)
record["threads"][0]["frames"] = [MAIN, on, {**WALK, "how": "signal-frame"},
                                  START]
status, output, _ = run_report(record)
text = output.decode()
at = [text.find(words) for words in ("signal handler called", "last (inlined)",
                                     "walk+")]
check(status == 0 and -1 not in at and at == sorted(at), text)

# Once more: nothing is expanded or changed again.
once = enrich(BARE)
check_equal(enrich(once), once, "the same record again")
# Equal addresses in many threads are equal in the end, too.
many = copy.deepcopy(BARE)
many["threads"] = [{**BARE["threads"][0], "tid": tid} for tid in range(300)]
threads = enrich(many)["threads"]
check_equal([names(thread) for thread in threads],
            [names(once["threads"][0])] * 300, "300 threads")

# Several records, one after the other, from a file.
path = path_of("records")
_, line, _ = run_report(BARE, "-fjson")
with open(path, "wb") as file:
    file.write(line * 3)
text = call(REPORT, path)
check_equal(text.count("Stack of thread"), 3, "records in text")
check_equal(call(REPORT, "-f", "json", path), (line * 3).decode(), "in JSON")
check_equal(len(chains(once)[0]), 2, "calls")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell watch --trace: what happens is what happens untraced, and what is told
of it is what strace sees; --svg draws it."""
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (KNELL, check, check_equal, finish, run)  # noqa: E402

PLACE = os.environ["TMPDIR"]
LOG = os.path.join(PLACE, "strace")
PICTURE = os.path.join(PLACE, "picture.svg")
SVG = "{http://www.w3.org/2000/svg}"
CALLS = ("rt_sigaction,rt_sigprocmask,rt_sigpending,kill,tgkill,rt_sigqueueinfo,"
         "rt_tgsigqueueinfo,pidfd_send_signal,rt_sigreturn,exit,exit_group")

COMBINATIONS = [[*word.split(), *how] for how in (
    ["--how", "kill"], ["--how", "tgkill"], ["--how", "sigqueue"],
    ["--how", "pidfd"]) for word in (
    "noraise", "--reraise kill", "--reraise raise", "--reraise requeue",
    "--reraise return", "--reraise fault")] + [
        [*word.split(), "do_segfault"] for word in (
            "noraise", "--reraise kill", "--reraise raise",
            "--reraise requeue", "--reraise return", "--reraise fault")]


def watch(*words):
    status, out, errors = run(KNELL, "watch", "--json", "--interval", "0.005",
                              "--limit", "3", *words)
    check_equal((status, errors), (0, ""), f"knell watch {words}")
    return json.loads(out)


def essence(result):
    """What must not depend on being traced. The order of the two threads'
    lines is nobody's; the ids differ."""
    raced = {"sender_pid", "pending_in_handler", "returns"}
    after = {name: result["afterwards"][name]
             for name in ("came_back", "thread", "goodbye")}
    lines = sorted((line["thread"], re.sub(r"\d{2,}$", "N", line["text"]))
                   for line in result["lines"] if "hello" not in line["text"])
    if result["plan"]["reraise"] == "kill" and result["outcome"] == "died":
        # The other thread may take it, and the process die of it, wherever
        # this one is.
        raced.add("raise_result")
        after = None
        lines = [line for line in lines if "returns" not in line[1]]
    return (result["outcome"], result["reason"], result["end"]["wait_status"],
            after, lines, {name: value
                           for name, value in result["handler"].items()
                           if name not in raced})


def check_events(result, what):
    events = result["events"]
    check_equal([event["ms"] for event in events],
                sorted(event["ms"] for event in events), f"{what}: the order")
    check(events[-1]["kind"] == "end", f"{what}: the end {events[-1]}")
    number = result["plan"]["signal"]
    deliveries = [event for event in events if event["kind"] == "delivery" and
                  event["signal"] == number]
    handled = result["handler"]["runs"]
    check(len(deliveries) >= handled, f"{what}: {handled} runs, {deliveries}")
    for event in deliveries[:handled]:
        check_equal(event["thread"],
                    "main" if result["handler"]["runs_in_main"] else "second",
                    f"{what}: who took it")
    if (result["plan"]["reraise"], result["reason"]) == (
            "kill", "raised-default") and result["handler"]["runs_in_main"]:
        # As is in the trace; without one, it may have been either.
        check({"main": "until the handler had returned.",
               "second": "took the second thread."}[
                   deliveries[-1]["thread"]] in result["why"],
              f"{what}: who died of it: {result['why']}")
    returns = [event for event in events if event["call"] == "rt_sigreturn"]
    check(len(returns) <= result["handler"]["returns"],
          f"{what}: {len(returns)} returns")
    if result["plan"]["how"]:
        sends = [index for index, event in enumerate(events)
                 if event["thread"] == "second" and event["result"] == 0 and
                 event["call"] in ("kill", "tgkill", "rt_sigqueueinfo",
                                   "pidfd_send_signal")]
        check(sends and sends[0] < events.index(deliveries[0]),
              f"{what}: sent before it was delivered")
    went = {event["kind"] for event in events}
    spared = (result["pid"] == 1 and result["outcome"] == "died")
    check_equal("let-go" in went, spared, f"{what}: let go of")


def check_combination(words, container):
    traced = watch("--trace", *container, *words)
    plain = watch(*container, *words)
    what = " ".join([*container, *words])
    check_equal(essence(traced), essence(plain), f"{what}, traced")
    check_equal(plain["events"], None, f"{what}: events untraced")
    check_events(traced, what)


def check_strace():
    """Thread by thread the same calls, as strace has them. A signal to the
    process may go to another thread under strace; tgkill's may not."""
    for words in (["--how", "tgkill"], ["do_segfault"],
                  ["--how", "tgkill", "--reraise", "requeue"]):
        told = {"main": [], "second": []}
        for event in watch("--trace", *words)["events"]:
            if event["call"] in CALLS.split(","):
                told[event["thread"]].append(event["call"])
        run("strace", "-f", "-o", LOG, "-e", "trace=" + CALLS, KNELL, "watch",
            "--interval", "0.005", *words)
        seen = {}
        with open(LOG, encoding="utf-8") as file:
            for line in file:
                match = re.match(r"(\d+) +(\w+)\(", line)
                if match:
                    seen.setdefault(match[1], []).append(match[2])
        # The observer is the first thread, the subject's are the others.
        threads = list(seen)[1:]
        check_equal(len(threads), 2, f"{words}: threads under strace")
        main, second = (seen[thread] for thread in threads)
        # Before it takes part, a thread prepares: that is not told.
        check_equal(told["main"], main[-len(told["main"]):],
                    f"{words}: the main thread's calls")
        check_equal(told["second"], second[-len(told["second"]):],
                    f"{words}: the second thread's calls")
        check(set(told["second"]) >= {"rt_sigaction", "rt_sigreturn"},
              f"{words}: {told['second']}")


def check_order():
    """However late the main thread unblocks what it blocks while it starts the
    second, that sends nothing before: it would take the signal itself."""
    for call in range(1, 6):
        delay = f"rt_sigprocmask:delay_enter=60000:when={call}"
        out = run("strace", "-f", "-o", LOG, "-e", "trace=rt_sigprocmask",
                  "-e", f"inject={delay}", KNELL, "watch", "--interval",
                  "0.005")[1]
        check(0 <= out.find("hello 1 of 5") < out.find(" sends SIGSEGV"),
              f"call {call} late: {out}")


def check_text():
    """The trace stands between the subject's lines, in 80 columns."""
    status, out, errors = run(KNELL, "watch", "--trace", "--interval", "0.01")
    check_equal((status, errors), (0, ""), "--trace")
    for line in out.splitlines():
        check(len(line) <= 80, f"more than 80 columns: {line}")
    pid = re.match(r"\s+[\d.]+ \[(\d+):\1\]", out)
    check(pid, f"the first line: {out[:80]}")
    order = [out.find(text) for text in (
        "] rt_sigaction(SIGSEGV, {handler 0x", "] hello 1 of 5",
        f"] kill({pid[1]}, SIGSEGV) = 0", "] --- SIGSEGV {SI_USER,",
        "] handler for SIGSEGV", "] rt_sigaction(SIGSEGV, {SIG_DFL, 0}, ",
        f"] tgkill({pid[1]}, {pid[1]}, SIGSEGV) = 0",
        "] rt_sigpending({SEGV}) = 0", "] handler returns", "] rt_sigreturn()",
        "] --- SIGSEGV {SI_TKILL,", "] +++ killed by SIGSEGV +++",
        "\nSIGSEGV: died of SIGSEGV")]
    check(-1 not in order and order == sorted(order), f"{order} in {out}")


def check_picture(words):
    """Well-formed, nothing beyond its borders, an arrow for each event."""
    result = watch("--svg", PICTURE, *words)
    root = ElementTree.parse(PICTURE).getroot()
    width, height = int(root.get("width")), int(root.get("height"))
    texts = []
    for element in root.iter():
        for name in ("x", "x1", "x2", "y", "y1", "y2"):
            at = element.get(name)
            most = width if name[0] == "x" else height
            check(at is None or 0 <= int(at) <= most,
                  f"{words}: {element.tag} at {name}={at} of {most}")
        if element.tag == SVG + "text":
            texts.append(element.text)
            size = 8 * len(element.text)
            left = int(element.get("x")) - {"start": 0, "middle": size / 2,
                                            "end": size}[
                                                element.get("text-anchor")]
            check(0 <= left <= width - size, f"{words}: off: {element.text}")
    shown = "".join(texts).replace(" ", "")
    for part in result["events"] + result["lines"]:
        check(part["text"].replace(" ", "") in shown,
              f"{words}: not drawn: {part['text']}")
    check(result["why"].replace(" ", "") in shown, f"{words}: no reason")
    arrows = sum(element.tag == SVG + "path" for element in root.iter())
    check(arrows >= sum(event["kind"] in ("call", "leave", "delivery")
                        for event in result["events"]), f"{words}: {arrows}")


def check_many():
    """What there is no room for is counted; the end always has its place."""
    status, out, _ = run(KNELL, "watch", "noraise", "do_segfault", "--trace",
                         "--json", "--interval", "0.005", "--limit", "400")
    result = json.loads(out)
    check_equal((status, result["outcome"], result["handler"]["runs"]),
                (0, "looped", 400), "many rounds")
    check(result["events_omitted"] > 0, "none left out")
    check_equal([event["kind"] for event in result["events"]].index("end"),
                len(result["events"]) - 1, "the end")


def main():
    spaces = run("unshare", "--user", "--map-root-user", "--pid", "--fork",
                 "true")[0] == 0
    for container in ([], ["container"]) if spaces else ([],):
        for words in COMBINATIONS:
            check_combination(words, container)
    for name in ("TSTP", "CHLD", "CONT", "TRAP", "RTMIN"):
        check_combination(["--signal", name], [])
    check_strace()
    check_order()
    check_text()
    check_many()
    for words in ([], ["do_segfault", "noraise"], ["--signal", "TSTP"]):
        check_picture(words)
    if spaces:
        check_picture(["container", "do_segfault"])
        check_picture(["container"])
    finish(None if spaces else "PID namespaces are not allowed here")


main()

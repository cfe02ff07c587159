#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every combination of knell watch ends as the kernel's source dictates: in an
ordinary process, as PID 1, in a user namespace, as root and as nobody."""
import errno
import json
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from exittest import refuse  # noqa: E402
from knelltest import (KNELL, check, check_equal, finish, run)  # noqa: E402
from watchrules import differences, matrix_differences  # noqa: E402

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
USER_SPACE = ["unshare", "--user", "--map-root-user"]


def check_result(result, name, who):
    check_equal((result["plan"]["signal"], result["plan"]["number"]),
                (name, getattr(signal, name)), f"{who}: the signal")
    for text in differences(result):
        check(False, f"{who}: {text}")


def check_matrix(name, who, prefix=()):
    status, out, errors = run(*prefix, KNELL, "watch", "--all", "--json",
                              "--interval", "0.005", "--signal", name[3:])
    check_equal((status, errors), (0, ""), f"{who}: --all for {name}")
    try:
        results = json.loads(out)["all"]
    except ValueError:
        check(False, f"{who}: no JSON for {name}: {out[:200]}")
        return
    for text in matrix_differences(results, name):
        check(False, f"{who}: {text}")
    for result in results:
        check_equal((result["plan"]["signal"], result["plan"]["number"]),
                    (name, getattr(signal, name)), f"{who}: the signal")


def check_ignored():
    """An earlier action that ignores: a sent signal is not raised again; a
    fault cannot be ignored (force_sig_info_to_task)."""
    for words, expected in (((), ("went-on", "restored-ignore")),
                            (("container",), ("went-on", "restored-ignore")),
                            (("do_segfault",), ("died", "fault-ignored")),
                            (("container", "do_segfault"),
                             ("died", "fault-ignored"))):
        out = run("sh", "-c", "trap '' SEGV; exec \"$@\"", "sh", KNELL, "watch",
                  "--json", "--interval", "0.005", *words)[1]
        result = json.loads(out)
        check_equal((result["outcome"], result["reason"],
                     result["earlier_action"]), (*expected, "ignore"),
                    f"SIGSEGV ignored before, {words}")


def check_refused():
    """Where there are no PID namespaces, the other half is still done."""
    script = "echo 0 >/proc/sys/user/max_pid_namespaces; exec \"$@\""
    space = (*USER_SPACE, "sh", "-c", script, "sh", KNELL, "watch")
    status, out, errors = run(*space, "container")
    check_equal((status, out, errors.count("\n")), (1, "", 1),
                f"container where it is not allowed: {errors}")
    check("limit of namespaces" in errors, f"the reason: {errors}")
    status, out, errors = run(*space, "--all", "--json", "--interval", "0.005",
                              "--signal", "TERM")
    check_equal((status, errors.count("\n")), (1, 1), f"--all: {errors}")
    for result in json.loads(out)["all"]:
        if result["plan"]["container"]:
            check_equal((result["outcome"], result["reason"]),
                        ("failed", None), "a refused one")
            check(result["error"] in errors, f"why: {result['error']}")
        else:
            check_result(result, "SIGTERM", "refused")


def check_children():
    """Those of the program that knell replaces are not taken for its own."""
    script = ("for i in 1 2 3 4 5 6 7 8; do sleep 0.0$i & done; "
              f"exec {KNELL} watch --all --interval 0.005")
    status, out, errors = run("sh", "-c", script)
    check_equal((status, errors), (0, ""), f"with other children: {out}")
    check("unknown" not in out, f"with other children: {out}")


def check_failed():
    """A call that a sandbox refuses is named on standard error, too."""
    if os.uname().machine != "x86_64":
        return
    for number, words in ((62, "could not be sent"),
                          (234, "could not send the signal again"),
                          (13, "could not be set up"),
                          (14, "could not be set up"),
                          (131, "could not be set up")):
        status, out, errors = run(
            KNELL, "watch", "--json", "--interval", "0.005", timeout=19,
            preexec_fn=lambda n=number: refuse(n, errno.EPERM))
        result = json.loads(out)
        check_equal((status, result["outcome"], result["reason"]),
                    (1, "failed", None), f"call {number} refused")
        check(words in errors and errors.count("\n") == 1 and
              errors.endswith(": not permitted\n"), f"{number}: {errors}")
    for number, words, says in (
            (61, ("--trace",), "cannot wait for the end"),
            (61, ("do_segfault",), "cannot wait for the end"),
            (0, (), "could not be set up"),
            (62, ("--all",), "could not send the signal again")):
        status, out, errors = run(
            KNELL, "watch", "--interval", "0.005", *words, timeout=19,
            preexec_fn=lambda n=number: refuse(n, errno.ENOSYS))
        check_equal((status, errors.count("\n")), (1, 1),
                    f"{words}, call {number} refused: {errors}")
        check(says in errors and "no such system call" in errors,
              f"{words}, call {number} refused: {errors}")
    for number in 61, 228:
        status, out, errors = run(
            KNELL, "watch", "--all", timeout=19,
            preexec_fn=lambda n=number: refuse(n, errno.EPERM))
        check_equal((status, out, errors.count("\n")), (1, "", 1),
                    f"--all, call {number} refused: {errors}")


def main():
    lacking = None
    if os.geteuid() == 0:
        check_matrix("SIGSEGV", "root")
        if run(*NOBODY, *USER_SPACE, "true")[0]:
            lacking = "nobody may not make user namespaces here"
        else:
            check_matrix("SIGSEGV", "nobody", NOBODY)
    if run(*USER_SPACE, "true")[0]:
        finish("user namespaces are not allowed here")
    check_matrix("SIGSEGV", "root of a user namespace", USER_SPACE)
    for name in ("SIGBUS", "SIGTERM", "SIGUSR1", "SIGABRT", "SIGTRAP",
                 "SIGCHLD", "SIGURG", "SIGCONT", "SIGTSTP", "SIGTTOU",
                 "SIGRTMIN"):
        check_matrix(name, "any user")
    check_ignored()
    check_refused()
    check_failed()
    check_children()
    finish(lacking)


main()

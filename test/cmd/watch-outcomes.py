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

HOWS = ("kill", "tgkill", "sigqueue", "pidfd")
THENS = (None, "kill", "raise", "requeue", "return", "fault")
FAULTS = ("SIGSEGV", "SIGBUS")
# The default actions, include/linux/signal.h; the others end the process.
IGNORED = ("SIGCHLD", "SIGURG", "SIGWINCH")
STOPS = ("SIGTSTP", "SIGTTIN", "SIGTTOU")
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
USER_SPACE = ["unshare", "--user", "--map-root-user"]


def of_fault(then, first):
    if then is None:
        # The frame's instruction pointer is that of the faulting instruction
        # (arch/*/kernel/signal.c, setup_rt_frame), and rt_sigreturn restores
        # it: it runs again.
        return "looped", "fault-again"
    if then == "fault":
        # force_sig_info_to_task: blocked, so the action becomes SIG_DFL, and
        # SIGNAL_UNKILLABLE is cleared.
        return "died", "fault-in-handler"
    if then == "return":
        # The same, without having been blocked: the action is SIG_DFL.
        return "died", "fault-default"
    # What the handler sent is pending and comes first (get_signal, before the
    # return to user space). PID 1 is spared from it (get_signal: "Global init
    # gets no signals it doesn't want"), and faults again.
    return "died", "first-fault-default" if first else "raised-default"


def of_sent(name, then, first):
    if then is None:
        # get_signal took it off the queue before the handler ran.
        return "went-on", "handled"
    if then == "return":
        return "went-on", "restored-only"
    if then == "fault":
        # As above; another signal is not blocked, but has SIG_DFL.
        return (("died", "fault-in-handler") if name in FAULTS else
                ("died-otherwise", "other-fault-in-handler"))
    if name in IGNORED:
        # sig_handler_ignored: sig_kernel_ignore.
        return "went-on", "default-ignore"
    if name == "SIGCONT":
        # prepare_signal wakes what is stopped; then as above.
        return "went-on", "default-continue"
    if first:
        # sig_task_ignored where it is not blocked, else get_signal: both test
        # SIGNAL_UNKILLABLE.
        return "went-on", "first-dropped"
    if name in STOPS:
        # get_signal: sig_kernel_stop, do_signal_stop.
        return "stopped", "default-stop"
    # get_signal: do_group_exit.
    return "died", "raised-default"


def check_result(result, name, who):
    plan, handler, end = result["plan"], result["handler"], result["end"]
    fault, first = plan["do_segfault"], plan["container"]
    then = plan["reraise"]
    what = (f"{who}: {name} {'by a fault' if fault else plan['how']}, then "
            f"{then}{', as PID 1' if first else ''}")
    outcome, reason = (of_fault(then, first) if fault else
                       of_sent(name, then, first))
    check_equal((result["outcome"], result["reason"]), (outcome, reason), what)
    check_equal(result["pid"] == 1, first, f"{what}: is it PID 1?")
    # complete_signal: the main thread, if it wants it; tgkill names its thread.
    second = fault or plan["how"] == "tgkill"
    runs = plan["limit"] if outcome == "looped" else 1
    check_equal((handler["runs_in_main"], handler["runs_in_second"]),
                (0, runs) if second else (runs, 0), f"{what}: who handled")
    number = getattr(signal, name)
    killed = {"died": number, "died-otherwise": signal.SIGSEGV}.get(outcome)
    # fs/exec.c, do_group_exit: the signal's number is the wait status.
    check_equal((end["wait_status"], end["killed_by"]),
                (killed or 0, killed and signal.Signals(killed).name
                 if killed in list(signal.Signals) else end["killed_by"]),
                f"{what}: the wait status")
    check_equal(end["stopped_by"], name if outcome == "stopped" else None,
                f"{what}: the stop")
    back = outcome in ("went-on", "stopped")
    if then == "kill" and outcome == "died":
        # The other thread may take it, and the process die of it, wherever
        # this one is.
        back = result["afterwards"]["came_back"]
    if then == "kill" and reason == "raised-default":
        # complete_signal asks the leader, and then the others, wants_signal:
        # the second is asked or has ended, which shows in a trace alone.
        check(("if that does not block the signal" if second else
               "unless that was ending") in result["why"],
              f"{what}: who takes it: {result['why']}")
    check_equal((result["afterwards"]["came_back"],
                 result["afterwards"]["goodbye"]),
                (back, outcome in ("went-on", "stopped")), f"{what}: did it come back?")
    if back and outcome != "died":
        check_equal(result["afterwards"]["thread"],
                    "second" if second else "main", f"{what}: where")
    check_code(handler, plan, what)


def check_code(handler, plan, what):
    """prepare_kill_siginfo, do_tkill, rt_sigqueueinfo(2); fault.c."""
    if plan["do_segfault"]:
        code = {"SIGSEGV": "SEGV_MAPERR", "SIGBUS": "BUS_ADRERR"}[plan["signal"]]
        check((handler["address"] == "0x0") == (code == "SEGV_MAPERR"),
              f"{what}: address {handler['address']}")
    else:
        code = {"kill": "SI_USER", "tgkill": "SI_TKILL", "pidfd": "SI_USER",
                "sigqueue": "SI_QUEUE"}[plan["how"]]
    check_equal(handler["code"], code, f"{what}: si_code")


def check_matrix(name, who, prefix=()):
    status, out, errors = run(*prefix, KNELL, "watch", "--all", "--json",
                              "--interval", "0.005", "--signal", name[3:])
    check_equal((status, errors), (0, ""), f"{who}: --all for {name}")
    try:
        results = json.loads(out)["all"]
    except ValueError:
        check(False, f"{who}: no JSON for {name}: {out[:200]}")
        return
    seen = {(result["plan"]["how"], result["plan"]["reraise"],
             result["plan"]["container"]) for result in results}
    hows = HOWS + ((None,) if name in FAULTS else ())
    check_equal(len(results), len(seen), f"{who}: each once, for {name}")
    check_equal(seen, {(how, then, first) for how in hows for then in THENS
                       for first in (False, True)},
                f"{who}: the combinations for {name}")
    for result in results:
        check_result(result, name, who)


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

# SPDX-License-Identifier: MIT
"""What knell watch has to find, as the kernel's source dictates it."""

HOWS = ("kill", "tgkill", "sigqueue", "pidfd")
THENS = (None, "kill", "raise", "requeue", "return", "fault")
FAULTS = ("SIGSEGV", "SIGBUS")
# The default actions, include/linux/signal.h; the others end the process.
IGNORED = ("SIGCHLD", "SIGURG", "SIGWINCH")
STOPS = ("SIGTSTP", "SIGTTIN", "SIGTTOU")
CORES = ("SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGFPE", "SIGSEGV",
         "SIGBUS", "SIGSYS", "SIGXCPU", "SIGXFSZ")


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


class Differences(list):
    """Texts, of what is not as it has to be."""

    def __init__(self, what):
        super().__init__()
        self.what = what

    def equal(self, found, expected, text):
        if found != expected:
            self.append(f"{self.what}: {text}: {found!r}, expected "
                        f"{expected!r}")

    def true(self, condition, text):
        if not condition:
            self.append(f"{self.what}: {text}")


def differences(result):
    """Of one object of knell watch --json, from what it has to be. Return:
    a list of texts."""
    plan = result["plan"]
    fault, first = plan["do_segfault"], plan["container"]
    name, then = plan["signal"], plan["reraise"]
    found = Differences(
        f"{name} {'by a fault' if fault else plan['how']}, then {then}"
        f"{', as PID 1' if first else ''}")
    outcome, reason = (of_fault(then, first) if fault else
                       of_sent(name, then, first))
    if (reason == "first-dropped" and then == "kill" and
            plan["how"] != "tgkill" and name not in STOPS + CORES and
            result["outcome"] == "died"):
        # Linux 6.1, complete_signal: the main thread blocks it, the second is
        # not yet gone; "start taking the whole group down immediately" does not
        # ask for SIGNAL_UNKILLABLE. 6.18 spares it.
        outcome, reason = "died", "first-killed-for-second"
    found.equal((result["outcome"], result["reason"]), (outcome, reason),
                "the outcome")
    found.equal(result["pid"] == 1, first, "is it PID 1?")
    # complete_signal: the main thread, if it wants it; tgkill names its thread.
    second = fault or plan["how"] == "tgkill"
    compare_handler(found, result, second, outcome)
    compare_end(found, result, outcome)
    compare_after(found, result, second)
    return found


def compare_handler(found, result, second, outcome):
    """prepare_kill_siginfo, do_tkill, rt_sigqueueinfo(2); fault.c."""
    plan, handler = result["plan"], result["handler"]
    runs = plan["limit"] if outcome == "looped" else 1
    found.equal((handler["runs_in_main"], handler["runs_in_second"]),
                (0, runs) if second else (runs, 0), "who handled")
    if plan["do_segfault"]:
        code = {"SIGSEGV": "SEGV_MAPERR", "SIGBUS": "BUS_ADRERR"}[plan["signal"]]
        found.true((handler["address"] == "0x0") == (code == "SEGV_MAPERR"),
                   f"address {handler['address']}")
    else:
        code = {"kill": "SI_USER", "tgkill": "SI_TKILL", "pidfd": "SI_USER",
                "sigqueue": "SI_QUEUE"}[plan["how"]]
    found.equal(handler["code"], code, "si_code")


def compare_end(found, result, outcome):
    """fs/exec.c, do_group_exit: the signal's number is the wait status."""
    plan, end = result["plan"], result["end"]
    number, name = {"died": (plan["number"], plan["signal"]),
                    "died-otherwise": (11, "SIGSEGV")}.get(outcome, (0, None))
    found.equal((end["wait_status"], end["killed_by"]), (number, name),
                "the wait status")
    found.equal(end["stopped_by"],
                plan["signal"] if outcome == "stopped" else None, "the stop")


def compare_after(found, result, second):
    outcome, after = result["outcome"], result["afterwards"]
    then = result["plan"]["reraise"]
    back = outcome in ("went-on", "stopped")
    if then == "kill" and outcome == "died":
        # The other thread may take it, and the process die of it, wherever
        # this one is.
        back = after["came_back"]
    if then == "kill" and result["reason"] == "raised-default":
        # complete_signal asks the leader, and then the others, wants_signal:
        # the second is asked or has ended, which shows in a trace alone.
        found.true(("if that does not block the signal" if second else
                    "unless that was ending") in result["why"],
                   f"who takes it: {result['why']}")
    found.equal((after["came_back"], after["goodbye"]),
                (back, outcome in ("went-on", "stopped")), "did it come back?")
    if back and outcome != "died":
        found.equal(after["thread"], "second" if second else "main", "where")


def matrix_differences(results, name):
    """Of the list in knell watch --all --json."""
    found = Differences(f"--all for {name}")
    seen = [(result["plan"]["how"], result["plan"]["reraise"],
             result["plan"]["container"]) for result in results]
    hows = HOWS + ((None,) if name in FAULTS else ())
    found.equal(len(seen), len(set(seen)), "each once")
    found.equal(set(seen), {(how, then, first) for how in hows
                            for then in THENS for first in (False, True)},
                "the combinations")
    for result in results:
        found += differences(result)
    return found

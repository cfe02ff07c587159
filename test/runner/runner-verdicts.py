#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The runner itself: its verdicts, what it shows, what it leaves behind."""
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, check, check_equal, finish  # noqa: E402

OPEN = os.open("/dev/null", os.O_RDONLY)
RUNNER = os.path.join(BUILD, "test", "runner")
# name: what the test does, its row in test/ends, the words of the verdict
TESTS = {
    "passes": ("echo not shown", None, None),
    "fails": ("echo shown; echo and this >&2; exit 3", None,
              "ended with status 3"),
    "wanted-status": ("exit 3", "exit 3", None),
    "other-status": ("exit 4", "exit 3", "ended with status 4"),
    "dies": ("kill -SEGV $$", None, "died of signal 11"),
    "wanted-signal": ("kill -SEGV $$", "signal SEGV", None),
    "other-signal": ("kill -SEGV $$", "signal BUS", "died of signal 11"),
    "no-signal": ("exit 11", "signal SEGV", "ended with status 11"),
    "bad-row": ("exit 0", "signal SIGSEGV", "ended with status 0"),
    "late": ("sleep 1000", "exit 0 limit 1", "not done after 1 s"),
    "late-and-deaf": ("trap '' TERM INT; while :; do sleep 1; done",
                      "exit 0 limit 1", "not done after 1 s"),
    "late-skip": ("sleep 1000; exit 77", "exit 0 limit 1",
                  "not done after 1 s"),
    "leaves-child": ("sleep 1000 &", None, "left a process behind: sleep"),
    "leaves-session": ("setsid sh -c 'setsid sleep 1000 & sleep 1000' &",
                       None, "left a process behind: "),
    "leaves-none": ("sleep 0.1 & (sleep 0.2 &)", None, None),
    "empty-place": ('[ -z "$(ls -A $TMPDIR)" ] && mkdir -p $TMPDIR/a/b && '
                    "echo x >$TMPDIR/a/b/c && ln -s $PWD $TMPDIR/a/up && "
                    "echo $TMPDIR >>places", None, None),
    "no-input": ("read -r line; [ $? = 1 ]", None, None),
    "own-group": ('set -- $(cat /proc/$$/stat); [ "$5" = $$ ]', None, None),
    "signals": ("grep -q 'SigBlk:.0000000000000000' /proc/self/status && "
                "grep -q 'SigIgn:.0000000000000000' /proc/self/status", None,
                None),
    "few-files": ("[ $(ls /proc/self/fd | wc -l) = 4 ]", None, None),
    "no-cores": ("[ $(ulimit -c) = 0 ]", None, None),
    "skips": ("echo some; echo 'skipped: no moon'; exit 77", None, None),
}


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def set_up(place):
    for name, (script, _, _) in TESTS.items():
        write(f"{place}/test/x/{name}", f"#!/bin/sh\n{script}\n", 0o755)
    write(f"{place}/test/ends", "# a table\n" + "".join(
        f"x/{name}  {row}\n" for name, (_, row, _) in TESTS.items() if row))
    write(f"{place}/test/skips", "# a table\nx/other  reason\n")


def run(place, *arguments, **variables):
    """Started badly: signals ignored and blocked, a file open."""
    def spoil():
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    environment = {**os.environ, "CI": "", **variables}
    done = subprocess.run([RUNNER, *arguments], cwd=place, text=True,
                          capture_output=True, timeout=60, env=environment,
                          preexec_fn=spoil, pass_fds=[OPEN], check=False)
    check_equal(done.stderr, "", "the runner's standard error")
    return done.returncode, done.stdout


def paths(*names):
    return [f"test/x/{name}" for name in names or TESTS]


def check_verdicts(place):
    status, output = run(place, *paths())
    lines = output.splitlines()
    bad = [name for name, (_, _, words) in TESTS.items() if words]
    check_equal(status, 1, "the status")
    check_equal(lines[-1], f"{len(TESTS) - len(bad) - 1} passed, "
                f"{len(bad)} failed, 1 skipped", "the summary")
    for name in bad:
        line = f"FAIL x/{name}: {TESTS[name][2]}"
        check(any(got.startswith(line) for got in lines),
              f"no \"{line}\" in:\n{output}")
    check("    shown\n    and this\n" in output, f"no output in:\n{output}")
    check("not shown" not in output, f"too much output:\n{output}")
    check("skip x/skips: no moon" in lines, f"no reason in:\n{output}")
    failed = [line for line in lines if line.startswith("FAIL ")]
    check_equal(len(failed), len(bad), "failures told")


def check_tap(place):
    status, output = run(place, "--tap", *paths("passes", "skips", "fails"))
    lines = sorted(output.splitlines()[2:-1])
    check_equal(status, 1, "the status")
    check(output.startswith("TAP version 14\n1..3\n"), output)
    verdicts = [line.split(" - ", 1)[1] for line in lines if " - " in line]
    check_equal(sorted(verdicts), ["x/fails ended with status 3", "x/passes",
                                   "x/skips # SKIP no moon"], "verdicts")
    check_equal([line for line in lines if " - " not in line],
                ["#   and this", "#   shown"], "comments")


def check_skips(place):
    status, output = run(place, *paths("skips", "passes"))
    check_equal((status, output.splitlines()[-1]),
                (0, "1 passed, 0 failed, 1 skipped"), "a skip")
    status, output = run(place, *paths("skips", "passes"), CI="true")
    check_equal((status, output.splitlines()[-1]),
                (1, "1 passed, 1 failed, 0 skipped"), "a skip under CI")
    check("no moon" in output, output)
    write(f"{place}/test/skips", "x/skips  it needs the moon\n")
    status, output = run(place, *paths("skips", "passes"), CI="true")
    check_equal((status, output.splitlines()[-1]),
                (0, "1 passed, 0 failed, 1 skipped"), "a skip in the table")


def check_nothing_run(place):
    status, output = run(place)
    check_equal((status, output), (1, "0 passed, 0 failed, 0 skipped\n"),
                "no tests at all")
    status, output = run(place, "test/x/absent")
    check(status == 1 and "No such file" in output, output)


def check_interrupted(place):
    """Told to end, the runner ends what it runs and removes its files."""
    marker = os.path.join(place, "pids")
    write(f"{place}/test/x/waits", "#!/bin/sh\nsetsid sleep 1000 &\n"
          f"echo $TMPDIR >>places; echo $$ $! >{marker}.new; mv {marker}.new {marker}\nwait\n", 0o755)
    with subprocess.Popen([RUNNER, "test/x/waits"], cwd=place,
                          stdout=subprocess.DEVNULL) as runner:
        while not os.path.exists(marker):
            time.sleep(0.01)
        runner.send_signal(signal.SIGINT)
        check_equal(runner.wait(30), 130, "the status after SIGINT")
    with open(marker, encoding="utf-8") as file:
        for pid in file.read().split():
            check(not os.path.exists(f"/proc/{pid}"), f"{pid} still runs")


def check_places(place):
    """Directories of tests are gone, and nothing that they point at."""
    with open(f"{place}/places", encoding="utf-8") as file:
        places = file.read().split()
    check_equal(len(set(places)), 2, "places of tests")
    for directory in places:
        check(not os.path.exists(directory), f"{directory} was left behind")


def main():
    with tempfile.TemporaryDirectory() as place:
        set_up(place)
        check_verdicts(place)
        check_tap(place)
        check_skips(place)
        check_nothing_run(place)
        check_interrupted(place)
        check_places(place)
    finish()


main()

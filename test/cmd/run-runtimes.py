#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Languages with signal handlers of their own run as without knell: Go
interrupts its threads by SIGURG, Java's null pointers are true faults."""
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, check, check_equal, finish, run  # noqa: E402

HERE = os.environ["TMPDIR"]
NULLS = """
public class Nulls {
    static int read(int[] array, int at) { return array[at]; }

    static void fill() {
        byte[][] kept = new byte[100][];
        for (int i = 0; i < 20000; i++)
            kept[i % 100] = new byte[10000];
    }

    public static void main(String[] words) throws Exception {
        int[] array = words.length > 0 ? new int[1] : null;
        int caught = 0;
        for (int i = 0; i < 100000; i++) {
            try {
                caught += read(array, 0);
            } catch (NullPointerException e) {
                caught++;
            }
        }
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++)
            (threads[i] = new Thread(Nulls::fill)).start();
        for (Thread thread : threads)
            thread.join();
        System.out.println(caught);
        System.exit(3);
    }
}
"""


def check_same(what, *program, path=os.devnull):
    """With the file at `path` for input; what the bare program did."""
    ends = []
    for command in (program, (KNELL, "run", *program)):
        with open(path, encoding="utf-8") as file:
            ends.append(run(*command, stdin=file))
    check_equal(ends[1], ends[0], what)
    return ends[0]


def check_go():
    """Many goroutines search a long list, and collect their garbage."""
    path = os.path.join(HERE, "list")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"line {n} of many\n" for n in range(200000))
    for words, status in (("9 l", 0), ("not there", 1)):
        bare = check_same(f"fzf {words!r}", "fzf", "-f", words, path=path)
        check_equal(bare[0], status, f"fzf's own status for {words!r}")


def abort_go(*program):
    """SIGABRT while it waits for input: status, the first line, the rest."""
    process = subprocess.Popen([*program, "fzf", "-f", "x"], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    # More than a pipe holds: when it is written the program has begun to
    # read, and the handlers of its runtime are there.
    process.stdin.write("a line of many\n" * 20000)
    process.stdin.flush()
    pid = process.pid
    if program:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            pid = int(file.read().split()[0])
    os.kill(pid, signal.SIGABRT)
    errors = process.communicate(timeout=30)[1]
    return process.returncode, errors.split("\n", 1)[0], errors


def check_go_abort():
    bare, under = abort_go(), abort_go(KNELL, "run")
    check_equal(bare[:2], (2, "SIGABRT: abort"), "how a Go program aborts")
    check_equal(under[:2], bare[:2], "how it does under knell")
    check("goroutine " in under[2] and "knell" not in under[2],
          f"Go tells its own story: {under[2][:600]}")


def check_java():
    path = os.path.join(HERE, "Nulls.java")
    with open(path, "w", encoding="utf-8") as file:
        file.write(NULLS)
    check_equal(run("javac", "-d", HERE, path)[0], 0, "the compiler's status")
    bare = check_same("Java's null pointers", "java", "-Xmx64m", "-cp", HERE,
                      "Nulls")
    check_equal(bare, (3, "100000\n", ""), "Java itself")


if check(shutil.which("fzf"), "fzf is installed"):
    check_go()
    check_go_abort()
if shutil.which("java") and shutil.which("javac"):
    check_java()
    finish()
finish("no Java is installed: its part was not run")

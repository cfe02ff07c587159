#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""knell run under a shell's job control, on a terminal: ^C, ^Z, fg, bg, kill."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import KNELL, PYTHON, check, finish  # noqa: E402

PATIENCE = 10


class Shell:
    """An interactive shell on a terminal of its own."""

    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(PS1="PROMPT> ", TERM="dumb", HISTFILE="")
            os.execv("/bin/bash", ["bash", "--norc", "--noprofile", "-i"])
        # Wide enough for the shell to echo each command on one line.
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, 500, 0, 0))
        self.text = ""
        self.expect("PROMPT> ")

    def read(self, timeout):
        if select.select([self.fd], [], [], timeout)[0]:
            try:
                self.text += os.read(self.fd, 65536).decode(errors="replace")
                return True
            except OSError:
                pass
        return False

    def expect(self, wanted):
        """Reads until `wanted` comes; returns what came up to its end."""
        limit = time.monotonic() + PATIENCE
        while wanted not in self.text and time.monotonic() < limit:
            self.read(0.1)
        at = self.text.find(wanted)
        check(at >= 0, f"{wanted!r} should come, after: {self.text!r}")
        if at < 0:
            return ""
        seen = self.text[:at + len(wanted)]
        self.text = self.text[at + len(wanted):]
        return seen

    def send(self, text):
        os.write(self.fd, text.encode())

    def command(self, text):
        self.send(text + "\n")
        self.expect(text)

    def result(self, text):
        """Runs a command that ends; what it printed."""
        self.command(text)
        return self.expect("PROMPT> ")

    def close(self):
        self.send("exit\nexit\n")
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def status_of(shell):
    return "".join(c for c in shell.result("echo status=$?").split("status=")[1]
                   if c.isdigit() or c == "\n").split()[0]


def ask(program):
    return f"{KNELL} run {PYTHON} -c '{program}'"


def main():
    shell = Shell()
    # The terminal's interrupt reaches the program once and kills both.
    shell.command(f"{KNELL} run sleep 1000")
    time.sleep(0.3)
    shell.send("\x03")
    told = shell.expect("PROMPT> ")
    check("by SIGINT from the terminal: the interrupt key" in told,
          f"the line tells of the terminal: {told!r}")
    check(status_of(shell) == "130", "after ^C the status is 128 + SIGINT")

    # A program that counts its interrupts gets each of them once.
    shell.command(ask(
        "import signal, time; n = []; signal.signal(2, lambda *a: n.append(1));"
        " print(\"RE\" \"ADY\"); time.sleep(0.7); time.sleep(0.7);"
        " print(\"COUNT=%d\" % len(n))"))
    shell.expect("READY")
    shell.send("\x03")
    shell.expect("COUNT=1\r")
    shell.expect("PROMPT> ")

    # ^Z stops the job for the shell, fg makes it go on, and it ends well.
    shell.command(ask(
        "import time; print(\"RE\" \"ADY\"); input(); print(\"WENT\" \"ON\")"))
    shell.expect("READY")
    shell.send("\x1a")
    shell.expect("Stopped")
    shell.expect("PROMPT> ")
    shell.command("fg")
    time.sleep(0.3)
    shell.send("\n")
    shell.expect("WENTON")
    shell.expect("PROMPT> ")
    check(status_of(shell) == "0", "a stopped and continued job ends with 0")

    # A background job that reads the terminal is stopped; fg feeds it.
    shell.command(ask("print(\"GOT\" + input())") + " &")
    shell.expect("PROMPT> ")
    time.sleep(0.7)
    shell.send("\n")
    shell.expect("Stopped")
    shell.command("fg")
    time.sleep(0.3)
    shell.send("abc\n")
    shell.expect("GOTabc")
    shell.expect("PROMPT> ")

    # kill %1 goes to the whole group; the handler must run once.
    shell.command(ask(
        "import signal, time; n = []; signal.signal(15, lambda *a: n.append(1));"
        " print(\"RE\" \"ADY\", flush=True); time.sleep(1); time.sleep(1);"
        " print(\"COUNT=%d\" % len(n))") + " &")
    shell.expect("READY")
    shell.command("kill %1")
    shell.expect("COUNT=1\r")

    # A pipeline, and the program in the terminal's foreground group.
    check("3" in shell.result(f"printf 'a\\nb\\nc\\n' | {KNELL} run wc -l"),
          "knell run passes the standard streams in a pipeline")
    check("SAME" in shell.result(ask(
        "import os; print(\"SA\" \"ME\" if os.tcgetpgrp(0) == os.getpgrp()"
        " else \"OTHER\")")), "the program is in the foreground group")
    shell.close()


if __name__ == "__main__":
    main()
    finish()

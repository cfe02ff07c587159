# SPDX-License-Identifier: MIT
"""What the tests of examples/forth share: where it is, and running it."""
import os
import pty
import select

from knelltest import BUILD, TOP, check, run, skip

FORTH = os.path.join(BUILD, "examples", "forth", "forth")
KNELL_FORTH = FORTH + "-knell"
PROGRAMS = [FORTH, KNELL_FORTH]
EXAMPLE = os.path.join(TOP, "examples", "forth")
SUITE = os.path.join(EXAMPLE, "test")

if os.uname().machine != "x86_64":
    skip("the sessions are of x86_64; check-machines runs the suites elsewhere")


def run_forth(*arguments, program=FORTH, text=None, **options):
    """A program in files, or `text` on standard input."""
    if text is not None:
        path = os.path.join(os.environ["TMPDIR"], "standard-input")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        with open(path, encoding="utf-8") as file:
            return run(program, *arguments, stdin=file, **options)
    return run(program, *arguments, **options)


class Session:
    """A program on a terminal of its own."""

    def __init__(self, *command):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execv(command[0], command)

    def read_to(self, *ends):
        """What is shown, up to one of these, and which it is."""
        shown = ""
        while not shown.endswith(ends):
            if not select.select([self.terminal], [], [], 30)[0]:
                break
            try:
                piece = os.read(self.terminal, 4096)
            except OSError:		# it has ended
                break
            shown += piece.decode()
        check(shown.endswith(ends), f"{shown!r} does not end with {ends}")
        end = next((end for end in ends if shown.endswith(end)), "")
        return shown.removesuffix(end).replace("\r\n", "\n"), end

    def type(self, line, *prompts):
        """What is shown from a line on, up to a prompt, and which it is."""
        os.write(self.terminal, line.encode() + b"\n")
        shown, end = self.read_to(*("\r\n" + prompt for prompt in prompts))
        check(shown.startswith(line), f"{line!r} shows as {shown!r}")
        return shown, end.removeprefix("\r\n")

    def answer(self, line, prompt="> "):
        """What is answered to a line, without its echo."""
        return self.type(line, prompt)[0][len(line):].lstrip("\n")

    def end(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(status)

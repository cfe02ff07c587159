# SPDX-License-Identifier: MIT
"""What the tests of examples/forth share: where it is, and running it."""
import os

from knelltest import BUILD, TOP, run, skip

FORTH = os.path.join(BUILD, "examples", "forth", "forth")
KNELL_FORTH = FORTH + "-knell"
PROGRAMS = [FORTH, KNELL_FORTH]
EXAMPLE = os.path.join(TOP, "examples", "forth")
SUITE = os.path.join(EXAMPLE, "test")

if os.uname().machine != "x86_64":
    skip("the Forth is for x86_64")


def run_forth(*arguments, program=FORTH, text=None, **options):
    """A program in files, or `text` on standard input."""
    if text is not None:
        path = os.path.join(os.environ["TMPDIR"], "standard-input")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        with open(path, encoding="utf-8") as file:
            return run(program, *arguments, stdin=file, **options)
    return run(program, *arguments, **options)

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The sessions in the README of the Forth are what it says."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, check, check_equal, finish, run  # noqa: E402
from forthtest import EXAMPLE, FORTH, Session  # noqa: E402

HERE = os.environ["TMPDIR"]
with open(os.path.join(EXAMPLE, "README.md"), encoding="utf-8") as readme:
    TEXT = readme.read()
blocks = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", TEXT, re.M | re.S)


def replay(session, text):
    """Types what stands behind the prompts; what is shown then."""
    shown, prompt = "", "> "
    for line in text.splitlines():
        if line.startswith(("> ", "] ")):
            answer, following = session.type(line[2:], "> ", "] ")
            shown += prompt + answer + "\n"
            prompt = following
    return shown


def matches(shown, expected):
    """`…` is whatever stands in its place, in a line."""
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, shown) is not None


session = Session(FORTH)
session.read_to("> ")
for kind, name, text in blocks:
    if kind == "forth":
        check_equal(replay(session, text), text, "a session")
    elif kind == "file":
        with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
            file.write(text)
    elif check(kind == "console", f"a block of {kind}"):
        command, _, expected = text.partition("\n")
        path = f"{BUILD}:{os.path.dirname(FORTH)}:{os.environ['PATH']}"
        _, output, _ = run("sh", "-c", command[2:], cwd=HERE,
                                env={**os.environ, "PATH": path})
        check(matches(output, expected),
              f"{command} says\n{output}not\n{expected}")
os.write(session.terminal, b"\4")
check_equal(session.end(), 0, "the end of the sessions")

# What it quotes of the source stands there.
code = []
for name in ("signals.fs", "x86_64/handler.fs", "aarch64/handler.fs"):
    with open(os.path.join(EXAMPLE, name), encoding="utf-8") as source:
        code += source.read().split()
quoted = [line.split() for line in TEXT.splitlines()
          if re.match(r"    .*(code\[|code-32,|end-code|sp@)", line)]
for words in quoted:
    check(any(code[i:i + len(words)] == words for i in range(len(code))),
          f"the source has: {' '.join(words)}")
check(len(quoted) > 4, f"quotes: {quoted}")
check_equal(sorted({kind for kind, _, _ in blocks}),
            ["console", "file", "forth"], "the kinds of blocks")
finish()

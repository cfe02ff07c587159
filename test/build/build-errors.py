#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each error that a public header tells of is shown by a test without a libc:
one statement of it names the function and the error, or the next one the
error. Each flag and other constant is in a test too.

With an argument, it writes the list: function, error, tests."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import TOP, check, finish  # noqa: E402

COMMENT = re.compile(r"/\*.*?\*/", re.S)
DOCUMENT = re.compile(r"/\*\*\n \* (knell_\w+) - (.*?)\*/", re.S)
RETURN = re.compile(r"^ \* Return:(.*?)^ \* [A-Z]\w+:", re.S | re.M)
REST = re.compile(r"the rest\s+(?:\* )?as\s+(?:\* )?for\s+(?:\* )?(knell_\w+)")
ERROR = re.compile(r"-(E[A-Z0-9]+)\b")
CONSTANT = re.compile(r"^(?:#define |\t)(KNELL_[A-Z]\w+)(?:\s| =|,|$)", re.M)
# Names and numbers of signals and codes: test/abi and test/signal compare them
# with other headers.
TABLES = {"number.h"}
# Of the headers among themselves.
OWN = {"KNELL_TWICE", "KNELL_NORETURN", "KNELL_PUBLIC", "KNELL_PTHREAD_EXTERN"}


def read(pattern):
    texts = {}
    for path in sorted(glob.glob(os.path.join(TOP, pattern))):
        with open(path, encoding="ascii") as file:
            texts[os.path.basename(path)] = file.read()
    return texts


def documented(headers):
    """{(function, error)}"""
    told = {}
    for text in headers.values():
        for function, body in DOCUMENT.findall(text):
            told[function] = "".join(RETURN.findall(body))
    errors = {(function, error) for function, text in told.items()
              for error in ERROR.findall(text)}
    for function, text in told.items():
        for other in REST.findall(text):
            errors |= {(function, error) for name, error in errors
                       if name == other}
    return errors


def shown(tests):
    """{(function, error): {test}}"""
    pairs = {}
    for test, text in tests.items():
        statements = re.split("[;{}]", COMMENT.sub("", text)) + [""]
        for one, following in zip(statements, statements[1:]):
            for function in re.findall(r"\bknell_\w+\b", one):
                for error in ERROR.findall(one + following):
                    pairs.setdefault((function, error), set()).add(test)
    return pairs


def constants(headers):
    found = {name for header, text in headers.items() if header not in TABLES
             for name in CONSTANT.findall(COMMENT.sub("", text))}
    return {name for name in found if not name.endswith("_H")} - OWN


def main():
    headers, tests = read("include/knell/*.h"), read("test/bare/*-*.c")
    errors, pairs = documented(headers), shown(tests)
    if sys.argv[1:]:
        for function, error in sorted(errors):
            print(f"{function:32}-{error:9}",
                  *sorted(pairs.get((function, error), {"none"})))
        return
    check(len(errors) > 150, f"only {len(errors)} errors were found")
    check(("knell_send_info_group", "EMFILE") in errors, "what is told by "
          "\"the rest as for\" counts")
    for function, error in sorted(errors - set(pairs)):
        check(False, f"no test shows -{error} of {function}")
    everywhere = "".join([*tests.values(), *read("test/signal/*.c").values(),
                          *read("test/signal/*.py").values()])
    for name in sorted(constants(headers)):
        check(re.search(rf"\b{name}\b", everywhere), f"no test names {name}")
    # What is missing is found.
    headers["mask.h"] = headers["mask.h"].replace("-EFAULT", "-EXDEV", 1)
    check(("knell_mask_block", "EXDEV") in documented(headers) - set(pairs),
          "an error that no test shows was not found")
    finish()


main()

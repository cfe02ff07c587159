#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The manual pages, the README, the help and the programs agree: options and
exit statuses are those of the programs, and examples do what they show."""
import glob
import os
import re
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import (BUILD, KNELL, PROGRAMS, TOP, check, check_equal, finish,
                       run, skip)  # noqa: E402

PLACE = os.environ["TMPDIR"]
REPORT = os.path.join(BUILD, "knell-report")
PAGES = sorted(glob.glob(os.path.join(TOP, "doc/man/*/knell*.[137]")))
SPACE = ["unshare", "--pid", "--fork", "--mount-proc"]
ENVIRONMENT = {"PATH": f"{BUILD}:/usr/sbin:/usr/bin:/sbin:/bin",
               "HOME": PLACE, "TMPDIR": PLACE, "LC_ALL": "C.UTF-8"}

# Whose help, what asks for it, the page and the part of OPTIONS that tell of
# it, and the source that has the table.
HELPS = (
    ((KNELL, "help"), "knell.1", "", None),
    ((KNELL, "help", "run"), "knell-run.1", "", "src/cmd/run/run_options.c"),
    ((KNELL, "help", "report"), "knell-report.1", "Of knell report",
     "src/cmd/report/report.c"),
    ((KNELL, "help", "watch"), "knell-watch.1", "",
     "src/cmd/watch/watch_options.c"),
    ((KNELL, "help", "exercise"), "knell-exercise.1", "",
     "src/cmd/exercise/options.c"),
    ((KNELL, "help", "frame"), "knell-frame.1", "",
     "src/cmd/frame/frame_options.c"),
    ((REPORT, "--help"), "knell-report.1", "Of the program knell-report",
     "src/hosted/options.c"),
)
VALUES = {"FILE": f"{PLACE}/out", "FORMAT": "text", "WHEN": "never",
          "NAME": "PATH", "DIR": "/", "N": "100", "SECONDS": "5",
          "INDEX:FD": "0:0", "HOW": "kill", "TIME": "0.01", "COUNT": "3",
          "SIGNAL": "USR1", "WAY": "raise",
          "FLAGS": "SA_NODEFER", "SET": "INT TERM", "GROUPS": "core,restart"}
# A value for another command than most.
LOG = os.path.join(TOP, "test/fuzz/corpus/exercise/strace")
VALUES_OF = {("watch", "NAME"): "USR1", ("exercise", "N"): "3",
             ("exercise", "FORMAT"): "json", ("exercise", "FILE"): LOG}
# What an option is refused without.
WITH = {("exercise", "--rate"): ("--repeat", "2")}
# What the commands are given besides the option in question.
QUICK = ("--interval", "0.01")

RECORD = os.path.join(TOP, "test/report/records/null-pointer.json")
# How each status in EXIT STATUS comes about; what is run is a shell's.
STATUSES = {
    "knell.1": {"2": "knell bogus", "125": "ulimit -n 3; knell run true"},
    "knell-run.1": {
        "2": "knell run --bogus", "125": "ulimit -n 3; knell run true",
        "126": "knell run /etc/passwd", "127": "knell run no-such-program",
        "128 + N": " ".join(SPACE) + " knell run sh -c 'kill -TERM $$'"},
    "knell-watch.1": {
        "0": "knell watch --interval 0.01", "2": "knell watch bogus",
        "1": "knell watch --interval 0.01 --svg /nonexistent/file"},
    "knell-exercise.1": {
        "0": "knell exercise", "1": "echo '1 kill(1, 0) = 0' | knell exercise --verify -",
        "2": "knell exercise --verify /etc/passwd"},
    "knell-frame.1": {
        "0": "knell frame >/dev/null", "1": "knell frame >/dev/full",
        "2": "knell frame --signal KILL"},
    "knell-report.1": {
        "0": f"knell report {RECORD}", "2": "knell report /etc/passwd",
        "125": f"knell report -o /nonexistent/file {RECORD}",
        "1": f"knell-report {RECORD} >/dev/full"},
}

# Examples that are not run.
NOT_RUN = {
    "./try": "builds everything, as has been done",
    "./check": "runs this test",
    'ENTRYPOINT ["/knell", "run", "/server"]':
        "a line of a Dockerfile; run-init.py runs knell as PID 1",
    "knell: worker[123] was killed by SIGTERM from pid 45 (systemd, uid 0)":
        "what knell says; run-signals.py reads such lines",
}
# How the others end, and what is to be read then; the first that is found.
ENDS = (
    ("; echo $?", 0, r"\b139$"),
    ("kill -TERM", 143, r"sent SIGTERM to itself"),
    ("faulthandler", 139, r"null pointer in[^.]*\.\s+The\s+program's\s+handler"),
    ("-f json -o crashes.json make", 2, r'"null-pointer"'),
    ("knell watch --signal", 0, r'"outcome":"died"'),
    ("knell watch --all", 0, r"requeue +died of SIGSEGV"),
    ("knell watch noraise", 0, r"looped(.|\n)*</svg>"),
    ("knell watch", 0, r"^  why "),
    ("knell exercise --list", 0, r"^suspend: "),
    ("knell exercise --expect", 0, r'"call":"rt_sigtimedwait"'),
    ("knell exercise --verify", 0, r" 0 missing, 0 extra, 0 different"),
    ("knell exercise", 0, r"each as expected"),
    ("knell frame --return", 0, r"registers are what the frame holds"),
    ("knell frame --without", 0, r"has no restorer"),
    ("knell frame --framed", 0, r"its restorer is a function"),
    ("knell frame --svg", 0, r"<svg "),
    ("knell frame --json", 0, r'"uc_mcontext"'),
    ("knell frame", 0, r"^The trampoline$"),
    ("knell run", 139, r"null pointer"),
    ("knell report -f json", 0, r'"null-pointer"'),
    ("knell report", 0, r"null pointer"),
    ("knell help", 0, r"^usage: "),
)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def sections(page):
    """The page as it is shown: {heading: {subheading or "": lines}}."""
    status, text, errors = run("groff", "-ww", "-man", "-Tutf8", "-P-cbou",
                               "-rHY=0", page)
    check_equal((status, errors), (0, ""), f"groff {page}")
    found, heading, part = {}, "", ""
    for line in text.splitlines():
        check(len(line) <= 80, f"{page}: more than 80 columns: {line}")
        if re.match(r"\S", line):
            heading, part = line, ""
        elif re.match(r" {3}\S", line):
            part = line.strip()
        else:
            found.setdefault(heading, {}).setdefault(part, []).append(
                line.replace("\N{MINUS SIGN}", "-"))
    return found


def options_of(lines, indent):
    """(letter, name, value) of each line that begins with an option."""
    found = re.findall(
        rf"^ {{{indent}}}(?:(-\w), )?(--[a-z-]+)(?: ([A-Z:]+))?"
        r"(?=  |$| [A-Z][a-z])",
        "\n".join(lines), re.MULTILINE)
    check(found, f"no options in {lines[:3]}")
    return sorted(found)


def check_options(pages):
    every = set()
    for command, page, part, source in HELPS:
        status, text, errors = run(*command)
        check_equal((status, errors), (0, ""), f"{command} ends")
        lines = [re.sub(r"^ {6}(?=--)", "  ", line)
                 for line in text.splitlines()]
        helped = options_of(lines, 2)
        told = options_of(pages[page]["OPTIONS"][part], 7)
        check_equal(told, helped, f"options in {page} and {command}")
        every.update(name for _, name, _ in helped)
        if source:
            check_taken(command, helped, read(os.path.join(TOP, source)))
    for page, parts in pages.items():
        text = "\n".join(sum((sum(part.values(), [])
                              for heading, part in parts.items()
                              if heading != "EXAMPLES"), []))
        for name in set(re.findall(r"(?<!\S)--[a-z-]+[a-z]", text)):
            check(name in every, f"{page} tells of {name}, which there is not")


def check_taken(command, helped, source):
    """The program takes the options of its help, and has no others."""
    table = re.findall(r'\{ "([a-z-]+)", (0|\'\w\'), (?:NULL|"([^"]+)") \}',
                       source)
    check_equal(sorted((f"-{letter[1]}" if letter != "0" else "", "--" + name,
                        value) for name, letter, value in table),
                helped, f"the options that {command} has")
    program = [command[0], *command[2:]]
    rest = {"run": ("true",), "watch": QUICK, "exercise": (),
            "frame": ()}.get(command[-1], (RECORD,))
    for letter, name, value in helped:
        for spelled in filter(None, (letter, name)):
            words = [spelled]
            if value:
                words.append(VALUES_OF.get((command[-1], value), VALUES[value]))
            words.extend(WITH.get((command[-1], name), ()))
            status, _, errors = run(*program, *words,
                                    *(() if name in rest else rest))
            check_equal((status, errors), (0, ""), f"{program} {words}")


def check_statuses(pages, may_unshare):
    for page, causes in STATUSES.items():
        lines = sum(pages[page]["EXIT STATUS"].values(), [])
        told = re.findall(r"^ {7}(\d+(?: \+ N)?)(?:  |$)", "\n".join(lines),
                          re.MULTILINE)
        check_equal(sorted(told), sorted(causes), f"exit statuses in {page}")
        for status, command in causes.items():
            if "+" in status and not may_unshare:
                continue
            expected = 128 + 15 if "+" in status else int(status)
            check_equal(shell(command)[0], expected, f"status of {command}")


def check_form(page, parts):
    headings = [heading for heading in parts if heading in (
        "NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "SEE ALSO")]
    check_equal(headings, ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES",
                           "SEE ALSO"], f"the sections of {page}")
    source = read(page)
    version = run(KNELL, "--version")[1].strip()
    check(re.search(rf'^\.TH \S+ {page[-1]} "[\d-]+" "{version}" ', source,
                    re.MULTILINE), f"{page}: its number and version")
    names = {os.path.basename(other) for other in PAGES}
    # Section 3 is made from the headers.
    headers = glob.glob(os.path.join(TOP, "include/knell/*.h"))
    made = {f"knell_{os.path.basename(header)[:-2]}" for header in headers}
    made.update(*(re.findall(r"^ \* (knell_\w+) - ", read(header),
                             re.MULTILINE) for header in headers))
    for name, section in re.findall(r"^\.BR (knell\S*) \((\d)\)", source,
                                    re.MULTILINE):
        name = name.replace("\\-", "-")
        check(f"{name}.{section}" in names or
              section == "3" and name in made, f"{page}: no {name}({section})")
    for line in source.splitlines():
        check(len(line) <= 80, f"{page}: more than 80 columns: {line}")


def check_man(page):
    status, _, errors = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8",
                            "-Z", page)
    check_equal((status, errors), (0, ""), f"man {page}")


def examples_of_page(page):
    found = []
    text = read(page).partition(".SH EXAMPLES\n")[2].partition("\n.SH ")[0]
    for block in re.findall(r"^\.nf\n(.*?)^\.fi", text, re.M | re.S):
        found += block.replace("\\-", "-").replace("\\e", "\\").splitlines()
    return found


def examples_of_readme():
    """Those of the command; the library's are in test/build."""
    text = read(os.path.join(TOP, "README.md")).partition("## The library")[0]
    return [re.sub(r"\s+# .*", "", line.strip())
            for line in text.splitlines() if re.match(r" {4}\S", line)]


def shell(command, place=PLACE):
    status, out, errors = run("sh", "-c", command, cwd=place, env=ENVIRONMENT)
    return status if status >= 0 else 128 - status, out + errors


def furnish(place):
    """What the examples are about: a server that crashes, and its remains."""
    os.mkdir(place)
    for name, text in (
            ("server", f"#!/bin/sh\nexec {PROGRAMS}/crasher null-read\n"),
            ("Makefile", "all test:\n\t./server\n")):
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:
            file.write(text)
    os.chmod(os.path.join(place, "server"), stat.S_IRWXU)
    shell("knell run -f json -o crash.json ./server", place)
    run("gdb", "-batch", "-nx", "-ex", "run null-read", "-ex",
        "generate-core-file core", f"{PROGRAMS}/crasher", cwd=place)
    check({"crash.json", "core"} <= set(os.listdir(place)), "what is needed")


def check_example(place, command, may_unshare):
    if command in NOT_RUN or ("unshare" in command and not may_unshare):
        return
    for part, expected, words in ENDS:
        if part in command:
            break
    else:
        check(False, f"how does '{command}' end?")
        return
    before = set(os.listdir(place))
    status, text = shell(command.replace("/mnt/board", "/"), place)
    for name in set(os.listdir(place)) - before:
        text += read(os.path.join(place, name))
    check_equal(status, expected, f"status of '{command}'")
    check(re.search(words, text, re.MULTILINE),
          f"'{command}' shows no {words}: {text[:400]}")


def check_examples(may_unshare):
    documents = [("README", examples_of_readme())]
    documents += [(os.path.basename(page), examples_of_page(page))
                  for page in PAGES]
    for name, commands in documents:
        check(commands, f"{name} has no examples")
        place = os.path.join(PLACE, name)
        furnish(place)
        for command in commands:
            check_example(place, command, may_unshare)
    for command in NOT_RUN:
        check(command in documents[0][1], f"nobody shows '{command}' any more")


def check_documents():
    """Links lead somewhere; lines are short, but in tables."""
    for name in ("README.md", "CONTRIBUTING.md", "NEWS.md", *(
            os.path.relpath(path, TOP)
            for path in glob.glob(os.path.join(TOP, "doc/design/*.md")))):
        path = os.path.join(TOP, name)
        for link in re.findall(r"\]\(([^):#]+)\)", read(path)):
            check(os.path.exists(os.path.join(os.path.dirname(path), link)),
                  f"{name}: there is no {link}")
        for line in read(path).splitlines():
            check(len(line) <= 80 or line[0] == "|",
                  f"{name}: more than 80 columns: {line}")


def main():
    if not os.path.exists(REPORT):
        skip("knell-report is not built")
    has_man = run("sh", "-c", "man --version")[1].startswith("man ")
    may_unshare = run(*SPACE, "true")[0] == 0
    pages = {os.path.basename(page): sections(page) for page in PAGES}
    for page in PAGES:
        check_form(page, pages[os.path.basename(page)])
        if has_man:
            check_man(page)
    check_options(pages)
    check_statuses(pages, may_unshare)
    check_examples(may_unshare)
    check_documents()
    finish("man-db is not installed" if not has_man else
           "PID namespaces are not allowed here" if not may_unshare else None)


main()

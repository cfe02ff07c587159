#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""debuginfod is asked only if the user says whom, and not for long."""
import ctypes
import http.server
import os
import shutil
import threading
import time

from hostedtest import (DIRECTORY, build_id, call, chains, check, check_equal,
                        compile_program, crash, enrich, finish, path_of, skip,
                        source)

try:
    ctypes.CDLL("libdebuginfod.so.1")
except OSError:
    skip("libdebuginfod is not installed")

asked = []
answers = {}
release = threading.Event()


class Server(http.server.BaseHTTPRequestHandler):
    """Answers with a file, with 404, or (None) not at all."""

    def do_GET(self):  # pylint: disable=invalid-name
        asked.append(self.path)
        answer = answers.get(self.path, b"")
        if answer is None:
            release.wait()
            return
        if not answer:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{server.server_address[1]}"


def environment():
    cache = path_of("cache")
    shutil.rmtree(cache, ignore_errors=True)
    asked.clear()
    return {"DEBUGINFOD_URLS": URL, "DEBUGINFOD_CACHE_PATH": cache,
            "HOME": DIRECTORY}


def functions(record):
    return [frame["function"] for chain in chains(record)[:3]
            for frame in chain]


def file_lines(record):
    return [frame["line"] for chain in chains(record)[:3] for frame in chain]


PROGRAM = compile_program("chain", "gcc", "-g", "-O1", source("chain.c"))
FULL = enrich(crash(PROGRAM))
DEBUG = path_of("debug")
call("objcopy", "--only-keep-debug", "--compress-debug-sections", PROGRAM,
     DEBUG)
call("strip", PROGRAM)
BARE = crash(PROGRAM)
PATH = f"/buildid/{build_id(PROGRAM)}/debuginfo"
with open(DEBUG, "rb") as file:
    answers[PATH] = file.read()

# Not asked without the variable, or with an empty one.
for extra in ({}, {"DEBUGINFOD_URLS": ""}):
    record = enrich(BARE, env={**environment(), "DEBUGINFOD_URLS": "", **extra})
    check_equal(file_lines(record), [None] * 3, "without a server")
record = enrich(BARE)
check_equal(file_lines(record), [None] * 3, "without the variable")
check_equal(asked, [], "requests without the variable")

record = enrich(BARE, env=environment())
check_equal(functions(record), functions(FULL), "functions by debuginfod")
check_equal(file_lines(record), file_lines(FULL), "lines by debuginfod")
check_equal(asked.count(PATH), 1, f"requests among {asked}")
# With a limit the same, and the program itself is not needed.
os.rename(PROGRAM, path_of("away"))
record = enrich(BARE, "--time-limit", "20", env=environment())
check_equal(file_lines(record), file_lines(FULL), "lines without the program")
check_equal(record["notes"], [], "notes")
os.rename(path_of("away"), PROGRAM)

# A server that has nothing, or nonsense.
for answer in (b"", b"no ELF file", answers[PATH][:2000]):
    good, answers[PATH] = answers[PATH], answer
    record = enrich(BARE, env=environment())
    check_equal(file_lines(record), [None] * 3, f"lines by {answer[:20]}")
    check(PATH in asked, "the server was asked")
    answers[PATH] = good

# A server that never answers.
answers[PATH] = None
began = time.monotonic()
record = enrich(BARE, "--time-limit", "2", env=environment())
took = time.monotonic() - began
check_equal(file_lines(record), [None] * 3, "lines by a silent server")
check(PATH in asked, "the silent server was asked")
# Its limit is 90 s, and the rounding of a second and a slow machine are ours.
check(took < 20, f"took {took:.1f} s")
check(any("no time was left" in note for note in record["notes"]),
      record["notes"])
server.shutdown()
release.set()
finish()

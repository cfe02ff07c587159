#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A program takes of libknell only what it uses: one without a libc that
installs a handler, gets a signal and exits is small."""
import os
import platform
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

MOST_BYTES = 2048
SOURCE = """
#include <knell/action.h>
#include <knell/send.h>
#include "sys/process.h"

static volatile int got;

static void note(int signal)
{
	got = signal;
}

_Noreturn void knell_start(unsigned long *stack);

_Noreturn void knell_start(unsigned long *stack)
{
	struct knell_action action = { .handler = note };

	(void)stack;
	knell_action_set(KNELL_SIGUSR1, &action, 0);
	knell_send_self(KNELL_SIGUSR1);
	sys_exit_group(got == KNELL_SIGUSR1 ? 5 : 1);
}
"""

machine = platform.machine()
source = os.path.join(os.environ["TMPDIR"], "small.c")
program = os.path.join(os.environ["TMPDIR"], "small")
with open(source, "w", encoding="ascii") as file:
    file.write(SOURCE)
folders = [f"-I{TOP}/{name}" for name in ("include", "arch/include", "src",
                                          "", f"arch/{machine}")]
status, output, errors = run(
    "cc", "-std=gnu11", "-O2", "-ffreestanding", "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables", "-nostdlib", "-static", "-no-pie",
    "-s", "-Wl,--gc-sections", "-Wl,--build-id=none",
    "-Wl,-z,noseparate-code", *folders, "-o", program, source,
    os.path.join(BUILD, f"arch/{machine}/start.o"),
    os.path.join(BUILD, "libknell.a"))
if check_equal((status, errors), (0, ""), "it builds"):
    check_equal(run(program)[0], 5, "its status")
    size = os.path.getsize(program)
    check(machine != "x86_64" or size <= MOST_BYTES,
          f"it has {size} bytes, not at most {MOST_BYTES}")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A program takes of libknell only what it uses: one without a libc that
installs a handler, gets a signal and exits is small, and still is when the
handler reads the registers of what it interrupted: no instruction decoder."""
import os
import platform
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from knelltest import BUILD, TOP, check, check_equal, finish, run  # noqa: E402

SOURCE = """
#include <knell/action.h>
#include <knell/context.h>
#include <knell/send.h>
#include "sys/process.h"

static volatile int got;

#ifdef READS_CONTEXT
static void note(int signal, struct knell_info *info, void *context)
{
	unsigned long value;

	(void)info;
	if (!knell_context_get(context, knell_context_register(1), &value))
		got = signal;
}
#define ACTION .info_handler = note, .flags = KNELL_ACTION_SIGINFO
#else
static void note(int signal)
{
	got = signal;
}
#define ACTION .handler = note
#endif

_Noreturn void knell_start(unsigned long *stack);

_Noreturn void knell_start(unsigned long *stack)
{
	struct knell_action action = { ACTION };

	(void)stack;
	knell_action_set(KNELL_SIGUSR1, &action, 0);
	knell_send_self(KNELL_SIGUSR1);
	sys_exit_group(got == KNELL_SIGUSR1 ? 5 : 1);
}
"""
# What the program does, and how many bytes it has at the most on x86_64.
PROGRAMS = [("handles", 2048), ("reads_context", 6144)]

machine = platform.machine()
folders = [f"-I{TOP}/{name}" for name in ("include", "arch/include", "src",
                                          "", f"arch/{machine}")]
source = os.path.join(os.environ["TMPDIR"], "small.c")
with open(source, "w", encoding="ascii") as file:
    file.write(SOURCE)


def check_size(name, most):
    program = os.path.join(os.environ["TMPDIR"], name)
    # Without padding: no segment has to begin at a page of the file.
    status, _, errors = run(
        "cc", "-std=gnu11", "-O2", "-ffreestanding", "-fno-stack-protector",
        "-fno-asynchronous-unwind-tables", "-nostdlib", "-static", "-no-pie",
        "-s", "-Wl,--gc-sections", "-Wl,--build-id=none",
        "-Wl,-z,noseparate-code", "-Wl,-z,norelro", f"-D{name.upper()}",
        *folders, "-o", program, source,
        os.path.join(BUILD, f"arch/{machine}/start.o"),
        os.path.join(BUILD, "libknell.a"))
    if check_equal((status, errors), (0, ""), f"{name} builds"):
        check_equal(run(program)[0], 5, f"status of {name}")
        size = os.path.getsize(program)
        check(machine != "x86_64" or size <= most,
              f"{name} has {size} bytes, not at most {most}")


for row in PROGRAMS:
    check_size(*row)
finish()

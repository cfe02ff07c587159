/* SPDX-License-Identifier: MIT */
/*
 * siginfo and context lie as far apart as the machine's table says that the
 * kernel puts them on the stack, and the code that a handler returns to is one
 * of the trampolines in the table: ours, and the kernel's own.
 */
#include "arch/machine.h"
#include "base/memory.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

static volatile int handled;

static const struct knell_trampoline *find_trampoline(const void *code)
{
	const struct knell_machine *machine = &K_MACHINE;

	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *row = &machine->trampolines[i];

		if (!knell_memory_compare(row->bytes, code, row->size))
			return row;
	}
	test_fail(__FILE__, __LINE__, "the handler returns to no trampoline");
}

static bool has_bare(void)
{
	const struct knell_machine *machine = &K_MACHINE;

	for (unsigned i = 0; i < machine->trampoline_count; i++)
		if (machine->trampolines[i].bare)
			return true;
	return false;
}

static __attribute__((noinline)) void on_info(
	int signal, struct knell_info *info, void *context)
{
	const struct knell_trampoline *row =
		find_trampoline(__builtin_return_address(0));
	volatile char local = 0;

	CHECK(!row->bare);
	CHECK_EQUAL(info->signal, signal);
	CHECK_EQUAL((char *)context - (char *)info,
		row->context_offset - K_MACHINE.frame_info_offset);
	/* What the handler uses lies below where SP will be. */
	CHECK((uintptr_t)context - (uintptr_t)row->context_offset >
		(uintptr_t)&local);
	handled++;
}

static __attribute__((noinline)) void on_number(int signal)
{
	const struct knell_trampoline *row =
		find_trampoline(__builtin_return_address(0));

	CHECK_EQUAL(signal, KNELL_SIGUSR2);
	/* With a frame of its own, where there is one without siginfo. */
	CHECK_EQUAL(row->bare, has_bare());
	handled++;
}

static void send(int signal)
{
	int self = (int)sys_getpid();

	CHECK_EQUAL(knell_send_thread(self, self, signal), 0);
	CHECK_EQUAL(handled, 1);
}

static void check_info(void)
{
	struct knell_action action = { .info_handler = on_info,
		.flags = KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	send(KNELL_SIGUSR1);
}

static void check_number(void)
{
	struct knell_action action = { .handler = on_number };

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR2, &action, NULL), 0);
	send(KNELL_SIGUSR2);
}

/* By the kernel's own trampoline, as for who sets no restorer. */
static void check_own(void)
{
	struct knell_action action = { .info_handler = on_info,
		.flags = KNELL_ACTION_SIGINFO };

	/* x86_64 has none. */
	if (K_MACHINE.elf_machine == 62)
		return;
	CHECK_EQUAL(knell_action_restore(KNELL_SIGUSR1, &action), 0);
	send(KNELL_SIGUSR1);
}

const struct test_case test_cases[] = {
	{ "info", check_info },
	{ "number", check_number },
	{ "own", check_own },
	{ NULL, NULL },
};

/* SPDX-License-Identifier: MIT */
/*
 * Where the machine's table says that the kernel puts siginfo and context on
 * the stack, there they are when a handler returns, and the code it returns
 * to is one of the trampolines in the table. Run for i386 as well.
 */
#include <signal.h>
#include <stdlib.h>

#include "arch/machine.h"
#include "crash/unwind.h"
#include "lib/self.h"
#include "lib/test.h"

static const struct knell_machine *machine;
static volatile int handled;

/* The stack pointer as the trampoline finds it, and the trampoline. */
static const struct knell_trampoline *find_trampoline(
	const uint8_t *return_address)
{
	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *row = &machine->trampolines[i];

		if (!memcmp(row->bytes, return_address, row->size))
			return row;
	}
	dprintf(2, "the handler returns to no trampoline that is known\n");
	_exit(1);
}

static __attribute__((noinline)) void on_info(
	int number, siginfo_t *info, void *context)
{
	const char *sp = __builtin_dwarf_cfa();
	const struct knell_trampoline *trampoline =
		find_trampoline(__builtin_return_address(0));

	(void)number;
	CHECK(!trampoline->bare);
	CHECK_EQUAL((char *)context - sp, trampoline->context_offset);
	CHECK_EQUAL((char *)info - sp, machine->frame_info_offset);
	handled++;
}

/* A handler of the old kind is not told where the context is. */
static __attribute__((noinline)) void on_number(int number)
{
	const char *sp = __builtin_dwarf_cfa();
	const struct knell_trampoline *trampoline =
		find_trampoline(__builtin_return_address(0));
	struct knell_registers registers;
	static struct self self;
	uintptr_t context =
		(uintptr_t)sp + (uintptr_t)trampoline->context_offset;

	(void)number;
	self_open(&self);
	CHECK(knell_unwind_read_context(&self.target, context, &registers));
	/* raise had the stack below the frame that it interrupted. */
	CHECK(registers.value[machine->sp] > (uintptr_t)sp);
	CHECK(registers.value[machine->sp] - (uintptr_t)sp < 16384);
	handled++;
}

int main(void)
{
	struct self self;
	struct sigaction action = { .sa_sigaction = on_info,
		.sa_flags = SA_SIGINFO };

	self_open(&self);
	machine = self.target.machine;
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	action = (struct sigaction){ .sa_handler = on_number };
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR2);
	CHECK_EQUAL(handled, 2);
	return test_end();
}

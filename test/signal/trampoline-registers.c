/* SPDX-License-Identifier: MIT */
/*
 * The trampoline's frame information gives each register the value that it
 * had at the fault: libgcc's answer against the ucontext, register by
 * register.
 */
#include <link.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "arch/machine.h"
#include "test/lib/test.h"
#include "test/signal/trampoline.h"

extern const ElfW(Ehdr) __ehdr_start;

struct search {
	const struct knell_machine *machine;
	const char *context;
	bool found;
};

static uintptr_t saved(const struct search *search, unsigned row)
{
	uintptr_t value;

	memcpy(&value,
		search->context +
			search->machine->registers[row].context_offset,
		sizeof(value));
	return value;
}

static _Unwind_Reason_Code check_frame(
	struct _Unwind_Context *context, void *argument)
{
	struct search *search = argument;
	const struct knell_machine *machine = search->machine;

	if (_Unwind_GetIP(context) != (uintptr_t)knell_test_fault)
		return _URC_NO_REASON;
	search->found = true;
	CHECK_EQUAL(saved(search, machine->pc), (uintptr_t)knell_test_fault);
	CHECK_EQUAL(_Unwind_GetCFA(context), saved(search, machine->sp));
	for (unsigned row = 0; row < machine->cfi_count; row++)
		if (row != machine->pc && row != machine->sp)
			CHECK_EQUAL(_Unwind_GetGR(context, (int)row),
				saved(search, row));
	return _URC_END_OF_STACK;
}

static void handle(int signal, struct knell_info *info, void *context)
{
	struct search search = { .context = context };

	(void)signal;
	(void)info;
	search.machine =
		knell_machine_find(__ehdr_start.e_machine, sizeof(long));
	CHECK(search.machine != NULL);
	_Unwind_Backtrace(check_frame, &search);
	CHECK(search.found);
	_exit(0);
}

int main(void)
{
	handle_fault(KNELL_ACTION_SIGINFO, (void (*)(int))(void *)handle);
	outer_caller();
	return 1;
}

/* SPDX-License-Identifier: MIT */
/* System calls that a signal interrupts also when it comes just before. */
#include "knell/call.h"
#include "knell/context.h"
#include "signal/call.h"

int knell_call_interrupt(void *context)
{
	unsigned long pc;

	if (!context)
		return 0;
	pc = knell_context_pc(context);
	/* At the instruction itself, the call is not made yet, or the kernel
	 * has set it up to be made again. */
	if (pc < (unsigned long)knell_call_begin ||
		pc > (unsigned long)knell_call_instruction)
		return 0;
	knell_context_set_pc(context, (unsigned long)knell_call_left);
	return 1;
}

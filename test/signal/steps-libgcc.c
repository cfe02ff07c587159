/* SPDX-License-Identifier: MIT */
/* libgcc unwinds from each instruction of libknell's assembly. */
#include <unwind.h>

#include "test/signal/steps.h"

struct walk {
	struct steps_frame *frames;
	unsigned count;
	uint64_t whole_pc;
};

static _Unwind_Reason_Code note_frame(
	struct _Unwind_Context *context, void *argument)
{
	struct walk *walk = argument;
	uint64_t *value = walk->frames[walk->count].value;
	uint64_t pc = _Unwind_GetIP(context);
	unsigned rows = pc == walk->whole_pc ? ALL_ROWS : KEPT_ROWS;

	if (walk->count == STEPS_FRAMES)
		return _URC_END_OF_STACK;
	for (int row = 0; row < RIP; row++)
		if (rows >> row & 1 && row != RSP)
			value[row] = _Unwind_GetGR(context, row);
	value[RIP] = pc;
	value[RSP] = _Unwind_GetCFA(context);
	walk->count++;
	return _URC_NO_REASON;
}

static unsigned steps_unwind(
	struct steps_frame frames[STEPS_FRAMES], uint64_t whole_pc)
{
	struct walk walk = { .frames = frames, .whole_pc = whole_pc };

	_Unwind_Backtrace(note_frame, &walk);
	return walk.count;
}

int main(void)
{
	step_all();
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* knell's own unwinder goes on from each instruction of libknell's assembly. */
#include <ucontext.h>

#include "test/lib/self.h"
#include "test/signal/steps.h"

static unsigned steps_unwind(
	struct steps_frame frames[STEPS_FRAMES], uint64_t whole_pc)
{
	static struct self self;
	static struct knell_unwind unwind;
	static struct knell_registers registers;
	static unsigned count;
	/* As large as the kernel's. */
	union {
		ucontext_t context;
		char room[1024];
	} here;

	CHECK_EQUAL(getcontext(&here.context), 0);
	count = 0;
	self_open(&self);
	self_registers(&self, &here, &registers);
	self_begin(&self, &unwind, &registers);
	do {
		uint64_t pc = unwind.registers.value[RIP];
		unsigned rows = pc == whole_pc ? ALL_ROWS : KEPT_ROWS;

		CHECK_EQUAL(unwind.registers.known & rows, rows);
		memcpy(frames[count++].value, unwind.registers.value,
			sizeof(frames->value));
	} while (count < STEPS_FRAMES && knell_unwind_step(&unwind) &&
		 unwind.how != KNELL_FRAME_SCAN);
	return count;
}

int main(void)
{
	step_all();
	return 0;
}

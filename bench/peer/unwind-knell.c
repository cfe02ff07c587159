/* SPDX-License-Identifier: MIT */
/* knell's unwinder, nothing cached, over the stack that is measured. */
#include "bench/lib/stack.h"
#include "test/lib/self.h"

static struct self self;

static unsigned unwind(void)
{
	struct knell_registers registers;
	struct knell_unwind unwind;
	unsigned frames = 1;

	self_registers_here(&registers);
	self_begin(&self, &unwind, &registers);
	while (knell_unwind_step(&unwind))
		frames++;
	return frames;
}

int main(void)
{
	self_open(&self);
	return bench_unwinder(unwind);
}

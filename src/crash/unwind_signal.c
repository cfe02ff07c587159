/* SPDX-License-Identifier: MIT */
/*
 * Through a signal frame: the kernel put all registers of what it
 * interrupted on the stack, and the trampoline's bytes tell where.
 */
#include "crash/unwind_steps.h"

/* Rows lie at most this far into a struct ucontext. */
enum { CONTEXT_BYTES = 1024 };

static uint64_t load(const uint8_t *at, unsigned size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | at[size];
	return value;
}

bool knell_unwind_read_context(struct knell_target *target, uint64_t context,
	struct knell_registers *ret_registers)
{
	const struct knell_machine *machine = target->machine;
	const struct knell_register *row = machine->registers;
	uint8_t bytes[CONTEXT_BYTES];
	size_t size = knell_target_read(target, context, bytes, sizeof(bytes));

	ret_registers->known = 0;
	for (unsigned i = 0; i < machine->register_count; i++, row++)
		if (row->context_offset != KNELL_NO_OFFSET &&
			row->context_offset + row->context_size <= size)
			knell_register_set(ret_registers, i,
				load(bytes + row->context_offset,
					row->context_size));
	return knell_register_known(ret_registers, machine->pc) &&
	       knell_register_known(ret_registers, machine->sp);
}

static void note_signal(struct knell_unwind *unwind, uint64_t sp,
	const struct knell_trampoline *trampoline)
{
	const struct knell_machine *machine = unwind->target->machine;

	if (unwind->signal_count == KNELL_UNWIND_SIGNALS_MAX)
		return;
	unwind->signals[unwind->signal_count++] = (struct knell_unwind_signal){
		.context = sp + (uint64_t)(int64_t)trampoline->context_offset,
		.info = trampoline->bare ? 0 : sp + machine->frame_info_offset,
		.depth = unwind->depth,
	};
}

bool knell_step_by_trampoline(
	struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint64_t sp = knell_unwind_sp(unwind);
	const struct knell_trampoline *trampoline =
		knell_unwind_find_trampoline(unwind, knell_unwind_pc(unwind));
	struct knell_registers registers;

	if (!trampoline)
		return false;
	if (!knell_unwind_read_context(unwind->target,
		    sp + (uint64_t)(int64_t)trampoline->context_offset,
		    &registers)) {
		knell_step_failed(step, KNELL_UNWIND_NO_STACK);
		return false;
	}
	uint64_t next = registers.value[machine->sp];

	if (!knell_unwind_may_move(unwind, next, true)) {
		knell_step_failed(step, KNELL_UNWIND_NO_PROGRESS);
		return false;
	}
	unwind->cfa = next;
	unwind->registers = registers;
	knell_unwind_enter(
		unwind, registers.value[machine->pc], next, KNELL_FRAME_SIGNAL);
	note_signal(unwind, sp, trampoline);
	return true;
}

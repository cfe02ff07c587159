/* SPDX-License-Identifier: MIT */
/*
 * Through a signal frame: the kernel put all registers of what it
 * interrupted on the stack, and the trampoline's bytes tell where.
 */
#include "base/load.h"
#include "base/memory.h"
#include "crash/unwind_steps.h"

/* Rows lie at most this far into a struct ucontext. */
enum { CONTEXT_BYTES = 1024 };

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
				knell_load(bytes + row->context_offset,
					row->context_size));
	return knell_register_known(ret_registers, machine->pc) &&
	       knell_register_known(ret_registers, machine->sp);
}

/* The trampoline whose bytes stand at a run-time address; or NULL. */
static const struct knell_trampoline *find_trampoline(
	struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint8_t code[sizeof(machine->trampolines->bytes)];
	size_t size =
		knell_target_read(unwind->target, address, code, sizeof(code));

	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *trampoline =
			&machine->trampolines[i];

		if (trampoline->size <= size &&
			!knell_memory_compare(
				trampoline->bytes, code, trampoline->size))
			return trampoline;
	}
	return NULL;
}

static uint64_t find_context(
	const struct knell_trampoline *trampoline, uint64_t sp)
{
	return sp + (uint64_t)(int64_t)trampoline->context_offset;
}

bool knell_unwind_is_handler_return(
	struct knell_unwind *unwind, uint64_t address, uint64_t sp)
{
	struct knell_registers registers;

	if (!knell_unwind_is_code(unwind, address))
		return false;
	const struct knell_trampoline *trampoline =
		find_trampoline(unwind, address);

	return trampoline &&
	       knell_unwind_read_context(unwind->target,
		       find_context(trampoline, sp), &registers) &&
	       knell_unwind_is_code(
		       unwind, registers.value[unwind->target->machine->pc]);
}

static void note_signal(struct knell_unwind *unwind, uint64_t sp,
	const struct knell_trampoline *trampoline)
{
	const struct knell_machine *machine = unwind->target->machine;

	if (unwind->signal_count == KNELL_UNWIND_SIGNALS_MAX)
		return;
	unwind->signals[unwind->signal_count++] = (struct knell_unwind_signal){
		.context = find_context(trampoline, sp),
		.info = trampoline->bare ? 0 : sp + machine->frame_info_offset,
		.depth = unwind->depth,
	};
}

/*
 * The trampoline that pc is in. A handler returns to its start; it may have
 * been interrupted by another signal farther on, where only the one that pops
 * (a bare one) has moved SP.
 */
static const struct knell_trampoline *find_around_pc(
	struct knell_unwind *unwind)
{
	uint64_t pc = knell_unwind_pc(unwind);
	const struct knell_trampoline *found = find_trampoline(unwind, pc);

	for (unsigned passed = 1;
		!found && unwind->exact && passed < sizeof(found->bytes);
		passed++) {
		found = find_trampoline(unwind, pc - passed);
		if (found && (found->size <= passed || found->bare))
			found = NULL;
	}
	return found;
}

/*
 * SP as the handler's return leaves it. Where a frame pointer led here it
 * does not tell, but it points to the frame record that the kernel made.
 */
static uint64_t find_sp(const struct knell_unwind *unwind)
{
	const struct knell_machine *machine = unwind->target->machine;

	return unwind->how == KNELL_FRAME_POINTER &&
			       machine->frame_record_offset
		       ? unwind->registers.value[machine->fp] -
				 machine->frame_record_offset
		       : knell_unwind_sp(unwind);
}

bool knell_step_by_trampoline(
	struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	const struct knell_trampoline *trampoline = find_around_pc(unwind);
	uint64_t sp = find_sp(unwind);
	struct knell_registers registers;

	if (!trampoline)
		return false;
	if (!knell_unwind_read_context(
		    unwind->target, find_context(trampoline, sp), &registers)) {
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

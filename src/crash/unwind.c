/* SPDX-License-Identifier: MIT */
/*
 * The unwinder's frames: beginning, entering the next one, and the order in
 * which the ways to a caller are tried.
 */
#include "crash/unwind.h"

#include "abi/errno.h"
#include "crash/unwind_steps.h"

enum {
	/* Times that SP may leave the stack it is on, but for signals. */
	STACK_SWITCHES_MAX = 16,
};

/* Bytes of tables and words of stack looked at in one trace: a second. */
static const int64_t work_max = (int64_t)1 << 28;

/*
 * Looking for an entry without an index goes through the whole table, and a
 * recursion asks for the same ones over and over: they are kept.
 */
static int find_entry(struct knell_unwind *unwind, const struct knell_cfi *cfi,
	uint64_t address)
{
	uint32_t kept = unwind->kept_count;
	int64_t work = unwind->work;

	for (uint32_t i = 0; i < kept && i < KNELL_UNWIND_KEPT_MAX; i++) {
		const struct knell_cfi_entry *entry = &unwind->kept[i].entry;

		if (entry->cfi == cfi &&
			address - entry->start < entry->end - entry->start) {
			unwind->entry = *entry;
			return unwind->kept[i].error;
		}
	}
	int error = knell_cfi_find(cfi, address, &unwind->work, &unwind->entry);

	if (unwind->work == work)
		return error;
	kept = unwind->kept_count++ % KNELL_UNWIND_KEPT_MAX;
	unwind->kept[kept].error = error;
	unwind->kept[kept].entry = unwind->entry;
	if (error) {
		/* Whatever the search saw last; the CIE is not reused. */
		unwind->kept[kept].entry = (struct knell_cfi_entry){
			.cfi = cfi, .start = address, .end = address + 1
		};
	}
	return error;
}

/* Finds the entry for the current pc, so that its function is known. */
static inline void locate(struct knell_unwind *unwind)
{
	struct knell_unwind_code *code = &unwind->code;
	uint64_t pc = knell_unwind_pc(unwind) - !unwind->exact;

	unwind->function_start = 0;
	unwind->entry_error = -ENOENT;
	if (pc - code->start >= code->end - code->start &&
		!unwind->find_code(unwind->context, pc, code)) {
		*code = (struct knell_unwind_code){ 0 };
		return;
	}
	if (!code->cfi)
		return;
	uint64_t address = pc - code->bias;

	unwind->entry_error = find_entry(unwind, code->cfi, address);
	if (!unwind->entry_error)
		unwind->function_start = unwind->entry.start + code->bias;
}

void knell_unwind_enter(struct knell_unwind *unwind, uint64_t pc, uint64_t sp,
	enum knell_frame_how how)
{
	const struct knell_machine *machine = unwind->target->machine;

	knell_register_set(&unwind->registers, machine->pc, pc);
	knell_register_set(&unwind->registers, machine->sp, sp);
	if (unwind->thread_known)
		knell_register_set(&unwind->registers, machine->thread_pointer,
			unwind->thread_pointer);
	unwind->how = how;
	unwind->exact = how == KNELL_FRAME_SIGNAL;
	unwind->depth++;
	locate(unwind);
}

bool knell_unwind_may_move(
	struct knell_unwind *unwind, uint64_t sp, bool interrupted)
{
	uint64_t from = knell_unwind_sp(unwind);

	if (sp > from && sp <= unwind->stack_limit)
		return true;
	/* A leaf function that saved nothing leaves SP where it was. */
	if (sp == from && unwind->exact &&
		!unwind->target->machine->call_pushes)
		return true;
	if (!interrupted && sp <= from && from - sp < KNELL_STACK_DISTANCE_MIN)
		return false;
	unwind->stack_limit = UINT64_MAX;
	return unwind->stack_switches++ < STACK_SWITCHES_MAX;
}

void knell_unwind_begin(struct knell_unwind *unwind,
	const struct knell_registers *registers, void *buffer,
	size_t buffer_size)
{
	const struct knell_machine *machine = unwind->target->machine;

	unwind->registers = *registers;
	unwind->buffer = buffer;
	unwind->buffer_size = buffer_size;
	unwind->code = (struct knell_unwind_code){ 0 };
	unwind->entry = (struct knell_cfi_entry){ 0 };
	unwind->window_limit = 0;
	unwind->stack_limit =
		unwind->stack_end ? unwind->stack_end : UINT64_MAX;
	unwind->code_mask = unwind->target->code_mask
				    ? unwind->target->code_mask
				    : machine->code_mask;
	unwind->thread_known =
		machine->thread_pointer != KNELL_NO_REGISTER &&
		knell_register_known(registers, machine->thread_pointer);
	if (unwind->thread_known)
		unwind->thread_pointer =
			registers->value[machine->thread_pointer];
	unwind->window_address = 0;
	unwind->work = work_max;
	unwind->cfa = 0;
	unwind->depth = 0;
	unwind->signal_count = 0;
	unwind->kept_count = 0;
	unwind->stack_switches = 0;
	knell_unwind_begin_runtimes(unwind);
	unwind->how = KNELL_FRAME_REGISTERS;
	unwind->exact = true;
	unwind->end = KNELL_UNWIND_UNKNOWN;
	if (!knell_register_known(registers, machine->pc) ||
		!knell_register_known(registers, machine->sp))
		unwind->end = KNELL_UNWIND_NO_REGISTERS;
	else
		locate(unwind);
}

/* Where there are no tables, or they lead nowhere. */
static bool step_without_cfi(
	struct knell_unwind *unwind, struct knell_step *step)
{
	if (unwind->entry_error && knell_step_by_trampoline(unwind, step))
		return true;
	if (knell_step_by_address(unwind, step))
		return true;
	if (unwind->runtimes && knell_step_by_runtime_registers(unwind))
		return true;
	if (knell_step_by_frame_pointer(unwind, step))
		return true;
	/*
	 * A chain of frame pointers, or of return addresses, ends in a 0
	 * where the thread began. An overwritten one may be 0, too: that is
	 * looked into where the scan is sure to stay on the stack.
	 */
	if (step->zero &&
		(unwind->how == KNELL_FRAME_POINTER ||
			(!unwind->exact && unwind->stack_limit == UINT64_MAX)))
		return false;
	return knell_step_by_scan(unwind, step);
}

/*
 * Just behind a function lies what never returned to it: the end of a call
 * that does not return, or a trampoline without CFI that a handler returns to.
 */
static bool is_behind_function(const struct knell_unwind *unwind)
{
	return !unwind->exact && !unwind->entry_error &&
	       knell_unwind_pc(unwind) - unwind->code.bias == unwind->entry.end;
}

bool knell_unwind_step(struct knell_unwind *unwind)
{
	struct knell_step step = { .scan_from = knell_unwind_sp(unwind) };

	if (unwind->end)
		return false;
	if (unwind->runtimes && knell_step_by_runtime(unwind))
		return !unwind->end;
	/*
	 * Behind a short entry point another function may lie; before it one
	 * that ends in a call, which returns to the entry point if at all.
	 */
	uint64_t pc = knell_unwind_pc(unwind) - !unwind->exact;
	bool entry = pc - unwind->entry_start <
			     unwind->entry_end - unwind->entry_start &&
		     unwind->function_start <= unwind->entry_start;

	if (unwind->work <= 0)
		step.why = KNELL_UNWIND_LIMIT;
	else if (entry && !unwind->exact)
		step.why = KNELL_UNWIND_OUTERMOST;
	else if (is_behind_function(unwind) &&
		 knell_step_by_trampoline(unwind, &step))
		return true;
	else if (knell_step_by_cfi(unwind, &step))
		return true;
	else if (step.why != KNELL_UNWIND_OUTERMOST &&
		 step_without_cfi(unwind, &step))
		return true;
	unwind->end = step.zero || entry ? KNELL_UNWIND_OUTERMOST : step.why;
	return false;
}

/* SPDX-License-Identifier: MIT */
/* The signals whose handlers are running, from their frames on the stack. */
#include "crash/handled.h"

#include "abi/signal.h"
#include "arch/decoder.h"
#include "crash/siginfo.h"

enum { CODE_SIZE = 16, OPERAND_MAX = 64 };

/* A signal that the processor raised: the one sort with a first cause. */
static bool is_fault(const struct knell_signal_facts *facts)
{
	switch (facts->number) {
	case K_SIGSEGV:
	case K_SIGBUS:
	case K_SIGILL:
	case K_SIGFPE:
	case K_SIGTRAP:
	case K_SIGSYS:
		return facts->has_address ||
		       (facts->has_info && facts->code > 0 &&
			       !facts->has_sender);
	default: return false;
	}
}

/* Does the instruction at PC access, or is it, what lies at `address`? */
static bool touches(struct knell_modules *modules,
	const struct knell_registers *registers, uint64_t address)
{
	struct knell_operand operands[3];
	const struct knell_machine *machine = modules->target->machine;
	const struct knell_decoder *decoder = knell_decoder_find(machine);
	uint64_t pc = registers->value[machine->pc];
	uint8_t code[CODE_SIZE];
	size_t size =
		knell_target_read(modules->target, pc, code, sizeof(code));

	if (address == pc)
		return true;
	unsigned count =
		size && decoder->operands
			? decoder->operands(code, size, registers, operands)
			: 0;

	for (unsigned i = 0; i < count; i++)
		if (address - operands[i].address < OPERAND_MAX)
			return true;
	return false;
}

/*
 * A page fault leaves its number and address in the context. They may be of
 * an earlier one, so the instruction must bear them out.
 */
static bool read_fault(struct knell_modules *modules, uint64_t context,
	const struct knell_registers *registers,
	struct knell_signal_facts *ret_facts)
{
	uint64_t trap, address;
	const struct knell_machine *machine = modules->target->machine;

	if (machine->context_trap == KNELL_NO_OFFSET ||
		!knell_target_read_word(modules->target,
			context + machine->context_trap, &trap) ||
		trap != machine->page_fault ||
		!knell_target_read_word(modules->target,
			context + machine->context_fault, &address) ||
		!touches(modules, registers, address))
		return false;
	knell_siginfo_number(modules->arena, K_SIGSEGV, ret_facts);
	ret_facts->has_address = true;
	ret_facts->address = address;
	return true;
}

static bool read_taken(struct knell_modules *modules,
	struct knell_registers *registers, struct knell_signal_facts *ret_facts)
{
	uint8_t info[128];
	struct knell_target *target = modules->target;

	if (!target->kind->find_handled ||
		!target->kind->find_handled(target, registers, info))
		return false;
	knell_siginfo_decode(target, modules->arena, info,
		target->info_word_bytes, ret_facts);
	knell_siginfo_doubt(modules, registers, ret_facts);
	return true;
}

static bool read_signal(struct knell_modules *modules,
	const struct knell_unwind_signal *signal,
	struct knell_registers *registers, struct knell_signal_facts *ret_facts)
{
	uint8_t info[128];
	struct knell_target *target = modules->target;

	if (read_taken(modules, registers, ret_facts))
		return true;
	/* Without SA_SIGINFO the frame's is not filled in. */
	if (!signal->info ||
		knell_target_read(target, signal->info, info, sizeof(info)) !=
			sizeof(info) ||
		!knell_siginfo_plausible(info))
		return read_fault(
			modules, signal->context, registers, ret_facts);
	knell_siginfo_decode(target, modules->arena, info,
		target->machine->word_bytes, ret_facts);
	return true;
}

static void set_first(
	struct knell_cause *cause, const struct knell_signal_facts *handled)
{
	cause->in_handler = true;
	cause->final_signal = cause->signal;
	cause->handling = NULL;
	cause->signal = *handled;
}

/*
 * A handler that raised a signal which was blocked while it ran has returned
 * by the time that it kills: to the very instruction that faulted, which did
 * not run again.
 */
static void find_returned(struct knell_modules *modules,
	const struct knell_crashed_thread *crashed)
{
	struct knell_cause *cause = &modules->record->cause;
	struct knell_registers registers = crashed->registers;
	struct knell_signal_facts handled;

	if (!crashed->has_registers ||
		!knell_siginfo_is_own(modules, &cause->signal) ||
		!read_taken(modules, &registers, &handled) ||
		!is_fault(&handled))
		return;
	set_first(cause, &handled);
	cause->handler_returned = true;
}

/*
 * A handler was running: which signal it handled is in its frame on the
 * stack. Where that was a fault and what killed is no fault of its own, the
 * handler only passed it on, and the fault is the cause.
 */
void knell_handled_capture(
	struct knell_modules *modules, struct knell_crashed_thread *crashed)
{
	struct knell_cause *cause = &modules->record->cause;
	struct knell_signal_facts handled;

	find_returned(modules, crashed);
	for (uint32_t i = 0; i < crashed->signal_count; i++) {
		const struct knell_unwind_signal *signal = &crashed->signals[i];
		struct knell_registers registers;

		if (!knell_unwind_read_context(
			    modules->target, signal->context, &registers) ||
			!read_signal(modules, signal, &registers, &handled))
			continue;
		if (!is_fault(&handled) || is_fault(&cause->signal)) {
			if (!cause->handling)
				cause->handling = handled.name;
			continue;
		}
		set_first(cause, &handled);
		crashed->registers = registers;
	}
}

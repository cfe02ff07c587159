/* SPDX-License-Identifier: MIT */
/*
 * The processor refused an instruction, and the kernel has no address to tell:
 * the instruction and its registers say what it was. Source: Intel SDM volume
 * 3, 6.15, interrupts 12 and 13.
 */
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

static bool explain_noncanonical(
	struct knell_inquiry *inquiry, const struct knell_operand *operand)
{
	static const char *const words[] = { "Access to ", "Read from ",
		"Write to " };

	if (knell_place_of(inquiry->modules, operand->address) !=
		KNELL_PLACE_NONCANONICAL)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NON_CANONICAL);
	knell_inquiry_set_address(inquiry, operand->address, operand->access);
	knell_inquiry_put(inquiry, words[operand->access]);
	knell_put_address(inquiry->out, operand->address);
	knell_inquiry_put(
		inquiry, ", a non-canonical address: no memory can be there.");
	knell_inquiry_put_text_of(inquiry, operand->address);
	return true;
}

static bool explain_misaligned(
	struct knell_inquiry *inquiry, const struct knell_operand *operand)
{
	unsigned alignment = inquiry->operation.alignment;

	if (alignment < 2 || !(operand->address & (alignment - 1)))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_MISALIGNED);
	knell_inquiry_set_address(inquiry, operand->address, operand->access);
	knell_inquiry_put(inquiry, operand->access == KNELL_ACCESS_WRITE
					   ? "Write to "
					   : "Read from ");
	knell_put_address(inquiry->out, operand->address);
	knell_inquiry_put(inquiry, ", which the instruction needs aligned to ");
	knell_put_decimal(inquiry->out, alignment);
	knell_inquiry_put(inquiry, " bytes.");
	return true;
}

static bool explain_operation(struct knell_inquiry *inquiry)
{
	const struct knell_operation *operation = &inquiry->operation;

	if (operation->kind == KNELL_OPERATION_PRIVILEGED) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_PRIVILEGED);
		knell_inquiry_put(inquiry, "The instruction ");
		knell_inquiry_put(inquiry, operation->name);
		knell_inquiry_put(
			inquiry, ", which only the kernel may execute.");
		return true;
	}
	if (operation->kind == KNELL_OPERATION_INTERRUPT) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_GENERAL_PROTECTION);
		knell_inquiry_put(inquiry, "The instruction int ");
		knell_put_address(inquiry->out, operation->number);
		knell_inquiry_put(
			inquiry, ", an interrupt that programs may not raise.");
		return true;
	}
	return false;
}

/* rt_sigreturn, and sigreturn where there is one, found no good frame. */
static bool explain_sigreturn(struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_registers *registers = inquiry->registers;

	if (!knell_register_known(registers, machine->call_number))
		return false;
	uint64_t number = registers->value[machine->call_number];
	const char *name = knell_machine_call_name(machine, number);

	if (!name || !knell_text_ends(name, "sigreturn"))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_SIGNAL_FRAME);
	knell_inquiry_put(inquiry,
		"A signal handler could not return: the frame that the kernel "
		"had put on the stack for it was damaged.");
	return true;
}

/* The kernel gives no address either when there is no room for a frame. */
static bool explain_frame(struct knell_inquiry *inquiry)
{
	const struct knell_map *map =
		knell_map_find(inquiry->record, inquiry->sp);
	uint64_t below = inquiry->sp - inquiry->machine->red_zone - 1;

	if (map && map->permissions[1] == 'w' && below >= map->start)
		return false;
	if (knell_cause_stack(inquiry, below))
		return true;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_SIGNAL_FRAME);
	knell_inquiry_put(
		inquiry, "A signal could not be handled: the stack pointer, ");
	knell_put_address(inquiry->out, inquiry->sp);
	knell_inquiry_put(
		inquiry, ", is not where a handler's frame could be written: ");
	knell_place_put(inquiry->out, inquiry->modules, inquiry->sp);
	knell_inquiry_put(inquiry, ".");
	return true;
}

void knell_cause_protection(struct knell_inquiry *inquiry)
{
	if (inquiry->registers && explain_sigreturn(inquiry))
		return;
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_noncanonical(inquiry, &inquiry->operands[i]))
			return;
	if (knell_cause_branch(inquiry) || knell_cause_stop(inquiry) ||
		explain_operation(inquiry))
		return;
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_misaligned(inquiry, &inquiry->operands[i]))
			return;
	if (inquiry->registers && explain_frame(inquiry))
		return;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_GENERAL_PROTECTION);
	knell_inquiry_put(inquiry,
		"The processor refused the instruction: programs may not "
		"execute it, or not so.");
}

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

void knell_cause_protection(struct knell_inquiry *inquiry)
{
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_noncanonical(inquiry, &inquiry->operands[i]))
			return;
	if (knell_cause_branch(inquiry) || knell_cause_stop(inquiry) ||
		explain_operation(inquiry))
		return;
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_misaligned(inquiry, &inquiry->operands[i]))
			return;
	if (knell_cause_delivery(inquiry))
		return;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_GENERAL_PROTECTION);
	knell_inquiry_put(inquiry,
		"The processor refused the instruction: programs may not "
		"execute it, or not so.");
}

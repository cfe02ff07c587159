/* SPDX-License-Identifier: MIT */
/* Jumps to where no code is, and what the processor refuses without naming
 * an address. */
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

static void put(struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

static void set_kind(struct knell_inquiry *inquiry, const char *kind)
{
	inquiry->cause->kind = knell_inquiry_keep(inquiry, kind);
}

static bool is_code(const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	return map && map->permissions[2] == 'x';
}

/* A return leaves its address just below SP; a call's target is not there. */
static bool was_returned_to(const struct knell_inquiry *inquiry)
{
	const struct knell_record *record = inquiry->record;
	uint64_t word;

	/* A return address that a call left at SP speaks for the call. */
	if (record->thread_count && record->threads[0].frame_count > 1 &&
		record->threads[0].frames[1].how == KNELL_FRAME_ADDRESS)
		return false;
	return inquiry->machine->call_pushes &&
	       knell_target_read_word(inquiry->target,
		       inquiry->sp - inquiry->machine->word_bytes, &word) &&
	       word == inquiry->pc;
}

static void put_caller(struct knell_inquiry *inquiry, uint32_t frame)
{
	const char *function = knell_inquiry_function(inquiry, frame);

	if (!function)
		return;
	put(inquiry, " from ");
	knell_put_printable(inquiry->out, function);
}

static void put_target(struct knell_inquiry *inquiry, uint64_t address)
{
	knell_put_address(inquiry->out, address);
	put(inquiry, ", where no code is: ");
	knell_place_put(inquiry->out, inquiry->modules, address);
	put(inquiry, ".");
}

static void explain_return(struct knell_inquiry *inquiry, uint64_t address)
{
	set_kind(inquiry, "smashed-return");
	put(inquiry, "Return to ");
	put_target(inquiry, address);
	put(inquiry, " The return address on the stack was overwritten.");
}

static void explain_call(
	struct knell_inquiry *inquiry, uint64_t address, uint32_t caller)
{
	if (!address) {
		set_kind(inquiry, "null-jump");
		put(inquiry, "Call through a null pointer");
		put_caller(inquiry, caller);
		put(inquiry, ".");
		return;
	}
	set_kind(inquiry, "wild-jump");
	put(inquiry, "Call");
	put_caller(inquiry, caller);
	put(inquiry, " to ");
	put_target(inquiry, address);
}

bool knell_cause_jump(struct knell_inquiry *inquiry)
{
	if (!inquiry->registers || is_code(inquiry, inquiry->pc))
		return false;
	knell_inquiry_set_address(inquiry, inquiry->pc, KNELL_ACCESS_EXECUTE);
	if (was_returned_to(inquiry))
		explain_return(inquiry, inquiry->pc);
	else
		explain_call(inquiry, inquiry->pc, 1);
	return true;
}

static bool is_noncanonical(
	const struct knell_inquiry *inquiry, uint64_t address)
{
	return knell_place_of(inquiry->modules, address) ==
	       KNELL_PLACE_NONCANONICAL;
}

/* A jump to a non-canonical address faults at the jump. */
static bool explain_branch(struct knell_inquiry *inquiry)
{
	enum knell_operation_kind kind = inquiry->operation.kind;
	uint64_t target;

	if ((kind != KNELL_OPERATION_RETURN && kind != KNELL_OPERATION_CALL &&
		    kind != KNELL_OPERATION_JUMP) ||
		!knell_inquiry_value(inquiry, &target) ||
		!is_noncanonical(inquiry, target))
		return false;
	knell_inquiry_set_address(inquiry, target, KNELL_ACCESS_EXECUTE);
	if (kind == KNELL_OPERATION_RETURN)
		explain_return(inquiry, target);
	else
		explain_call(inquiry, target, 0);
	return true;
}

static bool explain_access(
	struct knell_inquiry *inquiry, const struct knell_operand *operand)
{
	static const char *const words[] = { "Access to ", "Read from ",
		"Write to " };

	if (!is_noncanonical(inquiry, operand->address))
		return false;
	set_kind(inquiry, "non-canonical");
	knell_inquiry_set_address(inquiry, operand->address, operand->access);
	put(inquiry, words[operand->access]);
	knell_put_address(inquiry->out, operand->address);
	put(inquiry, ", a non-canonical address: no memory can be there.");
	return true;
}

static bool explain_misaligned(
	struct knell_inquiry *inquiry, const struct knell_operand *operand)
{
	unsigned alignment = inquiry->operation.alignment;

	if (alignment < 2 || !(operand->address & (alignment - 1)))
		return false;
	set_kind(inquiry, "misaligned");
	knell_inquiry_set_address(inquiry, operand->address, operand->access);
	put(inquiry, "The processor refused the access to ");
	knell_put_address(inquiry->out, operand->address);
	put(inquiry, ", which this instruction needs aligned to ");
	knell_put_decimal(inquiry->out, alignment);
	put(inquiry, " bytes.");
	return true;
}

void knell_cause_protection(struct knell_inquiry *inquiry)
{
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_access(inquiry, &inquiry->operands[i]))
			return;
	if (explain_branch(inquiry))
		return;
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (explain_misaligned(inquiry, &inquiry->operands[i]))
			return;
	set_kind(inquiry, "general-protection");
	put(inquiry, "The processor refused the instruction: programs may not "
		     "execute it, or not so.");
}

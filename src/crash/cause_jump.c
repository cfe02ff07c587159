/* SPDX-License-Identifier: MIT */
/* Jumps to where no code is: called, returned, or otherwise got there. */
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum {
	/* Bytes of a call with its target in its code. */
	DIRECT_MIN = 4,
	DIRECT_MAX = 5,
};

enum jump { JUMP, CALL, RETURN };

static bool is_code(const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	return map && map->permissions[2] == 'x';
}

/* Did the call that returns to `address` go to a target in its own code? */
static bool follows_direct(
	const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_machine *machine = inquiry->machine;
	struct knell_registers registers = { .known = 0 };
	struct knell_operation operation;
	uint8_t code[DIRECT_MAX];

	if (!inquiry->decoder->operation)
		return false;
	for (uint8_t length = DIRECT_MIN; length <= DIRECT_MAX; length++) {
		knell_register_set(&registers, machine->pc, address - length);
		if (knell_target_read(inquiry->target, address - length, code,
			    length) == length &&
			inquiry->decoder->operation(
				code, length, &registers, &operation) &&
			operation.direct && operation.length == length)
			return true;
	}
	return false;
}

static bool is_below_sp(const struct knell_inquiry *inquiry, uint64_t value)
{
	uint64_t word;

	return inquiry->machine->call_pushes &&
	       knell_target_read_word(inquiry->target,
		       inquiry->sp - inquiry->machine->word_bytes, &word) &&
	       word == value;
}

/*
 * How PC got where it is. A return leaves its address just below SP, or in
 * the link register; a call leaves a return address at SP, or in there, by
 * which the unwinder finds the caller. Where there are both, what is below SP
 * may be there by chance, above all a 0; but a call with its target in its
 * code did not lead here.
 */
static enum jump find_jump(const struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_frame *caller =
		knell_inquiry_frame(inquiry, inquiry->frame + 1);

	if (!machine->call_pushes &&
		knell_register_known(inquiry->registers, machine->link) &&
		inquiry->registers->value[machine->link] == inquiry->pc)
		return RETURN;
	if (caller && caller->how == KNELL_FRAME_ADDRESS &&
		!(inquiry->pc && is_below_sp(inquiry, inquiry->pc) &&
			follows_direct(inquiry, caller->pc)))
		return CALL;
	return is_below_sp(inquiry, inquiry->pc) ? RETURN : JUMP;
}

/* Called by the kernel: what called it is what a signal interrupted. */
static bool is_handler(const struct knell_inquiry *inquiry, uint32_t from)
{
	const struct knell_frame *caller =
		from < UINT32_MAX ? knell_inquiry_frame(inquiry, from + 1)
				  : NULL;

	return caller && caller->how == KNELL_FRAME_SIGNAL;
}

static void put_from(struct knell_inquiry *inquiry, uint32_t from)
{
	if (is_handler(inquiry, from) || !knell_inquiry_frame(inquiry, from))
		return;
	knell_inquiry_put(inquiry, " from ");
	knell_inquiry_put_frame(inquiry, from);
}

/* `from` is the number of the frame that did it; UINT32_MAX: not known. */
static void put_jump(
	struct knell_inquiry *inquiry, enum jump jump, uint32_t from)
{
	static const char *const words[] = { "Jump", "Call", "Return" };

	knell_inquiry_put(inquiry, is_handler(inquiry, from)
					   ? "Call of a signal's handler"
					   : words[jump]);
}

static void explain_null(struct knell_inquiry *inquiry, uint64_t target,
	enum jump jump, uint32_t from)
{
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NULL_JUMP);
	put_jump(inquiry, jump, from);
	if (!target) {
		knell_inquiry_put(inquiry, " through a null pointer");
		put_from(inquiry, from);
		knell_inquiry_put(inquiry, ".");
		return;
	}
	put_from(inquiry, from);
	knell_inquiry_put(inquiry, " to ");
	knell_put_address(inquiry->out, target);
	knell_inquiry_put(inquiry, ": ");
	knell_inquiry_put(inquiry, inquiry->cause->place);
	knell_inquiry_put(inquiry, ".");
}

static void explain_target(struct knell_inquiry *inquiry, uint64_t target,
	enum jump jump, uint32_t from)
{
	knell_inquiry_set_address(inquiry, target, KNELL_ACCESS_EXECUTE);
	if (jump != RETURN &&
		knell_place_of(inquiry->modules, target) == KNELL_PLACE_NULL) {
		explain_null(inquiry, target, jump, from);
		return;
	}
	knell_inquiry_set_kind(inquiry, jump == RETURN
						? KNELL_CAUSE_SMASHED_RETURN
						: KNELL_CAUSE_WILD_JUMP);
	put_jump(inquiry, jump, from);
	put_from(inquiry, from);
	knell_inquiry_put(inquiry, " to ");
	knell_put_address(inquiry->out, target);
	knell_inquiry_put(inquiry, ", where no code is: ");
	knell_inquiry_put(inquiry, inquiry->cause->place);
	knell_inquiry_put(inquiry, ".");
	if (jump == RETURN)
		knell_inquiry_put(
			inquiry, " The return address was overwritten.");
	knell_inquiry_put_text_of(inquiry, target);
}

bool knell_cause_jump(struct knell_inquiry *inquiry)
{
	if (!inquiry->registers || is_code(inquiry, inquiry->pc))
		return false;
	enum jump jump = find_jump(inquiry);

	/* Who returned, or jumped without a trace, cannot be told. */
	explain_target(inquiry, inquiry->pc, jump,
		jump == CALL ? inquiry->frame + 1 : UINT32_MAX);
	return true;
}

bool knell_cause_branch(struct knell_inquiry *inquiry)
{
	uint64_t target;
	enum jump jump;

	switch (inquiry->operation.kind) {
	case KNELL_OPERATION_CALL: jump = CALL; break;
	case KNELL_OPERATION_JUMP: jump = JUMP; break;
	case KNELL_OPERATION_RETURN: jump = RETURN; break;
	default: return false;
	}
	if (!knell_inquiry_value(inquiry, &target) ||
		knell_place_of(inquiry->modules, target) !=
			KNELL_PLACE_NONCANONICAL)
		return false;
	explain_target(inquiry, target, jump, inquiry->frame);
	return true;
}

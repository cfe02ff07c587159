/* SPDX-License-Identifier: MIT */
/* Jumps to where no code is: called, returned, or otherwise got there. */
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum jump { JUMP, CALL, RETURN };

static bool is_code(const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	return map && map->permissions[2] == 'x';
}

/*
 * How PC got where it is. A return leaves its address just below SP, or in
 * the link register; a call leaves a return address at SP, or in there, by
 * which the unwinder finds the caller.
 */
static enum jump find_jump(const struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_frame *caller =
		knell_inquiry_frame(inquiry, inquiry->frame + 1);
	uint64_t word;

	if (!machine->call_pushes &&
		knell_register_known(inquiry->registers, machine->link) &&
		inquiry->registers->value[machine->link] == inquiry->pc)
		return RETURN;
	if (caller && caller->how == KNELL_FRAME_ADDRESS)
		return CALL;
	if (machine->call_pushes &&
		knell_target_read_word(inquiry->target,
			inquiry->sp - machine->word_bytes, &word) &&
		word == inquiry->pc)
		return RETURN;
	return JUMP;
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

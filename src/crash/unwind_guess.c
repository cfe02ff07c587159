/* SPDX-License-Identifier: MIT */
/*
 * Where there is no call frame information, or it leads nowhere: the return
 * address of a wild jump, frame pointers, and words of the stack that look
 * like return addresses.
 */
#include "crash/unwind_steps.h"

#include "arch/decoder.h"

enum {
	/* Words of the stack that one scan looks at. */
	SCAN_WORDS_MAX = 8192,
	/* Where a function without CFI may have its return address while it
	 * has no frame of its own yet: a PLT entry pushes two words. */
	LEAF_WORDS = 3,
	PLT_ENTRIES_MAX = 1 << 16,
	/* A call that was made this far before pc is the function's own. */
	CALLED_BYTES = 256,
	CALL_BYTES = 4,
	/* A call that goes farther goes to another module. */
	MODULE_BYTES_MAX = 1 << 20,
	/* What is looked at of the code around pc. */
	CODE_BYTES = 4096,
};

/*
 * What the frame pointer may be after a return address was found below `sp`:
 * the one that nobody has changed yet, or else the word saved below it.
 */
static void guess_frame_pointer(
	struct knell_unwind *unwind, uint64_t sp, uint64_t saved)
{
	const struct knell_machine *machine = unwind->target->machine;
	struct knell_registers *registers = &unwind->registers;

	if (knell_register_known(registers, machine->fp) &&
		registers->value[machine->fp] >= sp)
		return;
	registers->known &= ~((uint64_t)1 << machine->fp);
	if (saved >= sp && saved - sp < KNELL_STACK_DISTANCE_MIN &&
		!(saved % machine->word_bytes))
		knell_register_set(registers, machine->fp, saved);
}

/*
 * Does the link register of code without CFI still hold the return address?
 * If the call that set it went to this very function, it lies outside of it;
 * if the function has called another since, it lies between that and pc.
 */
static bool is_link_current(struct knell_unwind *unwind, uint64_t link)
{
	const struct knell_machine *machine = unwind->target->machine;
	const struct knell_decoder *decoder = knell_decoder_find(machine);
	uint64_t pc = knell_unwind_pc(unwind), target = 0, saved;
	uint64_t fp = unwind->registers.value[machine->fp];
	uint8_t code[CALL_BYTES];

	/* It is saved, and the frame pointer leads to there. */
	if (machine->frame_records &&
		knell_unwind_read_word(
			unwind, fp + machine->word_bytes, &saved) &&
		(saved & ~unwind->code_mask) == link)
		return false;
	if (decoder->call_target &&
		knell_target_read(unwind->target, link - sizeof(code), code,
			sizeof(code)) == sizeof(code))
		target = decoder->call_target(code, sizeof(code), link);
	/* Indirect, or by a PLT entry: near means its own. */
	if (!target || (pc - target > MODULE_BYTES_MAX &&
			       target - pc > MODULE_BYTES_MAX))
		return pc - link > CALLED_BYTES;
	return target <= pc && link - target > pc - target;
}

static bool step_by_link(struct knell_unwind *unwind, bool wild)
{
	const struct knell_machine *machine = unwind->target->machine;

	if (!knell_register_known(&unwind->registers, machine->link))
		return false;
	uint64_t pc =
		unwind->registers.value[machine->link] & ~unwind->code_mask;

	if (!knell_unwind_is_return(unwind, pc, knell_unwind_sp(unwind)) ||
		(!wild && !is_link_current(unwind, pc)))
		return false;
	unwind->registers.known &= ~((uint64_t)1 << machine->link);
	unwind->cfa = knell_unwind_sp(unwind);
	knell_unwind_enter(unwind, pc, unwind->cfa,
		wild ? KNELL_FRAME_ADDRESS : KNELL_FRAME_SCAN);
	return true;
}

/*
 * Could `count` words have been pushed since the call, before there is a
 * frame? That is the frame pointer; in PLT entries the number of a relocation,
 * and then the linker's own pointer.
 */
static bool may_be_pushed(const struct knell_unwind *unwind,
	const uint64_t *words, unsigned count)
{
	const struct knell_machine *machine = unwind->target->machine;

	if (!count)
		return true;
	return words[count - 1] < PLT_ENTRIES_MAX ||
	       (count == 1 && words[0] == unwind->registers.value[machine->fp]);
}

bool knell_step_by_address(struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint64_t sp = step->scan_from, words[LEAF_WORDS];
	bool wild = !knell_unwind_is_code(unwind, knell_unwind_pc(unwind));
	/* Where CFI missed a push, the return address is one word on. */
	bool missed = !unwind->entry_error && sp != knell_unwind_sp(unwind);
	unsigned count = wild || missed ? 1 : LEAF_WORDS;

	if (!unwind->exact || (!unwind->entry_error && !missed))
		return false;
	if (!machine->call_pushes)
		return unwind->entry_error && step_by_link(unwind, wild);
	for (unsigned i = 0; i < count; i++) {
		if (!knell_unwind_read_word(unwind, sp, &words[i])) {
			knell_step_failed(step, KNELL_UNWIND_NO_STACK);
			return false;
		}
		sp += machine->word_bytes;
		if (!may_be_pushed(unwind, words, i) ||
			!knell_unwind_is_return(unwind, words[i], sp))
			continue;
		unwind->cfa = sp;
		unwind->registers.known &= machine->preserved;
		guess_frame_pointer(unwind, sp, i ? words[i - 1] : 0);
		knell_unwind_enter(unwind, words[i], sp,
			wild ? KNELL_FRAME_ADDRESS : KNELL_FRAME_SCAN);
		return true;
	}
	return false;
}

/*
 * Code without CFI may be compiled to use the frame pointer for anything: it
 * is believed where the code near by sets one up.
 */
static bool uses_frame_pointer(struct knell_unwind *unwind)
{
	const struct knell_decoder *decoder =
		knell_decoder_find(unwind->target->machine);
	uint64_t pc = knell_unwind_pc(unwind);
	uint8_t code[CODE_BYTES];

	if (!decoder->sets_frame_pointer || !unwind->entry_error ||
		!knell_unwind_is_code(unwind, pc - 1))
		return true;
	for (size_t size = sizeof(code); size >= 16; size /= 4)
		if (knell_target_read(unwind->target, pc - size, code, size) ==
			size)
			return decoder->sets_frame_pointer(code, size);
	return true;
}

bool knell_step_by_frame_pointer(
	struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint8_t word = machine->word_bytes;
	uint64_t fp = unwind->registers.value[machine->fp];
	uint64_t sp = knell_unwind_sp(unwind), pc, saved;

	if (!machine->frame_records ||
		!knell_register_known(&unwind->registers, machine->fp) ||
		!uses_frame_pointer(unwind))
		return false;
	if (!fp) {
		step->zero = true;
		return false;
	}
	if (fp - sp > KNELL_STACK_DISTANCE_MIN || fp % word ||
		fp >= unwind->stack_limit) {
		knell_step_failed(step, KNELL_UNWIND_NO_PROGRESS);
		return false;
	}
	if (!knell_unwind_read_word(unwind, fp, &saved) ||
		!knell_unwind_read_word(unwind, fp + word, &pc)) {
		knell_step_failed(step, KNELL_UNWIND_NO_STACK);
		return false;
	}
	pc &= ~unwind->code_mask;
	if (!pc && (!saved || unwind->how == KNELL_FRAME_POINTER))
		step->zero = true;
	if (!knell_unwind_is_return(unwind, pc, fp + 2 * word)) {
		knell_step_failed(step, KNELL_UNWIND_NO_CODE);
		return false;
	}
	unwind->cfa = machine->call_pushes ? fp + 2 * word : 0;
	unwind->registers.known = 0;
	knell_register_set(&unwind->registers, machine->fp, saved);
	knell_unwind_enter(unwind, pc, fp + 2 * word, KNELL_FRAME_POINTER);
	return true;
}

bool knell_step_by_scan(struct knell_unwind *unwind, struct knell_step *step)
{
	const struct knell_machine *machine = unwind->target->machine;
	uint8_t word = machine->word_bytes;
	uint64_t at = (step->scan_from + word - 1) & -(uint64_t)word;
	uint64_t pc = 0, saved;

	for (unsigned i = 0; i < SCAN_WORDS_MAX && unwind->work > 0; i++) {
		if (at >= unwind->stack_limit)
			break;
		saved = pc;
		if (!knell_unwind_read_word(unwind, at, &pc)) {
			knell_step_failed(step, KNELL_UNWIND_NO_STACK);
			return false;
		}
		at += word;
		unwind->work--;
		pc &= ~unwind->code_mask;
		if (!knell_unwind_is_return(unwind, pc, at))
			continue;
		unwind->registers.known &= (uint64_t)1 << machine->fp;
		guess_frame_pointer(unwind, at, saved);
		unwind->cfa = at;
		knell_unwind_enter(unwind, pc, at, KNELL_FRAME_SCAN);
		return true;
	}
	knell_step_failed(step, KNELL_UNWIND_NO_RULE);
	return false;
}

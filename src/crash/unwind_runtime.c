/* SPDX-License-Identifier: MIT */
/*
 * Through code that is not C, as the program describes it: the frames of a
 * control stack are listed behind the one that is in the runtime's code, and
 * then the walk goes on with the machine's stack where it was.
 */
#include "crash/runtime.h"
#include "crash/unwind_steps.h"
#include "knell/runtime.h"

enum {
	/* A stack that overflowed may have been left by that much. */
	OVERFLOW_MAX = 65536,
	PAGE = 4096,
	/* Frames that are linked. */
	LINKS_MAX = 1 << 20,
};

static uint64_t truncate(const struct knell_unwind *unwind, uint64_t value)
{
	return unwind->target->machine->word_bytes == 8 ? value
							: (uint32_t)value;
}

/* What places of the entry and of the caller count from; 0: not known. */
struct bases {
	uint64_t entry, caller;
};

static bool find_base(const struct knell_unwind *unwind,
	const struct knell_runtime_told *told,
	const struct knell_runtime_where *where, const struct bases *bases,
	uint64_t *ret_base)
{
	switch (where->base) {
	case KNELL_RUNTIME_FIXED: *ret_base = 0; return true;
	case KNELL_RUNTIME_REGISTER:
		*ret_base = unwind->registers.value[where->row];
		return knell_register_known(&unwind->registers, where->row);
	case KNELL_RUNTIME_ENTRY: *ret_base = bases->entry; return *ret_base;
	case KNELL_RUNTIME_LEFT: *ret_base = told->left_entry; return *ret_base;
	case KNELL_RUNTIME_CALLER: *ret_base = bases->caller; return *ret_base;
	default: return false;
	}
}

static bool find_value(struct knell_unwind *unwind,
	const struct knell_runtime_told *told,
	const struct knell_runtime_where *where, const struct bases *bases,
	uint64_t *ret_value)
{
	uint64_t value;

	if (!find_base(unwind, told, where, bases, &value))
		return false;
	value = truncate(unwind, value + where->offset);
	if (where->word && !knell_unwind_read_word(unwind, value, &value))
		return false;
	*ret_value = truncate(unwind, value + (uint64_t)(int64_t)where->add);
	return true;
}

/* The first of the places that tells of the activation at hand. */
static bool find_first(struct knell_unwind *unwind,
	const struct knell_runtime_told *told,
	const struct knell_runtime_where *places, const struct bases *bases,
	uint64_t *ret_value)
{
	for (unsigned i = 0; i < KNELL_RUNTIME_PLACES_MAX; i++) {
		bool fixed = places[i].base == KNELL_RUNTIME_FIXED;

		if (!(told->left && fixed && places[i].word) &&
			find_value(unwind, told, &places[i], bases, ret_value))
			return true;
	}
	return false;
}

static struct bases find_entry(
	struct knell_unwind *unwind, const struct knell_runtime_told *told)
{
	struct bases bases = { 0, 0 };

	find_value(unwind, told, told->left ? &told->previous : &told->entry,
		&bases, &bases.entry);
	return bases;
}

/* Bounds, where they are told; else all memory. */
static void find_bounds(struct knell_unwind *unwind,
	struct knell_runtime_told *told, const struct bases *bases)
{
	struct knell_runtime_walk *walk = &unwind->walk;

	walk->low = 0;
	walk->high = truncate(unwind, UINT64_MAX);
	find_value(unwind, told, &told->control_low, bases, &walk->low);
	find_value(unwind, told, &told->control_high, bases, &walk->high);
	walk->has_stop = find_value(
		unwind, told, &told->control_end, bases, &walk->stop);
	if (walk->has_stop &&
		(walk->stop < walk->low || walk->stop > walk->high)) {
		knell_runtime_fault(told, "the end of its control stack is "
					  "outside of it");
		walk->has_stop = false;
	}
	walk->stop = truncate(
		unwind, walk->stop + (uint64_t)(int64_t)told->control_first);
}

/*
 * After an overflow the stack's pointer is outside, before the frames that are
 * still to be listed.
 */
static bool enter_bounds(
	struct knell_unwind *unwind, struct knell_runtime_told *told)
{
	struct knell_runtime_walk *walk = &unwind->walk;
	int64_t step = told->control_step;
	uint64_t word = unwind->target->machine->word_bytes;
	bool down = told->control_step > 0;
	uint64_t outside =
		down ? walk->low - walk->at : walk->at + word - walk->high;

	if (told->flags & KNELL_RUNTIME_LINKED)
		return true;
	/* An empty one is just beyond the other end. */
	if (down ? walk->at > walk->high : walk->at + word < walk->low)
		return false;
	if (down ? walk->at < walk->low : walk->at + word > walk->high) {
		if (outside > OVERFLOW_MAX)
			return false;
		if (step < 0)
			step = -step;
		outside += (uint64_t)step - 1;
		outside -= outside % (uint64_t)step;
		walk->at += down ? outside : -outside;
	}
	return true;
}

/* Sets out on the frames of the control stack, if it can be found. */
static bool begin_walk(struct knell_unwind *unwind,
	struct knell_runtime_told *told, const struct bases *bases)
{
	struct knell_runtime_walk *walk = &unwind->walk;
	uint64_t control;

	walk->has_instruction = find_first(
		unwind, told, told->instruction, bases, &walk->instruction);
	walk->at = 0;
	walk->linked_count = 0;
	/* A step of 0 is known to be wrong, but for links. */
	if ((told->control_step || told->flags & KNELL_RUNTIME_LINKED) &&
		find_first(unwind, told, told->control, bases, &control)) {
		find_bounds(unwind, told, bases);
		walk->at = truncate(unwind,
			control + (uint64_t)(int64_t)told->control_first);
		walk->mark = walk->at;
		if (!enter_bounds(unwind, told)) {
			knell_runtime_fault(told,
				"the pointer to its control stack is outside "
				"of that");
			walk->at = 0;
		}
	}
	if (!walk->has_instruction && !walk->at)
		return false;
	walk->told = told;
	walk->pc = knell_unwind_pc(unwind);
	walk->how = unwind->how;
	walk->exact = unwind->exact;
	walk->function_start = unwind->function_start;
	return true;
}

/* Does the word before a return address lead to code, as a call would? */
static bool follows_token(struct knell_unwind *unwind,
	const struct knell_runtime_told *told, uint64_t address)
{
	uint64_t token;

	if (!(told->flags & (KNELL_RUNTIME_DIRECT | KNELL_RUNTIME_INDIRECT)))
		return true;
	if (!knell_unwind_read_word(unwind,
		    address - unwind->target->machine->word_bytes, &token))
		return false;
	if (told->flags & KNELL_RUNTIME_DIRECT &&
		knell_extents_cover(told->code, told->code_count, token))
		return true;
	return told->flags & KNELL_RUNTIME_INDIRECT &&
	       knell_unwind_read_word(unwind, token, &token) &&
	       knell_extents_cover(told->code, told->code_count, token);
}

/* Does the walk end before the frame that it is at? */
static bool is_at_end(const struct knell_unwind *unwind,
	const struct knell_runtime_told *told)
{
	const struct knell_runtime_walk *walk = &unwind->walk;
	uint64_t word = unwind->target->machine->word_bytes;

	if (!walk->at || unwind->work <= 0)
		return true;
	if (told->flags & KNELL_RUNTIME_LINKED)
		return walk->has_stop && walk->at == walk->stop;
	if (walk->has_stop && (told->control_step > 0 ? walk->at >= walk->stop
						      : walk->at <= walk->stop))
		return true;
	return walk->at < walk->low || walk->high - walk->at < word ||
	       walk->at > walk->high;
}

/* The return address in the frame that the walk is at. */
static bool read_frame(struct knell_unwind *unwind,
	struct knell_runtime_told *told, uint64_t *ret_address)
{
	struct knell_runtime_walk *walk = &unwind->walk;
	uint64_t offset = (uint64_t)(int64_t)told->control_return;
	uint64_t page = walk->at & ~(uint64_t)(PAGE - 1);

	if (knell_unwind_read_word(unwind, walk->at + offset, ret_address))
		return true;
	/* After an overflow: the first page below the stack, or above. */
	if (walk->at == walk->mark && !(told->flags & KNELL_RUNTIME_LINKED)) {
		walk->at = told->control_step > 0 ? page + PAGE : page;
		if (told->control_step < 0)
			walk->at -= (uint64_t) - (int64_t)told->control_step;
		if (!is_at_end(unwind, told) &&
			knell_unwind_read_word(
				unwind, walk->at + offset, ret_address))
			return true;
	}
	knell_runtime_fault(told, "its control stack cannot be read");
	return false;
}

static void go_to_next(
	struct knell_unwind *unwind, struct knell_runtime_told *told)
{
	struct knell_runtime_walk *walk = &unwind->walk;
	uint64_t step = (uint64_t)(int64_t)told->control_step;

	if (!(told->flags & KNELL_RUNTIME_LINKED)) {
		uint64_t next = truncate(unwind, walk->at + step);
		bool wraps = (next > walk->at) != (told->control_step > 0);

		walk->at = wraps ? 0 : next;
		return;
	}
	/* Brent's: a circle is found when it comes back to a mark that is set
	 * ever more rarely. */
	if (!(walk->linked_count & (walk->linked_count - 1)))
		walk->mark = walk->at;
	walk->linked_count++;
	if (!knell_unwind_read_word(unwind, walk->at + step, &walk->at)) {
		knell_runtime_fault(
			told, "a frame of its control stack cannot be read");
		walk->at = 0;
	} else if (walk->at == walk->mark || walk->linked_count > LINKS_MAX) {
		knell_runtime_fault(
			told, "the frames of its control stack form a circle");
		walk->at = 0;
	}
}

static bool is_thread(const struct knell_runtime_told *told, uint64_t address)
{
	if (!(told->flags & KNELL_RUNTIME_CURRENT))
		address--;
	return knell_extents_cover(told->threads, told->thread_count, address);
}

/* Counts a cell. A hundred threads may each have endless control stacks. */
static bool may_look_on(struct knell_unwind *unwind)
{
	if (unwind->runtimes->cells_seen >= KNELL_RUNTIME_CELLS_MAX) {
		knell_runtime_fault(unwind->walk.told,
			"its control stacks are longer than is looked at");
		return false;
	}
	unwind->runtimes->cells_seen++;
	return true;
}

/* The next frame of the walk. False: that was the last. */
static bool find_next(struct knell_unwind *unwind, uint64_t *ret_address)
{
	struct knell_runtime_walk *walk = &unwind->walk;
	struct knell_runtime_told *told = walk->told;

	if (walk->has_instruction) {
		walk->has_instruction = false;
		*ret_address = walk->instruction;
		if (is_thread(told, *ret_address))
			return true;
	}
	while (!is_at_end(unwind, told)) {
		if (!may_look_on(unwind)) {
			walk->at = 0;
			return false;
		}
		uint64_t window = unwind->window_address;

		unwind->work--;
		if (!read_frame(unwind, told, ret_address)) {
			walk->at = 0;
			return false;
		}
		go_to_next(unwind, told);
		if (unwind->window_address != window)
			unwind->runtimes->cells_seen +=
				KNELL_RUNTIME_CELLS_READ;
		if (is_thread(told, *ret_address) &&
			follows_token(unwind, told, *ret_address))
			return true;
	}
	return false;
}

/* A frame that is not on the machine's stack: only pc is another. */
static void enter_listed(struct knell_unwind *unwind, uint64_t address)
{
	const struct knell_machine *machine = unwind->target->machine;

	knell_register_set(&unwind->registers, machine->pc, address);
	unwind->how = KNELL_FRAME_RUNTIME;
	unwind->exact = unwind->walk.told->flags & KNELL_RUNTIME_CURRENT;
	unwind->function_start = 0;
	unwind->cfa = 0;
	unwind->depth++;
}

/* Back to the frame that is in the runtime's code. */
static void leave_listed(struct knell_unwind *unwind)
{
	struct knell_runtime_walk *walk = &unwind->walk;

	knell_register_set(
		&unwind->registers, unwind->target->machine->pc, walk->pc);
	unwind->how = walk->how;
	unwind->exact = walk->exact;
	unwind->function_start = walk->function_start;
	walk->told = NULL;
}

static void restore_saved(struct knell_unwind *unwind,
	const struct knell_runtime_told *told, uint64_t sp)
{
	struct knell_registers *registers = &unwind->registers;

	registers->known &= unwind->target->machine->preserved;
	for (uint32_t i = 0; i < told->saved_count; i++) {
		const struct knell_runtime_register *saved = &told->saved[i];
		uint64_t value;

		registers->known &= ~((uint64_t)1 << saved->row);
		if (knell_unwind_read_word(unwind,
			    sp + (uint64_t)(int64_t)saved->offset, &value))
			knell_register_set(registers, saved->row, value);
	}
}

/* To the caller that the description tells of. */
static bool enter_caller(struct knell_unwind *unwind,
	struct knell_runtime_told *told, struct bases *bases)
{
	uint64_t sp, pc;

	if (told->caller_sp.base == KNELL_RUNTIME_NONE)
		return false;
	if (!find_value(unwind, told, &told->caller_sp, bases, &sp) || !sp) {
		knell_runtime_fault(
			told, "the caller's stack pointer is not to be had");
		return false;
	}
	bases->caller = sp;
	if (!find_value(unwind, told, &told->caller_pc, bases, &pc)) {
		knell_runtime_fault(
			told, "the caller's return address is not to be had");
		return false;
	}
	pc &= ~unwind->code_mask;
	if (!pc) {
		unwind->end = KNELL_UNWIND_OUTERMOST;
		return true;
	}
	if (!knell_unwind_is_code(unwind, pc - 1) &&
		!knell_unwind_is_handler_return(unwind, pc, sp)) {
		knell_runtime_fault(
			told, "the caller's return address is in no code");
		return false;
	}
	if (!knell_unwind_may_move(unwind, sp, true))
		return false;
	restore_saved(unwind, told, sp);
	unwind->cfa = sp + unwind->target->machine->cfa_above_sp;
	knell_unwind_enter(unwind, pc, sp, KNELL_FRAME_RUNTIME);
	return true;
}

void knell_unwind_begin_runtimes(struct knell_unwind *unwind)
{
	unwind->walk.told = NULL;
	if (!unwind->runtimes)
		return;
	for (struct knell_runtime_told *told = unwind->runtimes->first; told;
		told = told->next) {
		told->left = false;
		told->left_entry = 0;
	}
}

/* Do the registers tell that this runtime's code ran? */
static bool is_running(
	struct knell_unwind *unwind, struct knell_runtime_told *told)
{
	const struct knell_runtime_where *where = told->instruction;
	struct bases bases = find_entry(unwind, told);
	uint64_t address, control;

	return where->base == KNELL_RUNTIME_REGISTER &&
	       find_value(unwind, told, where, &bases, &address) &&
	       is_thread(told, address) &&
	       told->control_low.base != KNELL_RUNTIME_NONE &&
	       told->control_high.base != KNELL_RUNTIME_NONE &&
	       find_first(unwind, told, told->control, &bases, &control) &&
	       begin_walk(unwind, told, &bases) && unwind->walk.at;
}

bool knell_step_by_runtime_registers(struct knell_unwind *unwind)
{
	uint64_t address;

	if (!unwind->exact ||
		knell_unwind_is_code(unwind, knell_unwind_pc(unwind)))
		return false;
	for (struct knell_runtime_told *told = unwind->runtimes->first; told;
		told = told->next) {
		/* Not twice from the same place. */
		if (told->left || !is_running(unwind, told))
			continue;
		if (find_next(unwind, &address)) {
			enter_listed(unwind, address);
			return true;
		}
		leave_listed(unwind);
	}
	unwind->walk.told = NULL;
	return false;
}

bool knell_step_by_runtime(struct knell_unwind *unwind)
{
	struct knell_runtime_told *told = unwind->walk.told;
	uint64_t address = knell_unwind_pc(unwind) - !unwind->exact;
	struct bases bases;

	if (!told) {
		told = knell_runtimes_find(unwind->runtimes, address);
		if (!told)
			return false;
		bases = find_entry(unwind, told);
		if (!begin_walk(unwind, told, &bases))
			goto leave;
	}
	if (find_next(unwind, &address)) {
		enter_listed(unwind, address);
		return true;
	}
	leave_listed(unwind);
	bases = find_entry(unwind, told);
leave:;
	bool entered = enter_caller(unwind, told, &bases);

	told->left = true;
	told->left_entry = bases.entry;
	return entered;
}

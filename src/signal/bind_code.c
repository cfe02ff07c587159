/* SPDX-License-Identifier: MIT */
/* The code of a handler for a runtime, written by arch/<arch>_encoder.c. */
#include "base/text.h"
#include "signal/bind.h"

/* In struct knell_bind_record, as the encoders have it. */
enum {
	SIGNAL = 16,
	INFO = 24,
	CONTEXT = 32,
	FREE = 40,
	CALLING = 48,
	FOREIGN = 56,
	WORD = 8
};
#define SAME_PLACE(place, member)                                            \
	_Static_assert(                                                      \
		sizeof(long) < 8 ||                                          \
			place == offsetof(struct knell_bind_record, member), \
		"the record")
SAME_PLACE(SIGNAL, signal);
SAME_PLACE(INFO, info);
SAME_PLACE(CONTEXT, context);
SAME_PLACE(FREE, free);
SAME_PLACE(CALLING, calling);
SAME_PLACE(FOREIGN, foreign);
SAME_PLACE(64, saved);
#undef SAME_PLACE

static unsigned find_number(const struct bind_plan *plan, const char *name)
{
	const struct knell_encoder *to = plan->encoder;

	return to->numbers[knell_bind_find_row(to, name)];
}

static void add_constant(
	const struct bind_plan *plan, struct knell_code *code, uint64_t value)
{
	if (!value)
		return;
	plan->encoder->set(code, plan->other, value);
	plan->encoder->add(code, plan->value, plan->other);
}

/* Loads the word at an address. */
static void load_from(
	const struct bind_plan *plan, struct knell_code *code, uint64_t address)
{
	plan->encoder->set(code, plan->value, address);
	plan->encoder->load(code, plan->value, plan->value, 0);
}

/* Of struct knell_bind_thread, the thread's own. */
static void load_own(
	const struct bind_plan *plan, struct knell_code *code, size_t member)
{
	plan->encoder->load_thread(code, plan->value, plan->other,
		(int)(plan->bind->thread + (long)member));
}

static void store_own(
	const struct bind_plan *plan, struct knell_code *code, size_t member)
{
	plan->encoder->store_thread(code, plan->value, plan->other,
		(int)(plan->bind->thread + (long)member));
}

#define LOAD_OWN(plan, code, member) \
	load_own(plan, code, offsetof(struct knell_bind_thread, member))
#define STORE_OWN(plan, code, member) \
	store_own(plan, code, offsetof(struct knell_bind_thread, member))

/* In the record. */
static void store_zero(
	const struct bind_plan *plan, struct knell_code *code, int at)
{
	plan->encoder->set(code, plan->value, 0);
	plan->encoder->store(code, plan->value, plan->record, at);
}

static void load_register(
	const struct bind_plan *plan, struct knell_code *code, const char *name)
{
	const struct knell_encoder *to = plan->encoder;
	int row = knell_bind_find_row(to, name);

	to->load(code, plan->value, plan->record, CONTEXT);
	to->load(code, plan->value, plan->value,
		to->machine->registers[row].context_offset);
}

static void load_kept(const struct bind_plan *plan, struct knell_code *code)
{
	const struct knell_bind *bind = plan->bind;

	plan->encoder->load(code, plan->value, plan->record, FREE);
	if (!(bind->flags & KNELL_BIND_UPWARDS))
		add_constant(plan, code, bind->kept_bytes);
}

/* What is behind the code, and in it, is known by the second time. */
static uint64_t place_of_end(const struct knell_code *code, unsigned long from)
{
	if (from == KNELL_BIND_END)
		return code->run + code->labels[KNELL_LABEL_END];
	return code->run + code->pool +
	       (from == KNELL_BIND_END_WORD ? BIND_END_WORD : BIND_END_THREAD);
}

static void load_source(const struct bind_plan *plan, struct knell_code *code,
	const struct knell_bind_source *source)
{
	const struct knell_encoder *to = plan->encoder;
	uint64_t offset = (uint64_t)(int64_t)source->offset;

	switch (source->from) {
	case KNELL_BIND_VALUE:
		to->set(code, plan->value, source->value + offset);
		return;
	case KNELL_BIND_MEMORY: load_from(plan, code, source->value); break;
	case KNELL_BIND_REGISTER:
		load_register(plan, code, source->name);
		break;
	case KNELL_BIND_SIGNAL:
		to->load(code, plan->value, plan->record, SIGNAL);
		break;
	case KNELL_BIND_INFO:
		to->load(code, plan->value, plan->record, INFO);
		break;
	case KNELL_BIND_CONTEXT:
		to->load(code, plan->value, plan->record, CONTEXT);
		break;
	case KNELL_BIND_RECORD:
		to->move(code, plan->value, plan->record);
		break;
	case KNELL_BIND_KEPT: load_kept(plan, code); break;
	case KNELL_BIND_THREAD:
		to->load_thread(code, plan->value, plan->other,
			(int)(long)source->value);
		break;
	default:
		to->set(code, plan->value,
			place_of_end(code, source->from) + offset);
		return;
	}
	add_constant(plan, code, offset);
}

int knell_bind_mark_place(const struct knell_bind *bind)
{
	if (!(bind->flags & KNELL_BIND_NEXT))
		return 0;
	return bind->flags & KNELL_BIND_UPWARDS ? -WORD : WORD;
}

/*
 * The register is changed by one instruction, and what it points to belongs to
 * it by then: a signal in between finds it right.
 */
static void write_register(const struct bind_plan *plan,
	struct knell_code *code, const struct knell_bind_register *one)
{
	const struct knell_encoder *to = plan->encoder;
	const struct knell_bind *bind = plan->bind;
	unsigned number = find_number(plan, one->name);
	bool control = bind->control && number == plan->control;

	load_source(plan, code, &one->source);
	if (control)
		add_constant(plan, code,
			bind->flags & KNELL_BIND_UPWARDS ? WORD
							 : -(uint64_t)WORD);
	to->move(code, number, plan->value);
	if (control)
		to->store(code, plan->record, number,
			knell_bind_mark_place(bind));
}

/* Notes the first free control stack, and takes it in the way `foreign`. */
static void write_kept(
	const struct bind_plan *plan, struct knell_code *code, bool foreign)
{
	const struct knell_encoder *to = plan->encoder;
	size_t size = plan->bind->kept_bytes;

	if (!size) {
		store_zero(plan, code, FREE);
		return;
	}
	LOAD_OWN(plan, code, free);
	to->store(code, plan->value, plan->record, FREE);
	if (!foreign)
		return;
	add_constant(plan, code, size);
	/* Would it end beyond the last one? */
	to->load_thread(code, plan->other, plan->other,
		(int)(plan->bind->thread +
			(long)offsetof(struct knell_bind_thread, end)));
	to->jump_below(code, plan->other, plan->value, KNELL_LABEL_FULL);
	STORE_OWN(plan, code, free);
}

static void write_calling(
	const struct bind_plan *plan, struct knell_code *code, bool foreign)
{
	if (!(plan->bind->flags & KNELL_BIND_CALLING)) {
		store_zero(plan, code, CALLING);
		return;
	}
	LOAD_OWN(plan, code, calling);
	plan->encoder->store(code, plan->value, plan->record, CALLING);
	if (!foreign)
		return;
	plan->encoder->set(code, plan->value, 0);
	STORE_OWN(plan, code, calling);
}

static void write_way(const struct bind_plan *plan, struct knell_code *code,
	const struct knell_bind_way *way, bool foreign)
{
	const struct knell_encoder *to = plan->encoder;

	to->set(code, plan->value, foreign);
	to->store(code, plan->value, plan->record, FOREIGN);
	write_kept(plan, code, foreign);
	write_calling(plan, code, foreign);
	for (size_t i = 0; i < way->register_count; i++)
		write_register(plan, code, &way->registers[i]);
	for (size_t i = 0; i < way->word_count; i++) {
		const struct knell_bind_word *word = &way->words[i];

		load_source(plan, code, &word->source);
		to->store(code, plan->value, find_number(plan, word->base),
			(int)word->displacement);
	}
	if (way->code_word)
		to->load(code, plan->value, find_number(plan, way->code_word),
			0);
	else
		to->set(code, plan->value, (uintptr_t)way->code);
	to->jump_to(code, plan->value);
}

/* Is the control stack of the code that was interrupted where it should be? */
static void write_control_check(
	const struct bind_plan *plan, struct knell_code *code)
{
	const struct knell_encoder *to = plan->encoder;
	const struct knell_bind_range *memory = &plan->bind->control_memory;
	uint64_t begin = (uintptr_t)memory->begin;

	load_register(plan, code, plan->bind->control);
	to->set(code, plan->other, begin);
	to->jump_below(code, plan->value, plan->other, KNELL_LABEL_FOREIGN);
	to->set(code, plan->other, begin + memory->size_bytes);
	to->jump_below(code, plan->other, plan->value, KNELL_LABEL_FOREIGN);
}

/* Which way? Goes on with the runtime's, or jumps to the other. */
static void write_guard(const struct bind_plan *plan, struct knell_code *code)
{
	const struct knell_encoder *to = plan->encoder;
	const struct knell_machine *machine = to->machine;
	const struct knell_bind *bind = plan->bind;

	to->load(code, plan->value, plan->record, CONTEXT);
	to->jump_if(code, plan->value, true, KNELL_LABEL_FOREIGN);
	if (bind->flags & KNELL_BIND_CALLING) {
		LOAD_OWN(plan, code, calling);
		to->jump_if(code, plan->value, false, KNELL_LABEL_FOREIGN);
	}
	load_register(plan, code, machine->registers[machine->pc].name);
	for (size_t i = 0; i < bind->range_count; i++) {
		const struct knell_bind_range *range = &bind->ranges[i];
		uint64_t begin = (uintptr_t)range->begin;
		unsigned after = KNELL_LABEL_RANGES + (unsigned)i;

		to->set(code, plan->other, begin);
		to->jump_below(code, plan->value, plan->other, after);
		to->set(code, plan->other, begin + range->size_bytes);
		to->jump_below(
			code, plan->value, plan->other, KNELL_LABEL_INSIDE);
		code->labels[after] = code->size;
	}
	to->jump(code, KNELL_LABEL_FOREIGN);
	code->labels[KNELL_LABEL_INSIDE] = code->size;
	if (bind->control_memory.begin)
		write_control_check(plan, code);
}

static void write_end(const struct bind_plan *plan, struct knell_code *code)
{
	const struct knell_encoder *to = plan->encoder;
	const struct knell_bind *bind = plan->bind;

	code->labels[KNELL_LABEL_END] = code->size;
	to->arrive(code);
	if (bind->control)
		to->load(code, plan->record, plan->control,
			knell_bind_mark_place(bind));
	else
		to->move(code, plan->record, to->sp);
	code->labels[KNELL_LABEL_END_HELD] = code->size;
	if (bind->flags & KNELL_BIND_CALLING) {
		to->load(code, plan->value, plan->record, CALLING);
		STORE_OWN(plan, code, calling);
	}
	if (bind->kept_bytes) {
		to->load(code, plan->value, plan->record, FREE);
		STORE_OWN(plan, code, free);
	}
	to->move(code, to->sp, plan->record);
	code->labels[KNELL_LABEL_END_BACK] = code->size;
	to->leave(code);
	code->labels[KNELL_LABEL_END_LEFT] = code->size;
	to->go_back(code);
}

void knell_bind_write(const struct bind_plan *plan, struct knell_code *code)
{
	const struct knell_encoder *to = plan->encoder;

	code->size = code->pooled = 0;
	knell_code_pool(code, place_of_end(code, KNELL_BIND_END));
	knell_code_pool(code, place_of_end(code, KNELL_BIND_END_WORD));
	to->enter(code);
	code->labels[KNELL_LABEL_ENTERED] = code->size;
	to->move(code, plan->record, to->sp);
	code->labels[KNELL_LABEL_HELD] = code->size;
	if (plan->guarded)
		write_guard(plan, code);
	code->labels[KNELL_LABEL_RUNTIME] = code->size;
	write_way(plan, code, &plan->bind->runtime, false);
	if (plan->guarded) {
		code->labels[KNELL_LABEL_FOREIGN] = code->size;
		write_way(plan, code, &plan->bind->foreign, true);
	}
	if (plan->bind->kept_bytes) {
		code->labels[KNELL_LABEL_FULL] = code->size;
		to->leave(code);
		code->labels[KNELL_LABEL_FULL_LEFT] = code->size;
		to->set(code, to->free, (uintptr_t)plan->bind->full);
		to->jump_to(code, to->free);
	}
	write_end(plan, code);
	while (code->size % WORD)
		knell_code_put(code, "", 1);
}

size_t knell_bind_count(const struct bind_plan *plan, struct knell_code *code)
{
	knell_bind_write(plan, code);
	code->pool = code->size;
	return code->pool + code->pooled;
}

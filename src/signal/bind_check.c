/* SPDX-License-Identifier: MIT */
/* Is a description of a handler for a runtime without a fault? */
#include "abi/errno.h"
#include "base/text.h"
#include "signal/bind.h"

#define RECORD_BYTES 256
#define WORD_BYTES   8
_Static_assert(
	sizeof(long) < 8 || sizeof(struct knell_bind_record) == RECORD_BYTES,
	"as arch/<arch>_encoder.c has it");

int knell_bind_find_row(const struct knell_encoder *encoder, const char *name)
{
	const struct knell_machine *machine = encoder->machine;

	for (int row = 0; row < machine->register_count; row++)
		if (knell_text_equal(machine->registers[row].name, name))
			return row;
	return -1;
}

/* Return: 0; -EINVAL when no register of the name can be loaded; -EFAULT. */
static int find_loadable(
	const struct knell_encoder *encoder, const char *name, int *ret_row)
{
	int row;

	if (!name)
		return -EFAULT;
	row = knell_bind_find_row(encoder, name);
	if (row < 0 || row >= 32 || !(encoder->loadable >> row & 1))
		return -EINVAL;
	*ret_row = row;
	return 0;
}

/* Return: 0; -EINVAL when a word of thread-local memory, or what follows it,
 * is out of reach. */
static int reaches(const struct knell_encoder *encoder, long at, int more)
{
	return at % WORD_BYTES || at < encoder->thread_min ||
			       at > encoder->thread_max - more
		       ? -EINVAL
		       : 0;
}

static int check_source(const struct bind_plan *plan,
	const struct knell_bind_source *source, bool foreign)
{
	int row;

	if (source->offset != (int32_t)source->offset)
		return -EINVAL;
	switch (source->from) {
	case KNELL_BIND_MEMORY: return source->value ? 0 : -EFAULT;
	case KNELL_BIND_REGISTER:
		if (!source->name)
			return -EFAULT;
		row = knell_bind_find_row(plan->encoder, source->name);
		/* Segment registers are parts of words. */
		if (foreign || row < 0 ||
			plan->encoder->machine->registers[row].context_size !=
				8)
			return -EINVAL;
		return 0;
	case KNELL_BIND_KEPT:
		return foreign && plan->bind->kept_bytes ? 0 : -EINVAL;
	case KNELL_BIND_THREAD:
		return reaches(plan->encoder, (long)source->value, 0);
	default: return source->from < KNELL_BIND_THREAD ? 0 : -EINVAL;
	}
}

static int check_registers(const struct bind_plan *plan,
	const struct knell_bind_way *way, bool foreign, uint32_t *ret_loaded)
{
	uint32_t loaded = 0;
	int error, row;

	if (way->register_count > KNELL_BIND_MAX)
		return -EINVAL;
	if (way->register_count && !way->registers)
		return -EFAULT;
	for (size_t i = 0; i < way->register_count; i++) {
		const struct knell_bind_register *one = &way->registers[i];

		error = find_loadable(plan->encoder, one->name, &row);
		if (!error)
			error = check_source(plan, &one->source, foreign);
		if (error)
			return error;
		if (loaded >> row & 1)
			return -EINVAL;
		loaded |= (uint32_t)1 << row;
	}
	*ret_loaded = loaded;
	return 0;
}

/* How far beyond the record a register points, if it is known to. */
static bool find_from_record(const struct bind_plan *plan,
	const struct knell_bind_way *way, int base, long *ret_distance)
{
	for (size_t i = 0; i < way->register_count; i++) {
		const struct knell_bind_register *one = &way->registers[i];

		if (knell_bind_find_row(plan->encoder, one->name) != base)
			continue;
		*ret_distance = one->source.offset;
		return one->source.from == KNELL_BIND_RECORD;
	}
	*ret_distance = 0;
	return base == plan->encoder->machine->sp;
}

/* Is the word laid over the record, or over the word that leads to it? */
static bool overwrites(const struct bind_plan *plan,
	const struct knell_bind_way *way, const struct knell_bind_word *word,
	int base)
{
	const struct knell_bind *bind = plan->bind;
	long at;

	if (bind->control &&
		base == knell_bind_find_row(plan->encoder, bind->control))
		return word->displacement == knell_bind_mark_place(bind);
	return find_from_record(plan, way, base, &at) &&
	       at + word->displacement > -WORD_BYTES &&
	       at + word->displacement < RECORD_BYTES;
}

static int check_words(const struct bind_plan *plan,
	const struct knell_bind_way *way, bool foreign, uint32_t loaded)
{
	/* It has a value that is known in any case. */
	const uint32_t based = loaded | (uint32_t)1
						<< plan->encoder->machine->sp;
	int error, row;

	if (way->word_count > KNELL_BIND_MAX)
		return -EINVAL;
	if (way->word_count && !way->words)
		return -EFAULT;
	for (size_t i = 0; i < way->word_count; i++) {
		const struct knell_bind_word *word = &way->words[i];

		error = find_loadable(plan->encoder, word->base, &row);
		if (!error)
			error = check_source(plan, &word->source, foreign);
		if (error)
			return error;
		if (!(based >> row & 1) || word->displacement < -256 ||
			word->displacement > 248 || word->displacement % 8 ||
			overwrites(plan, way, word, row))
			return -EINVAL;
	}
	return 0;
}

static int check_way(const struct bind_plan *plan,
	const struct knell_bind_way *way, bool foreign, uint32_t *ret_loaded)
{
	uint32_t loaded;
	int error, row;

	error = check_registers(plan, way, foreign, &loaded);
	if (!error)
		error = check_words(plan, way, foreign, loaded);
	if (error)
		return error;
	if (!way->code && !way->code_word)
		return -EFAULT;
	if (way->code && way->code_word)
		return -EINVAL;
	if (way->code_word) {
		error = find_loadable(plan->encoder, way->code_word, &row);
		if (error)
			return error;
		if (!(loaded >> row & 1))
			return -EINVAL;
	}
	if (plan->bind->control) {
		error = find_loadable(plan->encoder, plan->bind->control, &row);
		if (error)
			return error;
		if (!(loaded >> row & 1))
			return -EINVAL;
	}
	*ret_loaded |= loaded;
	return 0;
}

static bool uses_thread(const struct knell_bind *bind)
{
	return bind->kept_bytes || bind->flags & KNELL_BIND_CALLING;
}

static int check_guard(const struct knell_bind *bind)
{
	const struct knell_bind_range *memory = &bind->control_memory;

	if (bind->range_count > KNELL_BIND_MAX)
		return -EINVAL;
	if (!bind->range_count)
		return uses_thread(bind) || memory->begin ? -EINVAL : 0;
	if (memory->begin &&
		(!bind->control || !memory->size_bytes ||
			memory->size_bytes >
				UINTPTR_MAX - (uintptr_t)memory->begin))
		return -EINVAL;
	if (!bind->ranges)
		return -EFAULT;
	for (size_t i = 0; i < bind->range_count; i++)
		if (!bind->ranges[i].size_bytes ||
			bind->ranges[i].size_bytes >
				UINTPTR_MAX - (uintptr_t)bind->ranges[i].begin)
			return -EINVAL;
	return 0;
}

static int check_thread(
	const struct knell_bind *bind, const struct knell_encoder *encoder)
{
	if (!uses_thread(bind))
		return 0;
	if (bind->kept_bytes && !bind->full)
		return -EFAULT;
	if (bind->kept_bytes % 16 || bind->kept_bytes > INTPTR_MAX)
		return -EINVAL;
	return reaches(encoder, bind->thread, sizeof(struct knell_bind_thread));
}

/* Chooses what no way loads. Return: 0; -EINVAL when there are too few. */
static int choose_scratch(struct bind_plan *plan, uint32_t loaded)
{
	const struct knell_encoder *encoder = plan->encoder;
	uint8_t *chosen[] = { &plan->value, &plan->record, &plan->other };
	unsigned count = 0;
	uint32_t used = 0;

	for (unsigned row = 0; row < 32; row++)
		if (loaded >> row & 1)
			used |= (uint32_t)1 << encoder->numbers[row];
	for (unsigned i = 0; i < encoder->scratch_count && count < 3; i++)
		if (!(used >> encoder->scratch[i] & 1))
			*chosen[count++] = encoder->scratch[i];
	return count == 3 ? 0 : -EINVAL;
}

int knell_bind_check(const struct knell_bind *bind,
	const struct knell_encoder *encoder, struct bind_plan *ret_plan)
{
	struct bind_plan plan = { .bind = bind,
		.encoder = encoder,
		.guarded = bind->range_count > 0,
		.control = encoder->sp };
	uint32_t loaded = 0;
	int error = check_guard(bind);

	if (!error)
		error = check_thread(bind, encoder);
	if (!error)
		error = check_way(&plan, &bind->runtime, false, &loaded);
	if (!error && plan.guarded)
		error = check_way(&plan, &bind->foreign, true, &loaded);
	if (!error && bind->flags & ~(unsigned long)(KNELL_BIND_UPWARDS |
						     KNELL_BIND_NEXT |
						     KNELL_BIND_CALLING))
		error = -EINVAL;
	if (!error)
		error = choose_scratch(&plan, loaded);
	if (error)
		return error;
	if (bind->control) {
		int row = knell_bind_find_row(encoder, bind->control);

		plan.control = encoder->numbers[row];
	}
	*ret_plan = plan;
	return 0;
}

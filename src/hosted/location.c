/* SPDX-License-Identifier: MIT */
/* The addresses of a record that lines are wanted for, each once. */
#include "hosted/location.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"

static int compare(const void *a, const void *b)
{
	const struct knell_location *x = a, *y = b;

	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return 0;
}

/* A return address may belong to the next line, or function: what is looked
 * up is inside the call before it. A handler, though, returns to a function
 * that nothing called. */
static uint64_t find_inside(const struct knell_thread *thread, uint32_t index)
{
	const struct knell_frame *frame = &thread->frames[index];
	bool returned_to = index + 1 < thread->frame_count &&
			   knell_frame_is_interrupted(thread, index + 1);

	return frame->pc - (!frame->exact && !returned_to);
}

/* False: the frame needs no look-up. */
static bool locate(const struct knell_record *record,
	const struct knell_thread *thread, uint32_t index,
	struct knell_location *ret_location)
{
	const struct knell_frame *frame = &thread->frames[index];

	if (frame->how == KNELL_FRAME_INLINE || frame->file ||
		frame->module < 0 ||
		(frame->how == KNELL_FRAME_RUNTIME && frame->runtime) ||
		(uint32_t)frame->module >= record->module_count)
		return false;
	/* It was expanded before. */
	if (index && thread->frames[index - 1].how == KNELL_FRAME_INLINE)
		return false;
	*ret_location = (struct knell_location){
		.module = (uint32_t)frame->module,
		.address = find_inside(thread, index) -
			   record->modules[frame->module].bias,
		.nameless = !frame->function,
	};
	return true;
}

static void drop_doubles(struct knell_locations *locations)
{
	struct knell_location *rows = locations->rows;
	size_t kept = 0;

	for (size_t i = 0; i < locations->count; i++) {
		if (kept && !compare(&rows[kept - 1], &rows[i]))
			rows[kept - 1].nameless |= rows[i].nameless;
		else
			rows[kept++] = rows[i];
	}
	locations->count = kept;
}

bool knell_locations_collect(
	struct knell_session *session, struct knell_locations *ret_locations)
{
	const struct knell_record *record = session->record;
	struct knell_locations locations = { .count = 0 };
	size_t most = 0;

	for (uint32_t i = 0; i < record->thread_count; i++)
		most += record->threads[i].frame_count;
	locations.rows = knell_arena_take_array(
		session->arena, most, sizeof(*locations.rows));
	if (!locations.rows)
		return false;
	for (uint32_t i = 0; i < record->thread_count; i++) {
		const struct knell_thread *thread = &record->threads[i];

		for (uint32_t j = 0; j < thread->frame_count; j++)
			locations.count += locate(record, thread, j,
				&locations.rows[locations.count]);
	}
	qsort(locations.rows, locations.count, sizeof(*locations.rows),
		compare);
	drop_doubles(&locations);
	*ret_locations = locations;
	return true;
}

/* One thread's frames as they become. */
struct expansion {
	struct knell_session *session;
	const struct knell_locations *locations;
	struct knell_thread *thread;
	struct knell_frame *frames; /* NULL: they are only counted */
	uint32_t count;
	/* Where each old frame begins now, and the end. */
	uint32_t *starts;
};

static void put_call(struct knell_frame *frame, const struct knell_call *call)
{
	frame->file = call->file;
	frame->line = call->line;
	frame->column = call->column;
	if (frame->function)
		return;
	frame->function = call->function;
	frame->symbol = call->symbol;
}

static void expand_frame(struct expansion *expansion, uint32_t index)
{
	const struct knell_frame *frame = &expansion->thread->frames[index];
	const struct knell_location *found = NULL;
	struct knell_location key;

	if (locate(expansion->session->record, expansion->thread, index, &key))
		found = bsearch(&key, expansion->locations->rows,
			expansion->locations->count, sizeof(key), compare);
	uint32_t calls = found && found->call_count ? found->call_count : 1;

	for (uint32_t i = 0; expansion->frames && i < calls; i++) {
		struct knell_frame *to =
			&expansion->frames[expansion->count + i];

		*to = *frame;
		if (i < calls - 1) {
			to->how = KNELL_FRAME_INLINE;
			to->function = to->symbol = NULL;
			to->function_offset = 0;
		} else if (found && !frame->function) {
			to->function_offset = found->function_offset;
		}
		if (found && found->call_count)
			put_call(to, &found->calls[i]);
	}
	expansion->starts[index] = expansion->count;
	expansion->count += calls;
}

static void expand_all(struct expansion *expansion)
{
	uint32_t frames = expansion->thread->frame_count;

	expansion->count = 0;
	for (uint32_t i = 0; i < frames; i++)
		expand_frame(expansion, i);
	expansion->starts[frames] = expansion->count;
}

/* Where a number of frames that counts from the old ones leads to now. */
static uint32_t move_index(const struct expansion *expansion, uint64_t index)
{
	uint32_t frames = expansion->thread->frame_count;

	return expansion->starts[index < frames ? index : frames];
}

static void move_indexes(const struct expansion *expansion)
{
	struct knell_thread *thread = expansion->thread;

	for (uint32_t i = 0; i < thread->fold_count; i++) {
		struct knell_fold *fold = &thread->folds[i];
		uint64_t end = (uint64_t)fold->first + fold->length;

		fold->first = move_index(expansion, fold->first);
		fold->length = move_index(expansion, end) - fold->first;
	}
	thread->omitted_at = move_index(expansion, thread->omitted_at);
}

static void expand_thread(struct knell_session *session,
	const struct knell_locations *locations, struct knell_thread *thread)
{
	struct expansion expansion = {
		.session = session, .locations = locations, .thread = thread
	};

	expansion.starts = knell_arena_take_array(session->arena,
		(size_t)thread->frame_count + 1, sizeof(*expansion.starts));
	if (!expansion.starts)
		return;
	expand_all(&expansion);
	expansion.frames = knell_arena_take_array(
		session->arena, expansion.count, sizeof(*expansion.frames));
	if (!expansion.frames)
		return;
	expand_all(&expansion);
	move_indexes(&expansion);
	thread->frames = expansion.frames;
	thread->frame_count = expansion.count;
}

void knell_locations_expand(
	struct knell_session *session, const struct knell_locations *locations)
{
	for (uint32_t i = 0; i < session->record->thread_count; i++)
		expand_thread(session, locations, &session->record->threads[i]);
}

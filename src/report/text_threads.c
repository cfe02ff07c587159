/* SPDX-License-Identifier: MIT */
/* The other threads; those with the same stack are told of together. */
#include "base/memory.h"
#include "base/text.h"
#include "report/text.h"

enum {
	/* Each thread is compared with those before it: beyond this many the
	 * report says how many more there are, and JSON has them all. */
	THREADS_MAX = 4096,
	NAMES_MAX = 3,
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && knell_text_equal(a, b));
}

static bool same_stack(
	const struct knell_thread *a, const struct knell_thread *b)
{
	if (a->frame_count != b->frame_count || a->omitted != b->omitted ||
		a->end != b->end || a->fold_count != b->fold_count ||
		a->state != b->state || !same_text(a->waits, b->waits))
		return false;
	for (uint32_t i = 0; i < a->frame_count; i++)
		if (a->frames[i].pc != b->frames[i].pc ||
			a->frames[i].how != b->frames[i].how)
			return false;
	for (uint32_t i = 0; i < a->fold_count; i++)
		if (a->folds[i].times != b->folds[i].times)
			return false;
	return true;
}

/* The threads of a record without the one that crashed. */
struct others {
	const struct knell_thread *threads;
	const struct knell_thread *crashed;
	uint32_t count;
};

static bool is_first_of_group(const struct others *others, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++)
		if (&others->threads[i] != others->crashed &&
			same_stack(
				&others->threads[i], &others->threads[index]))
			return false;
	return true;
}

/* The next of the group that `first` leads, after `index`; count: none. */
static uint32_t next_of_group(
	const struct others *others, uint32_t first, uint32_t index)
{
	for (index++; index < others->count; index++)
		if (&others->threads[index] != others->crashed &&
			same_stack(&others->threads[first],
				&others->threads[index]))
			break;
	return index;
}

/* "12, 14-19, 23", a run of three or more numbers as its ends. */
static void put_numbers(
	struct knell_buffer *out, const struct others *others, uint32_t first)
{
	for (uint32_t i = first; i < others->count;) {
		uint32_t length = 1, last = i;
		uint32_t next = next_of_group(others, first, i);

		while (next < others->count &&
			others->threads[next].tid ==
				others->threads[i].tid + (int64_t)length) {
			last = next;
			length++;
			next = next_of_group(others, first, next);
		}
		knell_put_text(out, i == first ? "" : ", ");
		knell_put_signed(out, others->threads[i].tid);
		if (length == 2)
			next = last;
		if (length > 2) {
			knell_put_char(out, '-');
			knell_put_signed(out, others->threads[last].tid);
		}
		i = next;
	}
}

/* The first names that differ in a group: "main", "worker" … */
static void put_names(
	struct knell_buffer *out, const struct others *others, uint32_t first)
{
	const char *names[NAMES_MAX];
	uint32_t count = 0;

	for (uint32_t i = first; i < others->count;
		i = next_of_group(others, first, i)) {
		const char *name = others->threads[i].name;
		bool known = !name;

		for (uint32_t k = 0; k < count && !known; k++)
			known = knell_text_equal(names[k], name);
		if (known)
			continue;
		if (count == NAMES_MAX) {
			knell_put_text(out, " …");
			return;
		}
		knell_put_text(out, count ? ", \"" : " \"");
		knell_put_text(out, name);
		knell_put_char(out, '"');
		names[count++] = name;
	}
}

/* What a thread is doing. Source: proc_pid_stat(5), field 3. A thread that
 * is traced was stopped for this report and says nothing by its state. */
static void put_state(
	struct knell_buffer *out, const struct knell_thread *thread)
{
	static const struct {
		char state;
		const char *text;
	} states[] = {
		{ 'R', "running" },
		{ 'D', "in a sleep that no signal ends" },
		{ 'T', "stopped" },
		{ 'Z', "ended, a zombie" },
		{ 'X', "dead" },
	};
	const char *text = NULL;

	for (size_t i = 0; i < KNELL_COUNT(states); i++)
		if (states[i].state == thread->state)
			text = states[i].text;
	if (text) {
		knell_put_text(out, ", ");
		knell_put_text(out, text);
	}
	if (thread->waits) {
		knell_put_text(out, ", waiting in ");
		knell_put_text(out, thread->waits);
	} else if (thread->state == 'S') {
		knell_put_text(out, ", asleep");
	}
}

static uint32_t count_group(const struct others *others, uint32_t first)
{
	uint32_t count = 0;

	for (uint32_t i = first; i < others->count;
		i = next_of_group(others, first, i))
		count++;
	return count;
}

/* `Thread 12 "name", running`, `3 threads, waiting in futex: 12-14 "name"` */
static void put_title(
	struct knell_page *page, const struct others *others, uint32_t first)
{
	const struct knell_thread *thread = &others->threads[first];
	uint32_t count = count_group(others, first);
	char text[1024];
	struct knell_buffer title = KNELL_BUFFER(text);

	if (count == 1) {
		knell_put_text(&title, "Thread ");
	} else {
		knell_put_decimal(&title, count);
		knell_put_text(&title, " threads");
		put_state(&title, thread);
		knell_put_text(&title, ": ");
	}
	put_numbers(&title, others, first);
	put_names(&title, others, first);
	if (count == 1)
		put_state(&title, thread);
	knell_page_line(page);
	knell_page_style(page, KNELL_STYLE_BOLD);
	knell_page_wrap(page, knell_buffer_text(&title), 2);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

static void put_group(struct knell_page *page,
	const struct knell_record *record, const struct others *others,
	uint32_t first)
{
	struct knell_text_stack_options options = {
		.name_columns = page->columns / 2,
	};

	put_title(page, others, first);
	knell_text_stack(page, record, &others->threads[first], &options);
}

void knell_text_threads(
	struct knell_page *page, const struct knell_record *record)
{
	struct others others = {
		.threads = record->threads,
		.crashed = knell_record_crashed(record),
		.count = record->thread_count,
	};

	if (others.count > THREADS_MAX)
		others.count = THREADS_MAX;
	for (uint32_t i = 0; i < others.count; i++)
		if (&others.threads[i] != others.crashed &&
			is_first_of_group(&others, i))
			put_group(page, record, &others, i);
	if (others.count == record->thread_count)
		return;
	knell_page_line(page);
	knell_page_decimal(page, record->thread_count - others.count);
	knell_page_text(page, " more threads are in the record; "
			      "--format json shows all.");
	knell_page_line(page);
}

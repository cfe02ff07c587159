/* SPDX-License-Identifier: MIT */
/* The other threads; those with the same stack are told of together. */
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

/* The first names that differ in a group: ` "main", "worker" …`. */
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

/* What a thread is doing. Source: proc_pid_stat(5), field 3. */
static const char *state_text(char state)
{
	switch (state) {
	case 'R': return "running";
	case 'S': return "asleep";
	case 'D': return "in a sleep that no signal ends";
	case 'T': return "stopped";
	case 'Z': return "ended, a zombie";
	case 'X': return "dead";
	default: return NULL;
	}
}

static void put_group(struct knell_page *page,
	const struct knell_record *record, const struct others *others,
	uint32_t first)
{
	const struct knell_thread *thread = &others->threads[first];
	const char *state = state_text(thread->state);
	struct knell_text_stack_options options = {
		.name_columns = page->columns / 2,
	};
	uint32_t count = 0;
	char text[1024];
	struct knell_buffer title = KNELL_BUFFER(text);

	for (uint32_t i = first; i < others->count;
		i = next_of_group(others, first, i))
		count++;
	knell_put_text(&title, count == 1 ? "Thread " : "Threads ");
	put_numbers(&title, others, first);
	put_names(&title, others, first);
	if (count > 1) {
		knell_put_text(&title, " (");
		knell_put_decimal(&title, count);
		knell_put_text(&title, " threads)");
	}
	if (state) {
		knell_put_text(&title, ", ");
		knell_put_text(&title, state);
	}
	if (thread->waits) {
		knell_put_text(&title, state ? " in " : ", in ");
		knell_put_text(&title, thread->waits);
	}
	knell_page_line(page);
	knell_page_style(page, KNELL_STYLE_BOLD);
	knell_page_wrap(page, knell_buffer_text(&title), 2);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
	knell_text_stack(page, record, thread, &options);
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

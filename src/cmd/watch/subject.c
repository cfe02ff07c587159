/* SPDX-License-Identifier: MIT */
/* The subject's two threads: one says hello, the other sends or faults. */
#include "cmd/watch/subject.h"

#include <knell/mask.h>
#include <knell/name.h>
#include <knell/thread.h>

#include "abi/errno.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/time.h"

enum { NS_PER_S = 1000000000, LOOK_NS = 1000000, STACK_BYTES = 65536 };

int knell_subject_thread(const struct knell_subject *subject)
{
	return sys_gettid() == subject->facts->tid[0] ? 0 : 1;
}

/* What the kernel says now: it is the subject's own view. */
static void say(struct knell_subject *subject, struct knell_buffer *text)
{
	volatile struct knell_watch_facts *facts = subject->facts;
	uint32_t index =
		__atomic_fetch_add(&facts->line_count, 1, __ATOMIC_RELAXED);
	char line[KNELL_WATCH_LINE_BYTES + 32];
	struct knell_buffer out = KNELL_BUFFER(line);

	if (index < KNELL_WATCH_LINES_MAX) {
		volatile struct knell_watch_line *kept = &facts->lines[index];

		kept->time_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
		kept->thread = knell_subject_thread(subject);
		/* The first byte last: a line without it is not there. */
		for (size_t i = text->used; i-- > 0;)
			kept->text[i] = text->data[i];
	}
	knell_put_char(&out, '[');
	knell_put_decimal(&out, (uint64_t)sys_getpid());
	knell_put_char(&out, ':');
	knell_put_decimal(&out, (uint64_t)sys_gettid());
	knell_put_text(&out, "] ");
	knell_put_bytes(&out, text->data, text->used);
	knell_put_char(&out, '\n');
	knell_output_write(1, line, out.used);
}

static struct knell_buffer begin_line(char line[KNELL_WATCH_LINE_BYTES])
{
	/* The last byte stays 0 in the facts. */
	return (struct knell_buffer){
		.data = line, .size = KNELL_WATCH_LINE_BYTES - 1, .fd = -1
	};
}

void knell_subject_say(
	struct knell_subject *subject, const char *a, const char *b)
{
	char line[KNELL_WATCH_LINE_BYTES];
	struct knell_buffer out = begin_line(line);

	knell_put_text(&out, a);
	if (b)
		knell_put_text(&out, b);
	say(subject, &out);
}

void knell_subject_say_number(struct knell_subject *subject, const char *a,
	uint64_t number, const char *b)
{
	char line[KNELL_WATCH_LINE_BYTES];
	struct knell_buffer out = begin_line(line);

	knell_put_text(&out, a);
	knell_put_decimal(&out, number);
	knell_put_text(&out, b);
	say(subject, &out);
}

/*
 * It is no handler that calls this: if one ran in this thread and returned,
 * execution has come back from it.
 */
static void note_return(struct knell_subject *subject)
{
	volatile struct knell_watch_facts *facts = subject->facts;
	int thread = knell_subject_thread(subject);
	struct knell_set pending, blocked;

	if (!facts->returns[thread] ||
		(facts->came_back[thread] && !facts->pending_after))
		return;
	facts->came_back[thread] = true;
	if (knell_mask_pending(&pending) < 0 || knell_mask_get(&blocked) < 0)
		return;
	facts->pending_after = knell_set_has(&pending, subject->plan->signal);
	facts->blocked_after = knell_set_has(&blocked, subject->plan->signal);
}

/* Handlers interrupt the wait, and it goes on. */
static void wait_until(struct knell_subject *subject, uint64_t due_ns)
{
	for (;;) {
		uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);

		note_return(subject);
		if (now >= due_ns)
			return;
		struct k_timespec rest = { (int64_t)((due_ns - now) / NS_PER_S),
			(int64_t)((due_ns - now) % NS_PER_S) };

		sys_poll(NULL, 0, &rest);
	}
}

static void *run_second(void *argument)
{
	struct knell_subject *subject = argument;
	volatile struct knell_watch_facts *facts = subject->facts;
	uint64_t interval = subject->plan->interval_ns;

	facts->tid[1] = (int32_t)sys_gettid();
	/* While it starts a thread, the main one blocks all signals. */
	while (!facts->hellos)
		wait_until(
			subject, knell_clock_ns(K_CLOCK_MONOTONIC) + LOOK_NS);
	wait_until(subject,
		knell_clock_ns(K_CLOCK_MONOTONIC) + interval + interval / 2);
	if (subject->plan->how == KNELL_WATCH_TRUE_FAULT) {
		knell_subject_fault(subject, &facts->faulting);
	} else {
		facts->sending = true;
		facts->send_result = knell_subject_send(subject);
		facts->sent = true;
	}
	note_return(subject);
	return NULL;
}

static int start_second(
	struct knell_subject *subject, struct knell_thread **ret_thread)
{
	const struct knell_thread_plan plan = { .run = run_second,
		.argument = subject,
		.stack_bytes = STACK_BYTES,
		.handler_bytes = STACK_BYTES };

	return knell_thread_start(subject->start, &plan, ret_thread);
}

static void say_hellos(struct knell_subject *subject)
{
	volatile struct knell_watch_facts *facts = subject->facts;
	uint64_t due = knell_clock_ns(K_CLOCK_MONOTONIC);

	for (uint32_t i = 1; i <= KNELL_WATCH_HELLOS; i++) {
		knell_subject_say_number(subject, "hello ", i, " of 5");
		facts->hellos = i;
		due += subject->plan->interval_ns;
		wait_until(subject, due);
	}
}

_Noreturn void knell_subject_run(struct knell_subject *subject)
{
	volatile struct knell_watch_facts *facts = subject->facts;
	struct knell_thread *second = NULL;
	struct knell_set set;
	int error;

	facts->pid = (int32_t)sys_getpid();
	facts->tid[0] = (int32_t)sys_gettid();
	knell_set_empty(&set);
	knell_set_add(&set, subject->plan->signal);
	knell_mask_unblock(&set, NULL);
	facts->error = knell_subject_handle(subject);
	if (!facts->error)
		facts->error = start_second(subject, &second);
	if (facts->error)
		sys_exit_group(1);
	say_hellos(subject);
	/* However slow the machine is, the second has done its part. */
	error = knell_thread_join(second, NULL);
	if (!facts->sending && !facts->faulting)
		facts->error = error;
	note_return(subject);
	knell_subject_say(subject, "goodbye", NULL);
	facts->goodbye = true;
	sys_exit_group(0);
}

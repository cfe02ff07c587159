/* SPDX-License-Identifier: MIT */
/* The subject's handler: it notes what it sees, restores and raises again. */
#include <knell/context.h>
#include <knell/info.h>
#include <knell/mask.h>
#include <knell/name.h>
#include <knell/number.h>
#include <knell/send.h>

#include "cmd/watch/subject.h"
#include "sys/process.h"
#include "sys/time.h"

enum { NS_PER_S = 1000000000 };

/* The handler's only way to the subject; there is one in a process. */
static struct knell_subject *handled;

static bool is_fault(const struct knell_info *info)
{
	return info->code > 0;
}

static void note_run(volatile struct knell_watch_facts *facts, int thread,
	const struct knell_info *info, const void *context)
{
	uint64_t pc = knell_context_pc(context);
	bool fault = is_fault(info);
	uint64_t address = fault ? (uintptr_t)info->fault.address : 0;

	facts->last_ns = knell_clock_ns(K_CLOCK_MONOTONIC);
	if (!facts->runs_all) {
		facts->first_ns = facts->last_ns;
		facts->code = info->code;
		facts->sender_pid = fault ? 0 : info->sender.pid;
		facts->sender_uid = fault ? 0 : info->sender.uid;
		facts->address = address;
		facts->pc = pc;
	}
	if (facts->pc == pc && facts->address == address)
		facts->same_place++;
	facts->runs[thread]++;
	facts->runs_all++;
}

static void say_run(struct knell_subject *subject, int signal,
	const struct knell_info *info)
{
	char text[KNELL_WATCH_LINE_BYTES], name[KNELL_NAME_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);
	const char *code = knell_code_name(signal, info->code);

	knell_put_text(&out, "handler for ");
	knell_put_text(&out, knell_signal_name(signal, name));
	knell_put_text(&out, ", ");
	knell_put_text(&out, code);
	if (is_fault(info)) {
		knell_put_text(&out, " at ");
		knell_put_address(&out, (uintptr_t)info->fault.address);
	} else {
		knell_put_text(&out, " from ");
		knell_put_signed(&out, info->sender.pid);
	}
	knell_subject_say(subject, knell_buffer_text(&out), NULL);
}

/* A fault that comes again for ever is ended here. */
static void end_loop(struct knell_subject *subject)
{
	volatile struct knell_watch_facts *facts = subject->facts;

	if (facts->runs_all >= subject->plan->limit)
		facts->stop = KNELL_WATCH_STOP_ROUNDS;
	else if (facts->last_ns - facts->first_ns >= NS_PER_S)
		facts->stop = KNELL_WATCH_STOP_TIME;
	if (facts->stop == KNELL_WATCH_STOP_NONE)
		return;
	knell_subject_say_number(
		subject, "handler ends the process: run ", facts->runs_all, "");
	sys_exit_group(0);
}

static int raise_again(struct knell_subject *subject, int signal,
	const struct knell_info *info)
{
	int pid = (int)sys_getpid(), tid = (int)sys_gettid();

	switch (subject->plan->reraise) {
	case KNELL_WATCH_RERAISE_KILL:
		knell_subject_say(subject, "handler sends it by kill()", NULL);
		return knell_send_process(pid, signal);
	case KNELL_WATCH_RERAISE_REQUEUE:
		knell_subject_say(subject,
			"handler sends the same siginfo by "
			"rt_tgsigqueueinfo()",
			NULL);
		return knell_send_info_thread(pid, tid, signal, info);
	default:
		knell_subject_say(
			subject, "handler raises it by tgkill()", NULL);
		return knell_send_thread(pid, tid, signal);
	}
}

static void raise_and_note(struct knell_subject *subject, int signal,
	const struct knell_info *info)
{
	volatile struct knell_watch_facts *facts = subject->facts;
	struct knell_set pending;
	int result;

	if (subject->plan->reraise == KNELL_WATCH_RERAISE_RETURN)
		return;
	if (subject->plan->reraise == KNELL_WATCH_RERAISE_FAULT) {
		knell_subject_say(subject, "handler faults", NULL);
		knell_subject_fault(subject, &facts->faulting_in_handler);
		return;
	}
	facts->raising = true;
	result = raise_again(subject, signal, info);
	facts->raise_result = result;
	facts->raised = true;
	if (knell_mask_pending(&pending) == 0)
		facts->pending_in_handler = knell_set_has(&pending, signal);
}

static void restore(struct knell_subject *subject, int signal)
{
	volatile struct knell_watch_facts *facts = subject->facts;

	facts->restored = knell_action_restore(signal, &subject->earlier) == 0;
	knell_subject_say(subject, "handler restores the earlier action: ",
		facts->earlier == KNELL_WATCH_ACTION_DEFAULT ? "default"
							     : "ignore");
}

static void handle(int signal, struct knell_info *info, void *context)
{
	struct knell_subject *subject = handled;
	volatile struct knell_watch_facts *facts = subject->facts;
	int thread = knell_subject_thread(subject);
	bool loops =
		is_fault(info) && subject->plan->reraise == KNELL_WATCH_NORAISE;
	enum { SHOWN = 10 };

	note_run(facts, thread, info, context);
	/* A long loop is counted, not told. */
	if (facts->runs_all <= SHOWN)
		say_run(subject, signal, info);
	if (loops)
		end_loop(subject);
	if (subject->plan->reraise != KNELL_WATCH_NORAISE) {
		restore(subject, signal);
		if (facts->earlier == KNELL_WATCH_ACTION_DEFAULT)
			raise_and_note(subject, signal, info);
	}
	if (facts->runs_all <= SHOWN)
		knell_subject_say(subject, "handler returns", NULL);
	facts->returns[thread]++;
}

int knell_subject_handle(struct knell_subject *subject)
{
	const struct knell_action action = { .info_handler = handle,
		.flags = KNELL_ACTION_SIGINFO };
	int error;

	handled = subject;
	error = knell_action_set(
		subject->plan->signal, &action, &subject->earlier);
	/* A new program has no handlers: it is one of these two. */
	subject->facts->earlier =
		subject->earlier.handler == KNELL_ACTION_IGNORE
			? KNELL_WATCH_ACTION_IGNORE
			: KNELL_WATCH_ACTION_DEFAULT;
	return error;
}

/* SPDX-License-Identifier: MIT */
/* What the tracer tells of each stop. */
#include <knell/name.h>

#include "cmd/watch/tracer.h"
#include "sys/process.h"
#include "sys/time.h"

struct knell_watch_event *knell_trace_add(struct knell_tracer *tracer,
	enum knell_watch_event_kind kind, int thread)
{
	struct knell_watch_events *events = tracer->events;
	struct knell_watch_event *event;
	/* However many there are, the end has its place. */
	uint32_t room = KNELL_WATCH_EVENTS_MAX - (kind != KNELL_WATCH_END);

	if (events->count >= room) {
		events->omitted++;
		return NULL;
	}
	event = &events->list[events->count++];
	*event = (struct knell_watch_event){
		.time_ns = knell_clock_ns(K_CLOCK_MONOTONIC),
		.kind = kind,
		.thread = thread,
	};
	return event;
}

static struct knell_buffer begin_text(struct knell_watch_event *event)
{
	return (struct knell_buffer){
		.data = event->text, .size = sizeof(event->text), .fd = -1
	};
}

static void show(const struct knell_tracer *tracer, struct knell_buffer *text,
	const struct knell_watch_event *event)
{
	knell_buffer_text(text);
	if (tracer->events->show)
		tracer->events->show(tracer->events->context, event);
}

void knell_trace_tell_call(struct knell_tracer *tracer, int thread,
	struct knell_watch_event *event)
{
	struct knell_buffer out = begin_text(event);

	knell_trace_put_call(&out, tracer->tids[thread], tracer->row[thread],
		tracer->arguments[thread]);
	if (event->returned)
		knell_trace_put_result(&out, event->result);
	show(tracer, &out, event);
}

static void put_delivery(
	struct knell_buffer *out, int signal, const struct knell_info *info)
{
	char name[KNELL_NAME_BYTES];
	const char *code = knell_code_name(signal, info->code);

	knell_put_text(out, "--- ");
	knell_put_text(out, knell_signal_name(signal, name));
	knell_put_text(out, " {");
	if (code)
		knell_put_text(out, code);
	else
		knell_put_signed(out, info->code);
	if (info->code > 0) {
		knell_put_text(out, ", address ");
		knell_put_address(out, (uintptr_t)info->fault.address);
	} else {
		knell_put_text(out, ", from uid ");
		knell_put_decimal(out, info->sender.uid);
	}
	knell_put_text(out, "} ---");
}

void knell_trace_tell_delivery(struct knell_tracer *tracer, int thread,
	int signal, const struct knell_info *info)
{
	struct knell_watch_event *event =
		knell_trace_add(tracer, KNELL_WATCH_DELIVERY, thread);

	if (!event)
		return;
	struct knell_buffer out = begin_text(event);

	event->signal = signal;
	event->code = info->code;
	put_delivery(&out, signal, info);
	show(tracer, &out, event);
}

void knell_trace_tell_stop(struct knell_tracer *tracer, int thread, int signal)
{
	struct knell_watch_event *event =
		knell_trace_add(tracer, KNELL_WATCH_STOP, thread);
	char name[KNELL_NAME_BYTES];

	if (!event)
		return;
	struct knell_buffer out = begin_text(event);

	event->signal = signal;
	knell_put_text(&out, "--- stopped by ");
	knell_put_text(&out, knell_signal_name(signal, name));
	knell_put_text(&out, ", which knell ends by SIGCONT ---");
	show(tracer, &out, event);
}

void knell_trace_tell_let_go(struct knell_tracer *tracer, int thread)
{
	struct knell_watch_event *event =
		knell_trace_add(tracer, KNELL_WATCH_LET_GO, thread);

	if (!event)
		return;
	struct knell_buffer out = begin_text(event);

	knell_put_text(&out, "(here knell lets go: the kernel spares a PID 1 "
			     "that is traced)");
	show(tracer, &out, event);
}

void knell_trace_tell_end(struct knell_tracer *tracer, int status)
{
	struct knell_watch_event *event =
		knell_trace_add(tracer, KNELL_WATCH_END, 0);

	if (!event)
		return;
	struct knell_buffer out = begin_text(event);

	if (k_wait_signaled(status)) {
		char name[KNELL_NAME_BYTES];

		event->signal = status & 0x7f;
		knell_put_text(&out, "+++ killed by ");
		knell_put_text(&out, knell_signal_name(event->signal, name));
	} else {
		knell_put_text(&out, "+++ exited with ");
		knell_put_decimal(&out, (uint64_t)k_wait_code(status));
	}
	knell_put_text(&out, " +++");
	show(tracer, &out, event);
}

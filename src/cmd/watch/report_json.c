/* SPDX-License-Identifier: MIT */
/* What was seen as one JSON object; test/cmd/watch.schema.json describes it. */
#include <knell/name.h>

#include "cmd/watch/watch_report.h"
#include "report/json_text.h"
#include "sys/process.h"

static const char *const threads[] = { "main", "second" };

static void put_name(struct knell_buffer *out, const char *name)
{
	knell_json_put_text(out, name);
	knell_put_char(out, ':');
}

static void next(struct knell_buffer *out, const char *name)
{
	knell_put_char(out, ',');
	put_name(out, name);
}

static void put_text(struct knell_buffer *out, const char *text)
{
	if (text)
		knell_json_put_text(out, text);
	else
		knell_put_text(out, "null");
}

static void put_bool(struct knell_buffer *out, bool value)
{
	knell_put_text(out, value ? "true" : "false");
}

/* null where it is not known. */
static void put_number(struct knell_buffer *out, bool known, int64_t value)
{
	if (known)
		knell_put_signed(out, value);
	else
		knell_put_text(out, "null");
}

static void put_address(struct knell_buffer *out, bool known, uint64_t value)
{
	if (!known) {
		knell_put_text(out, "null");
		return;
	}
	knell_put_char(out, '"');
	knell_put_address(out, value);
	knell_put_char(out, '"');
}

static void put_signal(struct knell_buffer *out, int signal)
{
	char name[KNELL_NAME_BYTES];

	put_text(out, signal ? knell_signal_name(signal, name) : NULL);
}

/* Milliseconds since the subject was started, with three decimals. */
static void put_time(struct knell_buffer *out,
	const struct knell_watch_result *result, uint64_t time_ns)
{
	uint64_t began = result->observation.began_ns;
	uint64_t us = time_ns > began ? (time_ns - began) / 1000 : 0;
	uint64_t rest = us % 1000;

	knell_put_decimal(out, us / 1000);
	knell_put_char(out, '.');
	knell_put_decimal(out, rest / 100);
	knell_put_decimal(out, rest / 10 % 10);
	knell_put_decimal(out, rest % 10);
}

static void put_plan(
	struct knell_buffer *out, const struct knell_watch_plan *plan)
{
	bool fault = plan->how == KNELL_WATCH_TRUE_FAULT;
	bool noraise = plan->reraise == KNELL_WATCH_NORAISE;

	put_name(out, "signal");
	put_signal(out, plan->signal);
	next(out, "number");
	knell_put_signed(out, plan->signal);
	next(out, "noraise");
	put_bool(out, noraise);
	next(out, "do_segfault");
	put_bool(out, fault);
	next(out, "container");
	put_bool(out, plan->container);
	next(out, "how");
	put_text(out, fault ? NULL : knell_watch_how_name(plan->how));
	next(out, "reraise");
	put_text(out, noraise ? NULL : knell_watch_reraise_name(plan->reraise));
	next(out, "interval_ns");
	knell_put_decimal(out, plan->interval_ns);
	next(out, "limit");
	knell_put_decimal(out, plan->limit);
}

static void put_cause(
	struct knell_buffer *out, const struct knell_watch_facts *facts)
{
	put_name(out, "called");
	put_bool(out, facts->sending);
	next(out, "result");
	put_number(out, facts->sent, facts->send_result);
	next(out, "faulted");
	put_bool(out, facts->faulting);
}

static void put_handler(struct knell_buffer *out,
	const struct knell_watch_facts *facts, int signal)
{
	bool ran = facts->runs_all > 0, fault = ran && facts->code > 0;

	put_name(out, "runs");
	knell_put_decimal(out, facts->runs_all);
	next(out, "runs_in_main");
	knell_put_decimal(out, facts->runs[0]);
	next(out, "runs_in_second");
	knell_put_decimal(out, facts->runs[1]);
	next(out, "runs_for_same_place");
	knell_put_decimal(out, facts->same_place);
	next(out, "code");
	put_text(out, ran ? knell_code_name(signal, facts->code) : NULL);
	next(out, "code_number");
	put_number(out, ran, facts->code);
	next(out, "sender_pid");
	put_number(out, ran && !fault, facts->sender_pid);
	next(out, "sender_uid");
	put_number(out, ran && !fault, facts->sender_uid);
	next(out, "address");
	put_address(out, fault, facts->address);
	next(out, "restored");
	put_bool(out, facts->restored);
	next(out, "raised");
	put_bool(out, facts->raising);
	next(out, "raise_result");
	put_number(out, facts->raised, facts->raise_result);
	next(out, "pending_in_handler");
	put_bool(out, facts->pending_in_handler);
	next(out, "faulted");
	put_bool(out, facts->faulting_in_handler);
	next(out, "returns");
	knell_put_decimal(out, facts->returns[0] + facts->returns[1]);
}

static void put_after(
	struct knell_buffer *out, const struct knell_watch_facts *facts)
{
	bool back = facts->came_back[0] || facts->came_back[1];

	put_name(out, "came_back");
	put_bool(out, back);
	next(out, "thread");
	put_text(out, back ? threads[facts->came_back[0] ? 0 : 1] : NULL);
	next(out, "pending");
	if (back)
		put_bool(out, facts->pending_after);
	else
		put_text(out, NULL);
	next(out, "hellos");
	knell_put_decimal(out, facts->hellos);
	next(out, "goodbye");
	put_bool(out, facts->goodbye);
}

static void put_status(
	struct knell_buffer *out, const struct knell_watch_observation *seen)
{
	int status = seen->wait_status;
	bool killed = seen->known && k_wait_signaled(status);

	put_name(out, "wait_status");
	put_number(out, seen->known, status);
	next(out, "exit_status");
	put_number(out, seen->known && !killed, k_wait_code(status));
	next(out, "killed_by");
	put_signal(out, killed ? status & 0x7f : 0);
	next(out, "stopped_by");
	put_signal(out, seen->stop_signal);
	next(out, "hung");
	put_bool(out, seen->hung);
}

static void put_lines(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	bool any = false;

	for (uint32_t i = 0; i < knell_watch_line_count(facts); i++) {
		const struct knell_watch_line *line = &facts->lines[i];

		if (!line->text[0])
			continue;
		if (any)
			knell_put_char(out, ',');
		any = true;
		knell_put_text(out, "{\"ms\":");
		put_time(out, result, line->time_ns);
		next(out, "thread");
		put_text(out, threads[line->thread]);
		next(out, "text");
		put_text(out, line->text);
		knell_put_char(out, '}');
	}
}

static void put_event(struct knell_buffer *out,
	const struct knell_watch_result *result,
	const struct knell_watch_event *event)
{
	static const char *const kinds[] = { "call", "leave", "delivery",
		"stop", "let-go", "end" };

	knell_put_text(out, "{\"ms\":");
	put_time(out, result, event->time_ns);
	next(out, "thread");
	put_text(out, threads[event->thread]);
	next(out, "kind");
	put_text(out, kinds[event->kind]);
	next(out, "call");
	put_text(out, event->call);
	next(out, "result");
	put_number(out, event->returned, event->result);
	next(out, "signal");
	put_signal(out, event->signal);
	next(out, "text");
	put_text(out, event->text);
	knell_put_char(out, '}');
}

static void put_events(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	const struct knell_watch_events *events = result->events;

	if (!events) {
		knell_put_text(out, "null");
		return;
	}
	knell_put_char(out, '[');
	for (uint32_t i = 0; i < events->count; i++) {
		if (i)
			knell_put_char(out, ',');
		put_event(out, result, &events->list[i]);
	}
	knell_put_char(out, ']');
}

void knell_watch_put_json(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	static const char *const earlier[] = { NULL, "default", "ignore" };
	const struct knell_watch_facts *facts = result->facts;
	const struct knell_watch_verdict *verdict = &result->verdict;

	knell_put_text(out, "{\"version\":1,\"plan\":{");
	put_plan(out, result->plan);
	knell_put_text(out, "},\"pid\":");
	put_number(out, facts->pid != 0, facts->pid);
	next(out, "main_tid");
	put_number(out, facts->tid[0] != 0, facts->tid[0]);
	next(out, "second_tid");
	put_number(out, facts->tid[1] != 0, facts->tid[1]);
	next(out, "earlier_action");
	put_text(out, earlier[facts->earlier]);
	knell_put_text(out, ",\"cause\":{");
	put_cause(out, facts);
	knell_put_text(out, "},\"handler\":{");
	put_handler(out, facts, result->plan->signal);
	knell_put_text(out, "},\"afterwards\":{");
	put_after(out, facts);
	knell_put_text(out, "},\"end\":{");
	put_status(out, &result->observation);
	knell_put_text(out, "},\"error\":");
	put_text(out, result->complaint);
	next(out, "outcome");
	put_text(out, knell_watch_outcome_name(verdict->outcome));
	next(out, "reason");
	put_text(out, verdict->reason);
	next(out, "why");
	put_text(out, verdict->reason ? verdict->why : NULL);
	next(out, "lines");
	knell_put_char(out, '[');
	put_lines(out, result);
	knell_put_text(out, "],\"events\":");
	put_events(out, result);
	next(out, "events_omitted");
	put_number(out, result->events != NULL,
		result->events ? result->events->omitted : 0);
	knell_put_char(out, '}');
}

/* SPDX-License-Identifier: MIT */
/* What was seen and why it went so, for people. */
#include <knell/name.h>

#include "cmd/watch/watch_report.h"
#include "report/page.h"
#include "sys/process.h"

enum { COLUMNS = 80, INDENT = 15, NS_PER_MS = 1000000 };

static const char *const thread_names[] = { "the main thread",
	"the second thread" };
static const char *const calls[] = { "kill()", "tgkill()", "rt_sigqueueinfo()",
	"pidfd_send_signal()" };

static void put_signal(struct knell_buffer *out, int signal)
{
	char name[KNELL_NAME_BYTES];

	knell_put_text(out, knell_signal_name(signal, name));
}

void knell_watch_put_outcome(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	const struct knell_watch_observation *seen = &result->observation;

	switch (result->verdict.outcome) {
	case KNELL_WATCH_WENT_ON: knell_put_text(out, "went on"); break;
	case KNELL_WATCH_DIED:
	case KNELL_WATCH_DIED_OTHERWISE:
		knell_put_text(out, "died of ");
		put_signal(out, seen->wait_status & 0x7f);
		break;
	case KNELL_WATCH_LOOPED: knell_put_text(out, "looped"); break;
	case KNELL_WATCH_STOPPED:
		knell_put_text(out, "stopped, went on");
		break;
	case KNELL_WATCH_HUNG: knell_put_text(out, "hung"); break;
	case KNELL_WATCH_FAILED: knell_put_text(out, "failed"); break;
	default: knell_put_text(out, "unknown"); break;
	}
}

static void put_row(struct knell_page *page, const char *name, const char *text)
{
	knell_page_pad(page, 2);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, name);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_pad(page, INDENT);
	knell_page_wrap(page, text, INDENT);
	knell_page_line(page);
}

static void put_status(
	struct knell_page *page, const struct knell_watch_observation *seen)
{
	char text[128];
	struct knell_buffer out = KNELL_BUFFER(text);
	int status = seen->wait_status;

	if (!seen->known) {
		put_row(page, "wait status",
			seen->hung ? "unknown: it did not end, nor when knell "
				     "killed it"
				   : "unknown");
		return;
	}
	knell_put_text(&out, "0x");
	knell_put_hex(&out, (uint32_t)status, 4);
	if (k_wait_signaled(status)) {
		knell_put_text(&out, ": killed by ");
		put_signal(&out, status & 0x7f);
	} else {
		knell_put_text(&out, ": exited with ");
		knell_put_decimal(&out, (uint64_t)k_wait_code(status));
	}
	if (seen->stop_signal) {
		knell_put_text(&out, "; it was stopped by ");
		put_signal(&out, seen->stop_signal);
	}
	if (seen->hung)
		knell_put_text(&out, "; knell killed it, as it did not end");
	put_row(page, "wait status", knell_buffer_text(&out));
}

static void put_times(struct knell_buffer *out, uint32_t times)
{
	if (times == 1) {
		knell_put_text(out, "once");
		return;
	}
	knell_put_decimal(out, times);
	knell_put_text(out, " times");
}

static void put_info(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	const char *code = knell_code_name(result->plan->signal, facts->code);

	knell_put_text(out, "; ");
	if (code)
		knell_put_text(out, code);
	else
		knell_put_signed(out, facts->code);
	if (facts->code > 0) {
		knell_put_text(out, ", address ");
		knell_put_address(out, facts->address);
	} else {
		knell_put_text(out, ", from pid ");
		knell_put_signed(out, facts->sender_pid);
		knell_put_text(out, ", uid ");
		knell_put_decimal(out, facts->sender_uid);
	}
}

static void put_handler(
	struct knell_page *page, const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!facts->runs_all) {
		put_row(page, "handler", "did not run");
		return;
	}
	knell_put_text(&out, "ran ");
	for (int i = 0; i < KNELL_WATCH_THREADS; i++) {
		if (!facts->runs[i])
			continue;
		if (i && facts->runs[0])
			knell_put_text(&out, " and ");
		put_times(&out, facts->runs[i]);
		knell_put_text(&out, " in ");
		knell_put_text(&out, thread_names[i]);
		knell_put_text(&out, " [");
		knell_put_signed(&out, facts->pid);
		knell_put_char(&out, ':');
		knell_put_signed(&out, facts->tid[i]);
		knell_put_char(&out, ']');
	}
	put_info(&out, result);
	put_row(page, "handler", knell_buffer_text(&out));
}

static void put_raise(
	struct knell_buffer *out, const struct knell_watch_result *result)
{
	static const char *const by[] = { "kill()", "tgkill()",
		"rt_tgsigqueueinfo()" };
	const struct knell_watch_facts *facts = result->facts;

	if (facts->faulting_in_handler)
		knell_put_text(out, ", faulted");
	if (facts->raising) {
		knell_put_text(out, ", sent it again by ");
		knell_put_text(out, by[result->plan->reraise]);
	}
	if (facts->raised && facts->raise_result < 0) {
		knell_put_text(out, ", which failed: ");
		knell_put_text(out, knell_error_text(facts->raise_result));
	}
}

static void put_deed(
	struct knell_page *page, const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!facts->runs_all)
		return;
	if (!facts->restored)
		knell_put_text(&out, "left its own action in place");
	else if (facts->earlier == KNELL_WATCH_ACTION_DEFAULT)
		knell_put_text(&out, "restored the default action");
	else
		knell_put_text(&out, "restored the action to ignore it");
	put_raise(&out, result);
	if (facts->returns[0] + facts->returns[1] > 0)
		knell_put_text(&out, ", returned");
	put_row(page, "then", knell_buffer_text(&out));
}

static void put_return(
	struct knell_page *page, const struct knell_watch_facts *facts)
{
	char text[128];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (!facts->came_back[0] && !facts->came_back[1]) {
		put_row(page, "came back",
			facts->runs_all ? "no: the interrupted code was not "
					  "seen to go on"
					: "no: the handler did not run");
		return;
	}
	knell_put_text(&out, "yes, in ");
	knell_put_text(&out, thread_names[facts->came_back[0] ? 0 : 1]);
	knell_put_text(&out, "; the signal was ");
	knell_put_text(&out, facts->pending_after ? "pending" : "not pending");
	put_row(page, "came back", knell_buffer_text(&out));
}

static void put_cause(
	struct knell_page *page, const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	char text[128];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (result->plan->how == KNELL_WATCH_TRUE_FAULT) {
		put_row(page, "cause",
			facts->faulting ? "the second thread faulted"
					: "the second thread did not fault");
		return;
	}
	knell_put_text(&out, facts->sending
				     ? "the second thread called "
				     : "the second thread did not call ");
	knell_put_text(&out, calls[result->plan->how]);
	if (facts->sent && facts->send_result < 0) {
		knell_put_text(&out, ", which failed: ");
		knell_put_text(&out, knell_error_text(facts->send_result));
	}
	put_row(page, "cause", knell_buffer_text(&out));
}

static void put_hang(struct knell_buffer *out)
{
	knell_put_text(out, "unknown: it should have ended ");
	knell_put_decimal(out, KNELL_WATCH_SLACK_S);
	knell_put_text(out,
		" s ago, so knell ended it. Is its output not read, or does "
		"another program hold it?");
}

static void put_why(
	struct knell_page *page, const struct knell_watch_verdict *verdict)
{
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	if (verdict->reason) {
		put_row(page, "why", verdict->why);
		return;
	}
	if (verdict->outcome == KNELL_WATCH_HUNG)
		put_hang(&out);
	else if (verdict->outcome == KNELL_WATCH_FAILED)
		knell_put_text(&out,
			"unknown: a call failed, so what was to be seen did "
			"not come about");
	else
		knell_put_text(&out,
			"unknown: nothing that knell knows explains what was "
			"seen");
	put_row(page, "why", knell_buffer_text(&out));
}

void knell_watch_put_text(struct knell_buffer *out, bool color,
	const struct knell_watch_result *result)
{
	const struct knell_watch_verdict *verdict = &result->verdict;
	struct knell_page page = {
		.out = out, .columns = COLUMNS, .color = color
	};
	char text[128];
	struct knell_buffer outcome = KNELL_BUFFER(text);

	put_signal(&outcome, result->plan->signal);
	knell_put_text(
		&outcome, result->facts->pid == 1 ? ", as PID 1: " : ": ");
	knell_watch_put_outcome(&outcome, result);
	knell_page_heading(&page, knell_buffer_text(&outcome));
	knell_page_line(&page);
	put_cause(&page, result);
	put_handler(&page, result);
	put_deed(&page, result);
	put_return(&page, result->facts);
	put_status(&page, &result->observation);
	if (result->events && result->events->omitted)
		put_row(&page, "trace",
			"what came after the first 511 events is left out");
	put_why(&page, verdict);
}

void knell_watch_put_event(struct knell_buffer *out, bool color,
	const struct knell_watch_result *result,
	const struct knell_watch_event *event)
{
	enum { EVENT_INDENT = 4, TEXT_INDENT = 8 };
	struct knell_page page = {
		.out = out, .columns = COLUMNS, .color = color
	};
	const struct knell_watch_facts *facts = result->facts;
	uint64_t ms =
		(event->time_ns - result->observation.began_ns) / NS_PER_MS;
	char text[64];
	struct knell_buffer time = KNELL_BUFFER(text);

	knell_put_decimal(&time, ms / 1000);
	knell_put_char(&time, '.');
	knell_put_decimal(&time, ms / 100 % 10);
	knell_put_decimal(&time, ms / 10 % 10);
	knell_put_decimal(&time, ms % 10);
	knell_put_text(&time, " [");
	knell_put_signed(&time, facts->pid);
	knell_put_char(&time, ':');
	knell_put_signed(&time, facts->tid[event->thread]);
	knell_put_text(&time, "] ");
	knell_page_pad(&page, EVENT_INDENT);
	knell_page_style(&page, KNELL_STYLE_DIM);
	knell_page_text(&page, knell_buffer_text(&time));
	knell_page_wrap(&page, event->text, TEXT_INDENT);
	knell_page_style(&page, KNELL_STYLE_PLAIN);
	knell_page_line(&page);
}

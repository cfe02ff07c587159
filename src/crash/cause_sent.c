/* SPDX-License-Identifier: MIT */
/* Signals that somebody sent, limits and timers among the senders. */
#include <knell/name.h>

#include "abi/signal.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

static void put(struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

static void set_kind(struct knell_inquiry *inquiry, const char *kind)
{
	inquiry->cause->kind = knell_inquiry_keep(inquiry, kind);
}

static const struct knell_limit *find_limit(
	const struct knell_inquiry *inquiry, const char *name)
{
	const struct knell_record *record = inquiry->record;

	for (uint32_t i = 0; i < record->limit_count; i++)
		if (record->limits[i].name &&
			knell_text_equal(record->limits[i].name, name))
			return &record->limits[i];
	return NULL;
}

/* These come from the kernel, though some of them look self-sent. */
static bool explain_kernel(struct knell_inquiry *inquiry)
{
	const struct knell_limit *limit;

	switch (inquiry->cause->signal.number) {
	case K_SIGPIPE:
		set_kind(inquiry, "broken-pipe");
		put(inquiry,
			"Write to a pipe or socket that nobody reads any more.");
		return true;
	case K_SIGXCPU:
		set_kind(inquiry, "limit");
		limit = find_limit(inquiry, "cpu");
		put(inquiry, "The limit of processor time was used up");
		/* With each SIGXCPU the kernel adds a second to it. */
		if (limit && limit->soft && limit->soft != UINT64_MAX) {
			put(inquiry, ": ");
			knell_put_decimal(inquiry->out, limit->soft - 1);
			put(inquiry, " seconds");
		}
		put(inquiry, ".");
		return true;
	case K_SIGXFSZ:
		set_kind(inquiry, "limit");
		limit = find_limit(inquiry, "fsize");
		put(inquiry, "Write beyond the limit for a file's size");
		if (limit && limit->soft != UINT64_MAX) {
			put(inquiry, ": ");
			knell_place_put_size(inquiry->out, limit->soft);
		}
		put(inquiry, ".");
		return true;
	default: return false;
	}
}

static bool is_own_pid(const struct knell_inquiry *inquiry, int32_t pid)
{
	const struct knell_process *process = &inquiry->record->process;

	return pid &&
	       (pid == process->pid || pid == inquiry->target->inner_pid);
}

static void put_sender(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	if (!facts->sender_pid) {
		put(inquiry, " was sent from outside the program's PID "
			     "namespace.");
		return;
	}
	put(inquiry, " was sent by process ");
	knell_put_decimal(inquiry->out, (uint64_t)facts->sender_pid);
	put(inquiry, " (");
	if (facts->sender_command) {
		knell_put_printable(inquiry->out, facts->sender_command);
		put(inquiry, ", ");
	}
	put(inquiry, "user ");
	if (facts->sender_user)
		knell_put_printable(inquiry->out, facts->sender_user);
	else
		knell_put_decimal(inquiry->out, facts->sender_uid);
	put(inquiry, ").");
}

void knell_cause_sent(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	const char *words = knell_code_describe(facts->number, facts->code);
	bool own = facts->has_sender && is_own_pid(inquiry, facts->sender_pid);

	if ((own || !facts->has_sender) && explain_kernel(inquiry))
		return;
	if (own) {
		set_kind(inquiry, "raised");
		put(inquiry, "The program sent ");
		put(inquiry, facts->name);
		put(inquiry, " to itself.");
		return;
	}
	set_kind(inquiry, "sent");
	put(inquiry, facts->name);
	if (facts->has_sender) {
		put_sender(inquiry);
		return;
	}
	put(inquiry, " killed the program");
	if (facts->has_info && words) {
		put(inquiry, ": ");
		put(inquiry, words);
	}
	put(inquiry, ".");
}

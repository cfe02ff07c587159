/* SPDX-License-Identifier: MIT */
/* Signals that somebody sent, limits and timers among the senders. */
#include <knell/name.h>

#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"
#include "crash/siginfo.h"

enum { MINUS_EPIPE = -32 };

bool knell_cause_is_own(const struct knell_inquiry *inquiry)
{
	return knell_siginfo_is_own(inquiry->modules, &inquiry->cause->signal);
}

/* The first argument of the write that has just failed with EPIPE. */
static void put_descriptor(struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_registers *registers = inquiry->registers;
	unsigned row = machine->call_arguments[0];

	/* Where the result takes the argument's place it is lost. */
	if (!registers || row == machine->call_result ||
		!knell_register_known(registers, row) ||
		(int32_t)registers->value[machine->call_result] != MINUS_EPIPE)
		return;
	knell_inquiry_put(inquiry, " (file descriptor ");
	knell_put_signed(inquiry->out, (int32_t)registers->value[row]);
	knell_inquiry_put(inquiry, ")");
}

/* With each SIGXCPU the kernel adds a second to the limit. */
static void put_cpu_limit(struct knell_inquiry *inquiry)
{
	uint64_t limit;

	knell_inquiry_put(inquiry, "The limit of processor time was used up");
	if (knell_inquiry_limit(inquiry, "cpu", &limit) && limit > 1) {
		knell_inquiry_put(inquiry, ": ");
		knell_put_decimal(inquiry->out, limit - 1);
		knell_inquiry_put(inquiry, limit == 2 ? " second" : " seconds");
	}
	knell_inquiry_put(inquiry, ".");
}

/* These come from the kernel, though some of them look self-sent. */
static bool explain_kernel(struct knell_inquiry *inquiry)
{
	uint64_t limit;

	switch (inquiry->cause->signal.number) {
	case K_SIGPIPE:
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_BROKEN_PIPE);
		knell_inquiry_put(inquiry,
			"Write to a pipe or socket that nobody reads any "
			"more");
		put_descriptor(inquiry);
		knell_inquiry_put(inquiry, ".");
		return true;
	case K_SIGXCPU:
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_LIMIT);
		put_cpu_limit(inquiry);
		return true;
	case K_SIGXFSZ:
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_LIMIT);
		knell_inquiry_put(
			inquiry, "Write beyond the limit for a file's size");
		if (knell_inquiry_limit(inquiry, "fsize", &limit)) {
			knell_inquiry_put(inquiry, ": ");
			knell_place_put_size(inquiry->out, limit);
		}
		knell_inquiry_put(inquiry, ".");
		return true;
	default: return false;
	}
}

static void put_sender(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	if (!facts->sender_pid) {
		knell_inquiry_put(inquiry,
			" was sent from outside the program's PID namespace.");
		return;
	}
	knell_inquiry_put(inquiry, " was sent by process ");
	knell_put_decimal(inquiry->out, (uint64_t)facts->sender_pid);
	knell_inquiry_put(inquiry, " (");
	if (facts->sender_command) {
		knell_put_printable(inquiry->out, facts->sender_command);
		knell_inquiry_put(inquiry, ", ");
	}
	if (facts->sender_user) {
		knell_inquiry_put(inquiry, "user ");
		knell_put_printable(inquiry->out, facts->sender_user);
		knell_inquiry_put(inquiry, ", ");
	}
	knell_inquiry_put(inquiry, "uid ");
	knell_put_decimal(inquiry->out, facts->sender_uid);
	knell_inquiry_put(inquiry, ").");
}

static void explain_self(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_RAISED);
	knell_inquiry_put(inquiry, "The program sent ");
	knell_inquiry_put(inquiry, facts->name);
	knell_inquiry_put(inquiry, " to itself");
	knell_inquiry_put(inquiry,
		facts->code > 0             ? ", with the siginfo of a fault."
		: facts->code == K_SI_TKILL ? ", by tgkill, as raise does."
		: facts->code == K_SI_USER  ? ", by kill."
					    : ".");
}

const char *knell_cause_event(
	int32_t number, int32_t code, enum knell_cause_kind *ret_kind)
{
	static const struct {
		int32_t number;
		enum knell_cause_kind kind;
		const char *words;
	} rows[] = {
		{ K_SIGINT, KNELL_CAUSE_TERMINAL,
			"the terminal: the interrupt key, which is Ctrl-C" },
		{ K_SIGQUIT, KNELL_CAUSE_TERMINAL,
			"the terminal: the quit key, which is Ctrl-\\" },
		{ K_SIGHUP, KNELL_CAUSE_TERMINAL,
			"the terminal, which hung up" },
		{ K_SIGALRM, KNELL_CAUSE_TIMER,
			"the program's own alarm clock" },
		{ K_SIGVTALRM, KNELL_CAUSE_TIMER,
			"the program's own virtual timer" },
		{ K_SIGPROF, KNELL_CAUSE_TIMER,
			"the program's own profiling timer" },
	};

	for (size_t i = 0; code == K_SI_KERNEL && i < KNELL_COUNT(rows); i++) {
		if (rows[i].number != number)
			continue;
		*ret_kind = rows[i].kind;
		return rows[i].words;
	}
	return NULL;
}

static bool explain_event(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	enum knell_cause_kind kind;
	const char *words =
		knell_cause_event(facts->number, facts->code, &kind);

	if (!facts->has_info || !words)
		return false;
	knell_inquiry_set_kind(inquiry, kind);
	knell_inquiry_put(inquiry, facts->name);
	knell_inquiry_put(inquiry, " came from ");
	knell_inquiry_put(inquiry, words);
	knell_inquiry_put(inquiry, kind == KNELL_CAUSE_TIMER
					   ? ", for which it has no handler."
					   : ".");
	return true;
}

static void explain_other(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	const char *words = facts->has_info ? knell_code_describe(facts->number,
						      facts->code)
					    : NULL;

	knell_inquiry_set_kind(inquiry, !facts->has_info ? KNELL_CAUSE_UNKNOWN
					: facts->code == K_SI_TIMER
						? KNELL_CAUSE_TIMER
					: facts->code > 0 ? KNELL_CAUSE_KERNEL
							  : KNELL_CAUSE_SENT);
	knell_inquiry_put(inquiry, facts->name);
	knell_inquiry_put(inquiry, " killed the program");
	if (words) {
		knell_inquiry_put(inquiry, ": ");
		knell_inquiry_put(inquiry, words);
	}
	knell_inquiry_put(inquiry, ".");
}

/* A debugger can write a core of a program at any time, and go on. */
static bool explain_alive(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	int action = knell_signal_default(facts->number);

	if (facts->number && action != KNELL_DEFAULT_STOP &&
		action != KNELL_DEFAULT_CONTINUE &&
		action != KNELL_DEFAULT_IGNORE)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_ALIVE);
	knell_inquiry_put(
		inquiry, "The program was alive when this core was written");
	if (facts->number) {
		knell_inquiry_put(inquiry, ": ");
		knell_inquiry_put(inquiry, facts->name);
		knell_inquiry_put(inquiry, " does not kill");
	}
	knell_inquiry_put(inquiry, ".");
	return true;
}

void knell_cause_sent(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	bool own = knell_cause_is_own(inquiry);

	if (explain_alive(inquiry))
		return;
	if ((own || !facts->has_sender) && explain_kernel(inquiry))
		return;
	if (own) {
		explain_self(inquiry);
		return;
	}
	if (facts->has_sender) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_SENT);
		knell_inquiry_put(inquiry, facts->name);
		put_sender(inquiry);
		return;
	}
	if (explain_event(inquiry))
		return;
	explain_other(inquiry);
}

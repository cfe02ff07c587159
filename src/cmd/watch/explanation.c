/* SPDX-License-Identifier: MIT */
/*
 * Why it went as it did. Each row tells what must have been seen for it, and
 * what must not; the first that fits explains. What no row fits is told as
 * unexplained. The kernel's reasons are in its kernel/signal.c.
 */
#include <knell/name.h>

#include "base/memory.h"
#include "cmd/watch/verdict.h"

/* The names without their prefix: a row is to be read at a glance. */
#define FIRST            KNELL_SAW_FIRST
#define FAULT            KNELL_SAW_FAULT
#define SENT             KNELL_SAW_SENT
#define HANDLED          KNELL_SAW_HANDLED
#define SAME_PLACE       KNELL_SAW_SAME_PLACE
#define LIMIT            KNELL_SAW_LIMIT
#define DEFAULT_RESTORED KNELL_SAW_DEFAULT_RESTORED
#define IGNORE_RESTORED  KNELL_SAW_IGNORE_RESTORED
#define KEPT             KNELL_SAW_KEPT
#define RAISED           KNELL_SAW_RAISED
#define PENDING          KNELL_SAW_PENDING
#define HANDLER_FAULT    KNELL_SAW_HANDLER_FAULT
#define CAME_BACK        KNELL_SAW_CAME_BACK
#define GONE             KNELL_SAW_GONE
#define DIED             KNELL_SAW_DIED
#define DIED_OTHERWISE   KNELL_SAW_DIED_OTHERWISE
#define WENT_ON          KNELL_SAW_WENT_ON
#define STOPPED          KNELL_SAW_STOPPED
#define IGNORES          KNELL_SAW_IGNORES
#define STOPS            KNELL_SAW_STOPS
#define CONTINUES        KNELL_SAW_CONTINUES
#define IN_SECOND        KNELL_SAW_IN_SECOND
#define RAISED_KILL      KNELL_SAW_RAISED_KILL
#define MAIN_TOOK        KNELL_SAW_MAIN_TOOK
#define SECOND_TOOK      KNELL_SAW_SECOND_TOOK

struct row {
	uint32_t must, must_not;
	const char *reason;
	/* %S is the signal, %N how often the handler ran. */
	const char *text;
};

static const struct row explanations[] = {
	/* It was ended from inside the handler. */
	{ LIMIT | FAULT | SAME_PLACE, 0, "fault-again",
		"A fault is not over when its handler returns: the faulting "
		"instruction runs again, and faults again, for ever. The "
		"handler ran %N times, each time for the same instruction and "
		"address." },
	{ LIMIT | FAULT | HANDLED, SAME_PLACE, "limit-first",
		"The limit was reached with the first fault, so nothing was "
		"seen of what comes after it." },

	/* It died. force_sig_info_to_task: a signal that is forced while it is
	 * blocked or ignored gets the default action, and PID 1 loses what
	 * protects it. */
	{ HANDLER_FAULT | DIED, 0, "fault-in-handler",
		"The handler faulted. A fault cannot wait until its signal is "
		"no longer blocked: the kernel killed the process at once." },
	{ HANDLER_FAULT | DIED_OTHERWISE, 0, "other-fault-in-handler",
		"The handler faulted, which is another signal than %S, and had "
		"the default action: it killed the process." },
	{ FAULT | IGNORE_RESTORED | DIED, 0, "fault-ignored",
		"When the handler returned, the instruction faulted again. A "
		"fault cannot be ignored: the kernel set the default action "
		"and killed the process." },
	{ FAULT | DEFAULT_RESTORED | DIED, RAISED, "fault-default",
		"When the handler returned, the instruction ran and faulted "
		"again. By then the action was the default one, which kills." },
	{ FAULT | DEFAULT_RESTORED | RAISED | DIED | FIRST, 0,
		"first-fault-default",
		"What the handler sent cannot have killed PID 1, which has no "
		"default action for a signal that was sent. But when the "
		"handler returned, the instruction faulted again, and a fault "
		"kills PID 1, too." },
	/* complete_signal begins the end of the process for the thread that it
	 * chose, and older kernels do not look at SIGNAL_UNKILLABLE there:
	 * Linux 6.1 kills, 6.18 does not. */
	{ DEFAULT_RESTORED | RAISED_KILL | DIED | FIRST, FAULT | IN_SECOND,
		"first-killed-for-second",
		"kill() sends to the process. The main thread blocked the "
		"signal, as it handled it, and the second thread did not. For "
		"a thread that is chosen so, not all kernels spare PID 1, "
		"which else has no default action for a signal that was "
		"sent." },
	{ DEFAULT_RESTORED | RAISED | DIED, FIRST, "raised-default",
		"The handler sent the signal again. By then the action was the "
		"default one, which kills." },

	/* It did not. sig_task_ignored and get_signal: PID 1
	 * (SIGNAL_UNKILLABLE) gets no signal with the default action, unless it
	 * is forced. */
	{ DEFAULT_RESTORED | RAISED | GONE | WENT_ON | IGNORES, 0,
		"default-ignore",
		"The default action of %S is to do nothing: the kernel dropped "
		"it." },
	{ DEFAULT_RESTORED | RAISED | GONE | WENT_ON | CONTINUES, 0,
		"default-continue",
		"The default action of %S is to let a stopped process go on, "
		"and nothing else." },
	{ DEFAULT_RESTORED | RAISED | GONE | WENT_ON | FIRST, 0,
		"first-dropped",
		"PID 1 has no default action for a signal that was sent: the "
		"kernel dropped it." },
	{ DEFAULT_RESTORED | RAISED | STOPS | STOPPED, FIRST, "default-stop",
		"The default action of %S is to stop the process. It went on "
		"when knell sent SIGCONT." },
	{ DEFAULT_RESTORED | SENT | CAME_BACK | WENT_ON, RAISED,
		"restored-only",
		"A signal that was sent is over when its handler returns. The "
		"action that the handler restored is for the next one, and "
		"none came." },
	{ IGNORE_RESTORED | SENT | CAME_BACK | WENT_ON, RAISED,
		"restored-ignore",
		"A signal that was sent is over when its handler returns. The "
		"earlier action, to ignore the signal, was restored, so it was "
		"not sent again." },
	{ KEPT | SENT | CAME_BACK | WENT_ON, RAISED, "handled",
		"A signal that was sent is over when its handler returns, and "
		"execution goes on where it was interrupted." },
};

/* What is added, by each row that fits. */
static const struct row notes[] = {
	{ RAISED | PENDING, RAISED_KILL, NULL,
		" In the handler it was seen pending: a signal is blocked while "
		"its own handler runs." },
	{ RAISED_KILL | PENDING, IN_SECOND | DIED, NULL,
		" In the handler it was seen pending: a signal is blocked while "
		"its own handler runs." },
	/* complete_signal: the thread whose id kill() named, if wants_signal;
	 * else the next that wants it, or nobody, until one unblocks it. */
	{ RAISED_KILL | DIED | IN_SECOND, FIRST, NULL,
		" kill() sends to the process. For that the kernel takes the "
		"main thread if that does not block the signal, as here: it "
		"died of it, wherever the handler was by then." },
	{ RAISED_KILL | DIED | SECOND_TOOK, FIRST | IN_SECOND, NULL,
		" kill() sends to the process. The main thread blocked the "
		"signal, as it handled it; so the kernel took the second "
		"thread." },
	{ RAISED_KILL | DIED | MAIN_TOOK, FIRST | IN_SECOND, NULL,
		" kill() sends to the process. The main thread blocked the "
		"signal, as it handled it, and the second thread had ended: "
		"so the signal was pending until the handler had returned." },
	{ RAISED_KILL | DIED, FIRST | IN_SECOND | MAIN_TOOK | SECOND_TOOK, NULL,
		" kill() sends to the process. The main thread blocked the "
		"signal, as it handled it; so the kernel took the second "
		"thread, unless that was ending: then the signal was pending "
		"until the handler had returned. --trace shows which." },
	{ FIRST | DIED | FAULT, RAISED, NULL,
		" PID 1 has no default action for a signal that is sent, but "
		"for a fault it has." },
	{ FIRST | DIED | SENT | HANDLER_FAULT, 0, NULL,
		" PID 1 has no default action for a signal that is sent, but "
		"for a fault it has." },
};

static bool fits(const struct row *row, uint32_t seen)
{
	return (seen & row->must) == row->must && !(seen & row->must_not);
}

static void put_row(struct knell_buffer *out, const char *text,
	const struct knell_watch_result *result)
{
	char name[KNELL_NAME_BYTES];

	for (; *text; text++) {
		if (*text != '%')
			knell_put_char(out, *text);
		else if (*++text == 'N')
			knell_put_decimal(out, result->facts->runs_all);
		else
			knell_put_text(out,
				knell_signal_name(result->plan->signal, name));
	}
}

void knell_watch_explain(struct knell_watch_result *result, uint32_t seen)
{
	struct knell_watch_verdict *verdict = &result->verdict;
	struct knell_buffer out = KNELL_BUFFER(verdict->why);

	verdict->reason = NULL;
	for (size_t i = 0; i < KNELL_COUNT(explanations); i++) {
		if (!fits(&explanations[i], seen))
			continue;
		verdict->reason = explanations[i].reason;
		put_row(&out, explanations[i].text, result);
		break;
	}
	for (size_t i = 0; verdict->reason && i < KNELL_COUNT(notes); i++)
		if (fits(&notes[i], seen))
			put_row(&out, notes[i].text, result);
	knell_buffer_text(&out);
}

/* SPDX-License-Identifier: MIT */
/* What was seen, as an outcome and as bits for the explanations. */
#include "cmd/watch/verdict.h"

#include <knell/name.h>

#include "cmd/watch/trace.h"
#include "sys/process.h"

const char *knell_watch_outcome_name(enum knell_watch_outcome outcome)
{
	static const char *const names[] = {
		[KNELL_WATCH_UNKNOWN] = "unknown",
		[KNELL_WATCH_WENT_ON] = "went-on",
		[KNELL_WATCH_DIED] = "died",
		[KNELL_WATCH_DIED_OTHERWISE] = "died-otherwise",
		[KNELL_WATCH_LOOPED] = "looped",
		[KNELL_WATCH_STOPPED] = "stopped",
		[KNELL_WATCH_HUNG] = "hung",
		[KNELL_WATCH_FAILED] = "failed",
	};

	return names[outcome];
}

static enum knell_watch_outcome find_outcome(
	const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;
	const struct knell_watch_observation *seen = &result->observation;

	if (seen->hung)
		return KNELL_WATCH_HUNG;
	if (result->complaint || facts->error ||
		(facts->sent && facts->send_result < 0) ||
		(facts->raised && facts->raise_result < 0))
		return KNELL_WATCH_FAILED;
	if (!seen->known)
		return KNELL_WATCH_UNKNOWN;
	if (k_wait_signaled(seen->wait_status))
		return (seen->wait_status & 0x7f) == result->plan->signal
			       ? KNELL_WATCH_DIED
			       : KNELL_WATCH_DIED_OTHERWISE;
	if (k_wait_code(seen->wait_status))
		return KNELL_WATCH_UNKNOWN;
	if (facts->stop != KNELL_WATCH_STOP_NONE)
		return KNELL_WATCH_LOOPED;
	if (!facts->goodbye)
		return KNELL_WATCH_UNKNOWN;
	/* Somebody else's stop is no part of the experiment. */
	return seen->stop_signal == result->plan->signal ? KNELL_WATCH_STOPPED
							 : KNELL_WATCH_WENT_ON;
}

static uint32_t bit_if(bool condition, uint32_t bit)
{
	return condition ? bit : 0;
}

static uint32_t see_subject(const struct knell_watch_facts *facts)
{
	bool back = facts->came_back[0] || facts->came_back[1];
	bool by_default = facts->earlier == KNELL_WATCH_ACTION_DEFAULT;

	return bit_if(facts->pid == 1, KNELL_SAW_FIRST) |
	       bit_if(facts->faulting, KNELL_SAW_FAULT) |
	       bit_if(facts->sending, KNELL_SAW_SENT) |
	       bit_if(facts->runs_all > 0, KNELL_SAW_HANDLED) |
	       bit_if(facts->runs_all > 1 &&
			       facts->same_place == facts->runs_all,
		       KNELL_SAW_SAME_PLACE) |
	       bit_if(facts->stop != KNELL_WATCH_STOP_NONE, KNELL_SAW_LIMIT) |
	       bit_if(facts->restored && by_default,
		       KNELL_SAW_DEFAULT_RESTORED) |
	       bit_if(facts->restored && !by_default,
		       KNELL_SAW_IGNORE_RESTORED) |
	       bit_if(facts->runs_all && !facts->restored, KNELL_SAW_KEPT) |
	       bit_if(facts->raising, KNELL_SAW_RAISED) |
	       bit_if(facts->pending_in_handler, KNELL_SAW_PENDING) |
	       bit_if(facts->faulting_in_handler, KNELL_SAW_HANDLER_FAULT) |
	       bit_if(back, KNELL_SAW_CAME_BACK) |
	       bit_if(back && !facts->pending_after && !facts->blocked_after,
		       KNELL_SAW_GONE);
}

static uint32_t see_plan(const struct knell_watch_result *result)
{
	const struct knell_watch_facts *facts = result->facts;

	return bit_if(facts->runs[1] && !facts->runs[0], KNELL_SAW_IN_SECOND) |
	       bit_if(facts->raising && result->plan->reraise ==
						KNELL_WATCH_RERAISE_KILL,
		       KNELL_SAW_RAISED_KILL);
}

static uint32_t see_events(const struct knell_watch_result *result)
{
	const struct knell_watch_events *events = result->events;

	if (!events || events->omitted)
		return 0;
	for (uint32_t i = events->count; i-- > 0;)
		if (events->list[i].kind == KNELL_WATCH_DELIVERY)
			return events->list[i].thread ? KNELL_SAW_SECOND_TOOK
						      : KNELL_SAW_MAIN_TOOK;
	return 0;
}

static uint32_t see_default(int signal)
{
	int what = knell_signal_default(signal);

	return bit_if(what == KNELL_DEFAULT_IGNORE, KNELL_SAW_IGNORES) |
	       bit_if(what == KNELL_DEFAULT_STOP, KNELL_SAW_STOPS) |
	       bit_if(what == KNELL_DEFAULT_CONTINUE, KNELL_SAW_CONTINUES);
}

static uint32_t see_outcome(enum knell_watch_outcome outcome)
{
	return bit_if(outcome == KNELL_WATCH_DIED, KNELL_SAW_DIED) |
	       bit_if(outcome == KNELL_WATCH_DIED_OTHERWISE,
		       KNELL_SAW_DIED_OTHERWISE) |
	       bit_if(outcome == KNELL_WATCH_WENT_ON, KNELL_SAW_WENT_ON) |
	       bit_if(outcome == KNELL_WATCH_STOPPED, KNELL_SAW_STOPPED);
}

void knell_watch_judge(struct knell_watch_result *result)
{
	struct knell_watch_verdict *verdict = &result->verdict;

	verdict->outcome = find_outcome(result);
	knell_watch_explain(result,
		see_subject(result->facts) | see_plan(result) |
			see_events(result) | see_default(result->plan->signal) |
			see_outcome(verdict->outcome));
}

void knell_watch_complain(const struct knell_watch_facts *facts)
{
	if (facts->error)
		knell_complain("the experiment could not be set up", NULL,
			facts->error);
	else if (facts->sent && facts->send_result < 0)
		knell_complain("the signal could not be sent (a sandbox? is "
			       "ulimit -i too low?)",
			NULL, facts->send_result);
	else
		knell_complain("the handler could not send the signal again "
			       "(a sandbox? is ulimit -i too low?)",
			NULL, facts->raise_result);
}

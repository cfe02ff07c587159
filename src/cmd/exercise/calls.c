/* SPDX-License-Identifier: MIT */
/* The system calls of the family: names, numbers, arguments, signals. */
#include "cmd/exercise/sequence.h"
#include "knell/number.h"

/* Times are 64 bits wide on every machine. */
#if UINTPTR_MAX < UINT64_MAX
#define WIDE(name, wide) #wide, SYS_##wide
#else
#define WIDE(name, wide) #name, SYS_##name
#endif
#define CALL(name) #name, SYS_##name

const struct exercise_call exercise_calls[EXERCISE_CALLS] = {
	[CALL_SIGACTION] = { CALL(rt_sigaction),
		{ "sig", "act", "oact", "sigsetsize" } },
	[CALL_SIGPROCMASK] = { CALL(rt_sigprocmask),
		{ "how", "set", "oset", "sigsetsize" } },
	[CALL_SIGALTSTACK] = { CALL(sigaltstack), { "ss", "old_ss" } },
	[CALL_SIGPENDING] = { CALL(rt_sigpending), { "set", "sigsetsize" } },
	[CALL_SIGTIMEDWAIT] = { WIDE(rt_sigtimedwait, rt_sigtimedwait_time64),
		{ "set", "info", "timeout", "sigsetsize" } },
	[CALL_SIGSUSPEND] = { CALL(rt_sigsuspend), { "mask", "sigsetsize" } },
	[CALL_SIGRETURN] = { CALL(rt_sigreturn), { NULL } },
	[CALL_KILL] = { CALL(kill), { "pid", "sig" } },
	[CALL_TKILL] = { CALL(tkill), { "tid", "sig" } },
	[CALL_TGKILL] = { CALL(tgkill), { "tgid", "tid", "sig" } },
	[CALL_SIGQUEUEINFO] = { CALL(rt_sigqueueinfo),
		{ "tgid", "sig", "info" } },
	[CALL_TGSIGQUEUEINFO] = { CALL(rt_tgsigqueueinfo),
		{ "tgid", "tid", "sig", "info" } },
	[CALL_SIGNALFD] = { CALL(signalfd4),
		{ "fd", "mask", "sizemask", "flags" } },
	[CALL_PIDFD_OPEN] = { CALL(pidfd_open), { "pid", "flags" } },
	[CALL_PIDFD_SEND] = { CALL(pidfd_send_signal),
		{ "pidfd", "sig", "info", "flags" } },
	[CALL_PAUSE] = { CALL(pause), { NULL } },
	[CALL_ALARM] = { CALL(alarm), { "seconds" } },
	[CALL_GETITIMER] = { CALL(getitimer), { "which", "value" } },
	[CALL_SETITIMER] = { CALL(setitimer), { "which", "value", "ovalue" } },
	[CALL_TIMER_CREATE] = { CALL(timer_create),
		{ "clockid", "event", "timerid" } },
	[CALL_TIMER_SETTIME] = { WIDE(timer_settime, timer_settime64),
		{ "timerid", "flags", "new", "old" } },
	[CALL_TIMER_GETTIME] = { WIDE(timer_gettime, timer_gettime64),
		{ "timerid", "setting" } },
	[CALL_TIMER_GETOVERRUN] = { CALL(timer_getoverrun), { "timerid" } },
	[CALL_TIMER_DELETE] = { CALL(timer_delete), { "timerid" } },
	[CALL_RESTART] = { CALL(restart_syscall), { NULL } },
	[CALL_POLL] = { WIDE(ppoll, ppoll_time64), { "fds" } },
	[CALL_RING] = { CALL(io_uring_setup), { "entries" } },
	[CALL_READ] = { CALL(read), { "fd", "buf" } },
	[CALL_CLOSE] = { CALL(close), { "fd" } },
};

/*
 * The first thread has SIGUSR1 and SIGUSR2, the others have two real-time
 * signals each. The last two of these are left out: qemu-user has none.
 */
_Static_assert(
	KNELL_SIGRTMIN + EXERCISE_SIGNALS * (EXERCISE_THREADS_MAX - 1) - 1 <=
		62,
	"each thread has signals of its own");

int exercise_signal_number(unsigned thread, unsigned which)
{
	switch (which) {
	case FIRST:
	case SECOND: break;
	case ALARM: return KNELL_SIGALRM;
	case VIRTUAL: return KNELL_SIGVTALRM;
	case PROFILE: return KNELL_SIGPROF;
	case ILLEGAL: return KNELL_SIGILL;
	case SEGMENT: return KNELL_SIGSEGV;
	default: return 0;
	}
	if (!thread)
		return which == FIRST ? KNELL_SIGUSR1 : KNELL_SIGUSR2;
	return KNELL_SIGRTMIN + (int)(EXERCISE_SIGNALS * (thread - 1)) +
	       (int)which - FIRST;
}

static void add(struct knell_set *set, unsigned thread, unsigned bits)
{
	for (unsigned which = FIRST; which <= PROFILE; which++)
		if (bits & 1u << (which - FIRST))
			knell_set_add(
				set, exercise_signal_number(thread, which));
}

struct knell_set exercise_set(const struct exercise_plan *plan, unsigned thread,
	const struct exercise_value *value)
{
	struct knell_set set;

	knell_set_empty(&set);
	if (value->kind == KIND_SET_FULL)
		knell_set_fill_all(&set);
	else if (value->kind == KIND_SET_USED)
		for (unsigned i = 0; i < plan->threads; i++)
			add(&set, i, SET_BOTH | SET_CLOCKS);
	else
		add(&set, thread, value->which);
	return set;
}

/* SPDX-License-Identifier: MIT */
/*
 * What is exercised: groups, and in each the steps, one system call a step,
 * with its arguments and its result. The one table of them is what is run, what
 * --expect tells, and what --verify compares a log with.
 */
#ifndef KNELL_CMD_EXERCISE_STEP_H
#define KNELL_CMD_EXERCISE_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sys/sys.h"

enum {
	EXERCISE_ARGUMENTS_MAX = 4,
	/* Signals that each thread has for itself. */
	EXERCISE_SIGNALS = 2,
	/* As many as there are real-time signals for. */
	EXERCISE_THREADS_MAX = 14,
	EXERCISE_TIMEOUT_NS = 100000000,
	EXERCISE_TIMER_NS = 100000,
	/* There is time to begin waiting meanwhile, mostly. */
	EXERCISE_PAUSE_NS = 3000000,
	/* Past the timers that nothing is heard of. */
	EXERCISE_SILENT_NS = 300000,
	/* Never reached, but a number of nanoseconds in 32 bits. */
	EXERCISE_LONG_NS = 2000000000,
	EXERCISE_ALARM_S = 1000,
	/* The timers of CPU time that do not come by then, never do. */
	EXERCISE_BURN_S = 20,
	/* What is queued with a signal. */
	EXERCISE_VALUE = 0x5e1f,
};

/* Results that the kernel keeps from the program, but shows to tracers. */
enum { EXERCISE_ERESTARTNOHAND = 514 };

/* Sources: include/uapi/linux/{pidfd,time}.h. */
enum {
	EXERCISE_PIDFD_THREAD = K_O_EXCL,
	EXERCISE_ITIMER_REAL = 0,
	EXERCISE_ITIMER_VIRTUAL = 1,
	EXERCISE_ITIMER_PROF = 2,
};

/* include/uapi/asm-generic/siginfo.h */
enum {
	EXERCISE_SIGEV_SIGNAL = 0,
	EXERCISE_SIGEV_NONE = 1,
	EXERCISE_SIGEV_THREAD_ID = 4,
};

/* The signals and sets that steps speak of. */
enum exercise_signal {
	/* 0 is signal 0, with which nothing is sent. */
	FIRST = 1,
	SECOND = 2,
	ALARM = 3,
	VIRTUAL = 4,
	PROFILE = 5,
	ILLEGAL = 6,
	SEGMENT = 7,
};

/* Bits of a set; more than that is told by the kind of the value. */
enum {
	SET_NONE = 0,
	SET_FIRST = 1,
	SET_SECOND = 2,
	SET_BOTH = 3,
	SET_ALARM = 4,
	SET_VIRTUAL = 8,
	SET_PROFILE = 16,
	/* Those that are one for the process. */
	SET_CLOCKS = 28,
};

/* What steps keep for later ones, a place for each. */
enum exercise_place {
	NOWHERE,
	ORIGINAL_FIRST,
	ORIGINAL_SECOND,
	ORIGINAL_MASK,
	ORIGINAL_STACK,
	GUARD_ILLEGAL,
	GUARD_SEGMENT,
	EVERY_MASK,
	START_MASK,
	OLD_FIRST,
	OLD_SECOND,
	OLD_ALARM,
	OLD_VIRTUAL,
	OLD_PROFILE,
	OLD_MASK,
	OLD_STACK,
	DESCRIPTOR,
	TIMER,
	CLOCK,
	EXERCISE_PLACES,
};

enum exercise_kind {
	KIND_NONE,
	/* Whatever it is. */
	KIND_ANY,
	/* `number`, which tracers may write as `name`. */
	KIND_NUMBER,
	/* `which` is an enum exercise_signal, or 0. */
	KIND_SIGNAL,
	KIND_PID,
	KIND_TID,
	/* What the step that has `which` as `keeps` got. */
	KIND_DESCRIPTOR,
	KIND_TIMER,
	KIND_NULL,
	/* A set: the bits are `which`. */
	KIND_SET,
	/* Every signal there is; all that the threads use. */
	KIND_SET_FULL,
	KIND_SET_USED,
	/* Without the first signal; otherwise it may hold any. */
	KIND_SET_OPEN,
	/* What `which` kept. */
	KIND_SET_KEPT,
	KIND_ACTION_KEPT,
	KIND_STACK_KEPT,
	/* An action: `which` is an enum exercise_action. */
	KIND_ACTION,
	/* The stack of the thread's own for this; none. */
	KIND_STACK,
	KIND_STACK_NONE,
	/* A siginfo: of the signal `which`, with the code `number`. */
	KIND_INFO,
	/* `number` ns; a timer's value of `number`, repeated after `which` ms.
	 */
	KIND_TIME,
	KIND_INTERVAL,
	KIND_ITIMER,
	/* A timer's struct sigevent: of the signal `which`, with `number` of
	 * how it is sent. */
	KIND_EVENT,
	/* What the kernel writes: */
	KIND_RET,
	/* the same as what `which` kept; */
	KIND_RET_SAME,
	/* of the signals of the thread's own, these, and whatever else. */
	KIND_RET_SET,
	KIND_RET_ACTION,
	KIND_RET_STACK,
	KIND_RET_STACK_NONE,
	KIND_RET_INFO,
	KIND_RET_INTERVAL,
	KIND_RET_ITIMER,
};

enum exercise_action { ACTION_IGNORE, ACTION_HANDLER, ACTION_GUARD };

struct exercise_value {
	uint8_t kind;
	uint8_t which;
	/* Unless 0, also allowed as a result; then `name` is its name. */
	int16_t other;
	int32_t number;
	const char *name;
};

enum exercise_flag {
	/* By the first thread alone, since there is one for the process. */
	STEP_FIRST_THREAD = 1,
	STEP_OTHER_THREADS = 2,
	/* Only where there are several threads. */
	STEP_SEVERAL = 4,
	/* Not of the family: made and checked, but not looked for in a log. */
	STEP_ASIDE = 8,
	/* Made by what was called before it, or by the kernel. */
	STEP_FOLLOWS = 16,
	/* It may come more than once, also where nobody expects it. */
	STEP_AGAIN = 32,
	/* Its signal is handled before the call ends. */
	STEP_HANDLED = 64,
	/* The handler changes the mask that is restored. */
	STEP_EDIT = 128,
	/* knell_thread_start makes it, and starts a thread. */
	STEP_STARTS = 256,
	/* Only where the machine has alarm. */
	STEP_ALARM = 512,
};

enum exercise_call_id {
	CALL_NONE,
	CALL_SIGACTION,
	CALL_SIGPROCMASK,
	CALL_SIGALTSTACK,
	CALL_SIGPENDING,
	CALL_SIGTIMEDWAIT,
	CALL_SIGSUSPEND,
	CALL_SIGRETURN,
	CALL_KILL,
	CALL_TKILL,
	CALL_TGKILL,
	CALL_SIGQUEUEINFO,
	CALL_TGSIGQUEUEINFO,
	CALL_SIGNALFD,
	CALL_PIDFD_OPEN,
	CALL_PIDFD_SEND,
	CALL_PAUSE,
	CALL_ALARM,
	CALL_GETITIMER,
	CALL_SETITIMER,
	CALL_TIMER_CREATE,
	CALL_TIMER_SETTIME,
	CALL_TIMER_GETTIME,
	CALL_TIMER_GETOVERRUN,
	CALL_TIMER_DELETE,
	CALL_RESTART,
	/* Burns time meanwhile. */
	CALL_POLL,
	/* And whatever it takes to sleep with it. */
	CALL_RING,
	CALL_READ,
	CALL_CLOSE,
	EXERCISE_CALLS,
};

struct exercise_step {
	uint16_t flags;
	uint8_t call;
	/* A place; what undoes a step has its place here. */
	uint8_t keeps;
	uint8_t undoes;
	struct exercise_value arguments[EXERCISE_ARGUMENTS_MAX];
	/* As a tracer sees it. */
	struct exercise_value result;
};

enum exercise_group_id {
	GROUP_CORE,
	GROUP_TGSIGQUEUEINFO,
	GROUP_SUSPEND,
	GROUP_RETURN,
	GROUP_SIGNALFD,
	GROUP_PIDFD,
	GROUP_SCOPES,
	GROUP_PAUSE,
	GROUP_ALARM,
	GROUP_TIMERS,
	GROUP_RESTART,
	/* Not made unless it is asked for. */
	GROUP_RESTARTED,
	GROUP_SLOW,
	/* What comes before and after, whichever are chosen. */
	GROUP_START,
	GROUP_THREADS,
	GROUP_JOINED,
	GROUP_END,
	EXERCISE_GROUPS,
	EXERCISE_GROUPS_CHOSEN = GROUP_START,
};

struct exercise_group {
	const char *name;
	const char *summary;
	const struct exercise_step *steps;
	size_t count;
	/* The version of Linux that first has all of it; 0: whatever runs. */
	unsigned since_major, since_minor;
};

extern const struct exercise_group exercise_groups[EXERCISE_GROUPS];

/* A system call: its name, number (-1: not on this machine), arguments. */
struct exercise_call {
	const char *name;
	long number;
	const char *arguments[EXERCISE_ARGUMENTS_MAX];
};

extern const struct exercise_call exercise_calls[EXERCISE_CALLS];

static inline unsigned exercise_argument_count(const struct exercise_call *call)
{
	unsigned count = 0;

	while (count < EXERCISE_ARGUMENTS_MAX && call->arguments[count])
		count++;
	return count;
}

/* Those that are made when none is chosen. */
enum {
	EXERCISE_GROUPS_USUAL = ((1u << EXERCISE_GROUPS_CHOSEN) - 1) &
				~(1u << GROUP_SLOW) & ~(1u << GROUP_RESTARTED),
};
/* Whether this machine has all calls of the group but alarm. */
bool exercise_group_exists(enum exercise_group_id id);
/* Whether the kernel is of the version that the group needs, as it says. */
bool exercise_group_is_known(enum exercise_group_id id);
/* A bit for each that is. */
uint32_t exercise_groups_known(void);
/* The number of a signal of a thread's. */
int exercise_signal_number(unsigned thread, unsigned which);

#endif

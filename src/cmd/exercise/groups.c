/* SPDX-License-Identifier: MIT */
/*
 * The steps of each group. A step that changes something has a place where what
 * was before is kept, or what was made; a later one undoes it. Those stand in
 * the reverse order at the end of a group, and are made also when a step
 * between fails. Signals that are sent are blocked and ignored, or handled, so
 * that none ends the process.
 */
#include "abi/errno.h"
#include "abi/file.h"
#include "abi/time.h"
#include "base/memory.h"
#include "cmd/exercise/step.h"
#include "knell/number.h"
#include "knell/send.h"
#include "sys/sys.h"

#define NUMBER(n)                                  \
	{                                          \
		.kind = KIND_NUMBER, .number = (n) \
	}
#define NAMED(n, text)                                             \
	{                                                          \
		.kind = KIND_NUMBER, .number = (n), .name = (text) \
	}
#define OF(k, w)                               \
	{                                      \
		.kind = KIND_##k, .which = (w) \
	}
#define THE(k)                   \
	{                        \
		.kind = KIND_##k \
	}
#define SIGNAL(w) OF(SIGNAL, w)
#define SET(w)    OF(SET, SET_##w)
#define ACTION(w) OF(ACTION, ACTION_##w)
#define INFO(k, w, code)                                             \
	{                                                            \
		.kind = KIND_##k, .which = (w), .name = "SI_" #code, \
		.number = KNELL_SI_##code                            \
	}
#define OR(n, o, text)                                            \
	{                                                         \
		.kind = KIND_NUMBER, .number = (n), .other = (o), \
		.name = (text)                                    \
	}
#define INTERVAL(k, ns, ms)                                     \
	{                                                       \
		.kind = KIND_##k, .number = (ns), .which = (ms) \
	}
#define TIME(ns)                                  \
	{                                         \
		.kind = KIND_TIME, .number = (ns) \
	}
#define SIZE           NUMBER(K_NSIG / 8)
#define BLOCK          NAMED(K_SIG_BLOCK, "SIG_BLOCK")
#define UNBLOCK        NAMED(K_SIG_UNBLOCK, "SIG_UNBLOCK")
#define SETMASK        NAMED(K_SIG_SETMASK, "SIG_SETMASK")
#define FD             OF(DESCRIPTOR, DESCRIPTOR)
#define ID             OF(TIMER, TIMER)
#define OK             NUMBER(0)
#define ERROR(e)       NAMED(-(e), #e)
#define INTERRUPTED    NAMED(-EXERCISE_ERESTARTNOHAND, "ERESTARTNOHAND")
#define ARGUMENTS(...) .arguments = { __VA_ARGS__ }

/* A call, its result and its arguments in parentheses; then what more. */
#define STEP(id, result_, arguments_, ...)                                  \
	{                                                                   \
		.call = CALL_##id, .result = result_, ARGUMENTS arguments_, \
		__VA_ARGS__                                                 \
	}

#define RET THE(RET)
/* What most groups begin and end with. */
#define SET_ACTION(w, how, place)                                \
	STEP(SIGACTION, OK, (SIGNAL(w), ACTION(how), RET, SIZE), \
		.keeps = (place))
#define RESTORE_ACTION(w, place)                                            \
	STEP(SIGACTION, OK, (SIGNAL(w), OF(ACTION_KEPT, place), RET, SIZE), \
		.undoes = (place))
#define CHANGE_MASK(how, w) \
	STEP(SIGPROCMASK, OK, (how, SET(w), RET, SIZE), .keeps = OLD_MASK)
#define RESTORE_MASK                                                \
	STEP(SIGPROCMASK, OK,                                       \
		(SETMASK, OF(SET_KEPT, OLD_MASK), THE(NULL), SIZE), \
		.undoes = OLD_MASK)
/* One signal of those of a set is accepted. */
#define ACCEPT(set, w, code)                                                   \
	STEP(SIGTIMEDWAIT, SIGNAL(w),                                          \
		(SET(set), INFO(RET_INFO, w, code), TIME(EXERCISE_TIMEOUT_NS), \
			SIZE))
#define PENDING(w) STEP(SIGPENDING, OK, (OF(RET_SET, SET_##w), SIZE))

/* clang-format off */
static const struct exercise_step core[] = {
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	SET_ACTION(SECOND, IGNORE, OLD_SECOND),
	CHANGE_MASK(BLOCK, BOTH),
	STEP(SIGALTSTACK, OK, (THE(STACK), RET), .keeps = OLD_STACK),
	STEP(SIGALTSTACK, OK, (THE(NULL), THE(RET_STACK))),
	STEP(SIGALTSTACK, OK, (THE(STACK_NONE), THE(NULL))),
	STEP(SIGALTSTACK, OK, (THE(NULL), THE(RET_STACK_NONE))),
	STEP(KILL, OK, (THE(PID), SIGNAL(FIRST))),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(SECOND))),
	STEP(TKILL, OK, (THE(TID), SIGNAL(FIRST))),
	STEP(SIGQUEUEINFO, OK, (THE(PID), SIGNAL(SECOND),
		INFO(INFO, SECOND, QUEUE))),
	PENDING(BOTH),
	/* Those of the thread come first, and of each the lowest number. */
	ACCEPT(BOTH, FIRST, TKILL),
	ACCEPT(BOTH, SECOND, TKILL),
	ACCEPT(BOTH, FIRST, USER),
	ACCEPT(BOTH, SECOND, QUEUE),
	STEP(SIGTIMEDWAIT, ERROR(EAGAIN), (SET(BOTH), RET, TIME(1000000),
		SIZE)),
	PENDING(NONE),
	STEP(SIGALTSTACK, OK, (OF(STACK_KEPT, OLD_STACK), THE(NULL)),
		.undoes = OLD_STACK),
	RESTORE_MASK,
	RESTORE_ACTION(SECOND, OLD_SECOND),
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

static const struct exercise_step tgsigqueueinfo[] = {
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	CHANGE_MASK(BLOCK, FIRST),
	STEP(TGSIGQUEUEINFO, OK, (THE(PID), THE(TID), SIGNAL(FIRST),
		INFO(INFO, FIRST, QUEUE))),
	PENDING(FIRST),
	ACCEPT(FIRST, FIRST, QUEUE),
	/* To itself a thread may pretend that another call sent it. */
	STEP(TGSIGQUEUEINFO, OK, (THE(PID), THE(TID), SIGNAL(FIRST),
		INFO(INFO, FIRST, USER))),
	ACCEPT(FIRST, FIRST, USER),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

static const struct exercise_step suspend[] = {
	CHANGE_MASK(BLOCK, FIRST),
	SET_ACTION(FIRST, HANDLER, OLD_FIRST),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST))),
	PENDING(FIRST),
	STEP(SIGSUSPEND, INTERRUPTED, (THE(SET_OPEN), SIZE),
		.flags = STEP_HANDLED),
	STEP(SIGRETURN, ERROR(EINTR), (), .flags = STEP_FOLLOWS),
	PENDING(NONE),
	RESTORE_ACTION(FIRST, OLD_FIRST),
	RESTORE_MASK,
};

static const struct exercise_step returning[] = {
	SET_ACTION(FIRST, HANDLER, OLD_FIRST),
	CHANGE_MASK(UNBLOCK, BOTH),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST)),
		.flags = STEP_HANDLED),
	STEP(SIGRETURN, OK, (), .flags = STEP_FOLLOWS),
	/* What was blocked for the handler is no more; what the handler wrote
	 * to the frame is. */
	STEP(SIGPROCMASK, OK, (BLOCK, THE(NULL),
		OF(RET_SET, SET_NONE), SIZE)),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST)),
		.flags = STEP_HANDLED | STEP_EDIT),
	STEP(SIGRETURN, OK, (), .flags = STEP_FOLLOWS),
	STEP(SIGPROCMASK, OK, (BLOCK, THE(NULL),
		OF(RET_SET, SET_SECOND), SIZE)),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

static const struct exercise_step signalfd[] = {
	/* Before there is one, whether it can be closed. */
	STEP(CLOSE, ERROR(EBADF), (NUMBER(-1)), .flags = STEP_ASIDE),
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	CHANGE_MASK(BLOCK, BOTH),
	STEP(SIGNALFD, FD, (NUMBER(-1), SET(FIRST), SIZE,
		NAMED(K_O_CLOEXEC | K_O_NONBLOCK,
			"SFD_CLOEXEC|SFD_NONBLOCK")), .keeps = DESCRIPTOR),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST))),
	STEP(READ, NUMBER(1), (FD, INFO(RET_INFO, FIRST, TKILL)),
		.flags = STEP_ASIDE),
	STEP(SIGNALFD, FD, (FD, SET(SECOND), SIZE, NUMBER(0))),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST))),
	STEP(READ, ERROR(EAGAIN), (FD, RET), .flags = STEP_ASIDE),
	ACCEPT(FIRST, FIRST, TKILL),
	STEP(CLOSE, OK, (FD), .flags = STEP_ASIDE, .undoes = DESCRIPTOR),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

#define SEND_BY(w, info, scope) \
	STEP(PIDFD_SEND, OK, (FD, SIGNAL(w), info, scope))

static const struct exercise_step pidfd[] = {
	STEP(CLOSE, ERROR(EBADF), (NUMBER(-1)), .flags = STEP_ASIDE),
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	CHANGE_MASK(BLOCK, FIRST),
	STEP(PIDFD_OPEN, FD, (THE(PID), NUMBER(0)), .keeps = DESCRIPTOR),
	SEND_BY(0, THE(NULL), NUMBER(0)),
	PENDING(NONE),
	SEND_BY(FIRST, THE(NULL), NUMBER(0)),
	PENDING(FIRST),
	ACCEPT(FIRST, FIRST, USER),
	SEND_BY(FIRST, INFO(INFO, FIRST, QUEUE), NUMBER(0)),
	ACCEPT(FIRST, FIRST, QUEUE),
	STEP(CLOSE, OK, (FD), .flags = STEP_ASIDE, .undoes = DESCRIPTOR),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

#define OWN_SCOPE NUMBER(KNELL_SCOPE_OWN)
#define SCOPE(id, text) NAMED(KNELL_SCOPE_##id, "PIDFD_SIGNAL_" text)

static const struct exercise_step scopes[] = {
	STEP(CLOSE, ERROR(EBADF), (NUMBER(-1)), .flags = STEP_ASIDE),
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	CHANGE_MASK(BLOCK, FIRST),
	STEP(PIDFD_OPEN, FD, (THE(TID), NAMED(EXERCISE_PIDFD_THREAD,
		"PIDFD_THREAD")), .keeps = DESCRIPTOR),
	SEND_BY(FIRST, THE(NULL), OWN_SCOPE),
	ACCEPT(FIRST, FIRST, TKILL),
	SEND_BY(FIRST, THE(NULL), SCOPE(THREAD, "THREAD")),
	ACCEPT(FIRST, FIRST, TKILL),
	SEND_BY(FIRST, THE(NULL), SCOPE(PROCESS, "THREAD_GROUP")),
	ACCEPT(FIRST, FIRST, USER),
	/* Signal 0 only, since others belong to the group. It is -ESRCH where
	 * the thread does not lead one. */
	STEP(PIDFD_SEND, OR(0, -ESRCH, "ESRCH"), (FD, SIGNAL(0), THE(NULL),
		SCOPE(GROUP, "PROCESS_GROUP"))),
	STEP(CLOSE, OK, (FD), .flags = STEP_ASIDE, .undoes = DESCRIPTOR),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

#define EVENT(how) \
	{ .kind = KIND_EVENT, .which = FIRST, .name = "SIGEV_" #how, \
		.number = EXERCISE_SIGEV_##how }
#define MAKE_TIMER(event) \
	STEP(TIMER_CREATE, OK, (MONOTONIC, event, RET), .keeps = TIMER)
/* Before there is one, whether it can be deleted. */
#define TRY_DELETING \
	STEP(TIMER_DELETE, ERROR(EINVAL), (NUMBER(-1)))
#define DELETE_TIMER \
	STEP(TIMER_DELETE, OK, (ID), .undoes = TIMER)
#define TIMER_IS_OVER \
	STEP(TIMER_GETTIME, OK, (ID, INTERVAL(RET_INTERVAL, 0, 0)))
#define MONOTONIC NAMED(K_CLOCK_MONOTONIC, "CLOCK_MONOTONIC")
#define START_TIMER(ns, every_ms) \
	STEP(TIMER_SETTIME, OK, (ID, NUMBER(0), \
		INTERVAL(INTERVAL, ns, every_ms), THE(NULL)))

/* The timer goes on, so that none comes before the call to be missed: then
 * there is one more, and one more return from the handler. */
static const struct exercise_step pausing[] = {
	TRY_DELETING,
	SET_ACTION(FIRST, HANDLER, OLD_FIRST),
	CHANGE_MASK(UNBLOCK, FIRST),
	MAKE_TIMER(EVENT(THREAD_ID)),
	START_TIMER(EXERCISE_PAUSE_NS, 100),
	STEP(PAUSE, INTERRUPTED, (), .flags = STEP_HANDLED),
	STEP(SIGRETURN, ERROR(EINTR), (), .flags = STEP_FOLLOWS | STEP_AGAIN),
	DELETE_TIMER,
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

#define ITIMER(w) NAMED(EXERCISE_ITIMER_##w, "ITIMER_" #w)
#define START_ITIMER(w, ns) \
	STEP(SETITIMER, OK, (ITIMER(w), INTERVAL(ITIMER, ns, 0), THE(NULL)), \
		.keeps = CLOCK)
#define STOP_ITIMER(w) \
	STEP(SETITIMER, OK, (ITIMER(w), INTERVAL(ITIMER, 0, 0), RET), \
		.undoes = CLOCK)
/* It must not run: the program that started this one may have set it. */
#define ITIMER_IS_FREE(w) \
	STEP(GETITIMER, OK, (ITIMER(w), INTERVAL(RET_ITIMER, 0, 0)))
#define TRY_ITIMER(w) \
	ITIMER_IS_FREE(w), \
	START_ITIMER(w, EXERCISE_LONG_NS), \
	STEP(GETITIMER, OK, (ITIMER(w), RET)), \
	STOP_ITIMER(w)

static const struct exercise_step alarming[] = {
	ITIMER_IS_FREE(REAL),
	SET_ACTION(ALARM, IGNORE, OLD_ALARM),
	CHANGE_MASK(BLOCK, ALARM),
	STEP(ALARM, OK, (NUMBER(EXERCISE_ALARM_S)), .keeps = CLOCK),
	/* It is rounded. */
	STEP(ALARM, OR(EXERCISE_ALARM_S, EXERCISE_ALARM_S - 1, NULL),
		(NUMBER(0)), .undoes = CLOCK),
	START_ITIMER(REAL, EXERCISE_TIMER_NS),
	ACCEPT(ALARM, ALARM, KERNEL),
	STOP_ITIMER(REAL),
	/* It sends SIGALRM where nothing else is said. */
	MAKE_TIMER(THE(NULL)),
	START_TIMER(EXERCISE_TIMER_NS, 0),
	ACCEPT(ALARM, ALARM, TIMER),
	DELETE_TIMER,
	TRY_ITIMER(VIRTUAL),
	TRY_ITIMER(PROF),
	RESTORE_MASK,
	RESTORE_ACTION(ALARM, OLD_ALARM),
};

static const struct exercise_step timers[] = {
	TRY_DELETING,
	SET_ACTION(FIRST, IGNORE, OLD_FIRST),
	CHANGE_MASK(BLOCK, FIRST),
	MAKE_TIMER(EVENT(THREAD_ID)),
	START_TIMER(EXERCISE_TIMER_NS, 0),
	ACCEPT(FIRST, FIRST, TIMER),
	STEP(TIMER_GETOVERRUN, OK, (ID)),
	TIMER_IS_OVER,
	DELETE_TIMER,
	MAKE_TIMER(EVENT(SIGNAL)),
	START_TIMER(EXERCISE_TIMER_NS, 0),
	ACCEPT(FIRST, FIRST, TIMER),
	DELETE_TIMER,
	/* It runs, but sends nothing. */
	MAKE_TIMER(EVENT(NONE)),
	START_TIMER(EXERCISE_TIMER_NS, 0),
	STEP(SIGTIMEDWAIT, ERROR(EAGAIN), (SET(FIRST), RET,
		TIME(EXERCISE_SILENT_NS), SIZE)),
	TIMER_IS_OVER,
	DELETE_TIMER,
	PENDING(NONE),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

/* After a handler nothing is to be restarted: the kernel says -EINTR. */
static const struct exercise_step restart[] = {
	SET_ACTION(FIRST, HANDLER, OLD_FIRST),
	CHANGE_MASK(UNBLOCK, FIRST),
	STEP(TGKILL, OK, (THE(PID), THE(TID), SIGNAL(FIRST)),
		.flags = STEP_HANDLED),
	STEP(SIGRETURN, OK, (), .flags = STEP_FOLLOWS),
	STEP(RESTART, ERROR(EINTR), ()),
	RESTORE_MASK,
	RESTORE_ACTION(FIRST, OLD_FIRST),
};

/* The kernel makes it where a sleep goes on: doc/design/experiments.md. */
static const struct exercise_step restarted[] = {
	STEP(CLOSE, ERROR(EBADF), (NUMBER(-1)), .flags = STEP_ASIDE),
	STEP(RING, OK, (NUMBER(1)), .flags = STEP_ASIDE),
	STEP(RESTART, OK, (), .flags = STEP_FOLLOWS),
};

/* How much CPU time there is to burn, nobody knows: the clock of it ticks by
 * milliseconds. So a descriptor tells when the signal is pending. */
#define BURN(timer, w) \
	ITIMER_IS_FREE(timer), \
	STEP(SIGNALFD, FD, (NUMBER(-1), SET(w), SIZE, \
		NAMED(K_O_CLOEXEC | K_O_NONBLOCK, \
			"SFD_CLOEXEC|SFD_NONBLOCK")), .keeps = DESCRIPTOR), \
	START_ITIMER(timer, EXERCISE_TIMER_NS), \
	STEP(POLL, NUMBER(1), (FD), .flags = STEP_ASIDE), \
	ACCEPT(w, w, KERNEL), \
	ITIMER_IS_FREE(timer), \
	STOP_ITIMER(timer), \
	STEP(CLOSE, OK, (FD), .flags = STEP_ASIDE, .undoes = DESCRIPTOR)

static const struct exercise_step slow[] = {
	STEP(CLOSE, ERROR(EBADF), (NUMBER(-1)), .flags = STEP_ASIDE),
	ITIMER_IS_FREE(REAL),
	SET_ACTION(ALARM, IGNORE, OLD_ALARM),
	SET_ACTION(VIRTUAL, IGNORE, OLD_VIRTUAL),
	SET_ACTION(PROFILE, IGNORE, OLD_PROFILE),
	CHANGE_MASK(BLOCK, CLOCKS),
	BURN(VIRTUAL, VIRTUAL),
	BURN(PROF, PROFILE),
	STEP(ALARM, OK, (NUMBER(1)), .keeps = CLOCK),
	STEP(SIGTIMEDWAIT, SIGNAL(ALARM),
		(SET(ALARM), INFO(RET_INFO, ALARM, KERNEL),
			TIME(EXERCISE_LONG_NS), SIZE), .flags = STEP_ALARM),
	STEP(ALARM, OK, (NUMBER(0)), .undoes = CLOCK),
	RESTORE_MASK,
	RESTORE_ACTION(PROFILE, OLD_PROFILE),
	RESTORE_ACTION(VIRTUAL, OLD_VIRTUAL),
	RESTORE_ACTION(ALARM, OLD_ALARM),
};

#define ASK_ACTION(w, out, ...) \
	STEP(SIGACTION, OK, (SIGNAL(w), THE(NULL), out, SIZE), __VA_ARGS__)
#define GUARD(w, place) \
	STEP(SIGACTION, OK, (SIGNAL(w), ACTION(GUARD), RET, SIZE), \
		.keeps = (place), .flags = STEP_FIRST_THREAD)
#define UNGUARD(w, place) \
	STEP(SIGACTION, OK, (SIGNAL(w), OF(ACTION_KEPT, place), RET, SIZE), \
		.undoes = (place), .flags = STEP_FIRST_THREAD)

static const struct exercise_step start[] = {
	GUARD(ILLEGAL, GUARD_ILLEGAL),
	GUARD(SEGMENT, GUARD_SEGMENT),
	/* How knell_thread_start begins a thread. */
	STEP(SIGALTSTACK, OK, (THE(ANY), THE(NULL)),
		.flags = STEP_OTHER_THREADS | STEP_FOLLOWS),
	STEP(SIGPROCMASK, OK, (SETMASK, THE(ANY), THE(NULL), SIZE),
		.flags = STEP_OTHER_THREADS | STEP_FOLLOWS),
	ASK_ACTION(FIRST, RET, .keeps = ORIGINAL_FIRST),
	ASK_ACTION(SECOND, RET, .keeps = ORIGINAL_SECOND),
	STEP(SIGPROCMASK, OK, (BLOCK, THE(NULL), RET, SIZE),
		.keeps = ORIGINAL_MASK),
	STEP(SIGALTSTACK, OK, (THE(NULL), RET), .keeps = ORIGINAL_STACK),
	PENDING(NONE),
	/* What is sent to the process is for one thread alone. */
	STEP(SIGPROCMASK, OK, (BLOCK, THE(SET_USED), RET, SIZE),
		.keeps = EVERY_MASK,
		.flags = STEP_FIRST_THREAD | STEP_SEVERAL),
};

static const struct exercise_step threads[] = {
	STEP(SIGPROCMASK, OK, (SETMASK, THE(SET_FULL), RET, SIZE),
		.keeps = START_MASK, .flags = STEP_STARTS),
	STEP(SIGPROCMASK, OK, (SETMASK, OF(SET_KEPT, START_MASK), THE(NULL),
		SIZE), .flags = STEP_FOLLOWS),
};

static const struct exercise_step joined[] = {
	STEP(SIGPROCMASK, OK, (SETMASK, OF(SET_KEPT, EVERY_MASK), THE(NULL),
		SIZE), .undoes = EVERY_MASK),
};

static const struct exercise_step end[] = {
	PENDING(NONE),
	STEP(SIGALTSTACK, OK, (THE(NULL), OF(RET_SAME, ORIGINAL_STACK))),
	STEP(SIGPROCMASK, OK, (BLOCK, THE(NULL), OF(RET_SAME, ORIGINAL_MASK),
		SIZE)),
	ASK_ACTION(SECOND, OF(RET_SAME, ORIGINAL_SECOND)),
	ASK_ACTION(FIRST, OF(RET_SAME, ORIGINAL_FIRST)),
	UNGUARD(SEGMENT, GUARD_SEGMENT),
	UNGUARD(ILLEGAL, GUARD_ILLEGAL),
};
/* clang-format on */

#define GROUP_SINCE(name_, steps_, summary_, major_, minor_)               \
	{                                                                  \
		.name = (name_), .summary = (summary_), .steps = (steps_), \
		.count = sizeof(steps_) / sizeof(*(steps_)),               \
		.since_major = (major_), .since_minor = (minor_)           \
	}
#define GROUP(name_, steps_, summary_) \
	GROUP_SINCE(name_, steps_, summary_, 0, 0)

const struct exercise_group exercise_groups[EXERCISE_GROUPS] = {
	[GROUP_CORE] = GROUP("core", core,
		"ignore, block, send in four ways, accept, restore"),
	[GROUP_TGSIGQUEUEINFO] =
		GROUP("tgsigqueueinfo", tgsigqueueinfo, "queue to a thread"),
	[GROUP_SUSPEND] = GROUP("suspend", suspend, "wait with another mask"),
	[GROUP_RETURN] = GROUP(
		"return", returning, "handlers and what their return restores"),
	[GROUP_SIGNALFD] =
		GROUP("signalfd", signalfd, "read signals from a descriptor"),
	[GROUP_PIDFD] = GROUP_SINCE(
		"pidfd", pidfd, "send by a descriptor (Linux 5.3)", 5, 3),
	[GROUP_SCOPES] = GROUP_SINCE("scopes", scopes,
		"to a thread, a process, a group (Linux 6.9)", 6, 9),
	[GROUP_PAUSE] = GROUP("pause", pausing, "wait for a handler"),
	[GROUP_ALARM] = GROUP("alarm", alarming, "the timers of the process"),
	[GROUP_TIMERS] = GROUP("timers", timers, "timers of POSIX"),
	[GROUP_RESTART] = GROUP("restart", restart,
		"restart_syscall where nothing is restarted"),
	[GROUP_RESTARTED] = GROUP_SINCE("restarted", restarted,
		"a sleep that io_uring interrupts (Linux 5.15)", 5, 15),
	[GROUP_SLOW] = GROUP("slow", slow,
		"alarm and timers of CPU time fire, which takes a second"),
	[GROUP_START] = GROUP("start", start, "what is there before"),
	[GROUP_THREADS] = GROUP("threads", threads, "the start of a thread"),
	[GROUP_JOINED] = GROUP("joined", joined, "when threads have ended"),
	[GROUP_END] = GROUP("end", end, "whether all is as it was"),
};

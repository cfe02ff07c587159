/* SPDX-License-Identifier: MIT */
/*
 * Making the system call of a step, through libknell's function for it where
 * there is one: what is done is read from the step alone.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/exercise/clock.h"
#include "cmd/exercise/exerciser.h"
#include "knell/call.h"
#include "knell/fd.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/wait.h"
#include "sys/file.h"

/* include/uapi/asm-generic/siginfo.h: struct sigevent */
struct event {
	union knell_value value;
	int signal, notify, tid;
	char padding[64 - sizeof(union knell_value) - 3 * sizeof(int)];
};
_Static_assert(sizeof(struct event) == 64, "uapi/asm-generic/siginfo.h");

/* A system call that libknell has no function for. */
static long call(long number, long a, long b, long c, long d)
{
	static const unsigned never = 0;
	const long arguments[6] = { a, b, c, d, 0, 0 };

	return knell_call_unless(&never, number, arguments);
}

static long make_plain(
	const struct exercise_step *step, long a, long b, long c, long d)
{
	return call(exercise_calls[step->call].number, a, b, c, d);
}

static int signal_of(
	const struct exerciser *x, const struct exercise_value *value)
{
	return exercise_signal_number(x->index, value->which);
}

/* A set that is told, kept, or what is blocked now but for the first signal. */
static struct knell_set set_of(
	const struct exerciser *x, const struct exercise_value *value)
{
	struct knell_set set;

	switch (value->kind) {
	case KIND_SET_KEPT: return x->kept[value->which].set;
	case KIND_SET_OPEN:
		set = x->kept[OLD_MASK].set;
		knell_set_remove(&set, exercise_signal_number(x->index, FIRST));
		return set;
	default: return exercise_set(x->run->plan, x->index, value);
	}
}

static long make_action(struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *to = &step->arguments[1];
	struct knell_action action = {
		.info_handler = exercise_handler,
		.flags = KNELL_ACTION_SIGINFO,
	};
	int signal = signal_of(x, &step->arguments[0]);

	if (to->kind == KIND_NULL)
		return knell_action_get(signal, &x->fact.action);
	if (to->kind == KIND_ACTION_KEPT)
		return knell_action_restore(signal, &x->kept[to->which].action);
	if (to->which == ACTION_IGNORE)
		return knell_action_ignore(signal, &x->fact.action);
	if (to->which == ACTION_GUARD)
		action.info_handler = exercise_guard;
	return knell_action_set(signal, &action, &x->fact.action);
}

static long make_mask(struct exerciser *x, const struct exercise_step *step)
{
	struct knell_set set = set_of(x, &step->arguments[1]);
	bool gives = step->arguments[2].kind != KIND_NULL;
	struct knell_set *ret_old = gives ? &x->fact.set : NULL;
	int how = step->arguments[0].number;

	if (step->arguments[1].kind == KIND_NULL)
		return knell_mask_get(&x->fact.set);
	if (how == K_SIG_BLOCK)
		return knell_mask_block(&set, ret_old);
	if (how == K_SIG_UNBLOCK)
		return knell_mask_unblock(&set, ret_old);
	return knell_mask_set(&set, ret_old);
}

static long make_stack(struct exerciser *x, const struct exercise_step *step)
{
	const struct knell_stack none = { .flags = KNELL_STACK_DISABLE };
	const struct exercise_value *to = &step->arguments[0];

	switch (to->kind) {
	case KIND_STACK: return knell_stack_install(&x->stack, &x->fact.stack);
	case KIND_STACK_NONE: return knell_stack_restore(&none);
	case KIND_STACK_KEPT:
		return knell_stack_restore(&x->kept[to->which].stack);
	default: return knell_stack_get(&x->fact.stack);
	}
}

/* A siginfo as a sender makes it. */
static struct knell_info info_of(
	const struct exerciser *x, const struct exercise_value *value)
{
	struct knell_info info;

	knell_memory_fill(&info, 0, sizeof(info));
	info.signal = signal_of(x, value);
	info.code = value->number;
	info.sender.pid = x->pid;
	info.sender.value.integer = EXERCISE_VALUE;
	return info;
}

static long make_queue(struct exerciser *x, const struct exercise_step *step)
{
	bool to_thread = step->call == CALL_TGSIGQUEUEINFO;
	const struct exercise_value *value =
		&step->arguments[to_thread ? 3 : 2];
	struct knell_info info = info_of(x, value);
	int signal = signal_of(x, value);

	if (to_thread)
		return knell_send_info_thread(x->pid, x->tid, signal, &info);
	return knell_send_info(x->pid, signal, &info);
}

static long make_pidfd_send(
	struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *value = &step->arguments[2];
	int fd = (int)x->kept[DESCRIPTOR].number;
	int signal = signal_of(x, &step->arguments[1]);
	enum knell_scope scope = (enum knell_scope)step->arguments[3].number;

	if (value->kind == KIND_NULL)
		return knell_send_pidfd(fd, signal, scope);
	struct knell_info info = info_of(x, value);

	return knell_send_info_pidfd(fd, signal, &info, scope);
}

static long make_wait(struct exerciser *x, const struct exercise_step *step)
{
	struct knell_set set = set_of(x, &step->arguments[0]);

	return knell_wait_one(&set, &x->fact.info, step->arguments[2].number);
}

static long make_suspend(struct exerciser *x, const struct exercise_step *step)
{
	struct knell_set set = set_of(x, &step->arguments[0]);

	return knell_wait_suspend(&set);
}

static long make_signalfd(struct exerciser *x, const struct exercise_step *step)
{
	struct knell_set set = set_of(x, &step->arguments[1]);
	int fd = (int)x->kept[DESCRIPTOR].number;

	if (step->arguments[0].kind != KIND_DESCRIPTOR)
		return knell_fd_open(
			&set, KNELL_FD_CLOEXEC | KNELL_FD_NONBLOCK);
	int error = knell_fd_change(fd, &set);

	/* The kernel gives the descriptor again. */
	return error ? error : fd;
}

static long make_itimer(struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *to = &step->arguments[1];
	struct exercise_itimer timer = {
		.value_s = to->number / 1000000000,
		.value_us = to->number % 1000000000 / 1000,
	};
	bool gives = step->arguments[2].kind != KIND_NULL;
	long which = step->arguments[0].number;

	if (step->call == CALL_GETITIMER)
		return make_plain(step, which, (long)&x->fact.itimer, 0, 0);
	return make_plain(step, which, (long)&timer,
		gives ? (long)&x->fact.itimer : 0, 0);
}

static long make_timer(struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *value = &step->arguments[1];
	struct event event = { .signal = signal_of(x, value),
		.notify = value->number,
		.tid = x->tid,
		.value.integer = EXERCISE_VALUE };
	bool gives = value->kind != KIND_NULL;
	int id = -1;
	long error = make_plain(step, step->arguments[0].number,
		gives ? (long)&event : 0, (long)&id, 0);

	x->fact.number = id;
	return error;
}

static long make_timer_change(
	struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *to = &step->arguments[2];
	long id = step->arguments[0].kind == KIND_TIMER
			  ? x->kept[TIMER].number
			  : step->arguments[0].number;
	struct exercise_interval timer = {
		.every.nsec = to->which * 1000000,
		.value = { to->number / 1000000000, to->number % 1000000000 },
	};

	switch (step->call) {
	case CALL_TIMER_SETTIME:
		return make_plain(step, id, 0, (long)&timer, 0);
	case CALL_TIMER_GETTIME:
		return make_plain(step, id, (long)&x->fact.interval, 0, 0);
	default: return make_plain(step, id, 0, 0, 0);
	}
}

/* From a tenth of a millisecond on: most of the time is to pass in user mode,
 * also where a tracer makes system calls slow. */
enum { TURNS_MIN = 1 << 18, TURNS_MAX = 1 << 24 };

/* Until a signal is there to read. */
static long make_poll(struct exerciser *x, const struct exercise_step *step)
{
	struct k_pollfd wait = { .fd = (int)x->kept[DESCRIPTOR].number,
		.events = K_POLLIN };
	const struct k_timespec now = { 0, 0 };
	const uint64_t limit_ns = EXERCISE_BURN_S * 1000000000ULL;
	uint64_t began_ns = exercise_clock_ns();
	unsigned turns = TURNS_MIN;
	long got = 0;

	while (!got && exercise_clock_ns() - began_ns < limit_ns) {
		for (volatile unsigned i = 0; i < turns; i++)
			;
		if (turns < TURNS_MAX)
			turns *= 2;
		got = make_plain(step, (long)&wait, 1, (long)&now, 0);
	}
	return got ? got : -ETIMEDOUT;
}

static long make_open(struct exerciser *x, const struct exercise_step *step)
{
	bool process = step->arguments[0].kind == KIND_PID;

	return make_plain(step, process ? x->pid : x->tid,
		step->arguments[1].number, 0, 0);
}

static long make_close(struct exerciser *x, const struct exercise_step *step)
{
	return sys_close(step->arguments[0].kind == KIND_NUMBER
				 ? step->arguments[0].number
				 : (int)x->kept[DESCRIPTOR].number);
}

long exercise_make(struct exerciser *x, const struct exercise_step *step)
{
	const struct exercise_value *arguments = step->arguments;

	switch (step->call) {
	case CALL_SIGACTION: return make_action(x, step);
	case CALL_SIGPROCMASK: return make_mask(x, step);
	case CALL_SIGALTSTACK: return make_stack(x, step);
	case CALL_SIGPENDING: return knell_mask_pending(&x->fact.set);
	case CALL_SIGTIMEDWAIT: return make_wait(x, step);
	case CALL_SIGSUSPEND: return make_suspend(x, step);
	case CALL_KILL:
		return knell_send_process(x->pid, signal_of(x, &arguments[1]));
	case CALL_TKILL:
		return make_plain(
			step, x->tid, signal_of(x, &arguments[1]), 0, 0);
	case CALL_TGKILL:
		return knell_send_thread(
			x->pid, x->tid, signal_of(x, &arguments[2]));
	case CALL_SIGQUEUEINFO:
	case CALL_TGSIGQUEUEINFO: return make_queue(x, step);
	case CALL_SIGNALFD: return make_signalfd(x, step);
	case CALL_PIDFD_OPEN: return make_open(x, step);
	case CALL_PIDFD_SEND: return make_pidfd_send(x, step);
	case CALL_ALARM: return make_plain(step, arguments[0].number, 0, 0, 0);
	case CALL_GETITIMER:
	case CALL_SETITIMER: return make_itimer(x, step);
	case CALL_TIMER_CREATE: return make_timer(x, step);
	case CALL_TIMER_SETTIME:
	case CALL_TIMER_GETTIME:
	case CALL_TIMER_GETOVERRUN:
	case CALL_TIMER_DELETE: return make_timer_change(x, step);
	case CALL_RING: return exercise_ring_sleep(&x->ring);
	case CALL_POLL: return make_poll(x, step);
	case CALL_READ:
		return knell_fd_read(
			(int)x->kept[DESCRIPTOR].number, &x->fact.info, 1);
	case CALL_CLOSE: return make_close(x, step);
	/* Those without arguments. */
	default: return make_plain(step, 0, 0, 0, 0);
	}
}

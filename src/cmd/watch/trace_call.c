/* SPDX-License-Identifier: MIT */
/* The system calls that matter to signals, and their arguments as text. */
#include "cmd/watch/trace_call.h"

#include <knell/action.h>
#include <knell/name.h>
#include <knell/set.h>

#include "base/memory.h"
#include "sys/process.h"

#define ROW(name, arguments, sort)                               \
	{                                                        \
		SYS_##name, #name, arguments, KNELL_TRACE_##sort \
	}
static const struct knell_trace_row rows[] = {
	ROW(rt_sigaction, "saa", PLAIN),
	ROW(rt_sigprocmask, "hmm", PLAIN),
	ROW(rt_sigpending, "m", PLAIN),
	ROW(sigaltstack, "p", PLAIN),
	ROW(pidfd_open, "d", PLAIN),
	ROW(kill, "ds", SENDS),
	ROW(tkill, "ds", SENDS),
	ROW(tgkill, "dds", SENDS),
	ROW(rt_sigqueueinfo, "dsi", SENDS),
	ROW(rt_tgsigqueueinfo, "ddsi", SENDS),
	ROW(pidfd_send_signal, "ds", SENDS),
	ROW(clone, "c", PLAIN),
	ROW(rt_sigreturn, "", LEAVES),
	ROW(sigreturn, "", LEAVES),
	ROW(exit, "d", LEAVES),
	ROW(exit_group, "d", LEAVES),
};
#undef ROW

const struct knell_trace_row *knell_trace_find(uint64_t number)
{
	for (size_t i = 0; i < KNELL_COUNT(rows); i++)
		if (rows[i].number >= 0 && (uint64_t)rows[i].number == number)
			return &rows[i];
	return NULL;
}

/* Word by word: the size is a multiple of one. */
static bool read_memory(int tid, uint64_t address, void *to, size_t size)
{
	char *at = to;

	for (size_t i = 0; i < size; i += sizeof(long)) {
		long word;

		if (sys_ptrace(K_PTRACE_PEEKDATA, tid,
			    (unsigned long)address + i, &word) < 0)
			return false;
		knell_memory_copy(at + i, &word, sizeof(word));
	}
	return true;
}

static void put_unread(struct knell_buffer *out, uint64_t address)
{
	if (address)
		knell_put_address(out, address);
	else
		knell_put_text(out, "NULL");
}

static void put_signal(struct knell_buffer *out, uint64_t signal)
{
	char name[KNELL_NAME_BYTES];

	knell_put_text(out, knell_signal_name((int)signal, name));
}

/* A set that holds most signals is told by those it lacks, as ~{...}. */
static void put_set(struct knell_buffer *out, const struct knell_set *set)
{
	struct knell_set all, rest;
	char text[KNELL_SET_TEXT_BYTES];
	int held = 0, lacked = 0;

	knell_set_fill_all(&all);
	rest = all;
	knell_set_subtract(&rest, set);
	for (int s = 0; (s = knell_set_next(set, s)) != 0;)
		held++;
	for (int s = 0; (s = knell_set_next(&rest, s)) != 0;)
		lacked++;
	if (lacked < held)
		knell_put_char(out, '~');
	knell_put_text(
		out, knell_set_format(lacked < held ? &rest : set, text));
}

static void put_mask(struct knell_buffer *out, int tid, uint64_t address)
{
	struct knell_set set = { { 0 } };

	if (!address || !read_memory(tid, address, &set, K_SIGSET_BYTES))
		put_unread(out, address);
	else
		put_set(out, &set);
}

/* The struct is the kernel's own, as it lies in the other's memory. */
static void put_action(struct knell_buffer *out, int tid, uint64_t address)
{
	struct k_sigaction action;
	char flags[KNELL_FLAGS_TEXT_BYTES];

	if (!address || !read_memory(tid, address, &action, sizeof(action))) {
		put_unread(out, address);
		return;
	}
	unsigned long handler = (unsigned long)action.handler;

	knell_put_char(out, '{');
	if (handler == (unsigned long)KNELL_ACTION_DEFAULT) {
		knell_put_text(out, "SIG_DFL");
	} else if (handler == (unsigned long)KNELL_ACTION_IGNORE) {
		knell_put_text(out, "SIG_IGN");
	} else {
		knell_put_text(out, "handler ");
		knell_put_address(out, handler);
	}
	knell_put_text(out, ", ");
	knell_put_text(out, knell_action_flags_format(action.flags, flags));
	knell_put_char(out, '}');
}

static void put_info(
	struct knell_buffer *out, int tid, uint64_t address, int signal)
{
	struct knell_info info;
	const char *name;

	if (!address || !read_memory(tid, address, &info, sizeof(info))) {
		put_unread(out, address);
		return;
	}
	name = knell_code_name(signal, info.code);
	knell_put_char(out, '{');
	if (name)
		knell_put_text(out, name);
	else
		knell_put_signed(out, info.code);
	knell_put_char(out, '}');
}

static void put_how(struct knell_buffer *out, uint64_t how)
{
	const char *name = NULL;

	if (how == K_SIG_BLOCK)
		name = "SIG_BLOCK";
	else if (how == K_SIG_UNBLOCK)
		name = "SIG_UNBLOCK";
	else if (how == K_SIG_SETMASK)
		name = "SIG_SETMASK";
	knell_put_text(out, name);
}

/* Those of clone(2) that tell a thread from a process. */
static void put_clone_flags(struct knell_buffer *out, uint64_t flags)
{
	knell_put_text(
		out, flags & K_CLONE_THREAD ? "CLONE_THREAD|…" : "a process");
}

static void put_argument(struct knell_buffer *out, int tid, char letter,
	const uint64_t arguments[6], unsigned index)
{
	uint64_t value = arguments[index];

	switch (letter) {
	case 's': put_signal(out, value); break;
	case 'a': put_action(out, tid, value); break;
	case 'h': put_how(out, value); break;
	case 'm': put_mask(out, tid, value); break;
	case 'i': put_info(out, tid, value, (int)arguments[index - 1]); break;
	case 'c': put_clone_flags(out, arguments[K_CLONE_STACK_FIRST]); break;
	case 'p': put_unread(out, value); break;
	default: knell_put_signed(out, (int32_t)value); break;
	}
}

void knell_trace_put_call(struct knell_buffer *out, int tid,
	const struct knell_trace_row *row, const uint64_t arguments[6])
{
	knell_put_text(out, row->name);
	knell_put_char(out, '(');
	for (unsigned i = 0; row->arguments[i]; i++) {
		if (i)
			knell_put_text(out, ", ");
		put_argument(out, tid, row->arguments[i], arguments, i);
	}
	knell_put_char(out, ')');
}

void knell_trace_put_result(struct knell_buffer *out, int64_t result)
{
	const char *error = NULL;

	knell_put_text(out, " = ");
	knell_put_signed(out, result);
	if (result < 0)
		error = knell_error_text((long)result);
	if (error) {
		knell_put_text(out, " (");
		knell_put_text(out, error);
		knell_put_char(out, ')');
	}
}

/* SPDX-License-Identifier: MIT */
/* A traced system call as text, like strace's. */
#ifndef KNELL_CMD_WATCH_TRACE_CALL_H
#define KNELL_CMD_WATCH_TRACE_CALL_H

#include "abi/process.h"
#include "cmd/watch/trace.h"

/* What a call does for those who look on. */
enum knell_trace_sort {
	KNELL_TRACE_PLAIN,
	KNELL_TRACE_SENDS,
	KNELL_TRACE_LEAVES, /* does not return to its caller */
};

struct knell_trace_row {
	long number;
	const char *name;
	/* A letter an argument, as put_argument in trace_call.c knows them. */
	const char *arguments;
	enum knell_trace_sort sort;
};

/* NULL: a call that does not matter here. */
const struct knell_trace_row *knell_trace_find(uint64_t number);
/* The call with its arguments, read from the stopped thread `tid`. */
void knell_trace_put_call(struct knell_buffer *out, int tid,
	const struct knell_trace_row *row, const uint64_t arguments[6]);
void knell_trace_put_result(struct knell_buffer *out, int64_t result);

#endif

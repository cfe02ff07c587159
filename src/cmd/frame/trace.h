/* SPDX-License-Identifier: MIT */
/* A child that takes a signal under the eyes of its parent. */
#ifndef KNELL_CMD_FRAME_TRACE_H
#define KNELL_CMD_FRAME_TRACE_H

#include "cmd/frame/frame.h"
#include "report/page.h"

/* What the restorer of the action is. */
enum frame_restorer {
	FRAME_RESTORER_GOOD,
	FRAME_RESTORER_NONE,
	FRAME_RESTORER_FRAMED
};

enum frame_stop {
	FRAME_STOP_SIGNAL, /* a signal is about to be delivered */
	FRAME_STOP_STEP,   /* after an instruction */
	FRAME_STOP_CALL,   /* at the entry of a system call */
	FRAME_STOP_BACK,   /* at its exit */
	FRAME_STOP_OTHER,
	FRAME_STOP_EXITED,
	FRAME_STOP_KILLED,
	FRAME_STOP_LOST /* wait4 failed */
};

struct frame_trace {
	int pid;
	struct frame_shared *shared;
	int sent; /* the signal that the child sends itself */
	/* Since the last stop. */
	enum frame_stop stop;
	int signal;             /* of SIGNAL and KILLED */
	int status;             /* of EXITED */
	bool core;              /* of KILLED */
	long number;            /* of CALL */
	struct knell_info info; /* of SIGNAL */
	bool info_known;
	uint64_t pc, sp;
	bool place_known;
};

/* The child has not sent itself the signal yet. Return: 0, or 1 with a
 * message. */
int frame_trace_begin(struct frame_trace *trace,
	const struct frame_request *request, enum frame_restorer restorer);
/* Goes on by K_PTRACE_CONT and the like, with a signal or 0, to the next stop.
 * Return: 0; -Exxx, and the child is where it was. */
long frame_trace_go(struct frame_trace *trace, int request, int signal);
/* Goes on to the instruction at an address, by a breakpoint. Return: 0; -Exxx,
 * and the child is where it was, or at another stop. */
long frame_trace_reach(struct frame_trace *trace, uintptr_t address);
/* Nothing of the child is left. */
void frame_trace_end(struct frame_trace *trace);
/* The handler has done its work and is about to return. */
bool frame_trace_at_mark(const struct frame_trace *trace);
/* A word of the child's memory. Return: false when it cannot be read. */
bool frame_trace_word(const struct frame_trace *trace, uintptr_t address,
	unsigned long *ret_word);
bool frame_trace_mask(
	const struct frame_trace *trace, struct knell_set *ret_set);

/* Lines of what happens: a label and what is to be told of it. */
void frame_tell(struct knell_page *page, const char *label, const char *text);
void frame_tell_place(struct knell_page *page, const struct frame_trace *trace);

#endif

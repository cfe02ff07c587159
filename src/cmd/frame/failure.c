/* SPDX-License-Identifier: MIT */
/*
 * The two classic failures of handlers: an action without a restorer, and one
 * whose restorer is a compiled function, each as it happens in a child.
 */
#include "abi/errno.h"
#include "base/text.h"
#include "cmd/frame/trace.h"
#include "knell/context.h"
#include "knell/name.h"
#include "knell/number.h"
#include "sys/process.h"

enum { STOPS_MAX = 1000, OUT_BYTES = 4096, WORDS_BYTES = 512 };

struct failure {
	struct frame_trace trace;
	struct knell_page page;
	/* At the delivery of the first signal. */
	uint64_t pc, sp;
	/* The handler has run. */
	bool entered;
	/* rt_sigreturn was called, with this stack pointer. */
	bool returned;
	uint64_t return_sp;
	/* From there to the ucontext, when the restorer is right. */
	bool distance_known;
	int64_t distance;
	/* SIGSEGV that the kernel sends because of a frame, pc as it was. */
	bool refused, moved;
};

static const struct frame_capture *captured(const struct failure *f)
{
	return &f->trace.shared->captures[0];
}

static void tell_signal(struct failure *f)
{
	char text[WORDS_BYTES], name[KNELL_NAME_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);
	const struct frame_trace *trace = &f->trace;
	const char *code = NULL;

	if (trace->info_known)
		code = knell_code_name(trace->signal, trace->info.code);
	knell_put_text(&line, knell_signal_name(trace->signal, name));
	knell_put_text(&line, ", ");
	knell_put_text(&line, code ? code : "code unknown");
	if (trace->info_known && trace->info.code > 0) {
		knell_put_text(&line, ", address ");
		knell_put_address(&line, (uintptr_t)trace->info.fault.address);
	}
	knell_put_text(&line, ", is about to be delivered");
	frame_tell(&f->page, "signal", knell_buffer_text(&line));
	frame_tell_place(&f->page, trace);
}

static void tell_mark(struct failure *f)
{
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	f->entered = true;
	knell_put_text(&line, "has run, and is about to return to ");
	knell_put_address(&line, captured(f)->trampoline);
	knell_put_text(&line, " in ");
	frame_put_place(&line, captured(f)->trampoline);
	frame_tell(&f->page, "handler", knell_buffer_text(&line));
}

static void tell_register(struct failure *f)
{
	const struct frame_capture *capture = captured(f);
	const char *pc = knell_traced_place(KNELL_TRACED_PC);
	uintptr_t context = (uintptr_t)(f->return_sp + (uint64_t)f->distance);
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);
	unsigned long word;

	for (unsigned i = 0; i < capture->part_count; i++) {
		const struct knell_frame_part *part = &capture->parts[i];
		uintptr_t at = (uintptr_t)part->address -
			       capture->context_address + context;

		if (part->kind != KNELL_PART_REGISTER ||
			!knell_text_equal(part->name, pc) ||
			!frame_trace_word(&f->trace, at, &word))
			continue;
		knell_put_text(&line, "what the kernel takes there for ");
		knell_put_text(&line, pc);
		knell_put_text(&line, " is ");
		knell_put_address(&line, word);
		knell_put_text(&line, "; it was ");
		knell_put_address(&line, capture->interrupted_pc);
		frame_tell(&f->page, "", knell_buffer_text(&line));
		return;
	}
}

static void tell_call(struct failure *f)
{
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);
	int64_t off;

	f->returned = f->trace.place_known;
	f->return_sp = f->trace.sp;
	frame_tell(&f->page, "call", "rt_sigreturn is made");
	frame_tell_place(&f->page, &f->trace);
	if (!f->returned || !f->distance_known)
		return;
	off = (int64_t)(captured(f)->context_address - f->return_sp) -
	      f->distance;
	if (off) {
		knell_put_text(&line, "by its stack pointer, the kernel looks "
				      "for the frame ");
		knell_put_decimal(
			&line, off < 0 ? -(uint64_t)off : (uint64_t)off);
		knell_put_text(&line, off < 0 ? " bytes above where it is"
					      : " bytes below where it is");
	} else {
		knell_put_text(&line, "its stack pointer is as it has to be");
	}
	frame_tell(&f->page, "", knell_buffer_text(&line));
	if (off)
		tell_register(f);
}

static void tell_end(struct failure *f)
{
	char text[WORDS_BYTES], name[KNELL_NAME_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);
	const struct frame_trace *trace = &f->trace;

	if (trace->stop == FRAME_STOP_KILLED) {
		knell_put_text(&line, "the process was killed by ");
		knell_put_text(&line, knell_signal_name(trace->signal, name));
	} else if (trace->stop == FRAME_STOP_EXITED) {
		knell_put_text(&line, "the process went on and exited with "
				      "status ");
		knell_put_decimal(&line, (unsigned)trace->status);
	} else {
		knell_put_text(&line, "unknown: it was ended here");
	}
	frame_tell(&f->page, "end", knell_buffer_text(&line));
}

static bool is_over(const struct frame_trace *trace)
{
	return trace->stop == FRAME_STOP_EXITED ||
	       trace->stop == FRAME_STOP_KILLED ||
	       trace->stop == FRAME_STOP_LOST;
}

/* One stop. Return: the signal to go on with. */
static int meet(struct failure *f, int signal)
{
	struct frame_trace *trace = &f->trace;

	if (frame_trace_at_mark(trace) && !f->entered) {
		tell_mark(f);
		return 0;
	}
	if (trace->stop == FRAME_STOP_CALL &&
		trace->number == SYS_rt_sigreturn) {
		tell_call(f);
		return 0;
	}
	if (trace->stop != FRAME_STOP_SIGNAL && trace->stop != FRAME_STOP_STEP)
		return 0;
	if (trace->stop == FRAME_STOP_STEP)
		trace->signal = KNELL_SIGTRAP;
	tell_signal(f);
	if (trace->signal == signal && !f->entered && !f->pc) {
		f->pc = trace->pc;
		f->sp = trace->sp;
	} else if (trace->signal == KNELL_SIGSEGV) {
		f->refused = trace->info_known &&
			     trace->info.code == KNELL_SI_KERNEL;
		f->moved = trace->pc != f->pc || trace->sp != f->sp;
	}
	return trace->signal;
}

static void follow(struct failure *f, int signal)
{
	int pass = 0;

	for (int i = 0; i < STOPS_MAX && !is_over(&f->trace); i++) {
		if (frame_trace_go(&f->trace, K_PTRACE_SYSCALL, pass))
			break;
		pass = is_over(&f->trace) ? 0 : meet(f, signal);
	}
	tell_end(f);
}

/* With the library's own restorer: where it has the stack pointer. Return: 0,
 * or 1 with a message. */
static int measure(const struct frame_request *request, struct failure *f)
{
	struct frame_trace trace;

	if (frame_trace_begin(&trace, request, FRAME_RESTORER_GOOD))
		return 1;
	for (int i = 0, pass = 0; i < STOPS_MAX && !f->distance_known; i++) {
		if (frame_trace_go(&trace, K_PTRACE_SYSCALL, pass) ||
			is_over(&trace))
			break;
		pass = trace.stop == FRAME_STOP_SIGNAL &&
				       !frame_trace_at_mark(&trace)
			       ? trace.signal
			       : 0;
		f->distance_known = trace.stop == FRAME_STOP_CALL &&
				    trace.number == SYS_rt_sigreturn &&
				    trace.place_known;
		f->distance =
			(int64_t)(trace.shared->captures[0].context_address -
				  trace.sp);
	}
	frame_trace_end(&trace);
	return 0;
}

static const char *why_without(const struct failure *f, enum frame_how how)
{
	if (f->entered && f->trace.stop == FRAME_STOP_EXITED)
		return "this kernel needs no restorer: it has the handler "
		       "return to code of its own.";
	if (!f->entered && f->refused && !f->moved && how == FRAME_FAULT)
		return "this kernel has nothing of its own for a handler to "
		       "return to. Without SA_RESTORER it gives the frame up "
		       "before the handler's first instruction, and sends "
		       "another SIGSEGV: SI_KERNEL, address 0. What the fault "
		       "was is lost.";
	if (!f->entered && f->refused && !f->moved)
		return "this kernel has nothing of its own for a handler to "
		       "return to. Without SA_RESTORER it gives the frame up "
		       "before the handler's first instruction, and sends "
		       "SIGSEGV: SI_KERNEL, address 0, and the registers of "
		       "the code that was interrupted, which did nothing "
		       "wrong. The signal is lost.";
	return "unknown: it did not go as it does where kernels are known.";
}

static const char *why_framed(const struct failure *f)
{
	if (f->entered && f->trace.stop == FRAME_STOP_EXITED)
		return "this kernel does not use the restorer of an action: "
		       "the handler returned elsewhere.";
	if (f->returned && f->trace.stop == FRAME_STOP_KILLED)
		return "a compiled function makes room on the stack before "
		       "it does anything, and rt_sigreturn takes the frame "
		       "from where the stack pointer is. What lies there is "
		       "not the frame: it was read as one, mask and "
		       "registers and all. A restorer has to be assembly that "
		       "leaves the stack pointer alone.";
	return "unknown: it did not go as it does where kernels are known.";
}

int frame_show_failure(const struct frame_request *request)
{
	bool framed = request->show == FRAME_SHOW_FRAMED;
	char data[OUT_BYTES];
	struct knell_buffer out;
	struct failure f = { .page = { .out = &out, .columns = 80 } };
	int error;

	if (framed && measure(request, &f))
		return 1;
	if (frame_trace_begin(&f.trace, request,
		    framed ? FRAME_RESTORER_FRAMED : FRAME_RESTORER_NONE))
		return 1;
	knell_output_open(&out, 1, data, sizeof(data));
	f.page.color = knell_color_use(request->color, 1, request->invocation);
	frame_tell(&f.page, "action",
		framed ? "its restorer is a function of C"
		       : "it has no restorer");
	follow(&f, request->signal);
	frame_tell(&f.page, "why",
		framed ? why_framed(&f) : why_without(&f, request->how));
	frame_trace_end(&f.trace);
	error = knell_buffer_finish(&out);
	if (error < 0)
		knell_complain("cannot write", "standard output", error);
	return error < 0;
}

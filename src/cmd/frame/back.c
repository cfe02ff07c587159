/* SPDX-License-Identifier: MIT */
/*
 * The way back from a handler, step by step, as a tracer sees it: the handler's
 * return, the trampoline, rt_sigreturn, and the state that it restores. Where
 * the machine cannot step, by breakpoints or from system call to system call.
 */
#include "abi/errno.h"
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/frame/trace.h"
#include "knell/name.h"
#include "knell/number.h"
#include "sys/process.h"

enum { STEPS_MAX = 100000, OUT_BYTES = 4096, WORDS_BYTES = 320 };

struct back {
	struct frame_trace trace;
	struct knell_page page;
	unsigned number;
	/* Why it is not followed step by step, but by breakpoints, or from
	 * system call to system call; NULL: it is. */
	const char *no_steps;
	bool by_calls;
	/* It was followed to the end, and the end is as it has to be. */
	bool followed, whole;
	/* Steps since the mark, until the trampoline. */
	unsigned steps;
	/* Of the handler's last instruction. */
	uint64_t last_pc;
	/* Where the thread was when it made rt_sigreturn. */
	uint64_t call_pc, call_sp;
	/* It is there still: no frame has been read. */
	bool refused;
};

/* "2. the handler's first instruction" */
static void put_title(struct back *back, const char *title)
{
	knell_page_line(&back->page);
	knell_page_style(&back->page, KNELL_STYLE_BOLD);
	knell_page_decimal(&back->page, ++back->number);
	knell_page_text(&back->page, ". ");
	knell_page_wrap(&back->page, title, 3);
	knell_page_style(&back->page, KNELL_STYLE_PLAIN);
	knell_page_line(&back->page);
}

static void put_state(struct back *back)
{
	char text[KNELL_SET_TEXT_BYTES];
	struct knell_set mask;

	frame_tell_place(&back->page, &back->trace);
	frame_tell(&back->page, "  mask",
		frame_trace_mask(&back->trace, &mask)
			? knell_set_format(&mask, text)
			: "unknown");
}

static const struct frame_capture *captured(const struct back *back)
{
	return &back->trace.shared->captures[0];
}

/* Up to where the signal is about to be delivered. */
static bool reach_delivery(struct back *back, int signal)
{
	struct frame_trace *trace = &back->trace;

	if (frame_trace_go(trace, K_PTRACE_CONT, 0) ||
		trace->stop != FRAME_STOP_SIGNAL || trace->signal != signal)
		return false;
	put_title(back, "The signal is about to be delivered; the code that it "
			"interrupts:");
	put_state(back);
	return true;
}

static bool enter_handler(struct back *back, int signal)
{
	struct frame_trace *trace = &back->trace;
	long error = back->no_steps ? -EIO
				    : frame_trace_go(trace, K_PTRACE_SINGLESTEP,
					      signal);

	if (error == -EIO && !back->no_steps)
		back->no_steps = "this machine has no single steps";
	if (back->no_steps)
		error = frame_trace_go(trace, K_PTRACE_CONT, signal);
	else if (!error && trace->stop == FRAME_STOP_STEP) {
		put_title(back, "The kernel has made the frame; the first "
				"instruction to run:");
		put_state(back);
		error = frame_trace_go(trace, K_PTRACE_CONT, 0);
	}
	if (error || !frame_trace_at_mark(trace))
		return false;
	return !captured(back)->error;
}

static void put_bytes(
	struct knell_buffer *out, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		knell_put_char(out, ' ');
		knell_put_hex(out, bytes[i], 2);
	}
}

static void tell_return(struct back *back)
{
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	put_title(back, "The handler returns, as any function does:");
	knell_put_text(&line, "its last instruction is at ");
	knell_put_address(&line, back->last_pc);
	knell_put_text(&line, ", ");
	knell_put_decimal(&line, back->steps);
	knell_put_text(&line, " steps after it looked at the frame; it leads "
			      "to code in ");
	frame_put_place(&line, captured(back)->trampoline);
	frame_tell(&back->page, "", knell_buffer_text(&line));
	put_state(back);
}

/* Out of the handler without steps. Return: false: not by breakpoints. */
static bool break_out(struct back *back)
{
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	if (frame_trace_reach(&back->trace, captured(back)->trampoline))
		return false;
	put_title(back, "The handler has returned, as any function does:");
	knell_put_text(&line, "its way to the end was not followed step by "
			      "step (");
	knell_put_text(&line, back->no_steps);
	knell_put_text(&line, "), a breakpoint tells where it led: to ");
	frame_put_place(&line, captured(back)->trampoline);
	frame_tell(&back->page, "", knell_buffer_text(&line));
	put_state(back);
	return true;
}

/* Steps out of the handler. */
static bool leave_handler(struct back *back)
{
	struct frame_trace *trace = &back->trace;
	uintptr_t target = captured(back)->trampoline;

	/* Bit 0 of an address tells Thumb code. */
	while (!trace->place_known || (trace->pc ^ target) & ~(uint64_t)1) {
		back->last_pc = trace->pc;
		if (back->steps == STEPS_MAX ||
			frame_trace_go(trace, K_PTRACE_SINGLESTEP, 0) ||
			trace->stop != FRAME_STOP_STEP)
			return false;
		back->steps++;
	}
	tell_return(back);
	return true;
}

static void tell_step(struct back *back, unsigned index, size_t at)
{
	const struct knell_frame_step *step = &captured(back)->steps[index];
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	knell_put_text(&line, "The trampoline: ");
	knell_put_text(&line, step->text);
	knell_put_text(&line, " (");
	put_bytes(&line, captured(back)->code + at, step->size_bytes);
	knell_put_text(&line, " )");
	put_title(back, knell_buffer_text(&line));
}

/* Out of rt_sigreturn, which has begun. */
static bool end_call(struct back *back)
{
	struct frame_trace *trace = &back->trace;

	back->call_pc = trace->pc;
	back->call_sp = trace->sp;
	if (frame_trace_go(trace, K_PTRACE_SYSCALL, 0) ||
		trace->stop != FRAME_STOP_BACK)
		return false;
	back->refused = trace->place_known && trace->pc == back->call_pc &&
			trace->sp == back->call_sp;
	return true;
}

/* Into rt_sigreturn and out again; a step ends later on some machines. */
static bool make_call(struct back *back)
{
	struct frame_trace *trace = &back->trace;

	if (frame_trace_go(trace, K_PTRACE_SYSCALL, 0) ||
		trace->stop != FRAME_STOP_CALL ||
		trace->number != SYS_rt_sigreturn)
		return false;
	put_state(back);
	return end_call(back);
}

static bool make_step(struct back *back, uintptr_t next)
{
	struct frame_trace *trace = &back->trace;

	if (back->no_steps)
		return !frame_trace_reach(trace, next);
	return !frame_trace_go(trace, K_PTRACE_SINGLESTEP, 0) &&
	       trace->stop == FRAME_STOP_STEP;
}

/* Its last instruction is the system call. */
static bool step_trampoline(struct back *back)
{
	const struct frame_capture *capture = captured(back);
	size_t at = 0;

	for (unsigned i = 0; i < capture->step_count; i++) {
		tell_step(back, i, at);
		at += capture->steps[i].size_bytes;
		if (i + 1 == capture->step_count)
			return make_call(back);
		if (!make_step(back, capture->trampoline + at))
			return false;
		put_state(back);
	}
	return false;
}

/* From call to call, up to the exit of rt_sigreturn. */
static bool follow_calls(struct back *back)
{
	struct frame_trace *trace = &back->trace;
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	for (unsigned i = 0; i < STEPS_MAX; i++) {
		if (frame_trace_go(trace, K_PTRACE_SYSCALL, 0))
			return false;
		if (trace->stop == FRAME_STOP_CALL &&
			trace->number == SYS_rt_sigreturn)
			break;
		if (trace->stop != FRAME_STOP_CALL &&
			trace->stop != FRAME_STOP_BACK)
			return false;
	}
	knell_put_text(&line,
		"The handler has returned, and the trampoline makes the system "
		"call (not followed step by step: ");
	knell_put_text(&line, back->no_steps);
	knell_put_text(&line, "):");
	put_title(back, knell_buffer_text(&line));
	put_state(back);
	return end_call(back);
}

/* Compares what the frame holds with what the thread has. */
static bool tell_registers(struct back *back)
{
	const struct frame_capture *capture = captured(back);
	const char *hidden = knell_traced_call_mark();
	unsigned same = 0, other = 0;
	char text[WORDS_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	for (unsigned i = 0; i < capture->part_count; i++) {
		const struct knell_frame_part *part = &capture->parts[i];
		const uint8_t *bytes = frame_part_bytes(capture, part);
		uint64_t now;

		if (part->kind != KNELL_PART_REGISTER || !bytes ||
			part->use == KNELL_PART_UNREAD ||
			(hidden && knell_text_equal(part->name, hidden)) ||
			knell_traced_register(
				back->trace.pid, part->name, &now))
			continue;
		if (now == knell_load(bytes, part->size_bytes)) {
			same++;
			continue;
		}
		/* What is the kernel's own in it may be otherwise. */
		if (part->use == KNELL_PART_FILTERED)
			continue;
		knell_put_text(&line, other++ ? ", " : "");
		knell_put_text(&line, part->name);
	}
	knell_put_text(&line, other ? " are not, and " : "all ");
	knell_put_decimal(&line, same);
	knell_put_text(&line, " registers are what the frame holds");
	if (hidden) {
		knell_put_text(&line, "; ");
		knell_put_text(&line, hidden);
		knell_put_text(&line, " is not seen where a call ends");
	}
	frame_tell(&back->page, "  compared", knell_buffer_text(&line));
	return !other && same;
}

static bool tell_mask(struct back *back)
{
	const struct knell_set *held = &captured(back)->mask_before;
	struct knell_set mask;
	bool same = frame_trace_mask(&back->trace, &mask) &&
		    knell_set_equal(&mask, held);

	frame_tell(&back->page, "",
		same ? "the mask is what the frame holds"
		     : "the mask is not what the frame holds");
	return same;
}

static void tell_restored(struct back *back)
{
	bool registers, mask;

	back->followed = true;
	if (back->refused) {
		put_title(back, "The kernel has refused the call, and read no "
				"frame:");
		put_state(back);
		return;
	}
	put_title(back, "The kernel has read the frame; the interrupted code "
			"goes on:");
	put_state(back);
	registers = tell_registers(back);
	mask = tell_mask(back);
	back->whole = registers && mask;
}

static bool follow(struct back *back, int signal)
{
	if (!reach_delivery(back, signal) || !enter_handler(back, signal))
		return false;
	if (back->by_calls || (back->no_steps && !break_out(back)))
		return follow_calls(back);
	return (back->no_steps || leave_handler(back)) && step_trampoline(back);
}

static void put_head(struct back *back, int signal)
{
	char name[KNELL_NAME_BYTES];

	knell_page_text(&back->page, "The way back from a handler of ");
	knell_page_text(&back->page, knell_signal_name(signal, name));
	knell_page_text(&back->page, ", observed in process ");
	knell_page_decimal(&back->page, (unsigned)back->trace.pid);
	knell_page_line(&back->page);
}

/* Return: 0, or 1 with a message: there is no child. */
static int go_back(struct back *back, const struct frame_request *request)
{
	if (frame_trace_begin(&back->trace, request, FRAME_RESTORER_GOOD))
		return 1;
	put_head(back, request->signal);
	if (follow(back, request->signal))
		tell_restored(back);
	frame_trace_end(&back->trace);
	return 0;
}

/* What came instead of what was to come. */
static void complain(const struct back *back)
{
	const struct frame_trace *trace = &back->trace;
	static const char *const stops[] = {
		[FRAME_STOP_SIGNAL] = "a signal came, ",
		[FRAME_STOP_STEP] = "it made a step",
		[FRAME_STOP_CALL] = "it made a system call",
		[FRAME_STOP_BACK] = "it came back from a system call",
		[FRAME_STOP_OTHER] = "it stopped for another reason",
		[FRAME_STOP_EXITED] = "it has exited",
		[FRAME_STOP_KILLED] = "it was killed by ",
		[FRAME_STOP_LOST] = "it cannot be waited for",
	};
	char text[160], name[KNELL_NAME_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	if (back->refused) {
		knell_complain("rt_sigreturn was refused: by a sandbox's "
			       "filter?",
			NULL, 0);
		return;
	}
	if (back->followed) {
		knell_complain(
			"not all is restored as the frame has it", NULL, 0);
		return;
	}
	knell_put_text(&line, "the way back could not be followed further: ");
	knell_put_text(&line, stops[trace->stop]);
	if (trace->signal)
		knell_put_text(&line, knell_signal_name(trace->signal, name));
	knell_complain(knell_buffer_text(&line), NULL, 0);
}

/* A step or a breakpoint is a SIGTRAP, which would undo a mask that has it. */
static const char *find_obstacle(const struct frame_request *request)
{
	return request->signal == KNELL_SIGTRAP ||
			       knell_set_has(&request->mask, KNELL_SIGTRAP)
		       ? "a step is a SIGTRAP, too"
		       : NULL;
}

int frame_show_return(const struct frame_request *request)
{
	char data[OUT_BYTES];
	struct knell_buffer out;
	const char *no_steps = find_obstacle(request);
	struct back back = { .whole = false };
	int error;

	/* Not all emulators step as the machine does: over a branch to what
	 * stands behind it (QEMU 7.2 does so for s390x). */
	for (int i = 0; i < 2 && !back.followed; i++) {
		knell_output_open(&out, 1, data, sizeof(data));
		back = (struct back){
			.page = { .out = &out, .columns = 80 },
			.no_steps = i ? "steps went astray" : no_steps,
			.by_calls = no_steps != NULL,
		};
		back.page.color =
			knell_color_use(request->color, 1, request->invocation);
		if (go_back(&back, request))
			return 1;
		if (back.no_steps)
			break;
	}
	error = knell_buffer_finish(&out);
	if (error < 0)
		knell_complain("cannot write", "standard output", error);
	else if (!back.whole)
		complain(&back);
	return error < 0 || !back.whole;
}

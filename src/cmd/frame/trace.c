/* SPDX-License-Identifier: MIT */
/* A child that takes a signal under the eyes of its parent. */
#include "cmd/frame/trace.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "knell/action.h"
#include "knell/call.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/start.h"
#include "sys/process.h"

enum { HANDLER_BYTES = 65536, UNTRACEABLE = 3, LABEL = 12 };

/* The handler's, in a child of one thread. */
static struct frame_capture *taken;

static void stop(void)
{
	knell_send_thread((int)sys_getpid(), (int)sys_gettid(), KNELL_SIGSTOP);
}

static __attribute__((noinline)) void on_signal(
	int signal, struct knell_info *info, void *context)
{
	(void)signal;
	/* A fault comes again when its handler has returned. */
	if (taken->complete)
		knell_start_exit(0);
	frame_take_down(taken, (uintptr_t)on_signal,
		__builtin_return_address(0), info, context);
	stop();
	/* So that it is this function that returns. */
	__asm__ volatile("");
}

/*
 * What is not to be done: a restorer in C. The compiler moves the stack pointer
 * before the system call, by which the kernel looks for the frame.
 */
static void framed_restorer(void)
{
	static const long arguments[6];
	const volatile unsigned never = 0;

	knell_call_unless(&never, SYS_rt_sigreturn, arguments);
	knell_start_exit(0);
}

static void set_action(
	const struct frame_request *request, enum frame_restorer restorer)
{
	struct knell_action action = { .info_handler = on_signal,
		.flags = request->flags | KNELL_ACTION_SIGINFO };

	if (restorer == FRAME_RESTORER_GOOD) {
		knell_action_set(request->signal, &action, NULL);
		return;
	}
	if (restorer == FRAME_RESTORER_FRAMED) {
		action.flags |= KNELL_ACTION_RESTORER;
		action.restorer = framed_restorer;
	}
	/* It adds no restorer of its own. */
	knell_action_restore(request->signal, &action);
}

static _Noreturn void run_child(const struct frame_request *request,
	struct frame_shared *shared, enum frame_restorer restorer)
{
	const struct k_rlimit none = { 0, 0 };
	struct knell_stack stack, old;

	taken = &shared->captures[0];
	sys_prlimit64(0, K_RLIMIT_CORE, &none, NULL);
	if (sys_ptrace(K_PTRACE_TRACEME, 0, 0, NULL))
		knell_start_exit(UNTRACEABLE);
	if (request->flags & KNELL_ACTION_ONSTACK)
		shared->stack_error =
			knell_stack_begin(HANDLER_BYTES, &stack, &old);
	if (shared->stack_error)
		knell_start_exit(KNELL_EXIT_FAILED);
	set_action(request, restorer);
	knell_mask_set(&request->mask, NULL);
	stop();
	frame_send(request->signal, request->how);
	knell_start_exit(0);
}

/* What wait4 told. */
static void read_stop(struct frame_trace *trace, int status)
{
	int event = k_wait_code(status);

	trace->signal = 0;
	trace->info_known = trace->place_known = false;
	if (k_wait_exited(status)) {
		trace->stop = FRAME_STOP_EXITED;
		trace->status = k_wait_code(status);
		return;
	}
	if (k_wait_signaled(status)) {
		trace->stop = FRAME_STOP_KILLED;
		trace->signal = status & 0x7f;
		trace->core = status & K_WCOREFLAG;
		return;
	}
	trace->stop = FRAME_STOP_OTHER;
	if (event == (KNELL_SIGTRAP | 0x80))
		trace->stop = FRAME_STOP_CALL;
	else if (event == KNELL_SIGTRAP)
		trace->stop = FRAME_STOP_STEP;
	else if (!k_wait_event(status))
		trace->stop = FRAME_STOP_SIGNAL;
	if (trace->stop == FRAME_STOP_SIGNAL)
		trace->signal = event;
}

static void read_call(struct frame_trace *trace)
{
	struct k_ptrace_syscall_info call = { .op = 0 };
	long size = sys_ptrace(
		K_PTRACE_GET_SYSCALL_INFO, trace->pid, sizeof(call), &call);

	trace->number = -1;
	if (size < 0)
		trace->stop = FRAME_STOP_OTHER;
	else if (call.op == K_PTRACE_SYSCALL_INFO_EXIT)
		trace->stop = FRAME_STOP_BACK;
	else if (call.op == K_PTRACE_SYSCALL_INFO_ENTRY)
		trace->number = (long)call.entry.number;
	else
		trace->stop = FRAME_STOP_OTHER;
}

static void read_state(struct frame_trace *trace)
{
	if (trace->stop == FRAME_STOP_EXITED ||
		trace->stop == FRAME_STOP_KILLED)
		return;
	if (trace->stop == FRAME_STOP_CALL)
		read_call(trace);
	trace->info_known = sys_ptrace(K_PTRACE_GETSIGINFO, trace->pid, 0,
				    &trace->info) == 0;
	/* A SIGTRAP that was sent, and is to be delivered; some kernels tell a
	 * step with SI_USER, too. */
	if (trace->sent == KNELL_SIGTRAP && trace->stop == FRAME_STOP_STEP &&
		trace->info_known && trace->info.code <= 0) {
		trace->stop = FRAME_STOP_SIGNAL;
		trace->signal = KNELL_SIGTRAP;
	}
	trace->place_known =
		knell_traced_register(trace->pid,
			knell_traced_place(KNELL_TRACED_PC), &trace->pc) == 0 &&
		knell_traced_register(trace->pid,
			knell_traced_place(KNELL_TRACED_SP), &trace->sp) == 0;
}

static void await_stop(struct frame_trace *trace)
{
	int status;

	if (frame_wait(trace->pid, &status)) {
		trace->stop = FRAME_STOP_LOST;
		return;
	}
	read_stop(trace, status);
	read_state(trace);
}

long frame_trace_go(struct frame_trace *trace, int request, int signal)
{
	long error = sys_ptrace(
		request, trace->pid, 0, (const void *)(uintptr_t)signal);

	if (!error)
		await_stop(trace);
	return error;
}

long frame_trace_reach(struct frame_trace *trace, uintptr_t address)
{
	unsigned long word;
	long error = knell_traced_break(trace->pid, address, &word);

	if (!error)
		error = frame_trace_go(trace, K_PTRACE_CONT, 0);
	/* A breakpoint is told as a step is. */
	if (!error && trace->stop != FRAME_STOP_STEP)
		error = -EIO;
	if (!error)
		error = knell_traced_unbreak(trace->pid, address, word);
	if (!error)
		trace->pc = address;
	return error;
}

int frame_trace_begin(struct frame_trace *trace,
	const struct frame_request *request, enum frame_restorer restorer)
{
	const uintptr_t options = K_PTRACE_O_EXITKILL | K_PTRACE_O_TRACESYSGOOD;
	long pid;

	*trace = (struct frame_trace){ .shared = frame_share(),
		.sent = request->signal };
	if (!trace->shared)
		return 1;
	pid = frame_fork();
	if (!pid)
		run_child(request, trace->shared, restorer);
	if (pid < 0) {
		knell_complain("cannot start a child", NULL, pid);
		return 1;
	}
	trace->pid = (int)pid;
	await_stop(trace);
	if (trace->stop == FRAME_STOP_SIGNAL &&
		!sys_ptrace(K_PTRACE_SETOPTIONS, trace->pid, 0,
			(const void *)options))
		return 0;
	if (trace->shared->stack_error)
		frame_complain_stack(trace->shared->stack_error);
	else
		knell_complain(
			"the child cannot be traced here: nothing can be "
			"observed (another tracer, seccomp or an emulator in "
			"the way?)",
			NULL, 0);
	frame_trace_end(trace);
	return 1;
}

void frame_trace_end(struct frame_trace *trace)
{
	int status;

	if (trace->stop == FRAME_STOP_EXITED ||
		trace->stop == FRAME_STOP_KILLED ||
		trace->stop == FRAME_STOP_LOST)
		return;
	/* Where that is refused, it dies with this process. */
	if (knell_send_process(trace->pid, KNELL_SIGKILL))
		return;
	do {
		if (frame_wait(trace->pid, &status))
			return;
	} while (!k_wait_exited(status) && !k_wait_signaled(status));
}

bool frame_trace_at_mark(const struct frame_trace *trace)
{
	return trace->stop == FRAME_STOP_SIGNAL &&
	       trace->signal == KNELL_SIGSTOP &&
	       __atomic_load_n(
		       &trace->shared->captures[0].complete, __ATOMIC_ACQUIRE);
}

bool frame_trace_word(const struct frame_trace *trace, uintptr_t address,
	unsigned long *ret_word)
{
	struct k_iovec to = { ret_word, sizeof(*ret_word) };
	struct k_iovec from = { (void *)address, sizeof(*ret_word) };

	return sys_process_vm_readv(trace->pid, &to, 1, &from, 1) ==
	       (long)sizeof(*ret_word);
}

bool frame_trace_mask(
	const struct frame_trace *trace, struct knell_set *ret_set)
{
	knell_set_empty(ret_set);
	return sys_ptrace(K_PTRACE_GETSIGMASK, trace->pid,
		       KNELL_SIGRTMAX / 8 + (KNELL_SIGRTMAX % 8 != 0),
		       ret_set) == 0;
}

void frame_tell(struct knell_page *page, const char *label, const char *text)
{
	if (*label) {
		knell_page_style(page, KNELL_STYLE_BOLD);
		knell_page_text(page, label);
		knell_page_style(page, KNELL_STYLE_PLAIN);
	}
	knell_page_gap(page, LABEL);
	knell_page_wrap(page, text, LABEL);
	knell_page_line(page);
}

void frame_tell_place(struct knell_page *page, const struct frame_trace *trace)
{
	char text[160];
	struct knell_buffer line = KNELL_BUFFER(text);

	if (trace->place_known) {
		knell_put_text(&line, knell_traced_place(KNELL_TRACED_PC));
		knell_put_char(&line, ' ');
		knell_put_address(&line, trace->pc);
		knell_put_text(&line, ", ");
		knell_put_text(&line, knell_traced_place(KNELL_TRACED_SP));
		knell_put_char(&line, ' ');
		knell_put_address(&line, trace->sp);
	} else {
		knell_put_text(&line,
			"registers unknown: what the kernel tells "
			"are not those of this machine");
	}
	frame_tell(page, "", knell_buffer_text(&line));
}

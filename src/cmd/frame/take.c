/* SPDX-License-Identifier: MIT */
/* Taking a signal in a child, and taking down the frame in its handler. */
#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/first_process.h"
#include "cmd/frame/frame.h"
#include "knell/action.h"
#include "knell/context.h"
#include "knell/mask.h"
#include "knell/name.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/start.h"
#include "sys/file.h"
#include "sys/process.h"

enum { HANDLER_BYTES = 65536, QUEUED = 42 };

/* For the handlers, which are given nothing else: the child has one thread. */
static struct {
	struct frame_shared *shared;
	const struct frame_request *request;
	int inner_signal;
} taking;

struct frame_shared *frame_share(void)
{
	long at = sys_mmap(NULL, sizeof(struct frame_shared),
		K_PROT_READ | K_PROT_WRITE, K_MAP_SHARED | K_MAP_ANONYMOUS, -1,
		0);

	if (!sys_mmap_failed(at))
		return (struct frame_shared *)at;
	knell_complain("no memory for a frame", NULL, at);
	return NULL;
}

static void walk_frame(struct frame_capture *capture,
	const struct knell_info *info, const void *context)
{
	struct knell_frame_walk walk;
	struct knell_frame_part part;

	capture->error = knell_frame_begin(&walk, info, context);
	while (!capture->error && knell_frame_next(&walk, &part) == 1) {
		if (capture->part_count == FRAME_PARTS_MAX) {
			capture->parts_cut = true;
			return;
		}
		capture->parts[capture->part_count++] = part;
	}
}

static void copy_bytes(struct frame_capture *capture)
{
	const struct knell_frame_part *last;
	uintptr_t first, size;

	if (!capture->part_count)
		return;
	first = (uintptr_t)capture->parts[0].address;
	last = &capture->parts[capture->part_count - 1];
	size = (uintptr_t)last->address + last->size_bytes - first;
	capture->bytes_cut = size > FRAME_BYTES_MAX;
	if (capture->bytes_cut)
		size = FRAME_BYTES_MAX;
	knell_memory_copy(capture->bytes, (const void *)first, size);
	capture->byte_count = size;
}

static void take_trampoline(struct frame_capture *capture, const void *code)
{
	capture->trampoline = (uintptr_t)code;
	while (capture->step_count < FRAME_STEPS_MAX) {
		struct knell_frame_step *step =
			&capture->steps[capture->step_count];
		size_t used = capture->code_bytes;

		if (knell_frame_trampoline(code, capture->step_count, step) !=
				1 ||
			used + step->size_bytes > FRAME_CODE_MAX)
			break;
		knell_memory_copy(
			capture->code + used, step->address, step->size_bytes);
		capture->code_bytes += (unsigned)step->size_bytes;
		capture->step_count++;
	}
}

void frame_take_down(struct frame_capture *capture, uintptr_t handler,
	const void *trampoline, const struct knell_info *info,
	const void *context)
{
	struct knell_stack now = { .base = NULL };
	uintptr_t here = (uintptr_t)&now;

	capture->signal = info->signal;
	capture->info = *info;
	capture->info_address = (uintptr_t)info;
	capture->context_address = (uintptr_t)context;
	capture->handler = handler;
	capture->local = here;
	capture->interrupted_pc = knell_context_pc(context);
	capture->interrupted_sp = knell_context_sp(context);
	knell_context_mask(context, &capture->mask_before);
	knell_mask_get(&capture->mask_inside);
	knell_context_stack(context, &capture->stack);
	knell_stack_get(&now);
	capture->on_alternate = now.flags & KNELL_STACK_ONSTACK;
	take_trampoline(capture, trampoline);
	walk_frame(capture, info, context);
	copy_bytes(capture);
	__atomic_store_n(&capture->complete, 1, __ATOMIC_RELEASE);
}

static _Noreturn void end_child(void)
{
	knell_start_exit(0);
}

static __attribute__((noinline)) void on_inner(
	int signal, struct knell_info *info, void *context)
{
	(void)signal;
	frame_take_down(&taking.shared->captures[1], (uintptr_t)on_inner,
		__builtin_return_address(0), info, context);
}

long frame_send(int signal, enum frame_how how)
{
	int pid = (int)sys_getpid();
	union knell_value value = { .integer = QUEUED };
	/* In the first page, which nobody may map. */
	volatile uintptr_t unmapped = 16;

	switch (how) {
	case FRAME_RAISE:
		return knell_send_thread(pid, (int)sys_gettid(), signal);
	case FRAME_KILL: return knell_send_process(pid, signal);
	case FRAME_QUEUE: return knell_send_queue(pid, signal, value);
	case FRAME_FAULT: *(volatile int *)unmapped = 1; break;
	}
	return 0;
}

int frame_inner_signal(const struct frame_request *request)
{
	return request->signal == KNELL_SIGUSR2 ? KNELL_SIGUSR1 : KNELL_SIGUSR2;
}

static __attribute__((noinline)) void on_outer(
	int signal, struct knell_info *info, void *context)
{
	(void)signal;
	frame_take_down(&taking.shared->captures[0], (uintptr_t)on_outer,
		__builtin_return_address(0), info, context);
	if (taking.request->nested)
		taking.shared->send_error =
			frame_send(taking.inner_signal, FRAME_RAISE);
	/* The instruction that faulted would fault again. */
	if (taking.request->how == FRAME_FAULT)
		end_child();
}

static void set_actions(const struct frame_request *request)
{
	struct knell_action action = { .info_handler = on_outer,
		.flags = request->flags | KNELL_ACTION_SIGINFO };

	knell_action_set(request->signal, &action, NULL);
	action.info_handler = on_inner;
	knell_action_set(taking.inner_signal, &action, NULL);
}

_Noreturn void frame_child(
	const struct frame_request *request, struct frame_shared *shared)
{
	struct knell_stack stack, old;

	taking.shared = shared;
	taking.request = request;
	taking.inner_signal = frame_inner_signal(request);
	if (request->flags & KNELL_ACTION_ONSTACK)
		shared->stack_error =
			knell_stack_begin(HANDLER_BYTES, &stack, &old);
	if (shared->stack_error)
		end_child();
	set_actions(request);
	knell_mask_set(&request->mask, NULL);
	shared->send_error = frame_send(request->signal, request->how);
	end_child();
}

long frame_fork(void)
{
	int parent = (int)sys_getpid();
	long pid = sys_clone_fork();

	if (pid)
		return pid;
	sys_prctl(K_PR_SET_PDEATHSIG, KNELL_SIGKILL);
	knell_first_process_forget();
	/* It may have died before that. */
	if (sys_getppid() != parent)
		knell_start_exit(1);
	return 0;
}

long frame_wait(int pid, int *ret_status)
{
	long result;

	do
		result = sys_wait4(pid, ret_status, K_WALL, NULL);
	while (result == -EINTR);
	return result < 0 ? result : 0;
}

void frame_complain_stack(long error)
{
	knell_complain("the alternate stack cannot be set up", NULL, error);
}

static void complain_child(const struct frame_request *request,
	const struct frame_shared *shared, int status)
{
	char text[160], name[KNELL_NAME_BYTES];
	struct knell_buffer line = KNELL_BUFFER(text);

	if (shared->stack_error) {
		frame_complain_stack(shared->stack_error);
		return;
	}
	if (shared->send_error) {
		knell_complain("the signal could not be sent", NULL,
			shared->send_error);
		return;
	}
	knell_put_text(&line, "no frame was taken down: the child ");
	if (k_wait_signaled(status)) {
		knell_put_text(&line, "was killed by ");
		knell_put_text(&line, knell_signal_name(status & 0x7f, name));
	} else {
		knell_put_text(&line, "ended with status ");
		knell_put_decimal(&line, (unsigned)k_wait_code(status));
	}
	knell_put_text(&line, " before the handler of ");
	knell_put_text(&line, knell_signal_name(request->signal, name));
	knell_put_text(&line, " was done");
	knell_complain(knell_buffer_text(&line), NULL, 0);
}

int frame_take(const struct frame_request *request, struct frame_shared *shared)
{
	long pid = frame_fork();
	int status = 0;

	if (!pid)
		frame_child(request, shared);
	if (pid > 0)
		pid = frame_wait((int)pid, &status);
	if (pid < 0) {
		knell_complain("cannot start a child", NULL, pid);
		return 1;
	}
	for (int i = 0; i <= (int)request->nested; i++) {
		if (!shared->captures[i].complete) {
			complain_child(request, shared, status);
			return 1;
		}
		if (shared->captures[i].error) {
			knell_complain("the frame is laid out as no kernel "
				       "does that knell knows",
				NULL, 0);
			return 1;
		}
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Threads of programs without a libc: start, end and memory. */
#include "knell/thread.h"
#include "abi/errno.h"
#include "abi/file.h"
#include "abi/process.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "signal/auxv.h"
#include "signal/thread_machine.h"
#include "signal/tls.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

/*
 * A thread's memory, from its lowest address: a guard page, the alternate
 * stack, a guard page, the stack; then this, and the thread-local variables.
 */
struct knell_thread {
	void *(*run)(void *argument);
	void *argument, *value;
	void *memory;
	size_t memory_bytes;
	void *pointer;
	struct k_stack alternate;
	struct k_sigset mask;
	int tid;
	int error;
	/* 1 until the kernel has let go of the thread. */
	uint32_t running;
};

/* Sizes in bytes, whole pages. */
struct layout {
	size_t guard, alternate, stack, top, whole;
};

static size_t whole_pages(size_t bytes, size_t page_bytes)
{
	bytes += page_bytes - 1;
	return bytes - bytes % page_bytes;
}

static int plan_layout(const struct knell_thread_plan *plan,
	const struct knell_tls *tls, struct layout *ret_layout)
{
	struct knell_frame_facts facts = knell_frame_facts();
	struct layout layout = {
		.guard = facts.page_bytes,
		.alternate =
			knell_frame_stack_size(&facts, plan->handler_bytes),
		.stack = knell_frame_stack_size(&facts, plan->stack_bytes),
		.top = whole_pages(
			sizeof(struct knell_thread) + knell_tls_bytes(tls),
			facts.page_bytes),
	};

	if (!layout.alternate || !layout.stack ||
		__builtin_add_overflow(
			layout.alternate, layout.stack, &layout.whole) ||
		__builtin_add_overflow(layout.whole,
			2 * layout.guard + layout.top, &layout.whole))
		return -ENOMEM;
	*ret_layout = layout;
	return 0;
}

static int map(size_t bytes, char **ret_memory)
{
	long result = sys_mmap(NULL, bytes, K_PROT_READ | K_PROT_WRITE,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0);

	if (sys_mmap_failed(result))
		return (int)result;
	*ret_memory = (char *)result;
	return 0;
}

static int map_thread(const struct layout *layout, char **ret_memory)
{
	char *memory;
	int error = map(layout->whole, &memory);

	if (error)
		return error;
	error = (int)sys_mprotect(memory, layout->guard, K_PROT_NONE);
	if (!error)
		error = (int)sys_mprotect(
			memory + layout->guard + layout->alternate,
			layout->guard, K_PROT_NONE);
	if (error) {
		sys_munmap(memory, layout->whole);
		return error;
	}
	/* Touched, so that the first signal is as quick as the later ones. */
	for (size_t at = 0; at < layout->alternate; at += layout->guard)
		*(volatile char *)(memory + layout->guard + at) = 0;
	*ret_memory = memory;
	return 0;
}

/* The first that a thread runs; signals are blocked. */
static void begin_thread(void *record)
{
	struct knell_thread *thread = record;
	long error = knell_thread_set_pointer(thread->pointer);

	if (!error)
		error = sys_sigaltstack(&thread->alternate, NULL);
	if (!error)
		error = sys_rt_sigprocmask(K_SIG_SETMASK, &thread->mask, NULL);
	if (!error)
		thread->value = thread->run(thread->argument);
	thread->error = (int)error;
	sys_exit(0);
}

int knell_thread_clone_on(void *top, void (*entry)(void *), void *argument,
	int *ret_tid, uint32_t *running)
{
	const unsigned long flags = K_CLONE_VM | K_CLONE_FS | K_CLONE_FILES |
				    K_CLONE_SIGHAND | K_CLONE_THREAD |
				    K_CLONE_SYSVSEM | K_CLONE_PARENT_SETTID |
				    K_CLONE_CHILD_CLEARTID;
	/* 16 bytes aligned for all machines. */
	uintptr_t *stack = (uintptr_t *)top - 4;

	stack[0] = (uintptr_t)entry;
	stack[1] = (uintptr_t)argument;
	/* The last two are the thread pointer, which the flags leave alone, and
	 * where to clear: in an order that differs between machines. */
	const long arguments[5] = {
		K_CLONE_STACK_FIRST ? (long)stack : (long)flags,
		K_CLONE_STACK_FIRST ? (long)flags : (long)stack,
		(long)ret_tid,
		(long)running,
		(long)running,
	};
	long result = knell_thread_clone(SYS_clone, arguments);

	return result < 0 ? (int)result : 0;
}

int knell_thread_set_up(const struct knell_start *start)
{
	struct knell_frame_facts facts = knell_frame_facts();
	struct knell_tls tls;
	size_t bytes;
	char *memory;
	int error;

	if (!start)
		return -EFAULT;
	tls = knell_tls_find(start);
	bytes = whole_pages(knell_tls_bytes(&tls), facts.page_bytes);
	error = map(bytes, &memory);
	if (error)
		return error;
	error = (int)knell_thread_set_pointer(knell_tls_place(&tls, memory));
	if (error)
		sys_munmap(memory, bytes);
	return error;
}

int knell_thread_start(const struct knell_start *start,
	const struct knell_thread_plan *plan, struct knell_thread **ret_thread)
{
	struct knell_tls tls;
	struct k_sigset all;
	struct layout layout;
	char *memory = NULL;
	int error;

	if (!start || !plan || !plan->run || !ret_thread)
		return -EFAULT;
	tls = knell_tls_find(start);
	error = plan_layout(plan, &tls, &layout);
	if (!error)
		error = map_thread(&layout, &memory);
	if (error)
		return error;
	struct knell_thread *thread =
		(void *)(memory + layout.whole - layout.top);

	*thread = (struct knell_thread){ .run = plan->run,
		.argument = plan->argument,
		.memory = memory,
		.memory_bytes = layout.whole,
		.pointer = knell_tls_place(&tls, thread + 1),
		.alternate = { .sp = memory + layout.guard,
			.size = layout.alternate },
		.running = 1 };
	for (size_t i = 0; i < KNELL_COUNT(all.words); i++)
		all.words[i] = ~0UL;
	error = (int)sys_rt_sigprocmask(K_SIG_SETMASK, &all, &thread->mask);
	if (!error) {
		error = knell_thread_clone_on(thread, begin_thread, thread,
			&thread->tid, &thread->running);
		sys_rt_sigprocmask(K_SIG_SETMASK, &thread->mask, NULL);
	}
	if (error)
		sys_munmap(memory, layout.whole);
	else
		*ret_thread = thread;
	return error;
}

int knell_thread_id(const struct knell_thread *thread)
{
	return thread->tid;
}

int knell_thread_join(struct knell_thread *thread, void **ret_value)
{
	if (!thread)
		return -EFAULT;
	if (thread->tid == sys_gettid())
		return -EDEADLK;
	while (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE)) {
		long error = sys_futex_wait(&thread->running, 1);

		if (error < 0 && error != -EAGAIN && error != -EINTR)
			return (int)error;
	}
	int error = thread->error;

	if (!error && ret_value)
		*ret_value = thread->value;
	sys_munmap(thread->memory, thread->memory_bytes);
	return error;
}

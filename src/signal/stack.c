/* SPDX-License-Identifier: MIT */
/* Alternate stacks, for handlers that must run when the stack is used up. */
#include "knell/stack.h"

#include <stdbool.h>

#include "abi/errno.h"
#include "abi/signal.h"
#include "signal/auxv.h"
#include "sys/file.h"
#include "sys/signal.h"

/* The members are the same; on mips their order is not. */
_Static_assert(sizeof(struct knell_stack) == sizeof(struct k_stack),
	"struct knell_stack has room for the kernel's stack_t");
_Static_assert(KNELL_STACK_ONSTACK == K_SS_ONSTACK &&
		       KNELL_STACK_DISABLE == K_SS_DISABLE &&
		       KNELL_STACK_AUTODISARM == K_SS_AUTODISARM,
	"sigaltstack(2)");

static bool is_same_layout(void)
{
	return offsetof(struct knell_stack, flags) ==
	       offsetof(struct k_stack, flags);
}

/* The kernel reads a set before it finds that -1 is no way to use it. */
static bool is_readable(const void *at)
{
	return sys_rt_sigprocmask(-1, at, NULL) != -EFAULT;
}

/*
 * Bad pointers are for the kernel to find: what it is to write it writes where
 * the caller wants it, whatever the order; what it is to read is tried first.
 */
static int change_stack(
	const struct knell_stack *stack, struct knell_stack *ret_old)
{
	struct k_stack *kernel_old = (struct k_stack *)ret_old, old;
	struct k_stack kernel;

	if (is_same_layout())
		return (int)sys_sigaltstack(
			(const struct k_stack *)stack, kernel_old);
	if (stack) {
		if (!is_readable(stack) || !is_readable(&stack->flags))
			return -EFAULT;
		kernel = (struct k_stack){ .sp = stack->base,
			.flags = stack->flags,
			.size = stack->size_bytes };
	}
	int error = (int)sys_sigaltstack(stack ? &kernel : NULL, kernel_old);

	if (!error && ret_old) {
		old = *kernel_old;
		*ret_old = (struct knell_stack){ .base = old.sp,
			.flags = old.flags,
			.size_bytes = old.size };
	}
	return error;
}

size_t knell_stack_size(size_t handler_bytes)
{
	struct knell_frame_facts facts = knell_frame_facts();

	return knell_frame_stack_size(&facts, handler_bytes);
}

int knell_stack_map(size_t handler_bytes, struct knell_stack *ret_stack)
{
	struct knell_frame_facts facts = knell_frame_facts();
	size_t size = knell_frame_stack_size(&facts, handler_bytes);
	size_t guard = facts.page_bytes;
	char *memory;
	long result;

	if (!size)
		return -ENOMEM;
	result = sys_mmap(NULL, guard + size, K_PROT_READ | K_PROT_WRITE,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0);
	if (sys_mmap_failed(result))
		return (int)result;
	memory = (char *)result;
	result = sys_mprotect(memory, guard, K_PROT_NONE);
	if (result < 0) {
		sys_munmap(memory, guard + size);
		return (int)result;
	}
	for (size_t at = 0; at < size; at += facts.page_bytes)
		*(volatile char *)(memory + guard + at) = 0;
	*ret_stack = (struct knell_stack){ .base = memory + guard,
		.size_bytes = size };
	return 0;
}

int knell_stack_unmap(const struct knell_stack *stack)
{
	struct knell_frame_facts facts = knell_frame_facts();
	uintptr_t base = (uintptr_t)stack->base;

	if (!base || base % facts.page_bytes ||
		stack->size_bytes % facts.page_bytes)
		return -EINVAL;
	return (int)sys_munmap((void *)(base - facts.page_bytes),
		stack->size_bytes + facts.page_bytes);
}

int knell_stack_install(
	const struct knell_stack *stack, struct knell_stack *ret_old)
{
	struct knell_frame_facts facts = knell_frame_facts();

	if (stack->flags & ~KNELL_STACK_AUTODISARM)
		return -EINVAL;
	if (stack->size_bytes < facts.frame_bytes)
		return -ENOMEM;
	return change_stack(stack, ret_old);
}

int knell_stack_restore(const struct knell_stack *saved)
{
	return change_stack(saved, NULL);
}

int knell_stack_get(struct knell_stack *ret_stack)
{
	return change_stack(NULL, ret_stack);
}

int knell_stack_begin(size_t handler_bytes, struct knell_stack *ret_stack,
	struct knell_stack *ret_old)
{
	struct knell_stack stack, old;
	int error = knell_stack_map(handler_bytes, &stack);

	if (error)
		return error;
	error = knell_stack_install(&stack, &old);
	if (error) {
		knell_stack_unmap(&stack);
		return error;
	}
	*ret_stack = stack;
	*ret_old = old;
	return 0;
}

int knell_stack_end(
	const struct knell_stack *stack, const struct knell_stack *old)
{
	int error = knell_stack_restore(old);

	return error ? error : knell_stack_unmap(stack);
}

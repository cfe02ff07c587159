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

/*
 * Below each stack that is made here. It is no whole page where these are
 * larger, and is the same where nobody tells how large they are, since a filter
 * of system calls came meanwhile.
 */
enum { GUARD_BYTES = 65536, PAGE_BYTES_LEAST = 4096 };

size_t knell_stack_size(size_t handler_bytes)
{
	struct knell_frame_facts facts = knell_frame_facts();

	return knell_frame_stack_size(&facts, handler_bytes);
}

int knell_stack_map(size_t handler_bytes, struct knell_stack *ret_stack)
{
	struct knell_frame_facts facts = knell_frame_facts();
	size_t size = knell_frame_stack_size(&facts, handler_bytes);
	char *memory;
	long result;

	if (!ret_stack)
		return -EFAULT;
	if (!size)
		return -ENOMEM;
	result = sys_mmap(NULL, GUARD_BYTES + size, K_PROT_READ | K_PROT_WRITE,
		K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1, 0);
	if (sys_mmap_failed(result))
		return (int)result;
	memory = (char *)result;
	result = sys_mprotect(memory, GUARD_BYTES, K_PROT_NONE);
	if (result < 0) {
		sys_munmap(memory, GUARD_BYTES + size);
		return (int)result;
	}
	memory += GUARD_BYTES;
	for (size_t at = 0; at < size; at += PAGE_BYTES_LEAST)
		*(volatile char *)(memory + at) = 0;
	*ret_stack = (struct knell_stack){ .base = memory, .size_bytes = size };
	return 0;
}

/* As far as can be told. */
static bool is_mapped_here(const struct knell_stack *stack)
{
	uintptr_t base = (uintptr_t)stack->base;

	return base >= GUARD_BYTES && !(base % PAGE_BYTES_LEAST) &&
	       !(stack->size_bytes % PAGE_BYTES_LEAST);
}

int knell_stack_unmap(const struct knell_stack *stack)
{
	if (!stack)
		return -EFAULT;
	if (!is_mapped_here(stack))
		return -EINVAL;
	return (int)sys_munmap((char *)stack->base - GUARD_BYTES,
		GUARD_BYTES + stack->size_bytes);
}

int knell_stack_install(
	const struct knell_stack *stack, struct knell_stack *ret_old)
{
	struct knell_frame_facts facts = knell_frame_facts();

	if (!stack)
		return -EFAULT;
	if (stack->flags & ~KNELL_STACK_AUTODISARM)
		return -EINVAL;
	if (stack->size_bytes < facts.frame_bytes)
		return -ENOMEM;
	return change_stack(stack, ret_old);
}

int knell_stack_restore(const struct knell_stack *saved)
{
	/* Without either, the kernel has nothing to do. */
	if (!saved)
		return -EFAULT;
	return change_stack(saved, NULL);
}

int knell_stack_get(struct knell_stack *ret_stack)
{
	if (!ret_stack)
		return -EFAULT;
	return change_stack(NULL, ret_stack);
}

int knell_stack_begin(size_t handler_bytes, struct knell_stack *ret_stack,
	struct knell_stack *ret_old)
{
	struct knell_stack stack, old;
	int error;

	if (!ret_stack || !ret_old)
		return -EFAULT;
	error = knell_stack_map(handler_bytes, &stack);
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
	struct knell_stack now;
	int error;

	if (!stack || !old)
		return -EFAULT;
	error = knell_stack_get(&now);
	if (error)
		return error;
	/* Another thread may be on it, or this one: SS_AUTODISARM. */
	if (now.flags & KNELL_STACK_DISABLE || now.base != stack->base ||
		now.size_bytes != stack->size_bytes || !is_mapped_here(stack))
		return -EINVAL;
	error = knell_stack_restore(old);
	return error ? error : knell_stack_unmap(stack);
}

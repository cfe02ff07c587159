/* SPDX-License-Identifier: MIT */
/* Alternate stacks, for handlers that must run when the stack is used up. */
#include "knell/stack.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "signal/auxv.h"
#include "sys/file.h"
#include "sys/signal.h"

_Static_assert(sizeof(struct knell_stack) == sizeof(struct k_stack) &&
		       offsetof(struct knell_stack, flags) ==
			       offsetof(struct k_stack, flags),
	"struct knell_stack is the kernel's stack_t");
_Static_assert(KNELL_STACK_ONSTACK == K_SS_ONSTACK &&
		       KNELL_STACK_DISABLE == K_SS_DISABLE &&
		       KNELL_STACK_AUTODISARM == K_SS_AUTODISARM,
	"sigaltstack(2)");

static const struct k_stack *kernel_stack(const struct knell_stack *stack)
{
	return (const struct k_stack *)stack;
}

static struct k_stack *kernel_ret_stack(struct knell_stack *ret_stack)
{
	return (struct k_stack *)ret_stack;
}

/* In whole pages; 0: it overflows. */
static size_t stack_size(
	const struct knell_frame_facts *facts, size_t handler_bytes)
{
	size_t most = SIZE_MAX / 2, need;

	if (handler_bytes > most)
		return 0;
	need = handler_bytes + facts->frame_bytes + facts->page_bytes - 1;
	return need - need % facts->page_bytes;
}

size_t knell_stack_size(size_t handler_bytes)
{
	struct knell_frame_facts facts = knell_frame_facts();

	return stack_size(&facts, handler_bytes);
}

int knell_stack_map(size_t handler_bytes, struct knell_stack *ret_stack)
{
	struct knell_frame_facts facts = knell_frame_facts();
	size_t size = stack_size(&facts, handler_bytes);
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
	return (int)sys_sigaltstack(
		kernel_stack(stack), kernel_ret_stack(ret_old));
}

int knell_stack_restore(const struct knell_stack *saved)
{
	return (int)sys_sigaltstack(kernel_stack(saved), NULL);
}

int knell_stack_get(struct knell_stack *ret_stack)
{
	return (int)sys_sigaltstack(NULL, kernel_ret_stack(ret_stack));
}

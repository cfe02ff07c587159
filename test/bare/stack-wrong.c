/* SPDX-License-Identifier: MIT */
/* Alternate stacks used wrongly: each error, and nothing changed by it. */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { HANDLER_BYTES = 16384, RLIMIT_AS = K_NSIG > 64 ? 6 : 9 };

static struct knell_stack own, before;
static volatile int handled;

static void expect(const struct knell_stack *stack)
{
	struct knell_stack now;

	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK(now.base == stack->base);
	CHECK_EQUAL(now.size_bytes, stack->size_bytes);
	CHECK_EQUAL(now.flags & ~KNELL_STACK_ONSTACK, stack->flags);
}

static void begin_own(void)
{
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &own, &before), 0);
}

static void check_sizes(void)
{
	size_t least = knell_stack_size(0) - test_page_bytes();
	struct knell_stack small = own, got = { .size_bytes = 1 };

	begin_own();
	small.base = own.base;
	for (size_t size = 0; size <= least; size += 1 + size / 2) {
		small.size_bytes = size;
		CHECK_EQUAL(knell_stack_install(&small, &got), -ENOMEM);
	}
	small.size_bytes = 1000;
	CHECK_EQUAL(knell_stack_restore(&small), -ENOMEM);
	CHECK_EQUAL(got.size_bytes, 1);
	expect(&own);
}

static void check_flags(void)
{
	struct knell_stack wrong, got = { .size_bytes = 1 };

	begin_own();
	for (int bit = 0; bit < 31; bit++) {
		wrong = own;
		wrong.flags = 1U << bit;
		CHECK_EQUAL(knell_stack_install(&wrong, &got), -EINVAL);
	}
	wrong.flags = 4;
	CHECK_EQUAL(knell_stack_restore(&wrong), -EINVAL);
	CHECK_EQUAL(got.size_bytes, 1);
	expect(&own);
}

static void check_pointers(void)
{
	struct knell_stack *bad = test_map_nothing(), old;

	begin_own();
	CHECK_EQUAL(knell_stack_get(bad), -EFAULT);
	CHECK_EQUAL(knell_stack_get(NULL), -EFAULT);
	CHECK_EQUAL(knell_stack_restore(bad), -EFAULT);
	CHECK_EQUAL(knell_stack_restore(NULL), -EFAULT);
	CHECK_EQUAL(knell_stack_install(NULL, &old), -EFAULT);
	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, NULL), -EFAULT);
	CHECK_EQUAL(knell_stack_unmap(NULL), -EFAULT);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, NULL, &old), -EFAULT);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &old, NULL), -EFAULT);
	/* The thread's own would be unmapped, and stay installed. */
	CHECK_EQUAL(knell_stack_end(&own, NULL), -EFAULT);
	CHECK_EQUAL(knell_stack_end(NULL, &before), -EFAULT);
	expect(&own);
}

/* Told in the header: done all the same. */
static void check_pointer_late(void)
{
	struct knell_stack *bad = test_map_nothing(), other;

	begin_own();
	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, &other), 0);
	CHECK_EQUAL(knell_stack_install(&other, bad), -EFAULT);
	expect(&other);
}

/* One struct for what is and what was. */
static void check_overlap(void)
{
	struct knell_stack stack, first;

	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, &stack), 0);
	first = stack;
	CHECK_EQUAL(knell_stack_install(&stack, &stack), 0);
	CHECK_EQUAL(stack.flags, KNELL_STACK_DISABLE);
	expect(&first);
	CHECK_EQUAL(knell_stack_restore(&stack), 0);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &own, &own), 0);
	CHECK_EQUAL(own.flags, KNELL_STACK_DISABLE);
}

static void change_there(int signal)
{
	struct knell_stack none = { .flags = KNELL_STACK_DISABLE }, old = none;

	(void)signal;
	CHECK_EQUAL(knell_stack_install(&own, &old), -EPERM);
	CHECK_EQUAL(knell_stack_restore(&none), -EPERM);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &old, &old), -EPERM);
	CHECK_EQUAL(knell_stack_end(&own, &before), -EPERM);
	CHECK_EQUAL(old.flags, KNELL_STACK_DISABLE);
	expect(&own);
	handled++;
}

static void check_inside(void)
{
	struct knell_action action = { .handler = change_there,
		.flags = KNELL_ACTION_ONSTACK };

	begin_own();
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(handled, 1);
	expect(&own);
}

/* The first before the second: both stay. */
static void check_order(void)
{
	struct knell_stack second, old;

	begin_own();
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &second, &old), 0);
	CHECK_EQUAL(knell_stack_end(&own, &before), -EINVAL);
	expect(&second);
	*(volatile char *)own.base = 1;
	CHECK_EQUAL(knell_stack_end(&second, &old), 0);
	CHECK_EQUAL(knell_stack_end(&own, &before), 0);
	/* Once only: something else may be there by now. */
	CHECK_EQUAL(knell_stack_end(&own, &before), -EINVAL);
	CHECK_EQUAL(knell_stack_end(&second, &old), -EINVAL);
}

static void end_from_here(void *unused)
{
	(void)unused;
	CHECK_EQUAL(knell_stack_end(&own, &before), -EINVAL);
}

static void check_thread(void)
{
	struct test_thread other;

	begin_own();
	test_thread_start(&other, end_from_here, NULL);
	test_thread_join(&other);
	expect(&own);
	*(volatile char *)own.base = 1;
}

static void check_foreign(void)
{
	struct knell_stack stack;

	begin_own();
	stack = own;
	stack.size_bytes -= 100;
	CHECK_EQUAL(knell_stack_unmap(&stack), -EINVAL);
	stack = own;
	stack.base = (char *)own.base + 1;
	CHECK_EQUAL(knell_stack_unmap(&stack), -EINVAL);
	stack.base = NULL;
	CHECK_EQUAL(knell_stack_unmap(&stack), -EINVAL);
	stack.base = (void *)4096;
	CHECK_EQUAL(knell_stack_unmap(&stack), -EINVAL);
	expect(&own);
	*(volatile char *)own.base = 1;
	((volatile char *)own.base)[own.size_bytes - 1] = 1;
}

static void check_memory(void)
{
	const struct k_rlimit little = { 1 << 20, 1 << 20 };
	struct knell_stack stack = { .size_bytes = 1 }, old = stack;

	CHECK_EQUAL(sys_prlimit64(0, RLIMIT_AS, &little, NULL), 0);
	CHECK_EQUAL(knell_stack_map(1 << 24, &stack), -ENOMEM);
	CHECK_EQUAL(knell_stack_begin(1 << 24, &stack, &old), -ENOMEM);
	CHECK_EQUAL(knell_stack_map(SIZE_MAX, &stack), -ENOMEM);
	CHECK_EQUAL(knell_stack_map(SIZE_MAX / 2, &stack), -ENOMEM);
	CHECK_EQUAL(stack.size_bytes, 1);
	CHECK_EQUAL(old.size_bytes, 1);
}

const struct test_case test_cases[] = {
	{ "sizes", check_sizes },
	{ "flags", check_flags },
	{ "pointers", check_pointers },
	{ "pointer-late", check_pointer_late },
	{ "overlap", check_overlap },
	{ "inside", check_inside },
	{ "order", check_order },
	{ "thread", check_thread },
	{ "foreign", check_foreign },
	{ "memory", check_memory },
	{ NULL, NULL },
};

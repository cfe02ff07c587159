/* SPDX-License-Identifier: MIT */
/* Alternate stacks: installed, used, restored, released, and every error. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/send.h"
#include "knell/stack.h"
#include "test/lib/test.h"

static struct knell_stack stack;
static int inside_error, inside_restore_error;
static unsigned inside_flags;
static char *inside_local;

static void note_stack(int signal)
{
	struct knell_stack now, other = stack;
	char local;

	(void)signal;
	inside_local = &local;
	knell_stack_get(&now);
	inside_flags = now.flags;
	inside_error = knell_stack_install(&other, NULL);
	other.flags = KNELL_STACK_DISABLE;
	inside_restore_error = knell_stack_restore(&other);
}

static void deliver(unsigned long flags)
{
	struct knell_action action = { .handler = note_stack, .flags = flags };

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_thread(getpid(), gettid(), SIGUSR1), 0);
}

static int on_stack(const char *address)
{
	char *base = stack.base;

	return address >= base && address < base + stack.size_bytes;
}

static void check_size(void)
{
	size_t frame = getauxval(AT_MINSIGSTKSZ), page = getauxval(AT_PAGESZ);

	CHECK(frame >= 1000);
	CHECK(knell_stack_size(0) >= frame);
	CHECK(knell_stack_size(100000) >= frame + 100000);
	CHECK(knell_stack_size(100000) < frame + 100000 + page);
	CHECK_EQUAL(knell_stack_size(100001) % page, 0);
	CHECK_EQUAL(knell_stack_size(SIZE_MAX), 0);
	CHECK_EQUAL(knell_stack_size(SIZE_MAX / 2 + 1), 0);
}

static void check_use(void)
{
	struct knell_stack old, now, none = { .flags = KNELL_STACK_DISABLE };

	/* A sanitizer may have installed one. */
	CHECK_EQUAL(knell_stack_restore(&none), 0);
	CHECK_EQUAL(knell_stack_get(&old), 0);
	CHECK_EQUAL(old.flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(knell_stack_map(20000, &stack), 0);
	CHECK(stack.size_bytes >= 20000);
	CHECK_EQUAL(stack.flags, 0);
	CHECK_EQUAL(knell_stack_install(&stack, &old), 0);
	CHECK_EQUAL(old.flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(memcmp(&now, &stack, sizeof(now)), 0);

	deliver(KNELL_ACTION_ONSTACK);
	CHECK(on_stack(inside_local));
	CHECK_EQUAL(inside_flags, KNELL_STACK_ONSTACK);
	CHECK_EQUAL(inside_error, -EPERM);
	CHECK_EQUAL(inside_restore_error, -EPERM);
	/* The flag is not forced on. */
	deliver(0);
	CHECK(!on_stack(inside_local));

	CHECK_EQUAL(knell_stack_restore(&old), 0);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_DISABLE);
	deliver(KNELL_ACTION_ONSTACK);
	CHECK(!on_stack(inside_local));
	CHECK_EQUAL(knell_stack_unmap(&stack), 0);
}

static void check_callers_memory(void)
{
	size_t size = knell_stack_size(16384);
	struct knell_stack old, now;

	stack = (struct knell_stack){
		.base = malloc(size),
		.size_bytes = size,
		.flags = KNELL_STACK_AUTODISARM,
	};
	CHECK_EQUAL(knell_stack_install(&stack, &old), 0);
	/* The frame without siginfo does not bring it back on i386. */
	deliver(KNELL_ACTION_ONSTACK | KNELL_ACTION_SIGINFO);
	CHECK(on_stack(inside_local));
	/* Inside it is disarmed, so it may even be installed anew. */
	CHECK_EQUAL(inside_flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(inside_error, 0);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_AUTODISARM);
	CHECK_EQUAL(knell_stack_restore(&old), 0);
	free(stack.base);
}

static void check_errors(void)
{
	size_t frame = getauxval(AT_MINSIGSTKSZ);
	struct rlimit limit, little;
	struct knell_stack wrong, got, untouched;

	memset(&got, 0x5a, sizeof(got));
	untouched = got;
	wrong = (struct knell_stack){ .base = &wrong, .size_bytes = frame - 1 };
	/* The kernel would take it, and kill at the first delivery. */
	CHECK_EQUAL(knell_stack_install(&wrong, &got), -ENOMEM);
	wrong.size_bytes = 0;
	CHECK_EQUAL(knell_stack_install(&wrong, &got), -ENOMEM);
	wrong.size_bytes = 65536;
	for (unsigned bit = 0; bit < 31; bit++) {
		wrong.flags = 1U << bit;
		CHECK_EQUAL(knell_stack_install(&wrong, &got), -EINVAL);
	}
	CHECK_EQUAL(knell_stack_map(SIZE_MAX, &got), -ENOMEM);
	CHECK_EQUAL(getrlimit(RLIMIT_AS, &limit), 0);
	little = limit;
	little.rlim_cur = 1 << 20;
	CHECK_EQUAL(setrlimit(RLIMIT_AS, &little), 0);
	CHECK_EQUAL(knell_stack_map(1 << 24, &got), -ENOMEM);
	CHECK_EQUAL(setrlimit(RLIMIT_AS, &limit), 0);
	CHECK_EQUAL(memcmp(&got, &untouched, sizeof(got)), 0);
	wrong.flags = 4;
	CHECK_EQUAL(knell_stack_restore(&wrong), -EINVAL);
	wrong = (struct knell_stack){ .base = &wrong, .size_bytes = 100 };
	CHECK_EQUAL(knell_stack_restore(&wrong), -ENOMEM);
	CHECK_EQUAL(knell_stack_get((struct knell_stack *)8), -EFAULT);
	CHECK_EQUAL(knell_stack_restore((struct knell_stack *)8), -EFAULT);
	wrong = (struct knell_stack){ .base = &wrong, .size_bytes = 65536 };
	CHECK_EQUAL(
		knell_stack_install(&wrong, (struct knell_stack *)8), -EFAULT);
	CHECK_EQUAL(knell_stack_get(&got), 0);
	CHECK(got.base == &wrong);
	got.flags = KNELL_STACK_DISABLE;
	CHECK_EQUAL(knell_stack_restore(&got), 0);
	wrong.size_bytes = 100;
	CHECK_EQUAL(knell_stack_unmap(&wrong), -EINVAL);
	wrong.base = NULL;
	CHECK_EQUAL(knell_stack_unmap(&wrong), -EINVAL);
	wrong = (struct knell_stack){ .base = (void *)65536,
		.size_bytes = 100 };
	CHECK_EQUAL(knell_stack_unmap(&wrong), -EINVAL);
}

int main(void)
{
	check_size();
	check_use();
	check_callers_memory();
	check_errors();
	return 0;
}

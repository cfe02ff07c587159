/* SPDX-License-Identifier: MIT */
/* What each flag of an action does, and that it does nothing where it is not
 * set: each case would notice a flag that is forced on or dropped. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/stack.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

enum { SIGNAL = KNELL_SIGUSR1, SENDS = 500 };
enum { K_WCONTINUED = 8 };

static volatile int handled, depth, deepest;
static int me;

static void count(int signal)
{
	CHECK_EQUAL(signal, SIGNAL);
	handled++;
}

static void set(int signal, void (*handler)(int), unsigned long flags)
{
	struct knell_action action = { .handler = handler, .flags = flags };

	me = (int)sys_getpid();
	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

struct interruption {
	int fd;
	int least;
	volatile int stop;
};

/* Sends until it is told to stop, or `least` times and then ends the read. */
static void interrupt(void *argument)
{
	struct interruption *task = argument;

	for (int i = 0; i < task->least && !task->stop; i++) {
		CHECK_EQUAL(knell_send_thread(me, me, SIGNAL), 0);
		test_sleep_ms(2);
	}
	CHECK_EQUAL(sys_write(task->fd, "x", 1), 1);
}

static long read_interrupted(unsigned long flags, int least)
{
	struct interruption task = { .least = least };
	struct test_thread thread;
	int ends[2];
	char byte;
	long result;

	set(SIGNAL, count, flags);
	CHECK_EQUAL(sys_pipe2(ends, 0), 0);
	task.fd = ends[1];
	handled = 0;
	test_thread_start(&thread, interrupt, &task);
	result = sys_read(ends[0], &byte, 1);
	task.stop = 1;
	test_thread_join(&thread);
	CHECK(handled > 0);
	return result;
}

static void check_restart(void)
{
	CHECK_EQUAL(read_interrupted(KNELL_ACTION_RESTART, 10), 1);
	CHECK_EQUAL(read_interrupted(0, SENDS), -EINTR);
	/* None of the others has to do with it. */
	CHECK_EQUAL(
		read_interrupted(KNELL_ACTION_NODEFER | KNELL_ACTION_ONSTACK |
					 KNELL_ACTION_NOCLDSTOP,
			SENDS),
		-EINTR);
	CHECK_EQUAL(read_interrupted(
			    KNELL_ACTION_RESTART | KNELL_ACTION_NODEFER, 10),
		1);
}

static void send_twice(void *flags)
{
	set(SIGNAL, count, *(unsigned long *)flags);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 2);
}

static void check_resethand(void)
{
	unsigned long flags[] = { KNELL_ACTION_RESETHAND, 0,
		KNELL_ACTION_RESTART | KNELL_ACTION_NODEFER };
	struct knell_action got;

	CHECK_DIES(send_twice, &flags[0], SIGNAL);
	CHECK_EXITS(send_twice, &flags[1], 0);
	CHECK_EXITS(send_twice, &flags[2], 0);
	/* The other flags stay. */
	set(SIGNAL, count, KNELL_ACTION_RESETHAND | KNELL_ACTION_RESTART);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(knell_action_get(SIGNAL, &got), 0);
	CHECK(got.handler == KNELL_ACTION_DEFAULT);
	CHECK_EQUAL(got.flags & ~KNELL_ACTION_RESTORER,
		KNELL_ACTION_RESETHAND | KNELL_ACTION_RESTART);
}

/* Sends itself the signal twice more. */
static void nest(int signal)
{
	struct knell_set mask;

	depth++;
	if (depth > deepest)
		deepest = depth;
	handled++;
	CHECK_EQUAL(knell_mask_get(&mask), 0);
	if (handled < 3)
		CHECK_EQUAL(knell_send_self(signal), 0);
	depth--;
}

static void check_nesting(unsigned long flags, int expected)
{
	handled = deepest = 0;
	set(SIGNAL, nest, flags);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 3);
	CHECK_EQUAL(deepest, expected);
}

static void check_nodefer(void)
{
	check_nesting(0, 1);
	check_nesting(KNELL_ACTION_NODEFER, 3);
	check_nesting(KNELL_ACTION_RESTART, 1);
}

/* RESETHAND alone does not let it in again. */
static void note_mask(int signal)
{
	struct knell_set mask;

	CHECK_EQUAL(knell_mask_get(&mask), 0);
	handled = knell_set_has(&mask, signal);
}

static void check_resethand_defers(void)
{
	set(SIGNAL, note_mask, KNELL_ACTION_RESETHAND);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 1);
	set(SIGNAL, note_mask, KNELL_ACTION_NODEFER);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 0);
}

/* In sa_mask, the signal is blocked even with NODEFER. */
static void check_nodefer_masked(void)
{
	struct knell_action action = { .handler = note_mask,
		.flags = KNELL_ACTION_NODEFER };

	knell_set_add(&action.mask, SIGNAL);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	CHECK_EQUAL(handled, 1);
}

static volatile uintptr_t last_local;

static void note_local(int signal)
{
	char local;

	(void)signal;
	last_local = (uintptr_t)&local;
}

static bool runs_on(const struct knell_stack *stack, unsigned long flags)
{
	set(SIGNAL, note_local, flags);
	CHECK_EQUAL(knell_send_self(SIGNAL), 0);
	return last_local >= (uintptr_t)stack->base &&
	       last_local < (uintptr_t)stack->base + stack->size_bytes;
}

static void check_onstack(void)
{
	struct knell_stack stack;

	CHECK_EQUAL(knell_stack_map(20000, &stack), 0);
	/* Without one, the flag does nothing. */
	CHECK(!runs_on(&stack, KNELL_ACTION_ONSTACK));
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	CHECK(runs_on(&stack, KNELL_ACTION_ONSTACK));
	CHECK(!runs_on(&stack, 0));
	CHECK(!runs_on(&stack, KNELL_ACTION_RESTART | KNELL_ACTION_NODEFER));
}

static volatile struct {
	int code, status, pid;
} last_child;

static void note_child(int signal, struct knell_info *info, void *context)
{
	CHECK_EQUAL(signal, KNELL_SIGCHLD);
	CHECK(context != NULL);
	last_child.code = info->code;
	last_child.status = info->child.status;
	last_child.pid = info->child.pid;
	handled++;
}

static void set_child(unsigned long flags)
{
	struct knell_action action = { .info_handler = note_child,
		.flags = flags | KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTART };

	handled = 0;
	CHECK_EQUAL(knell_action_set(KNELL_SIGCHLD, &action, NULL), 0);
}

static void sleep_long(void *unused)
{
	(void)unused;
	test_sleep_ms(60000);
}

static void exit_with_3(void *unused)
{
	(void)unused;
	sys_exit_group(3);
}

/* Stops, continues and kills a child; counts what it is told thereof. */
static void check_stop(unsigned long flags, int told)
{
	int child, status;

	set_child(flags);
	child = test_fork(sleep_long, NULL);
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGSTOP), 0);
	if (told) {
		/* Who waits first may take the status away before SIGCHLD is
		 * given it: kernel/signal.c, do_notify_parent_cldstop. */
		TEST_AWAIT(&handled, 1);
		CHECK_EQUAL(last_child.code, KNELL_CLD_STOPPED);
		CHECK_EQUAL(last_child.status, KNELL_SIGSTOP);
		CHECK_EQUAL(last_child.pid, child);
	}
	CHECK_EQUAL(sys_wait4(child, &status, K_WUNTRACED, NULL), child);
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGCONT), 0);
	CHECK_EQUAL(sys_wait4(child, &status, K_WCONTINUED, NULL), child);
	if (told) {
		TEST_AWAIT(&handled, 2);
		CHECK_EQUAL(last_child.code, KNELL_CLD_CONTINUED);
	}
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGKILL), 0);
	CHECK_EQUAL(test_death(test_wait(child)), KNELL_SIGKILL);
	TEST_AWAIT(&handled, 2 * told + 1);
	CHECK_EQUAL(last_child.code, KNELL_CLD_KILLED);
}

static void check_nocldstop(void)
{
	check_stop(KNELL_ACTION_NOCLDSTOP, 0);
	check_stop(0, 1);
}

/* Its children leave nothing to wait for, and are told of all the same. */
static void check_nocldwait(void)
{
	int child;

	set_child(0);
	child = test_fork(exit_with_3, NULL);
	CHECK_EQUAL(test_wait(child), TEST_EXITED(3));
	TEST_AWAIT(&handled, 1);
	CHECK_EQUAL(last_child.code, KNELL_CLD_EXITED);
	CHECK_EQUAL(last_child.status, 3);
	set_child(KNELL_ACTION_NOCLDWAIT);
	child = test_fork(exit_with_3, NULL);
	CHECK_EQUAL(sys_wait4(child, NULL, K_WALL, NULL), -ECHILD);
	TEST_AWAIT(&handled, 1);
	CHECK_EQUAL(last_child.pid, child);
	/* As with SIGCHLD ignored, but not by default. */
	CHECK_EQUAL(knell_action_ignore(KNELL_SIGCHLD, NULL), 0);
	child = test_fork(exit_with_3, NULL);
	CHECK_EQUAL(sys_wait4(child, NULL, K_WALL, NULL), -ECHILD);
	CHECK_EQUAL(knell_action_default(KNELL_SIGCHLD, NULL), 0);
	child = test_fork(exit_with_3, NULL);
	CHECK_EQUAL(test_wait(child), TEST_EXITED(3));
}

static volatile uintptr_t fault_address;

static void note_fault(int signal, struct knell_info *info, void *context)
{
	(void)signal, (void)context;
	fault_address = (uintptr_t)info->fault.address;
	sys_exit_group((int)(fault_address >> (8 * sizeof(long) - 8)));
}

static void touch_tagged(void *flags)
{
	struct knell_action action = { .info_handler = note_fault,
		.flags = KNELL_ACTION_SIGINFO | *(unsigned long *)flags };
	uintptr_t at = (uintptr_t)test_map_nothing();

	CHECK_EQUAL(knell_action_set(KNELL_SIGSEGV, &action, NULL), 0);
	at |= (uintptr_t)0x2a << (8 * sizeof(long) - 8);
	*(volatile char *)at = 1;
}

/* arm64 ignores the top byte of an address, and tells it only if asked to. */
static void check_tagbits(void)
{
	unsigned long flags[] = { 0, KNELL_ACTION_EXPOSE_TAGBITS };

	if (!knell_text_equal(KNELL_ARCH, "aarch64"))
		return;
	CHECK_EXITS(touch_tagged, &flags[0], 0);
	CHECK_EXITS(touch_tagged, &flags[1], 0x2a);
}

const struct test_case test_cases[] = {
	{ "restart", check_restart },
	{ "resethand", check_resethand },
	{ "resethand-defers", check_resethand_defers },
	{ "nodefer", check_nodefer },
	{ "nodefer-masked", check_nodefer_masked },
	{ "onstack", check_onstack },
	{ "nocldstop", check_nocldstop },
	{ "nocldwait", check_nocldwait },
	{ "tagbits", check_tagbits },
	{ NULL, NULL },
};

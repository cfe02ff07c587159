/* SPDX-License-Identifier: MIT */
/*
 * rt_sigreturn called from within a handler: from a C function, it takes what
 * lies on the stack there for the context; with the stack pointer where the
 * context is, it returns as the handler itself does.
 */
#include "test/signal/restorer.h"

static volatile int handled;

static void call_from_c(int signal)
{
	(void)signal;
	syscall(SYS_rt_sigreturn);
	_exit(3);
}

static void run_from_c(void)
{
	const struct knell_action action = { .handler = call_from_c };

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_itself(SIGUSR1);
	_exit(2);
}

static void check_from_c(void)
{
	struct user_regs_struct registers;
	pid_t pid = start_traced(run_from_c);

	expect_stop(pid, SIGUSR1, &registers);
	unsigned long sp = go_to_return(pid, SIGUSR1);

	CHECK(sp < registers.rsp);
	expect_misread(pid, sp);
}

static __attribute__((noreturn)) void call_from_context(
	int signal, struct knell_info *info, void *context)
{
	(void)info;
	handled += signal == SIGUSR1;
	__asm__ volatile("movq %0, %%rsp\n\t"
			 "movl $15, %%eax\n\t"
			 "syscall"
			 :
			 : "r"(context)
			 : "memory");
	__builtin_unreachable();
}

/* Also the mask is as it was, and registers are. */
static void check_from_context(void)
{
	const struct knell_action action = { .info_handler = call_from_context,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set before, after;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_mask_get(&before), 0);
	for (int i = 1; i <= 100; i++) {
		send_itself(SIGUSR1);
		CHECK_EQUAL(handled, i);
	}
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK(knell_set_equal(&before, &after));
}

int main(void)
{
	check_from_c();
	check_from_context();
	return 0;
}

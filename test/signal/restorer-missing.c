/* SPDX-License-Identifier: MIT */
/*
 * Without a restorer, x86_64's kernel cannot set up a handler's frame: SIGSEGV
 * comes instead, at the place where the signal came in. On other machines the
 * vDSO has one: test/bare/unwind-signals.
 */
#include <sys/mman.h>

#include "test/signal/restorer.h"

static volatile int handled, faults;
static void *volatile fault_pc, *volatile fault_address;
static volatile int fault_code;

static void handle(int signal)
{
	(void)signal;
	handled++;
}

/* As a program does that makes the system call itself. */
static void handle_without(int signal, unsigned long flags)
{
	const struct knell_action action = { .handler = handle,
		.flags = flags };
	struct knell_action now;

	CHECK_EQUAL(knell_action_restore(signal, &action), 0);
	CHECK_EQUAL(knell_action_get(signal, &now), 0);
	CHECK_EQUAL(now.flags & KNELL_ACTION_RESTORER, 0);
}

static void run_with(void)
{
	const struct knell_action action = { .handler = handle };

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_itself(SIGUSR1);
	CHECK_EQUAL(handled, 1);
	handled = 0;
}

static void run_without(void)
{
	handle_without(SIGUSR1, 0);
	send_itself(SIGUSR1);
	_exit(2);
}

/* It is not that code on the stack could not be run. */
static void run_on_executable_stack(void)
{
	struct knell_stack stack = { .size_bytes = 65536 };

	stack.base =
		mmap(NULL, stack.size_bytes, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(stack.base != MAP_FAILED);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	handle_without(SIGUSR1, KNELL_ACTION_ONSTACK);
	send_itself(SIGUSR1);
	_exit(2);
}

/* The signal has come, and SIGSEGV comes in its stead; nothing has run. */
static void check_death(void (*run)(void))
{
	struct user_regs_struct before, after;
	pid_t pid = start_traced(run);
	siginfo_t info = expect_stop(pid, SIGUSR1, &before);

	CHECK_EQUAL(info.si_code, SI_TKILL);
	let_have(pid, SIGUSR1);
	info = expect_stop(pid, SIGSEGV, &after);
	CHECK_EQUAL(info.si_code, SI_KERNEL);
	CHECK_EQUAL((long)info.si_addr, 0);
	CHECK_EQUAL(memcmp(&before, &after, sizeof(before)), 0);
	let_have(pid, SIGSEGV);
	CHECK_EQUAL(wait_for_end(pid), SIGSEGV);
}

/* A fault's own handler without one: the fault kills. */
static void run_fault(void)
{
	handle_without(SIGSEGV, 0);
	*(volatile int *)4096 = 1;
	_exit(2);
}

static void check_fault(void)
{
	struct user_regs_struct registers;
	pid_t pid = start_traced(run_fault);

	CHECK_EQUAL(expect_stop(pid, SIGSEGV, &registers).si_code, SEGV_MAPERR);
	let_have(pid, SIGSEGV);
	CHECK_EQUAL(expect_stop(pid, SIGSEGV, &registers).si_code, SI_KERNEL);
	let_have(pid, SIGSEGV);
	CHECK_EQUAL(wait_for_end(pid), SIGSEGV);
}

static void note_fault(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	faults++;
	fault_code = info->code;
	fault_address = info->fault.address;
	fault_pc = (void *)knell_context_pc(context);
}

/* With a handler for that, the program goes on, and the first is lost. */
static void check_handled(void)
{
	const struct knell_action action = { .info_handler = note_fault,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set pending;
	void *after;
	long result;

	handle_without(SIGUSR1, 0);
	CHECK_EQUAL(knell_action_set(SIGSEGV, &action, NULL), 0);
	fault_address = &result;
	register long thread __asm__("rdi") = getpid();
	register long number __asm__("rsi") = SIGUSR1;

	__asm__ volatile("leaq 1f(%%rip), %1\n\t"
			 "syscall\n"
			 "1:"
			 : "=a"(result), "=&r"(after)
			 : "0"(62L), "r"(thread), "r"(number)
			 : "rcx", "r11", "memory");
	CHECK_EQUAL(result, 0);
	CHECK_EQUAL(faults, 1);
	CHECK_EQUAL(fault_code, KNELL_SI_KERNEL);
	CHECK_EQUAL((long)fault_address, 0);
	CHECK_EQUAL((long)fault_pc, (long)after);
	CHECK_EQUAL(handled, 0);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	CHECK(!knell_set_has(&pending, SIGUSR1));
}

int main(void)
{
	run_with();
	check_death(run_without);
	check_death(run_on_executable_stack);
	check_fault();
	check_handled();
	return 0;
}

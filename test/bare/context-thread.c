/* SPDX-License-Identifier: MIT */
/* What a context holds besides registers, and what of it lasts. */
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/text.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/slurp.h"
#include "test/bare/bare.h"

enum { SIGNAL = KNELL_SIGUSR1 };

static struct knell_stack alternate;
static unsigned handled;
static volatile int seen;
static int ends[2];
static volatile char *nothing;
static enum knell_access access_seen;
static struct knell_jump point;

static void catch (int signal, unsigned long flags,
	void (*handler)(int, struct knell_info *, void *))
{
	struct knell_action action = { .info_handler = handler,
		.flags = flags | KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void send(void)
{
	int pid = (int)sys_getpid();

	CHECK_EQUAL(knell_send_thread(pid, (int)sys_gettid(), SIGNAL), 0);
}

static void handle_mask(int signal, struct knell_info *info, void *context)
{
	struct knell_set set;

	(void)info;
	handled++;
	knell_context_mask(context, &set);
	CHECK(!knell_set_has(&set, signal));
	CHECK(knell_set_has(&set, KNELL_SIGWINCH));
	CHECK(!set.bits[1]);
	knell_set_add(&set, 40);
	knell_set_remove(&set, KNELL_SIGWINCH);
	knell_context_set_mask(context, &set);
}

static void run_mask(void)
{
	struct knell_set set = { { 0 } };

	catch (SIGNAL, 0, handle_mask);
	knell_set_add(&set, KNELL_SIGWINCH);
	CHECK_EQUAL(knell_mask_set(&set, NULL), 0);
	send();
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_mask_get(&set), 0);
	CHECK(knell_set_has(&set, 40) && !knell_set_has(&set, KNELL_SIGWINCH));
}

static void handle_stack(int signal, struct knell_info *info, void *context)
{
	struct knell_stack stack;

	(void)signal;
	(void)info;
	handled++;
	knell_context_stack(context, &stack);
	CHECK(stack.flags & KNELL_STACK_DISABLE);
	knell_context_set_stack(context, &alternate);
	knell_context_stack(context, &stack);
	CHECK(stack.base == alternate.base);
}

static void run_stack(void)
{
	struct knell_stack stack;

	CHECK_EQUAL(knell_stack_map(20000, &alternate), 0);
	catch (SIGNAL, 0, handle_stack);
	send();
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_stack_get(&stack), 0);
	CHECK(stack.base == alternate.base);
	CHECK_EQUAL(stack.size_bytes, alternate.size_bytes);
}

/* Of a processor that has longer vectors, their registers are there. */
static void expect_x86(unsigned state)
{
	static char text[8192];

	if (K_MACHINE.elf_machine != 62 && K_MACHINE.elf_machine != 3)
		return;
	CHECK(state & KNELL_CONTEXT_VECTOR);
	if (knell_slurp_into(
		    K_AT_FDCWD, "/proc/cpuinfo", text, sizeof(text) - 1) <= 0)
		return;
	CHECK_EQUAL(!!(state & KNELL_CONTEXT_WIDE),
		knell_text_contains(text, " avx "));
	CHECK_EQUAL(!!(state & KNELL_CONTEXT_WIDER),
		knell_text_contains(text, " avx512f "));
}

static void handle_state(int signal, struct knell_info *info, void *context)
{
	unsigned state = knell_context_state(context);

	(void)signal;
	(void)info;
	handled++;
	CHECK(state & KNELL_CONTEXT_FLOAT);
	/* The longer ones are those of another length. */
	CHECK(state & KNELL_CONTEXT_VECTOR || !(state & KNELL_CONTEXT_WIDE));
	CHECK(state & KNELL_CONTEXT_WIDE || !(state & KNELL_CONTEXT_WIDER));
	CHECK(!(state & ~(KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR |
				KNELL_CONTEXT_WIDE | KNELL_CONTEXT_WIDER |
				KNELL_CONTEXT_MATRIX)));
	expect_x86(state);
}

static void run_state(void)
{
	volatile double used = 1;

	used = used / 3;
	catch (SIGNAL, 0, handle_state);
	send();
	CHECK_EQUAL(handled, 1);
	CHECK(used > 0);
}

/* Lets the read in run_call end when it is seen to be interrupted. */
static void handle_call(int signal, struct knell_info *info, void *context)
{
	int again = 7, number = knell_context_call(context, &again);

	(void)signal;
	(void)info;
	if (number != SYS_read) {
		CHECK(number > 0 || number == -ENODATA);
		return;
	}
	CHECK_EQUAL(knell_context_call(context, NULL), SYS_read);
	seen = again ? 2 : 1;
	CHECK_EQUAL(sys_write(ends[1], "x", 1), 1);
}

static void send_to(void *pid)
{
	for (;;) {
		test_sleep_ms(2);
		if (knell_send_process(*(int *)pid, SIGNAL) < 0)
			sys_exit_group(0);
	}
}

/* Reads until the handler has seen it, being sent signals all the time. */
static void read_on(unsigned long flags)
{
	int self = (int)sys_getpid(), child;
	char byte;

	CHECK_EQUAL(sys_pipe2(ends, 0), 0);
	catch (SIGNAL, flags, handle_call);
	child = test_fork(send_to, &self);
	for (int rounds = 0; rounds < 20 && !seen; rounds++)
		sys_read(ends[0], &byte, 1);
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGKILL), 0);
	CHECK_EQUAL(test_death(test_wait(child)), KNELL_SIGKILL);
}

static void run_call_restarts(void)
{
	read_on(KNELL_ACTION_RESTART);
	CHECK_EQUAL(seen, 2);
}

/* Then the number is left only where it has a register for itself. */
static void run_call_ends(void)
{
	const struct knell_call_code *call = &K_MACHINE.call_code;

	read_on(0);
	CHECK_EQUAL(seen, call->kept || call->same < call->size ? 1 : 0);
}

static void handle_fault(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	access_seen = knell_context_access(info, context);
	knell_jump_to(&point, 1);
}

static enum knell_access access_of(void (*piece)(void))
{
	catch (KNELL_SIGSEGV, 0, handle_fault);
	catch (KNELL_SIGBUS, 0, handle_fault);
	nothing = test_map_nothing();
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		piece();
		CHECK(false);
	}
	return access_seen;
}

static void read_nothing(void)
{
	(void)*nothing;
}

static void write_nothing(void)
{
	*nothing = 1;
}

static void run_access(void)
{
	bool tells = K_MACHINE.context_access != NULL;

	CHECK_EQUAL(access_of(read_nothing),
		tells ? KNELL_ACCESS_READ : KNELL_ACCESS_UNKNOWN);
	CHECK_EQUAL(access_of(write_nothing),
		tells ? KNELL_ACCESS_WRITE : KNELL_ACCESS_UNKNOWN);
}

static void handle_sent(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	handled++;
	CHECK_EQUAL(knell_context_access(info, context), KNELL_ACCESS_UNKNOWN);
}

/* Of a signal that was sent nothing is told, also after a fault. */
static void run_access_sent(void)
{
	access_of(write_nothing);
	catch (SIGNAL, 0, handle_sent);
	catch (KNELL_SIGSEGV, 0, handle_sent);
	send();
	CHECK_EQUAL(knell_send_process((int)sys_getpid(), KNELL_SIGSEGV), 0);
	CHECK_EQUAL(handled, 2);
}

static void handle_execution(int signal, struct knell_info *info, void *context)
{
	int again;

	/* Nothing there can be read. */
	CHECK_EQUAL(knell_context_call(context, &again), -ENODATA);
	handle_fault(signal, info, context);
}

static void run_access_execution(void)
{
	unsigned long address;

	nothing = test_map_nothing();
	address = (unsigned long)nothing;
	catch (KNELL_SIGSEGV, 0, handle_execution);
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		/* On ppc64le too this is the address of code. */
		void (*volatile code)(void) = (void (*)(void))address;

		code();
		CHECK(false);
	}
	CHECK(access_seen == KNELL_ACCESS_EXECUTE ||
		!K_MACHINE.context_access || K_MACHINE.elf_machine == 258);
}

const struct test_case test_cases[] = {
	{ "mask", run_mask },
	{ "stack", run_stack },
	{ "state", run_state },
	{ "call-restarts", run_call_restarts },
	{ "call-ends", run_call_ends },
	{ "access", run_access },
	{ "access-sent", run_access_sent },
	{ "access-execution", run_access_execution },
	{ 0 },
};

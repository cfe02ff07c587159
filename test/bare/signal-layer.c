/* SPDX-License-Identifier: MIT */
/*
 * The signal layer in a program without a libc: each call once, with real
 * delivery, for the machines that the tests have no libc for.
 */
#include <stdint.h>

#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell.h"
#include "signal/trampoline.h"
#include "sys/process.h"
#include "test/bare/bare.h"

static int calls;
static struct knell_info last_info;
static struct knell_set last_mask;
static char *last_local;

static int self(void)
{
	return (int)sys_getpid();
}

static void note_plain(int signal)
{
	char local;

	last_local = &local;
	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	CHECK_EQUAL(knell_mask_get(&last_mask), 0);
	calls++;
}

static void note_info(int signal, struct knell_info *info, void *context)
{
	CHECK(context != NULL);
	last_info = *info;
	note_plain(signal);
}

static void check_sets_and_names(void)
{
	char name[KNELL_NAME_BYTES];
	struct knell_set set;

	knell_set_fill(&set);
	CHECK(knell_set_has(&set, K_NSIG) && !knell_set_has(&set, 32));
	CHECK_EQUAL(knell_set_remove(&set, K_NSIG), 0);
	CHECK(!knell_set_has(&set, K_NSIG));
	CHECK_EQUAL(knell_set_add(&set, K_NSIG + 1), -EINVAL);
	CHECK_EQUAL(knell_signal_from_name(knell_signal_name(40, name)), 40);
	CHECK_EQUAL(knell_signal_default(KNELL_SIGSEGV), KNELL_DEFAULT_CORE);
}

static void check_delivery(void)
{
	struct knell_action action = { .handler = note_plain }, got;
	const union knell_value value = { .integer = 0x1234567 };

	knell_set_add(&action.mask, KNELL_SIGUSR2);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_thread(self(), self(), KNELL_SIGUSR1), 0);
	CHECK_EQUAL(calls, 1);
	CHECK(knell_set_has(&last_mask, KNELL_SIGUSR1));
	CHECK(knell_set_has(&last_mask, KNELL_SIGUSR2));
	CHECK(knell_mask_get(&last_mask) == 0 && !last_mask.bits[0]);

	action.info_handler = note_info;
	action.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESETHAND;
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_queue(self(), KNELL_SIGUSR1, value), 0);
	CHECK_EQUAL(calls, 2);
	CHECK_EQUAL(last_info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(last_info.sender.pid, self());
	CHECK_EQUAL(last_info.sender.value.integer, value.integer);
	CHECK_EQUAL(knell_action_get(KNELL_SIGUSR1, &got), 0);
	CHECK(got.handler == KNELL_ACTION_DEFAULT);
	CHECK_EQUAL(knell_action_set(KNELL_SIGKILL, &action, NULL), -EINVAL);
}

/* A handler's return brings all registers back. */
static void check_registers(void)
{
	struct knell_action action = { .handler = note_plain };
	uint64_t sum = 0;
	double product = 1;

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	for (int i = 1; i <= 10; i++) {
		sum += (uint64_t)i << 33;
		product *= i;
		CHECK_EQUAL(
			knell_send_thread(self(), self(), KNELL_SIGUSR1), 0);
	}
	CHECK_EQUAL(sum, (uint64_t)55 << 33);
	CHECK(product == 3628800);
}

static void check_waiting(void)
{
	const union knell_value value = { .pointer = &calls };
	struct knell_set set = { { 0 } }, pending;
	struct knell_info info;

	knell_set_add(&set, 41);
	knell_set_add(&set, 50);
	CHECK_EQUAL(knell_mask_block(&set, NULL), 0);
	CHECK_EQUAL(knell_send_queue(self(), 50, value), 0);
	CHECK_EQUAL(knell_send_queue_thread(self(), self(), 41, value), 0);
	CHECK_EQUAL(knell_mask_pending(&pending), 0);
	CHECK_EQUAL(pending.bits[0], set.bits[0]);
	CHECK_EQUAL(knell_wait_one(&set, &info, -1), 41);
	CHECK(info.sender.value.pointer == &calls);
	CHECK_EQUAL(knell_wait_one(&set, NULL, 1000000000), 50);
	CHECK_EQUAL(knell_wait_one(&set, NULL, 1000000), -EAGAIN);
	CHECK_EQUAL(knell_mask_unblock(&set, NULL), 0);
}

static void check_stack(void)
{
	struct knell_action action = { .handler = note_plain,
		.flags = KNELL_ACTION_ONSTACK };
	struct knell_stack stack, old;

	CHECK_EQUAL(knell_stack_map(20000, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, &old), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_process(self(), KNELL_SIGUSR1), 0);
	CHECK(last_local > (char *)stack.base);
	CHECK(last_local < (char *)stack.base + stack.size_bytes);
	CHECK_EQUAL(knell_stack_restore(&old), 0);
	CHECK_EQUAL(knell_stack_unmap(&stack), 0);
}

#if K_RESTORER_USED
static bool has_bytes(uintptr_t code, const struct knell_trampoline *row)
{
	return !knell_memory_compare((const void *)code, row->bytes, row->size);
}
#endif

/*
 * They have the bytes that unwinders match, the kernel's own: row 0, and the
 * next where there is a frame without siginfo. Where there is none, the kernel
 * is left to its own.
 */
static void check_trampolines(void)
{
#if K_RESTORER_USED
	const struct knell_machine *machine =
		knell_machine_find_name(KNELL_ARCH);
	uintptr_t info = (uintptr_t)K_TRAMPOLINE_INFO;
	uintptr_t plain = (uintptr_t)K_TRAMPOLINE_PLAIN;

	CHECK(machine != NULL);
	const struct knell_trampoline *rows = machine->trampolines;

	CHECK(has_bytes(info, &rows[0]));
	CHECK(plain == info || (rows[1].bare && has_bytes(plain, &rows[1])));
#else
	struct knell_action action = { .handler = note_plain }, got;

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_action_get(KNELL_SIGUSR1, &got), 0);
	CHECK(!(got.flags & KNELL_ACTION_RESTORER));
	CHECK(!got.restorer);
#endif
}

static void end_well(void)
{
	sys_exit_group(0);
}

/* At a function: ppc64le and mips64el expect its address in a register. */
static void go_on_at(void *context, uintptr_t function)
{
	const struct knell_machine *machine =
		knell_machine_find_name(KNELL_ARCH);
	const char *entry = knell_text_equal(KNELL_ARCH, "ppc64le")    ? "r12"
			    : knell_text_equal(KNELL_ARCH, "mips64el") ? "t9"
								       : "";

	for (unsigned i = 0; i < machine->register_count; i++) {
		const struct knell_register *row = &machine->registers[i];

		if (i == machine->pc || knell_text_equal(row->name, entry))
			*(uintptr_t *)((char *)context + row->context_offset) =
				function;
	}
}

/* Goes on elsewhere: the trampoline brings the changed context back. */
static void leave_fault(int signal, struct knell_info *info, void *context)
{
	CHECK_EQUAL(signal, KNELL_SIGSEGV);
	CHECK_EQUAL(info->code, KNELL_SEGV_MAPERR);
	/* s390x tells the page alone. */
	CHECK_EQUAL((uintptr_t)info->fault.address,
		knell_text_equal(KNELL_ARCH, "s390x") ? 0 : 8);
	go_on_at(context, (uintptr_t)end_well);
}

static void check_fault(void)
{
	struct knell_action action = { .info_handler = leave_fault,
		.flags = KNELL_ACTION_SIGINFO };
	volatile int *volatile nowhere = (volatile int *)8;

	CHECK_EQUAL(knell_action_set(KNELL_SIGSEGV, &action, NULL), 0);
	*nowhere = 1;
	sys_exit_group(1);
}

const struct test_case test_cases[] = {
	{ "sets-and-names", check_sets_and_names },
	{ "trampolines", check_trampolines },
	{ "delivery", check_delivery },
	{ "registers", check_registers },
	{ "waiting", check_waiting },
	{ "stack", check_stack },
	{ "fault", check_fault },
	{ NULL, NULL },
};

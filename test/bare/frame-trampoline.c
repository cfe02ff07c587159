/* SPDX-License-Identifier: MIT */
/*
 * The instructions that a handler returns to are told: those of the library's
 * trampoline or of the kernel's, and the last makes the system call.
 */
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

static volatile int handled;

static __attribute__((noinline)) void on_signal(
	int signal, struct knell_info *info, void *context)
{
	const uint8_t *code = __builtin_return_address(0), *at = code;
	const struct knell_call_code *call = &K_MACHINE.call_code;
	struct knell_frame_step step = { .address = NULL };
	unsigned count = 0;
	int result;

	(void)info;
	(void)context;
	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	while ((result = knell_frame_trampoline(code, count, &step)) == 1) {
		CHECK_EQUAL((uintptr_t)step.address, (uintptr_t)at);
		CHECK(step.size_bytes > 0 && step.size_bytes <= 8);
		CHECK(step.text && *step.text);
		at += step.size_bytes;
		count++;
	}
	CHECK_EQUAL(result, 0);
	CHECK(count >= 1 && count <= 3);
	/* On arm its operand is any number. */
	CHECK(!knell_memory_compare(step.address, call->bytes, call->same) ||
		knell_text_starts(step.text, "svc"));
	handled++;
}

static void check_handler(void)
{
	struct knell_action action = { .info_handler = on_signal,
		.flags = KNELL_ACTION_SIGINFO };
	int self = (int)sys_getpid();

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_thread(self, self, KNELL_SIGUSR1), 0);
	CHECK_EQUAL(handled, 1);
}

/* Each that the machine's table has, copied elsewhere. */
static void check_table(void)
{
	const struct knell_machine *machine = &K_MACHINE;
	struct knell_frame_step step;
	uint8_t *page = test_map(1);

	for (unsigned i = 0; i < machine->trampoline_count; i++) {
		const struct knell_trampoline *row = &machine->trampolines[i];
		size_t told = 0;

		knell_memory_copy(page, row->bytes, row->size);
		for (unsigned k = 0;
			knell_frame_trampoline(page, k, &step) == 1; k++)
			told += step.size_bytes;
		CHECK_EQUAL(told, row->size);
	}
}

static void check_errors(void)
{
	struct knell_frame_step step;

	CHECK_EQUAL(knell_frame_trampoline(NULL, 0, &step), -EFAULT);
	CHECK_EQUAL(
		knell_frame_trampoline(test_map_nothing(), 0, &step), -EFAULT);
	CHECK_EQUAL(knell_frame_trampoline(test_map(1), 0, NULL), -EFAULT);
	CHECK_EQUAL(knell_frame_trampoline(test_map(1), 0, &step), -ENODATA);
}

const struct test_case test_cases[] = {
	{ "handler", check_handler },
	{ "table", check_table },
	{ "errors", check_errors },
	{ NULL, NULL },
};

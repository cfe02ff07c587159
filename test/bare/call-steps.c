/* SPDX-License-Identifier: MIT */
/*
 * A signal at each instruction of knell_call_unless, one after the other: up
 * to the system call it is called off, and from then on it has been made.
 */
#include "abi/errno.h"
#include "arch/machine.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"
#include "test/bare/lib/code.h"

enum { CODE_BYTES = 256 };

static const uint8_t trap[] = TEST_TRAP;
static uint8_t *code, *trapped, saved[sizeof(trap)];
static volatile unsigned flag;
static volatile int handled, interrupted;
static bool calls_off;
static int fds[2];

static void set_trap(uint8_t *at)
{
	trapped = at;
	knell_memory_copy(saved, at, sizeof(saved));
	test_code_write(at, trap, sizeof(trap));
}

/* As if it had come from elsewhere just now: the instruction is put back. */
static void on_trap(int signal, struct knell_info *info, void *context)
{
	unsigned long pc = knell_context_pc(context) - TEST_TRAP_PASSED;

	(void)signal;
	(void)info;
	test_code_write(trapped, saved, sizeof(saved));
	/* In a delay slot it is that of the branch. */
	CHECK_EQUAL(((unsigned long)(uintptr_t)trapped - pc) & ~4UL, 0);
	knell_context_set_pc(context, pc);
	handled++;
	flag = 1;
	if (calls_off)
		interrupted += knell_call_interrupt(context);
}

static void prepare(void)
{
	struct knell_action action = { .info_handler = on_trap,
		.flags = KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(KNELL_SIGILL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGTRAP, &action, NULL), 0);
	CHECK_EQUAL(sys_pipe2(fds, K_O_NONBLOCK), 0);
	code = (uint8_t *)(uintptr_t)knell_call_unless;
	test_code_open(code, CODE_BYTES);
}

static bool is_call(const uint8_t *at)
{
	return !knell_memory_compare(
		at, K_MACHINE.call_code.bytes, K_MACHINE.call_code.same);
}

static size_t length_of(const uint8_t *at)
{
	size_t length = test_code_length(at);

	CHECK(length != 0);
	return length;
}

/* Return: what the call did, with a byte to read and a trap there. */
static long read_with_trap(uint8_t *at)
{
	char byte = 0;
	const long arguments[6] = { fds[0], (long)&byte, 1 };
	int before = handled;

	CHECK_EQUAL(sys_write(fds[1], "x", 1), 1);
	flag = 0;
	set_trap(at);
	long result = knell_call_unless(&flag, SYS_read, arguments);

	CHECK_EQUAL(handled, before + 1);
	if (result == 1) {
		CHECK_EQUAL(byte, 'x');
		CHECK_EQUAL(sys_read(fds[0], &byte, 1), -EAGAIN);
	} else {
		CHECK_EQUAL(result, -EINTR);
		/* It is there still. */
		CHECK_EQUAL(sys_read(fds[0], &byte, 1), 1);
	}
	return result;
}

static void run_called_off(void)
{
	uint8_t *at;
	size_t length;

	prepare();
	calls_off = true;
	for (at = code; !is_call(at); at += length) {
		CHECK(at < code + CODE_BYTES);
		length = length_of(at);
		CHECK_EQUAL(read_with_trap(at), -EINTR);
	}
	length = length_of(at);
	CHECK_EQUAL(read_with_trap(at), -EINTR);
	CHECK(interrupted > 2);
	/* Behind it. */
	interrupted = 0;
	CHECK_EQUAL(read_with_trap(at + length), 1);
	CHECK_EQUAL(interrupted, 0);
}

/* What the test must be able to see: with the flag alone some come too late. */
static void run_flag_alone(void)
{
	int made = 0;
	uint8_t *at;
	size_t length;

	prepare();
	for (at = code; !is_call(at); at += length) {
		CHECK(at < code + CODE_BYTES);
		length = length_of(at);
		made += read_with_trap(at) == 1;
	}
	CHECK(made > 0);
	CHECK_EQUAL(read_with_trap(at), 1);
}

const struct test_case test_cases[] = {
	{ "called-off", run_called_off },
	{ "flag-alone", run_flag_alone },
	{ 0 },
};

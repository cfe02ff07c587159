/* SPDX-License-Identifier: MIT */
/* Handlers for the runtime of test/bare/lib/runtime.h. */
#include "test/bare/lib/bound.h"
#include "signal/thread_machine.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

#if TEST_RUNTIME
enum { CODE_BYTES = 16384 };

unsigned long test_control[TEST_CONTROL_WORDS];
_Alignas(16) char test_kept[TEST_KEPT_COUNT][TEST_KEPT_BYTES];
static struct test_own first_own;
volatile int test_kept_full;

struct knell_bind_register test_registers[2][TEST_REGISTERS];
static struct knell_bind_range range;
static struct knell_bind bind;

static void note_full(int signal, struct knell_info *info, void *context)
{
	(void)context;
	CHECK_EQUAL(info->signal, signal);
	test_kept_full++;
}

static void describe_way(
	struct knell_bind_way *way, int foreign, const test_word *handler)
{
	struct knell_bind_register *one = test_registers[foreign];

	for (int i = 0; i < TEST_REGISTERS; i++)
		one[i].name = test_runtime_names[i];
	one[TEST_RUNTIME_THREAD].source.from = KNELL_BIND_END_THREAD;
	one[TEST_RUNTIME_CONTROL].source = (struct knell_bind_source){
		.from = foreign ? KNELL_BIND_KEPT : KNELL_BIND_REGISTER,
		.name = test_runtime_names[TEST_RUNTIME_CONTROL],
	};
	one[TEST_RUNTIME_TOKEN].source.value = (uintptr_t)handler;
	one[TEST_RUNTIME_FIRST].source.from = KNELL_BIND_SIGNAL;
	one[TEST_RUNTIME_SECOND].source.value = (unsigned long)foreign;
	*way = (struct knell_bind_way){
		.registers = one,
		.register_count = TEST_REGISTERS,
		.code_word = test_runtime_names[TEST_RUNTIME_TOKEN],
	};
}

void test_own_set(struct test_own *own)
{
	own->self = own;
	CHECK_EQUAL(knell_thread_set_pointer(own), 0);
}

struct knell_bind *test_bind_describe(const test_word *handler)
{
	range = (struct knell_bind_range){ test_runtime_begin,
		(size_t)(test_runtime_end - test_runtime_begin) };
	test_own_set(&first_own);
	first_own.bind.free = (uintptr_t)test_kept;
	first_own.bind.end = first_own.bind.free + TEST_KEPT_ALL;
	bind = (struct knell_bind){
		.control = test_runtime_names[TEST_RUNTIME_CONTROL],
		.ranges = &range,
		.range_count = 1,
		.flags = KNELL_BIND_CALLING,
		.thread = offsetof(struct test_own, bind),
		.kept_bytes = TEST_KEPT_BYTES,
		.full = (const void *)note_full,
	};
	describe_way(&bind.runtime, 0, handler);
	describe_way(&bind.foreign, 1, handler);
	return &bind;
}

struct knell_bind_code test_bind_make(const struct knell_bind *description)
{
	struct knell_bind_code code;
	void *memory = test_map(CODE_BYTES);

	CHECK_EQUAL(
		knell_bind_emit(description, memory, CODE_BYTES, memory, &code),
		0);
	CHECK_EQUAL(
		sys_mprotect(memory, CODE_BYTES, K_PROT_READ | K_PROT_EXEC), 0);
	CHECK_EQUAL(knell_bind_flush(memory, code.size_bytes), 0);
	return code;
}

void test_bind_usual(int signal, const test_word *handler, unsigned long flags)
{
	struct knell_bind_code code =
		test_bind_make(test_bind_describe(handler));
	struct knell_action action = { .code = code.handler,
		.flags = flags | KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

unsigned long test_bound_run(const test_word *thread, unsigned long value)
{
	unsigned long result, free;

	test_own_set(&first_own);
	free = test_own()->free;
	test_runtime_process = (int)sys_getpid();
	test_runtime_thread_id = (int)sys_gettid();
	result = test_runtime_run(
		thread, test_control + TEST_CONTROL_WORDS, value);
	CHECK_EQUAL(test_own()->free, free);
	CHECK_EQUAL(test_own()->calling, 0);
	return result;
}
#endif

/* SPDX-License-Identifier: MIT */
/*
 * How a handler enters the runtime's code, what that finds, and how it comes to
 * its end: on stacks of all kinds, by threads of all kinds.
 */
#include "abi.h"
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/runtime.h"

#if TEST_RUNTIME
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/lib/bound.h"

enum {
	SIGNAL = KNELL_SIGUSR1,
	MAIN = 1000,
	WORDS = 200,
	MIDDLE = 100,
	CODE_BYTES = 16384,
};

static unsigned long words[WORDS];
static _Alignas(16) char other_stack[65536];
static volatile uintptr_t ran_at;
static volatile int handled;
static struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };

static const test_word sending[] = { test_literal, (test_word)SIGNAL, test_send,
	test_leave };

/* A description of one way that only goes to `code`. */
static struct knell_bind describe(const void *code)
{
	return (struct knell_bind){ .runtime = { .registers = test_registers[0],
					    .code = code } };
}

static void set_register(
	size_t index, const char *name, unsigned long from, unsigned long value)
{
	test_registers[0][index] = (struct knell_bind_register){ name,
		{ .from = from, .value = value } };
}

/* Makes it, and lets a signal come. */
static void take(const struct knell_bind *bind)
{
	action.code = test_bind_make(bind).handler;
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
}

/* Direct threaded code, with the stack pointer as it was. */
static void run_direct(void)
{
	struct knell_bind bind = describe(test_runtime_direct);

	set_register(0, test_runtime_names[TEST_RUNTIME_THREAD],
		KNELL_BIND_END_WORD, 0);
	bind.runtime.register_count = 1;
	take(&bind);
}

/* Code that returns. */
static void run_plain(void)
{
	struct knell_bind bind = describe(test_runtime_plain);
	const char *link = test_runtime_names[TEST_RUNTIME_LINK];
	struct knell_bind_word word = { .source.from = KNELL_BIND_END };

	bind.runtime.register_count = 1;
	if (link) {
		set_register(0, link, KNELL_BIND_END, 0);
	} else {
		word.base = "rsp";
		set_register(0, word.base, KNELL_BIND_RECORD, 0);
		test_registers[0][0].source.offset = -(long)sizeof(long);
		bind.runtime.words = &word;
		bind.runtime.word_count = 1;
	}
	take(&bind);
}

/* The mark is where it belongs, and nothing else is written. */
static void check_growth(unsigned long flags, size_t mark)
{
	struct knell_bind bind = describe(test_runtime_direct);

	set_register(0, test_runtime_names[TEST_RUNTIME_THREAD],
		KNELL_BIND_END_WORD, 0);
	set_register(1, test_runtime_names[TEST_RUNTIME_CONTROL],
		KNELL_BIND_VALUE, (uintptr_t)&words[MIDDLE]);
	bind.runtime.register_count = 2;
	bind.control = test_registers[0][1].name;
	bind.flags = flags;
	knell_memory_fill(words, 0, sizeof(words));
	take(&bind);
	for (size_t i = 0; i < WORDS; i++)
		CHECK_EQUAL(words[i] != 0, i == mark);
}

static void run_growth(void)
{
	check_growth(0, MIDDLE - 1);
	check_growth(KNELL_BIND_NEXT, MIDDLE);
	check_growth(KNELL_BIND_UPWARDS, MIDDLE + 1);
	check_growth(KNELL_BIND_UPWARDS | KNELL_BIND_NEXT, MIDDLE);
}

static void run_words(void)
{
	static const long places[] = { -256, -8, 0, 8, 248 };
	struct knell_bind_word list[KNELL_COUNT(places)];
	struct knell_bind bind = describe(test_runtime_direct);

	set_register(0, test_runtime_names[TEST_RUNTIME_THREAD],
		KNELL_BIND_END_WORD, 0);
	set_register(1, test_runtime_names[TEST_RUNTIME_FIRST],
		KNELL_BIND_VALUE, (uintptr_t)&words[MIDDLE]);
	bind.runtime.register_count = 2;
	for (size_t i = 0; i < KNELL_COUNT(places); i++)
		list[i] = (struct knell_bind_word){
			.base = test_registers[0][1].name,
			.displacement = places[i],
			.source = { .from = KNELL_BIND_SIGNAL,
				.offset = (long)i },
		};
	bind.runtime.words = list;
	bind.runtime.word_count = KNELL_COUNT(places);
	take(&bind);
	for (size_t i = 0; i < KNELL_COUNT(places); i++) {
		unsigned long *at = &words[MIDDLE + places[i] / 8];

		CHECK_EQUAL(*at, SIGNAL + (long)i);
		*at = 0;
	}
	for (size_t i = 0; i < WORDS; i++)
		CHECK_EQUAL(words[i], 0);
}

static unsigned long note_stack(unsigned long unused)
{
	ran_at = (uintptr_t)__builtin_frame_address(0);
	handled++;
	return unused;
}

static const test_word noting[] = { test_runtime_thread, test_dup, test_literal,
	(test_word)note_stack, test_call, test_drop, test_exit };

/* The runtime has a value stack of its own for handlers. */
static void run_stack(void)
{
	struct knell_bind *bind = test_bind_describe(noting);
	struct knell_bind_register list[TEST_REGISTERS + 1];
	const struct knell_machine *machine = &K_MACHINE;

	knell_memory_copy(list, test_registers[0], sizeof(test_registers[0]));
	list[TEST_REGISTERS] = (struct knell_bind_register){
		machine->registers[machine->sp].name,
		{ .value = (uintptr_t)other_stack, .offset = 60000 / 16 * 16 },
	};

	bind->runtime.registers = list;
	bind->runtime.register_count++;
	take(bind);
	CHECK(ran_at > (uintptr_t)other_stack);
	CHECK(ran_at <= (uintptr_t)other_stack + 60000);
}

static void run_alternate_stack(void)
{
	struct knell_stack stack, now;

	CHECK_EQUAL(knell_stack_map(65536, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	action.flags |= KNELL_ACTION_ONSTACK;
	take(test_bind_describe(noting));
	CHECK(ran_at > (uintptr_t)stack.base);
	CHECK(ran_at < (uintptr_t)stack.base + stack.size_bytes);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, 0);
}

/* One mapping to write to, one to run, neither for both. */
static void run_mapped_twice(void)
{
	int fd = (int)sys_memfd_create("code", K_MFD_CLOEXEC);
	struct knell_bind_code code;
	void *written, *run;

	if (fd == -ENOSYS)
		TEST_SKIP("memfd_create");
	CHECK_EQUAL(KNELL_CALL2(ftruncate, fd, CODE_BYTES), 0);
	written = (void *)sys_mmap(NULL, CODE_BYTES, K_PROT_READ | K_PROT_WRITE,
		K_MAP_SHARED, fd, 0);
	run = (void *)sys_mmap(NULL, CODE_BYTES, K_PROT_READ | K_PROT_EXEC,
		K_MAP_SHARED, fd, 0);
	CHECK_EQUAL(knell_bind_emit(test_bind_describe(noting), written,
			    CODE_BYTES, run, &code),
		0);
	CHECK_EQUAL(knell_bind_flush(run, code.size_bytes), 0);
	CHECK(code.handler == run);
	action.code = code.handler;
	CHECK_EQUAL(sys_munmap(written, CODE_BYTES), 0);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	CHECK_EQUAL(test_bound_run(sending, MAIN), MAIN);
	CHECK_EQUAL(handled, 1);
}

static unsigned long call_handler(void)
{
	struct knell_info info = { .signal = SIGNAL };

	action.info_handler(SIGNAL, &info, NULL);
	return 0;
}

/* It keeps the registers of a function in C that calls it. */
static void run_called(void)
{
	action.code = test_bind_make(test_bind_describe(noting)).handler;
	CHECK_EQUAL(test_foreign(call_handler), 0);
	CHECK_EQUAL(handled, 1);
	/* It sets the direction flag where there is one. */
	struct knell_bind bind = describe(test_runtime_direct);

	set_register(0, test_runtime_names[TEST_RUNTIME_THREAD],
		KNELL_BIND_END_WORD, 0);
	bind.runtime.register_count = 1;
	action.code = test_bind_make(&bind).handler;
	CHECK_EQUAL(test_foreign(call_handler), 0);
}

/* Nothing is written where the runtime's code may have words still. */
static void run_offset(void)
{
	struct knell_bind *bind = test_bind_describe(noting);

	test_registers[0][TEST_RUNTIME_CONTROL].source.offset = -80;
	for (int i = 0; i < TEST_CONTROL_WORDS; i++)
		test_control[i] = 5;
	take(bind);
	for (int i = 3; i < 13; i++)
		CHECK_EQUAL(test_control[TEST_CONTROL_WORDS - i], 5);
	CHECK(test_control[TEST_CONTROL_WORDS - 13] != 5);
}
#endif

const struct test_case test_cases[] = {
#if TEST_RUNTIME
	{ "direct", run_direct },
	{ "plain", run_plain },
	{ "growth", run_growth },
	{ "words", run_words },
	{ "stack", run_stack },
	{ "alternate-stack", run_alternate_stack },
	{ "mapped-twice", run_mapped_twice },
	{ "called", run_called },
	{ "offset", run_offset },
#endif
	{ 0 },
};

/* SPDX-License-Identifier: MIT */
/* Descriptions of handlers that are refused, each for its own fault. */
#include "abi/errno.h"
#include "knell.h"
#include "test/bare/bare.h"
#include "test/bare/lib/bound.h"

static size_t size;

#if TEST_RUNTIME
enum { ROOM = 16384 };

static struct knell_bind *bind;
static struct knell_bind_register *usual, *other;
static struct knell_bind_word word;
static struct knell_bind_range ranges[KNELL_BIND_MAX + 1];
static struct knell_bind_register many[KNELL_BIND_MAX + 1];
static const test_word handler[] = { test_runtime_thread, test_exit };

/* Anew, for each fault. */
static void describe(void)
{
	bind = test_bind_describe(handler);
	usual = test_registers[0];
	other = test_registers[1];
	word = (struct knell_bind_word){ .base = "sp" };
	word.base = test_runtime_names[TEST_RUNTIME_CONTROL];
	word.displacement = -16;
}

#define REFUSES(error, ...)                                        \
	do {                                                       \
		describe();                                        \
		CHECK_EQUAL(knell_bind_size(bind, &size), 0);      \
		__VA_ARGS__;                                       \
		CHECK_EQUAL(knell_bind_size(bind, &size), -error); \
	} while (0)

static void run_registers(void)
{
	REFUSES(EINVAL, usual[1].name = "");
	REFUSES(EINVAL, usual[1].name = "no register");
	REFUSES(EINVAL, usual[3].name = usual[4].name);
	REFUSES(EINVAL, other[3].name = usual[4].name);
	REFUSES(EINVAL, usual[3].source.from = KNELL_BIND_THREAD + 1);
	REFUSES(EINVAL, usual[3].source.from = ~0UL);
	REFUSES(EINVAL, usual[3].source.from = KNELL_BIND_KEPT);
	REFUSES(EINVAL, other[3].source = usual[1].source);
	REFUSES(EINVAL, usual[1].source.name = "no register");
	REFUSES(EINVAL, usual[1].source.offset = 1L << 31);
	REFUSES(EINVAL, usual[1].source.offset = -(1L << 31) - 1);
	REFUSES(EINVAL, bind->runtime.register_count = KNELL_BIND_MAX + 1);
	REFUSES(EINVAL, bind->foreign.register_count = ~(size_t)0);
	REFUSES(EFAULT, usual[1].name = NULL);
	REFUSES(EFAULT, usual[1].source.name = NULL);
	REFUSES(EFAULT, usual[3].source.from = KNELL_BIND_MEMORY);
	REFUSES(EFAULT, bind->runtime.registers = NULL);
	REFUSES(EFAULT, bind->foreign.registers = NULL);
}

/* All that a name stands for, one less in each round. */
static void run_too_many(void)
{
	struct knell_bind own;
	size_t count = 0, loadable;
	int error = 0;
	const char *name;

	describe();
	own = (struct knell_bind){ .runtime = { .code = handler } };
	own.runtime.registers = many;
	own.runtime.register_count = 1;
	for (unsigned i = 0; (name = knell_context_register(i)) != NULL; i++) {
		many[count].name = name;
		own.runtime.registers = &many[count];
		if (!knell_bind_size(&own, &size))
			count++;
		CHECK(count <= KNELL_BIND_MAX);
	}
	own.runtime.registers = many;
	loadable = count;
	for (; count; count--) {
		own.runtime.register_count = count;
		error = knell_bind_size(&own, &size);
		if (!error)
			break;
		CHECK_EQUAL(error, -EINVAL);
	}
	/* Three are needed; the stack pointer, the last of some, is no help. */
	CHECK(loadable - count == 3 || loadable - count == 4);
	CHECK(count > 11);
}

/* A word beside a register that points to the record, or near it. */
static void check_over_record(long offset, long displacement, int result)
{
	describe();
	usual[3].source = (struct knell_bind_source){
		.from = KNELL_BIND_RECORD,
		.offset = offset,
	};
	word.base = usual[3].name;
	word.displacement = displacement;
	bind->runtime.words = &word;
	bind->runtime.word_count = 1;
	CHECK_EQUAL(knell_bind_size(bind, &size), result);
}

static void run_words(void)
{
	struct knell_bind_way *way;

#define WORDS (way = &bind->runtime, way->words = &word, way->word_count = 1)
	describe();
	WORDS;
	CHECK_EQUAL(knell_bind_size(bind, &size), 0);
	REFUSES(EINVAL, WORDS, word.displacement = 256);
	REFUSES(EINVAL, WORDS, word.displacement = -264);
	REFUSES(EINVAL, WORDS, word.displacement = 4);
	/* The word by which the end finds the record, and the record. */
	REFUSES(EINVAL, WORDS, word.displacement = 0);
	REFUSES(EINVAL, WORDS, word.displacement = -8;
		bind->flags = KNELL_BIND_UPWARDS | KNELL_BIND_NEXT);
	REFUSES(EINVAL, WORDS, word.displacement = 8;
		bind->flags = KNELL_BIND_NEXT);
	check_over_record(0, 0, -EINVAL);
	check_over_record(0, -8, 0);
	check_over_record(0, 248, -EINVAL);
	check_over_record(4, 248, -EINVAL);
	check_over_record(8, 248, 0);
	check_over_record(-4, 0, -EINVAL);
	check_over_record(-8, 0, 0);
	check_over_record(-12, 8, -EINVAL);
	REFUSES(EINVAL, WORDS, word.base = "no register");
	REFUSES(EINVAL, WORDS, word.source.from = 99);
	REFUSES(EINVAL, WORDS, way->word_count = KNELL_BIND_MAX + 1);
	REFUSES(EINVAL, bind->runtime.register_count = 4, WORDS,
		word.base = test_runtime_names[TEST_RUNTIME_SECOND]);
	REFUSES(EFAULT, WORDS, word.base = NULL);
	REFUSES(EFAULT, WORDS, way->words = NULL);
#undef WORDS
}

static void run_ways(void)
{
	REFUSES(EINVAL, bind->runtime.code = handler);
	REFUSES(EINVAL, bind->foreign.code_word = "no register");
	REFUSES(EINVAL, bind->runtime.register_count = 1);
	REFUSES(EINVAL, bind->foreign.register_count = 1);
	REFUSES(EINVAL, bind->control = "no register");
	REFUSES(EINVAL, bind->flags = KNELL_BIND_CALLING << 1);
	REFUSES(EINVAL, bind->flags = ~(unsigned long)KNELL_BIND_UPWARDS);
	REFUSES(EFAULT, bind->runtime.code_word = NULL);
	REFUSES(EFAULT, bind->foreign.code_word = NULL);
	/* The token is loaded, the control stack is not. */
	REFUSES(EINVAL, bind->control = test_runtime_names[1],
		bind->runtime.registers = usual + 2,
		bind->runtime.register_count = 3);
}

static void run_guard(void)
{
	describe();
	bind->range_count = 0;
	CHECK_EQUAL(knell_bind_size(bind, &size), -EINVAL);
	REFUSES(EINVAL, bind->range_count = 0, bind->flags = 0);
	REFUSES(EINVAL, bind->range_count = 0, bind->kept_bytes = 0);
	REFUSES(EINVAL, bind->range_count = KNELL_BIND_MAX + 1,
		bind->ranges = ranges);
	REFUSES(EINVAL, bind->ranges = ranges);
	REFUSES(EINVAL, ranges[0].begin = (void *)~0UL,
		ranges[0].size_bytes = 2, bind->ranges = ranges);
	REFUSES(EFAULT, bind->ranges = NULL);
}

static void run_control_memory(void)
{
	describe();
	bind->control_memory = (struct knell_bind_range){ test_control, 8 };
	CHECK_EQUAL(knell_bind_size(bind, &size), 0);
	REFUSES(EINVAL, bind->control_memory.begin = test_control);
	REFUSES(EINVAL, bind->control_memory.begin = test_control,
		bind->control_memory.size_bytes = ~(size_t)0);
	REFUSES(EINVAL, bind->control_memory.begin = test_control,
		bind->control_memory.size_bytes = 8, bind->control = NULL);
	/* Without ranges there is one way alone. */
	REFUSES(EINVAL, bind->range_count = 0, bind->flags = 0,
		bind->kept_bytes = 0,
		bind->control_memory =
			(struct knell_bind_range){ test_control, 8 });
}

static void run_kept(void)
{
	REFUSES(EINVAL, bind->kept_bytes = 0);
	REFUSES(EINVAL, bind->kept_bytes += 8);
	REFUSES(EINVAL, bind->kept_bytes = ~(size_t)15);
	REFUSES(EFAULT, bind->full = NULL);
	REFUSES(EINVAL, bind->thread = 4);
	REFUSES(EINVAL, bind->thread = 1L << 31);
	REFUSES(EINVAL, bind->thread = -(1L << 31) - 8);
	REFUSES(EINVAL, usual[3].source.from = KNELL_BIND_THREAD,
		usual[3].source.value = 4);
	REFUSES(EINVAL, usual[3].source.from = KNELL_BIND_THREAD,
		usual[3].source.value = 1UL << 31);
}

static void run_tables(void)
{
	static _Alignas(8) char tables[KNELL_BIND_TABLES_BYTES];
	char *memory = test_map(ROOM);
	struct knell_bind_code code;
	size_t bytes;

	describe();
	CHECK_EQUAL(knell_bind_emit(bind, memory, ROOM, memory, &code), 0);
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, tables, sizeof(tables), &bytes),
		0);
	CHECK(bytes <= KNELL_BIND_TABLES_BYTES - 256);
	size = bytes;
	CHECK_EQUAL(knell_bind_tables(bind, &code, tables, size, &bytes), 0);
	CHECK_EQUAL(knell_bind_tables(bind, &code, tables, size - 1, &bytes),
		-ENOSPC);
	CHECK_EQUAL(knell_bind_tables(bind, &code, tables + 4, size, &bytes),
		-EINVAL);
	CHECK_EQUAL(
		knell_bind_tables(NULL, &code, tables, size, &bytes), -EFAULT);
	CHECK_EQUAL(
		knell_bind_tables(bind, NULL, tables, size, &bytes), -EFAULT);
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, NULL, size, &bytes), -EFAULT);
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, tables, size, NULL), -EFAULT);
	/* Another description, and one without a way. */
	bind->flags = 0;
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, tables, size, &bytes), -EINVAL);
	bind->runtime.code_word = NULL;
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, tables, size, &bytes), -EFAULT);
}

static void run_memory(void)
{
	char *memory = test_map(ROOM);
	struct knell_bind_code code = { .size_bytes = 7 };

	describe();
	CHECK_EQUAL(knell_bind_size(bind, &size), 0);
	CHECK_EQUAL(knell_bind_emit(bind, memory, size - 1, memory, &code),
		-ENOSPC);
	CHECK_EQUAL(knell_bind_emit(bind, memory, 0, memory, &code), -ENOSPC);
	for (size_t i = 0; i < ROOM; i++)
		CHECK_EQUAL(memory[i], 0);
	CHECK_EQUAL(knell_bind_emit(bind, memory, ROOM, memory + 4, &code),
		-EINVAL);
	CHECK_EQUAL(
		knell_bind_emit(bind, memory, ROOM, (void *)(~0UL - 15), &code),
		-EINVAL);
	/* What is made would be taken for the runtime's. */
	ranges[0].begin = memory + size - 1;
	ranges[0].size_bytes = 1;
	bind->ranges = ranges;
	CHECK_EQUAL(
		knell_bind_emit(bind, memory, ROOM, memory, &code), -EINVAL);
	ranges[0].begin = memory - 1;
	CHECK_EQUAL(knell_bind_emit(bind, memory, ROOM, memory, &code), 0);
	ranges[0].begin = memory + size;
	CHECK_EQUAL(knell_bind_emit(bind, memory, size, memory, &code), 0);
	CHECK_EQUAL(code.size_bytes, size);
	for (size_t i = size; i < ROOM; i++)
		CHECK_EQUAL(memory[i], 0);
}

static void run_null(void)
{
	struct knell_bind_code code;

	describe();
	CHECK_EQUAL(knell_bind_size(NULL, &size), -EFAULT);
	CHECK_EQUAL(knell_bind_size(bind, NULL), -EFAULT);
	CHECK_EQUAL(knell_bind_emit(NULL, &code, 1, &code, &code), -EFAULT);
	CHECK_EQUAL(knell_bind_emit(bind, NULL, 1, &code, &code), -EFAULT);
	CHECK_EQUAL(knell_bind_emit(bind, &code, 1, NULL, &code), -EFAULT);
	CHECK_EQUAL(knell_bind_emit(bind, &code, 1, &code, NULL), -EFAULT);
}

#else
static void run_none(void)
{
	static struct knell_bind bind;
	struct knell_bind_code code;

	CHECK_EQUAL(knell_bind_size(&bind, &size), -ENOSYS);
	CHECK_EQUAL(knell_bind_emit(&bind, &code, 1, &code, &code), -ENOSYS);
	CHECK_EQUAL(knell_bind_flush(&code, 1), -ENOSYS);
	CHECK_EQUAL(knell_bind_tables(&bind, &code, &code, 1, &size), -ENOSYS);
	CHECK(!knell_bind_thread_pointer());
}
#endif

const struct test_case test_cases[] = {
#if TEST_RUNTIME
	{ "registers", run_registers },
	{ "too-many", run_too_many },
	{ "words", run_words },
	{ "ways", run_ways },
	{ "guard", run_guard },
	{ "control-memory", run_control_memory },
	{ "kept", run_kept },
	{ "tables", run_tables },
	{ "memory", run_memory },
	{ "null", run_null },
#else
	{ "none", run_none },
#endif
	{ 0 },
};

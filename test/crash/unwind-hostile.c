/* SPDX-License-Identifier: MIT */
/*
 * Tables and stacks made to lead astray: every trace ends, soon, with its
 * reason; no more is read than there is.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "crash/cfi_entry.h"
#include "crash/fold.h"
#include "test/lib/cfi_build.h"
#include "test/lib/fake.h"
#include "test/lib/test.h"

enum {
	CODE = 0x400000,
	SIZE = 0x10000,
	STACK = 0x7f0000,
	WORDS = 4096,
	ENCODING = DW_EH_PE_pcrel | DW_EH_PE_sdata4,
	SECONDS_MAX = 20,
};

static uint8_t code[SIZE];
static uint64_t stack[WORDS];
static struct fake fake;
static struct knell_unwind unwind;
static struct knell_thread thread;
static char memory[1 << 20];

static uint64_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec;
}

static void prepare(const struct knell_cfi *cfi)
{
	fake_open(&fake, &knell_machine_x86_64);
	fake_fill_code(code, sizeof(code));
	fake_add_code(&fake, CODE, code, sizeof(code), cfi);
	fake_add_memory(&fake, STACK, stack, sizeof(stack));
}

static void collect(uint64_t pc)
{
	struct knell_arena arena = { memory, sizeof(memory), 0, false };

	fake_begin(&fake, &unwind, pc, STACK + 64, 1);
	thread = (struct knell_thread){ .tid = 1 };
	CHECK_EQUAL(knell_trace_collect(&unwind, &arena, 256, &thread), 0);
	CHECK(thread.end != KNELL_UNWIND_UNKNOWN);
	CHECK(seconds() < SECONDS_MAX);
}

/* The one function of a table: all the code, with this program. */
static struct knell_cfi build(
	struct cfi_build *table, const void *program, size_t size)
{
	static const uint8_t first[] = { DW_CFA_def_cfa, 7, 8,
		DW_CFA_offset | 16, 1 };

	*table = (struct cfi_build){ .address = 0x600000 };
	size_t cie = cfi_add_cie(table, ENCODING, first, sizeof(first));

	cfi_add_fde(table, cie, ENCODING, CODE, CODE + SIZE, program, size);
	return (struct knell_cfi){ .eh_frame = cfi_bytes(table),
		.word_bytes = 8 };
}

#define BYTES(...)                        \
	(const uint8_t[]){ __VA_ARGS__ }, \
		sizeof((const uint8_t[]){ __VA_ARGS__ })

/* Programs that lead in circles, each on a stack full of return addresses. */
static void check_circles(void)
{
	static struct cfi_build table;
	struct knell_cfi cfi;

	for (unsigned i = 0; i < WORDS; i++)
		stack[i] = CODE + 0x20;
	/* The CFA is SP itself; or below it. */
	cfi = build(&table, BYTES(DW_CFA_def_cfa, 7, 0));
	prepare(&cfi);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.end, KNELL_UNWIND_NO_PROGRESS);
	CHECK_EQUAL(thread.frames[1].how, KNELL_FRAME_SCAN);
	/* SP is restored to what it was. */
	cfi = build(&table, BYTES(DW_CFA_same_value, 7));
	prepare(&cfi);
	collect(CODE + 0x20);
	/* The CFA is what the stack says, and that is here. */
	cfi = build(&table, BYTES(DW_CFA_def_cfa_expression, 3, 0x77, 0, 0x06));
	prepare(&cfi);
	stack[8] = STACK + 64;
	collect(CODE + 0x20);
	/* Far away and back again: another stack, so many times only. */
	cfi = build(&table, BYTES(DW_CFA_def_cfa_expression, 8, 0x77, 0,
				    0x0e + 0, 0, 0, 0, 0x10, 0x27));
	prepare(&cfi);
	collect(CODE + 0x20);
	/* An expression that never ends, for the CFA and for a register. */
	cfi = build(
		&table, BYTES(DW_CFA_def_cfa_expression, 3, 0x2f, 0xfd, 0xff));
	prepare(&cfi);
	collect(CODE + 0x20);
	cfi = build(
		&table, BYTES(DW_CFA_val_expression, 3, 3, 0x2f, 0xfd, 0xff));
	prepare(&cfi);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.end, KNELL_UNWIND_NO_STACK);
}

/* The same return address, as far as addresses go. */
static size_t read_endless(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	const struct fake *in = (struct fake *)target;
	uint64_t word = CODE + 0x20;

	if (address - CODE < SIZE) {
		size = size < CODE + SIZE - address ? size
						    : CODE + SIZE - address;
		memcpy(buffer, code + (address - CODE), size);
		return size;
	}
	CHECK(in->memory_count);
	for (size_t i = 0; i < size; i++)
		((uint8_t *)buffer)[i] =
			(uint8_t)(word >> 8 * ((address + i) % 8));
	return size;
}

static void check_endless(void)
{
	static struct cfi_build table;
	static struct knell_target_kind kind;
	struct knell_cfi cfi = build(&table, NULL, 0);

	for (unsigned i = 0; i < 2; i++) {
		prepare(i ? &cfi : NULL);
		kind = *fake.target.kind;
		kind.read = read_endless;
		fake.target.kind = &kind;
		collect(CODE + 0x20);
		CHECK_EQUAL(thread.end, KNELL_UNWIND_LIMIT);
		CHECK(thread.frame_count < 256);
		CHECK_EQUAL(thread.fold_count, 1);
	}
}

/* A table without an index, as long as they come, for a new pc each time. */
static void check_long_table(void)
{
	enum { ENTRIES = 200000, BYTES_EACH = 24 };
	static struct cfi_build table;
	struct knell_cfi cfi = build(&table, NULL, 0);
	size_t size = table.size + (size_t)ENTRIES * BYTES_EACH;
	uint8_t *data = calloc(1, size);

	/* Before the one that is looked for, entries of other code. */
	memcpy(data, table.data, table.size);
	for (size_t i = 0; i < ENTRIES; i++) {
		uint8_t *entry = data + table.size + i * BYTES_EACH;
		uint32_t length = BYTES_EACH - 4;
		uint32_t distance = (uint32_t)(entry + 4 - data);

		memcpy(entry, &length, 4);
		memcpy(entry + 4, &distance, 4);
	}
	cfi.eh_frame = (struct knell_bytes){ data, size, table.address };
	/* The function that was there is another's now. */
	memset(data + 32, 0, 8);
	prepare(&cfi);
	for (unsigned i = 0; i < WORDS; i++)
		stack[i] = CODE + 16 * (1 + i % 4000);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.end, KNELL_UNWIND_LIMIT);
	free(data);
}

/* Programs that cost the most that they can. */
static void check_bombs(void)
{
	static uint8_t program[3000];
	static struct cfi_build table;
	struct knell_cfi cfi;

	for (unsigned i = 0; i < WORDS; i++)
		stack[i] = CODE + 0x20;
	memset(program, DW_CFA_remember_state, sizeof(program));
	cfi = build(&table, program, sizeof(program));
	prepare(&cfi);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.frames[1].how, KNELL_FRAME_SCAN);
	for (unsigned i = 0; i < sizeof(program); i++)
		program[i] =
			i % 2 ? DW_CFA_restore_state : DW_CFA_remember_state;
	cfi = build(&table, program, sizeof(program));
	prepare(&cfi);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.frames[1].how, KNELL_FRAME_CFI);
	memset(program, DW_CFA_restore | 3, sizeof(program));
	cfi = build(&table, program, sizeof(program));
	prepare(&cfi);
	collect(CODE + 0x20);
	CHECK_EQUAL(thread.frames[1].how, KNELL_FRAME_CFI);
}

/* Signal frames whose context leads back to themselves, or to each other. */
static void check_signal_circle(void)
{
	const struct knell_trampoline *trampoline =
		&knell_machine_x86_64.trampolines[0];

	prepare(NULL);
	memcpy(code + 0x103, trampoline->bytes, trampoline->size);
	memset(stack, 0, sizeof(stack));
	/* [SP] is the trampoline; the context says: there again. */
	stack[8] = CODE + 0x103;
	stack[9 + 5 + 15] = STACK + 64;
	stack[9 + 5 + 16] = CODE + 0x20;
	collect(CODE + 0x20);
	CHECK(unwind.depth < 100);
	CHECK_EQUAL(unwind.signal_count, KNELL_UNWIND_SIGNALS_MAX);
}

/* A real table, cut off anywhere, at the end of readable memory. */
static void check_truncated(void)
{
	static struct cfi_build table;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct knell_cfi cfi =
		build(&table, BYTES(DW_CFA_advance_loc4, 1, 0, 0, 0,
				      DW_CFA_def_cfa_expression, 2, 0x77, 8,
				      DW_CFA_val_expression, 3, 2, 0x77, 0,
				      DW_CFA_offset_extended, 0x8c, 0, 2));

	CHECK(pages != MAP_FAILED);
	CHECK(!mprotect(pages + page, page, PROT_NONE));
	for (unsigned i = 0; i < WORDS; i++)
		stack[i] = CODE + 0x20;
	for (size_t size = 0; size <= table.size; size++) {
		uint8_t *data = pages + page - size;

		memcpy(data, table.data, size);
		cfi.eh_frame =
			(struct knell_bytes){ data, size, table.address };
		cfi.debug_frame = (struct knell_bytes){ 0 };
		prepare(&cfi);
		collect(CODE + 0x20);
		/* And as the other two tables. */
		cfi.debug_frame = cfi.eh_frame;
		cfi.eh_frame = (struct knell_bytes){ 0 };
		prepare(&cfi);
		collect(CODE + 0x20);
		cfi.eh_frame_hdr = cfi.debug_frame;
		prepare(&cfi);
		collect(CODE + 0x20);
		cfi.eh_frame_hdr = (struct knell_bytes){ 0 };
	}
	munmap(pages, 2 * page);
}

/* The index leads to an entry that is cut off, its CIE being known. */
static void check_truncated_entry(void)
{
	static struct cfi_build table, hdr;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct knell_cfi cfi = build(&table, NULL, 0);
	uint8_t encoding = DW_EH_PE_datarel | DW_EH_PE_sdata4;
	size_t first = 24, second = table.size;

	CHECK(pages != MAP_FAILED);
	CHECK(!mprotect(pages + page, page, PROT_NONE));
	cfi_add_fde(&table, 0, ENCODING, CODE + 0x100, CODE + SIZE, NULL, 0);
	hdr = (struct cfi_build){ .address = 0x700000 };
	cfi_put_bytes(&hdr, "\x01\x1b\x03\x3b\0\0\0\0\2\0\0\0", 12);
	cfi_put_pointer(&hdr, encoding, CODE, hdr.address, 8);
	cfi_put_pointer(&hdr, encoding, table.address + first, hdr.address, 8);
	cfi_put_pointer(&hdr, encoding, CODE + 0x100, hdr.address, 8);
	cfi_put_pointer(&hdr, encoding, table.address + second, hdr.address, 8);
	cfi.eh_frame_hdr = cfi_bytes(&hdr);
	for (unsigned i = 0; i < WORDS; i++)
		stack[i] = CODE + 0x200;
	for (size_t size = second; size <= table.size; size++) {
		uint8_t *data = pages + page - size;

		memcpy(data, table.data, size);
		cfi.eh_frame =
			(struct knell_bytes){ data, size, table.address };
		prepare(&cfi);
		fake_begin(&fake, &unwind, CODE + 0x20, STACK + 64, 1);
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(unwind.how, KNELL_FRAME_CFI);
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(unwind.how,
			size < table.size ? KNELL_FRAME_SCAN : KNELL_FRAME_CFI);
	}
	munmap(pages, 2 * page);
}

/* Lengths and distances that leave the section, or wrap around. */
static void check_lengths(void)
{
	static const uint32_t values[] = { 0, 1, 3, 4, 5, 0x10, 0x7fffffff,
		0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff };
	static struct cfi_build table;

	for (size_t at = 0; at + 4 <= 64; at += 4)
		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]);
			i++) {
			struct knell_cfi cfi = build(&table, NULL, 0);

			memcpy(table.data + at, &values[i], 4);
			prepare(&cfi);
			collect(CODE + 0x20);
		}
}

int main(void)
{
	check_circles();
	check_endless();
	check_long_table();
	check_bombs();
	check_signal_circle();
	check_truncated();
	check_truncated_entry();
	check_lengths();
	return test_end();
}

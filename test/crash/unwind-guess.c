/* SPDX-License-Identifier: MIT */
/*
 * Stacks that are wrecked, and code without call frame information: each
 * frame says how it was found, the rest of the stack is found again, and the
 * end has its reason.
 */
#include "crash/cfi_entry.h"
#include "test/lib/cfi_build.h"
#include "test/lib/fake.h"
#include "test/lib/test.h"

/* Bare code without CFI, and code with; functions of 0x40 bytes. */
enum {
	BARE = 0x400000,
	TOLD = 0x500000,
	SIZE = 0x1000,
	FUNCTION = 0x40,
	STACK = 0x7f0000,
	WORDS = 512,
	WILD = 0x41414141,
};

static uint8_t bare[SIZE], told[SIZE];
static uint64_t stack[WORDS];
static struct cfi_build frame;
static struct knell_cfi cfi;
static struct fake fake;
static struct knell_unwind unwind;

/* What the steps are to find: how and where. */
struct expected {
	enum knell_frame_how how;
	uint64_t pc;
};

static uint64_t slot(unsigned word)
{
	return STACK + 8 * (uint64_t)word;
}

/* With CFI: one word below the return address; or two and a saved rbp. */
static void build_tables(void)
{
	static const uint8_t first[] = { DW_CFA_def_cfa, 7, 16,
		DW_CFA_offset | 16, 1 };
	static const uint8_t framed[] = { DW_CFA_def_cfa, 6, 16,
		DW_CFA_offset | 6, 2 };
	static const uint8_t last[] = { DW_CFA_undefined, 16 };
	uint8_t encoding = DW_EH_PE_pcrel | DW_EH_PE_sdata4;

	frame = (struct cfi_build){ .address = 0x600000 };
	size_t cie = cfi_add_cie(&frame, encoding, first, sizeof(first));

	/* Function 0 by rsp, 1 by rbp, 2 the outermost. */
	cfi_add_fde(&frame, cie, encoding, TOLD, TOLD + FUNCTION, NULL, 0);
	cfi_add_fde(&frame, cie, encoding, TOLD + FUNCTION, TOLD + 2 * FUNCTION,
		framed, sizeof(framed));
	cfi_add_fde(&frame, cie, encoding, TOLD + 2 * FUNCTION,
		TOLD + 3 * FUNCTION, last, sizeof(last));
	cfi = (struct knell_cfi){ .eh_frame = cfi_bytes(&frame),
		.word_bytes = 8 };
}

#define PLAIN  (TOLD + 0x10)
#define FRAMED (TOLD + FUNCTION + 0x10)
#define LAST   (TOLD + 2 * FUNCTION + 0x10)

static void prepare(void)
{
	fake_open(&fake, &knell_machine_x86_64);
	fake_fill_code(bare, sizeof(bare));
	fake_fill_code(told, sizeof(told));
	fake_add_code(&fake, BARE, bare, sizeof(bare), NULL);
	fake_add_code(&fake, TOLD, told, sizeof(told), &cfi);
	fake_add_memory(&fake, STACK, stack, sizeof(stack));
	memset(stack, 0, sizeof(stack));
}

static void begin(uint64_t pc, unsigned sp_word, uint64_t fp)
{
	fake_begin(&fake, &unwind, pc, slot(sp_word), fp);
	unwind.stack_end = STACK + sizeof(stack);
	unwind.stack_limit = unwind.stack_end;
}

static void check_steps(const struct expected *expected, unsigned count,
	enum knell_unwind_end end)
{
	for (unsigned i = 0; i < count; i++) {
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(fake_pc(&unwind), expected[i].pc);
		CHECK_EQUAL(unwind.how, expected[i].how);
		CHECK(!unwind.exact);
	}
	CHECK(!knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.end, end);
	/* And that is final. */
	CHECK(!knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.depth, count);
}

#define CHECK_STEPS(end, ...)                                      \
	check_steps((const struct expected[]){ __VA_ARGS__ },      \
		sizeof((const struct expected[]){ __VA_ARGS__ }) / \
			sizeof(struct expected),                   \
		end)

/* A call of a null or wild pointer: the caller is at SP. */
static void check_wild_jump(void)
{
	static const uint64_t wild[] = { 0, WILD, 0xffff8000dead0000, STACK };

	for (unsigned i = 0; i < 4; i++) {
		prepare();
		stack[0] = PLAIN;
		stack[2] = LAST;
		begin(wild[i], 0, 0);
		CHECK_EQUAL(unwind.function_start, 0);
		CHECK_STEPS(KNELL_UNWIND_OUTERMOST,
			{ KNELL_FRAME_ADDRESS, PLAIN },
			{ KNELL_FRAME_CFI, LAST });
	}
}

/* What ends in a call that does not return may lie before the entry point. */
static void check_before_entry(void)
{
	prepare();
	stack[1] = TOLD + FUNCTION;
	stack[3] = LAST;
	begin(PLAIN, 0, 0);
	unwind.entry_start = TOLD + FUNCTION;
	unwind.entry_end = unwind.entry_start + FUNCTION;
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST,
		{ KNELL_FRAME_CFI, TOLD + FUNCTION },
		{ KNELL_FRAME_CFI, LAST });
}

/* A return through what a buffer overflowed: the rest is found by scan. */
static void check_smashed_return(void)
{
	prepare();
	for (unsigned i = 0; i < 10; i++)
		stack[i] = WILD;
	stack[12] = PLAIN;
	stack[14] = LAST;
	begin(WILD, 1, WILD);
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, PLAIN },
		{ KNELL_FRAME_CFI, LAST });
	/* Still inside the function: its frame is not searched. */
	prepare();
	stack[0] = LAST;
	stack[1] = WILD;
	stack[4] = FRAMED;
	stack[6] = slot(8);
	stack[9] = LAST;
	begin(PLAIN, 0, WILD);
	/* Its frame pointer is not known there, so that guess is next. */
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, FRAMED },
		{ KNELL_FRAME_SCAN, LAST });
	/* Overwritten with zeros. */
	prepare();
	stack[4] = LAST;
	begin(PLAIN, 0, 0);
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, LAST });
}

/* rbp is needed for the CFA, and wrong. */
static void check_wrecked_frame_pointer(void)
{
	static const uint64_t wrecked[] = { 0, 1, WILD, ~(uint64_t)0,
		STACK - 4096, STACK - 16, STACK + sizeof(stack) };

	for (unsigned i = 0; i < sizeof(wrecked) / sizeof(wrecked[0]); i++) {
		prepare();
		stack[5] = PLAIN;
		stack[7] = LAST;
		begin(FRAMED, 4, wrecked[i]);
		CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, PLAIN },
			{ KNELL_FRAME_CFI, LAST });
	}
	/* To lower frames of the same stack: that would be a cycle. */
	prepare();
	stack[0] = slot(0);
	stack[1] = FRAMED;
	stack[5] = PLAIN;
	stack[7] = LAST;
	begin(FRAMED, 4, slot(0));
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, PLAIN },
		{ KNELL_FRAME_CFI, LAST });
}

static void check_frame_pointers(void)
{
	prepare();
	stack[4] = slot(8);
	stack[5] = BARE + 0x20;
	stack[8] = slot(12);
	stack[9] = FRAMED;
	stack[12] = 0;
	stack[13] = BARE + 0x30;
	begin(BARE + 0x14, 0, slot(4));
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST,
		{ KNELL_FRAME_POINTER, BARE + 0x20 },
		{ KNELL_FRAME_POINTER, FRAMED },
		{ KNELL_FRAME_CFI, BARE + 0x30 });
	/* Below SP are frames that have been left. */
	prepare();
	stack[4] = slot(8);
	stack[5] = BARE + 0x20;
	stack[12] = PLAIN;
	stack[14] = LAST;
	begin(BARE + 0x14, 10, slot(4));
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, PLAIN },
		{ KNELL_FRAME_CFI, LAST });
	/* A return address that follows no call is none. */
	prepare();
	stack[4] = slot(8);
	stack[5] = BARE + 0x21;
	begin(BARE + 0x14, 0, slot(4));
	check_steps(NULL, 0, KNELL_UNWIND_NO_CODE);
	/* Code that never sets one up: whatever is in it is not believed. */
	prepare();
	memset(bare, 0x90, 0x100);
	bare[0x1b] = 0xe8;
	stack[1] = BARE + 0x20;
	stack[4] = slot(8);
	stack[5] = PLAIN;
	begin(BARE + 0x80, 0, slot(4));
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_SCAN, BARE + 0x20 },
		{ KNELL_FRAME_SCAN, PLAIN });
}

/* Without a frame yet: nothing pushed, the frame pointer, a PLT's words. */
static void check_leaf(void)
{
	for (unsigned pushed = 0; pushed < 4; pushed++) {
		prepare();
		begin(BARE + 0x14, 0, slot(9));
		if (pushed == 1)
			stack[0] = slot(9);
		if (pushed == 2)
			stack[0] = 17;
		if (pushed == 3) {
			stack[0] = STACK;
			stack[1] = 17;
		}
		unsigned at = pushed == 3 ? 2 : pushed ? 1 : 0;

		stack[at] = FRAMED;
		stack[9] = 0;
		stack[10] = LAST;
		CHECK_STEPS(KNELL_UNWIND_OUTERMOST,
			{ KNELL_FRAME_SCAN, FRAMED },
			{ KNELL_FRAME_CFI, LAST });
		CHECK_EQUAL(unwind.cfa, slot(11));
	}
}

/* The entry point of the program ends a trace, as a caller or by itself. */
static void check_entry(void)
{
	prepare();
	stack[0] = BARE + 0x20;
	stack[4] = PLAIN;
	begin(PLAIN, 0, 0);
	unwind.registers.value[7] -= 8;
	unwind.entry_start = BARE;
	unwind.entry_end = BARE + 0x40;
	CHECK_STEPS(KNELL_UNWIND_OUTERMOST, { KNELL_FRAME_CFI, BARE + 0x20 });
	prepare();
	begin(BARE, 0, 0);
	unwind.entry_start = BARE;
	unwind.entry_end = BARE + 0x40;
	check_steps(NULL, 0, KNELL_UNWIND_OUTERMOST);
}

static void check_ends(void)
{
	struct knell_registers registers = { .known = 0 };

	/* No registers. */
	prepare();
	begin(PLAIN, 0, 0);
	knell_unwind_begin(&unwind, &registers, NULL, 0);
	check_steps(NULL, 0, KNELL_UNWIND_NO_REGISTERS);
	/* No memory where the stack should be. */
	prepare();
	begin(PLAIN, 0, WILD);
	unwind.registers.value[7] = 0x12340;
	unwind.stack_limit = UINT64_MAX;
	check_steps(NULL, 0, KNELL_UNWIND_NO_STACK);
	begin(WILD, 0, WILD);
	unwind.registers.value[7] = 0x12340;
	unwind.stack_limit = UINT64_MAX;
	check_steps(NULL, 0, KNELL_UNWIND_NO_STACK);
	/* Return addresses in no code, and no other to be found. */
	prepare();
	stack[0] = stack[1] = WILD;
	begin(PLAIN, 0, WILD);
	check_steps(NULL, 0, KNELL_UNWIND_NO_CODE);
	/* No CFI, no frame pointer, nothing on the stack. */
	prepare();
	stack[0] = WILD;
	begin(BARE + 0x14, 0, 0);
	unwind.registers.known &= ~((uint64_t)1 << 6);
	check_steps(NULL, 0, KNELL_UNWIND_NO_RULE);
	/* A CFA that stays where SP is. */
	prepare();
	stack[0] = slot(1);
	stack[1] = FRAMED;
	begin(FRAMED, 4, slot(0));
	check_steps(NULL, 0, KNELL_UNWIND_NO_PROGRESS);
	/* The table is broken: the program begins with no operation. */
	prepare();
	begin(PLAIN, 0, WILD);
	unwind.entry.program = (const uint8_t *)"\x3f";
	unwind.entry.program_end = unwind.entry.program + 1;
	check_steps(NULL, 0, KNELL_UNWIND_BAD_TABLE);
	prepare();
	begin(PLAIN, 0, WILD);
	unwind.work = 0;
	check_steps(NULL, 0, KNELL_UNWIND_LIMIT);
}

/* A signal on an alternate stack, its frame above or below the other. */
static void check_signal_frame(void)
{
	enum { CONTEXT = 40, RESTORER = BARE + 0x103 };

	for (unsigned i = 0; i < 2; i++) {
		unsigned at = i ? 64 : 300, interrupted = i ? 300 : 8;
		const struct knell_trampoline *trampoline =
			&knell_machine_x86_64.trampolines[0];

		prepare();
		memcpy(bare + 0x103, trampoline->bytes, trampoline->size);
		uint8_t *context = (uint8_t *)&stack[at + 2];
		uint64_t values[23] = { 0 };

		values[10] = slot(20); /* rbp */
		values[15] = slot(interrupted);
		values[16] = WILD;
		memcpy(context + CONTEXT, values, sizeof(values));
		stack[at + 1] = RESTORER;
		stack[interrupted] = LAST;
		begin(PLAIN, at, 0);
		unwind.stack_limit = UINT64_MAX;
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(fake_pc(&unwind), RESTORER);
		CHECK_EQUAL(unwind.how, KNELL_FRAME_CFI);
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(fake_pc(&unwind), WILD);
		CHECK_EQUAL(unwind.how, KNELL_FRAME_SIGNAL);
		CHECK(unwind.exact);
		CHECK_EQUAL(unwind.registers.value[6], slot(20));
		CHECK_EQUAL(unwind.signal_count, 1);
		CHECK_EQUAL(unwind.signals[0].context, slot(at + 2));
		CHECK_EQUAL(unwind.signals[0].info, slot(at + 2) + 304);
		CHECK_EQUAL(unwind.signals[0].depth, 2);
		CHECK(knell_unwind_step(&unwind));
		CHECK_EQUAL(fake_pc(&unwind), LAST);
		CHECK_EQUAL(unwind.how, KNELL_FRAME_ADDRESS);
		CHECK(!knell_unwind_step(&unwind));
		CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
	}
}

int main(void)
{
	build_tables();
	check_wild_jump();
	check_before_entry();
	check_smashed_return();
	check_wrecked_frame_pointer();
	check_frame_pointers();
	check_leaf();
	check_entry();
	check_ends();
	check_signal_frame();
	return test_end();
}

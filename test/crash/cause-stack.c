/* SPDX-License-Identifier: MIT */
/* Stack overflows are told from other accesses near stacks. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

static struct canned canned;
static const uint64_t guard = 0x7f1000000000, stack = 0x7f1000001000;
static const uint64_t main_stack = 0x7ffffffde000;

/* push %rbx, where SP is */
static void begin(int32_t code, uint64_t sp)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_fault(&canned, K_SIGSEGV, code, sp - 8);
	canned_set_register(&canned, "rsp", sp);
	canned_set_code(&canned, 0x402100, "\x53", 1);
}

static void add_recursion(uint32_t length, uint64_t times)
{
	static const char *const names[] = { "leaf", "f", "g", "h", "i", "j" };

	canned_add_frame(&canned, 0x402100, canned_text(&canned, names[0]),
		KNELL_FRAME_REGISTERS);
	for (uint32_t i = 1; i <= length; i++)
		canned_add_frame(&canned, 0x402100 + i,
			canned_text(&canned, names[i]), KNELL_FRAME_CFI);
	canned.folds[0] = (struct knell_fold){ 1, length, times };
	canned.threads[0].fold_count = 1;
}

static void test_recursion(void)
{
	begin(K_SEGV_ACCERR, stack);
	add_recursion(1, 10432);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: f called itself 10432 times and filled the "
		"stack of thread 7, all 8 MiB of it.");
	CHECK_TEXT(canned.record.cause.place,
		"the guard page below the stack of thread 7");
	CHECK_TEXT(canned.record.cause.access, "write");

	begin(K_SEGV_ACCERR, stack);
	add_recursion(2, 5);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: g and f called each other 5 times and filled "
		"the stack of thread 7, all 8 MiB of it.");

	begin(K_SEGV_ACCERR, stack);
	add_recursion(3, 5);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: h \u2192 g \u2192 f called each other 5 times "
		"and filled the stack of thread 7, all 8 MiB of it.");

	begin(K_SEGV_ACCERR, stack);
	add_recursion(5, 5);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: j \u2192 i \u2192 h \u2192 g \u2192 \u2026 "
		"called each other 5 times and filled the stack of thread 7, "
		"all 8 MiB of it.");
}

static void test_no_recursion(void)
{
	begin(K_SEGV_ACCERR, stack);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack of thread 7, all 8 MiB of it.");

	/* A caller's frame spans the end of the stack. */
	begin(K_SEGV_ACCERR, guard + 16);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "memset"),
		KNELL_FRAME_REGISTERS)
		->cfa = guard + 64;
	canned_add_frame(&canned, 0x402200, canned_text(&canned, "wide"),
		KNELL_FRAME_CFI)
		->cfa = stack + 0x700000;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: the variables of wide, 7172 KiB, do not fit "
		"on the stack of thread 7, which has 8 MiB.");

	/* So far below that SP is near nothing. */
	begin(K_SEGV_MAPERR, stack - 0x10000000);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "wide"),
		KNELL_FRAME_REGISTERS)
		->cfa = stack + 0x700000;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: the variables of wide, 263 MiB, do not fit on "
		"the stack of thread 7, which has 8 MiB.");

	/* A small frame spans it only because the stack was full. */
	begin(K_SEGV_ACCERR, stack - 64);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "small"),
		KNELL_FRAME_REGISTERS)
		->cfa = stack + 64;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack of thread 7, all 8 MiB of it.");

	/* A fold far from the top is not what filled it. */
	begin(K_SEGV_ACCERR, stack);
	add_recursion(1, 10432);
	canned.folds[0].first = 900;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack of thread 7, all 8 MiB of it.");
}

static void test_main_thread(void)
{
	begin(K_SEGV_MAPERR, main_stack);
	canned.threads[0].stack_start = main_stack;
	canned.threads[0].stack_end = 0x7ffffffff000;
	canned.record.thread_count = 1;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack, all 132 KiB of it.");

	/* It was not full when a large frame did not fit. */
	begin(K_SEGV_MAPERR, main_stack - 0x1400000);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "wide"),
		KNELL_FRAME_REGISTERS)
		->cfa = 0x7fffffffe000;
	canned.limits[0].name = canned_text(&canned, "stack");
	canned.limits[0].soft = 8 << 20;
	canned.record.thread_count = 1;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: the variables of wide, 20 MiB, do not fit on "
		"the stack, which has 8 MiB.");

	/* In a core file the map has no name; the kernel's bytes tell. */
	begin(K_SEGV_MAPERR, main_stack);
	canned.maps[canned.record.map_count - 1].name = NULL;
	canned.random = 0x7fffffffe000;
	canned.threads[0].stack_start = main_stack;
	canned.record.thread_count = 1;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack, all 132 KiB of it.");
}

/* SP tells which stack: that of a handler here, not the thread's. */
static void test_other_stack(void)
{
	begin(K_SEGV_ACCERR, stack);
	canned.threads[0].stack_start = main_stack;
	canned.threads[0].stack_end = 0x7ffffffff000;
	canned.threads[1].stack_start = 0;
	canned.threads[1].stack_end = 0;
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack of thread 7, all 8 MiB of it.");
}

/* What is near a stack by chance. */
static void test_no_overflow(void)
{
	/* The stack has plenty of room; the guard was hit by a pointer. */
	begin(K_SEGV_ACCERR, 0x7f1000700000);
	canned.record.cause.signal.address = guard + 8;
	canned_expect(&canned, "guard-page",
		"Access to 0x7f1000000008, which does not allow it: the guard "
		"page below the stack of thread 7.");

	/* Below the main stack, while SP is on another. */
	begin(K_SEGV_MAPERR, 0x7f1000700000);
	canned.record.cause.signal.address = main_stack - 8;
	canned_expect(&canned, "not-mapped",
		"Access to 0x7ffffffddff8, which is not mapped: 8 bytes below "
		"the main thread's stack.");
}

int main(void)
{
	test_recursion();
	test_no_recursion();
	test_main_thread();
	test_other_stack();
	test_no_overflow();
	return test_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * ppc64le as data. Sources: 64-bit ELF V2 ABI for Power 2.4 (DWARF numbers),
 * arch/powerpc/include/uapi/asm/{ptrace,sigcontext,ucontext}.h,
 * arch/powerpc/kernel/signal_64.c, arch/powerpc/kernel/vdso/sigtramp64.S.
 */
#include "arch/machine.h"
#include "base/load.h"
#include "base/memory.h"

/* The registers lie in the same order in both places. */
#define CONTEXT 232
#define ROW(name, slot)                                  \
	{                                                \
		name, (slot)*8, CONTEXT + (slot)*8, 8, 8 \
	}

enum { LR = 32, PC };

static const struct knell_register registers[] = {
	KNELL_ROWS(0, "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
	KNELL_ROWS(8, "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"),
	KNELL_ROWS(16, "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23"),
	KNELL_ROWS(24, "r24", "r25", "r26", "r27", "r28", "r29", "r30", "r31"),
	ROW("lr", 36),
	ROW("pc", 32),
	ROW("msr", 33),
	ROW("orig_r3", 34),
	ROW("ctr", 35),
	ROW("xer", 37),
	ROW("cr", 38),
	ROW("trap", 40),
	ROW("dar", 41),
	ROW("dsisr", 42),
};

static const struct knell_trampoline trampolines[] = {
	/* addi r1, r1, 128; li r0, 172; sc. The context follows the frame
	 * that the kernel makes for the handler. */
	{ { 0x80, 0x00, 0x21, 0x38, 0xac, 0x00, 0x00, 0x38, 0x02, 0x00, 0x00,
		  0x44 },
		12, 128, false },
};

/* By the bits of msr as it was saved. */
static unsigned context_state(const uint8_t *context)
{
	const uint64_t vectors = 1 << 25 | 1 << 23; /* MSR_VEC, MSR_VSX */
	uint64_t msr = knell_load64(context + CONTEXT + 33 * 8);

	return KNELL_CONTEXT_FLOAT | (msr & vectors ? KNELL_CONTEXT_VECTOR : 0);
}

/* By the interrupt, and by dsisr what it did with data. */
static enum knell_access context_access(const uint8_t *context)
{
	const uint64_t store = 1 << 25; /* DSISR_ISSTORE */

	switch (knell_load64(context + CONTEXT + 40 * 8)) {
	case 0x300: /* data storage */
		return knell_load64(context + CONTEXT + 42 * 8) & store
			       ? KNELL_ACCESS_WRITE
			       : KNELL_ACCESS_READ;
	case 0x400: /* instruction storage */
	case 0x480: /* instruction segment */ return KNELL_ACCESS_EXECUTE;
	default: return KNELL_ACCESS_UNKNOWN;
	}
}

const struct knell_machine knell_machine_ppc64le = {
	.name = "ppc64le",
	.elf_machine = 21,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 32,
	/* elf_gregset_t has some for later. */
	.prstatus_bytes = 48 * 8,
	.pc = PC,
	.sp = 1,
	.fp = 31,
	.link = LR,
	.link_number = 65,
	.call_number = 0,
	.call_result = 3,
	.call_arguments = { 3, 4, 5, 6, 7, 8 },
	.call_code = { { 0x02, 0x00, 0x00, 0x44 }, 4, 4, 0, true },
	.function_argument_count = 8,
	.function_arguments = { 3, 4, 5, 6, 7, 8, 9, 10 },
	.thread_pointer = 13,
	.preserved = 0xffffc000,
	.red_zone = 512,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	/* The context of 1696 bytes, 16 unused ones, a trampoline of 32 and
	 * two pointers come before; so does another context in kernels built
	 * for transactions, whose siginfo is not found then. */
	.frame_info_offset = 128 + 1696 + 16 + 32 + 16,
	.context_trap = CONTEXT + 40 * 8,
	.context_fault = CONTEXT + 41 * 8,
	.context_error = CONTEXT + 42 * 8,
	.page_fault = 0x300,
	.context_mask = 40,
	.call_column = KNELL_CALLS_PPC64LE,
	.context_state = context_state,
	.context_access = context_access,
};

/* SPDX-License-Identifier: MIT */
/*
 * mips64el (n64) as data. Sources: MIPSpro N32 ABI Handbook (registers),
 * gcc/config/mips/mips.h (DWARF numbers), arch/mips/include/uapi/asm/{ptrace,
 * sigcontext,ucontext}.h, arch/mips/include/asm/elf.h, arch/mips/kernel/
 * signal.c, arch/mips/vdso/sigreturn.S.
 */
#include "arch/machine.h"
#include "base/load.h"
#include "base/memory.h"

#define MCONTEXT 40
#define ROW(name, slot)                                   \
	{                                                 \
		name, (slot)*8, MCONTEXT + (slot)*8, 8, 8 \
	}
/* These are elsewhere in a sigcontext, or not at all. */
#define OTHER(name, slot, context)            \
	{                                     \
		name, (slot)*8, context, 8, 8 \
	}

enum { PC = 32 };

static const struct knell_register registers[] = {
	KNELL_ROWS(0, "zero", "at", "v0", "v1", "a0", "a1", "a2", "a3"),
	KNELL_ROWS(8, "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3"),
	KNELL_ROWS(16, "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"),
	KNELL_ROWS(24, "t8", "t9", "k0", "k1", "gp", "sp", "s8", "ra"),
	OTHER("pc", 34, MCONTEXT + 576),
	OTHER("hi", 33, MCONTEXT + 512),
	OTHER("lo", 32, MCONTEXT + 544),
	OTHER("badvaddr", 35, KNELL_NO_OFFSET),
	OTHER("status", 36, KNELL_NO_OFFSET),
	OTHER("cause", 37, KNELL_NO_OFFSET),
};

static const struct knell_trampoline trampolines[] = {
	/* li v0, 5211; syscall. siginfo lies 24 bytes on, the context after
	 * its 128. */
	{ { 0x5b, 0x14, 0x02, 0x24, 0x0c, 0x00, 0x00, 0x00 }, 8, 24 + 128,
		false },
};

/* By sc_used_math, and by a record that it tells of. */
static unsigned context_state(const uint8_t *context)
{
	unsigned state = 0;
	uint32_t used = knell_load32(context + MCONTEXT + 588);

	if (used & 1) /* USED_FP */
		state |= KNELL_CONTEXT_FLOAT;
	/* USED_EXTCONTEXT, MSA_EXTCONTEXT_MAGIC */
	if (used & 8 && knell_load32(context + 656) == 0x784d5341)
		state |= KNELL_CONTEXT_VECTOR;
	return state;
}

const struct knell_machine knell_machine_mips64el = {
	.name = "mips64el",
	.elf_machine = 8,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 32,
	/* elf_gregset_t has some for later. */
	.prstatus_bytes = 45 * 8,
	.pc = PC,
	.sp = 29,
	.fp = 30,
	.link = 31,
	.code_first = true,
	/* The result takes its place. */
	.call_number = KNELL_NO_REGISTER,
	.call_result = 2,
	.call_arguments = { 4, 5, 6, 7, 8, 9 },
	.call_code = { { 0x0c, 0x00, 0x00, 0x00 }, 4, 4, 2, false },
	.function_argument_count = 8,
	.function_arguments = { 4, 5, 6, 7, 8, 9, 10, 11 },
	.thread_pointer = KNELL_NO_REGISTER,
	.preserved = 0xff << 16 | 1 << 28 | 1 << 30,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 24,
	.context_trap = KNELL_NO_OFFSET,
	.context_error = KNELL_NO_OFFSET,
	.context_fault = KNELL_NO_OFFSET,
	.context_mask = 640,
	.call_column = KNELL_CALLS_MIPS64EL,
	.context_state = context_state,
};

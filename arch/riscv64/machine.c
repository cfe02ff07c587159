/* SPDX-License-Identifier: MIT */
/*
 * riscv64 as data. Sources: RISC-V psABI, "DWARF Register Numbers";
 * arch/riscv/include/uapi/asm/{ptrace,sigcontext,ucontext}.h,
 * arch/riscv/kernel/{signal.c,vdso/rt_sigreturn.S}.
 */
#include "arch/machine.h"
#include "arch/context_record.h"
#include "base/memory.h"

#define MCONTEXT 176
/* pc, then x1 to x31, in both places. */
#define ROW(name, slot)                                   \
	{                                                 \
		name, (slot)*8, MCONTEXT + (slot)*8, 8, 8 \
	}

enum { PC = 32 };

static const struct knell_register registers[] = {
	/* No register, but it has a DWARF number. */
	{ "zero", KNELL_NO_OFFSET, KNELL_NO_OFFSET, 0, 0 },
	ROW("ra", 1),
	ROW("sp", 2),
	ROW("gp", 3),
	ROW("tp", 4),
	ROW("t0", 5),
	ROW("t1", 6),
	ROW("t2", 7),
	KNELL_ROWS(8, "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5"),
	KNELL_ROWS(16, "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7"),
	KNELL_ROWS(24, "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"),
	ROW("pc", 0),
};

static const struct knell_trampoline trampolines[] = {
	/* li a7, 139; ecall. siginfo lies at SP, the context after its 128
	 * bytes. */
	{ { 0x93, 0x08, 0xb0, 0x08, 0x73, 0x00, 0x00, 0x00 }, 8, 128, false },
};

/* By the records that follow the state of floating point: RISCV_V_MAGIC. */
static unsigned context_state(const uint8_t *context)
{
	return KNELL_CONTEXT_FLOAT |
	       (knell_context_record(context + 952, 1 << 20, 0x53465457)
			       ? KNELL_CONTEXT_VECTOR
			       : 0);
}

const struct knell_machine knell_machine_riscv64 = {
	.name = "riscv64",
	.elf_machine = 243,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 32,
	.prstatus_bytes = 32 * 8,
	.pc = PC,
	.sp = 2,
	.fp = 8,
	.link = 1,
	.call_number = 17,
	.call_result = 10,
	.call_arguments = { 10, 11, 12, 13, 14, 15 },
	.call_code = { { 0x73, 0x00, 0x00, 0x00 }, 4, 4, 17, true },
	.function_argument_count = 8,
	.function_arguments = { 10, 11, 12, 13, 14, 15, 16, 17 },
	.thread_pointer = 4,
	.preserved = 1 << 8 | 1 << 9 | 0x3ff << 18,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 0,
	.context_trap = KNELL_NO_OFFSET,
	.context_error = KNELL_NO_OFFSET,
	.context_fault = KNELL_NO_OFFSET,
	.context_mask = 40,
	.call_column = KNELL_CALLS_GENERIC,
	.context_state = context_state,
};

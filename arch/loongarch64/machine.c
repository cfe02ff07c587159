/* SPDX-License-Identifier: MIT */
/*
 * loongarch64 as data. Sources: LoongArch psABI, "DWARF Register Numbers";
 * arch/loongarch/include/uapi/asm/{ptrace,sigcontext,ucontext}.h,
 * arch/loongarch/kernel/signal.c, arch/loongarch/vdso/sigreturn.S.
 */
#include "arch/machine.h"
#include "arch/context_record.h"
#include "base/load.h"
#include "base/memory.h"

#define MCONTEXT 176
/* regs[32] begin both; in a sigcontext the PC comes before them. */
#define ROW(name, slot)                                       \
	{                                                     \
		name, (slot)*8, MCONTEXT + 8 + (slot)*8, 8, 8 \
	}

enum { PC = 32 };

static const struct knell_register registers[] = {
	KNELL_ROWS(0, "zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3"),
	KNELL_ROWS(8, "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3"),
	KNELL_ROWS(16, "t4", "t5", "t6", "t7", "t8", "r21", "fp", "s0"),
	KNELL_ROWS(24, "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"),
	{ "pc", 33 * 8, MCONTEXT, 8, 8 },
	{ "orig_a0", 32 * 8, KNELL_NO_OFFSET, 8, 0 },
	/* The address of the last fault. */
	{ "badv", 34 * 8, KNELL_NO_OFFSET, 8, 0 },
};

static const struct knell_trampoline trampolines[] = {
	/* li.w a7, 139; syscall 0. siginfo lies at SP, the context after its
	 * 128 bytes. */
	{ { 0x0b, 0x2c, 0x82, 0x03, 0x00, 0x00, 0x2b, 0x00 }, 8, 128, false },
};

/* By the records in sc_extcontext, of which there is one of all: that of FPU,
 * LSX or LASX, each with the registers of those before. */
static unsigned context_state(const uint8_t *context)
{
	const uint8_t *records = context + 448;
	const size_t room = 4096;

	if (knell_context_record(records, room, 0x41535801))
		return KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR |
		       KNELL_CONTEXT_WIDE;
	if (knell_context_record(records, room, 0x53580001))
		return KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR;
	return knell_context_record(records, room, 0x46505501)
		       ? KNELL_CONTEXT_FLOAT
		       : 0;
}

/* By sc_flags: SC_ADDRERR_WR, SC_ADDRERR_RD. */
static enum knell_access context_access(const uint8_t *context)
{
	uint32_t flags = knell_load32(context + 440);

	return flags >> 31       ? KNELL_ACCESS_WRITE
	       : flags >> 30 & 1 ? KNELL_ACCESS_READ
				 : KNELL_ACCESS_UNKNOWN;
}

const struct knell_machine knell_machine_loongarch64 = {
	.name = "loongarch64",
	.elf_machine = 258,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 32,
	.prstatus_bytes = 45 * 8,
	.pc = PC,
	.sp = 3,
	.fp = 22,
	.link = 1,
	.call_number = 11,
	.call_result = 4,
	.call_arguments = { 4, 5, 6, 7, 8, 9 },
	.call_code = { { 0x00, 0x00, 0x2b, 0x00 }, 4, 4, 11, true },
	.function_argument_count = 8,
	.function_arguments = { 4, 5, 6, 7, 8, 9, 10, 11 },
	.thread_pointer = 2,
	.preserved = (uint64_t)0x3ff << 22,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 0,
	.context_trap = KNELL_NO_OFFSET,
	.context_error = KNELL_NO_OFFSET,
	.context_fault = KNELL_NO_OFFSET,
	.context_mask = 40,
	.call_column = KNELL_CALLS_GENERIC,
	.context_state = context_state,
	.context_access = context_access,
};

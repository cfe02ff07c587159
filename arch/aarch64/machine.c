/* SPDX-License-Identifier: MIT */
/*
 * aarch64 as data. Sources: DWARF for the Arm 64-bit Architecture, section
 * 4.1; arch/arm64/include/uapi/asm/{ptrace,sigcontext}.h.
 */
#include "arch/machine.h"
#include "arch/aarch64.h"
#include "base/memory.h"

#define MCONTEXT 176
/* regs[31], sp, pc, pstate follow one another in both places; in a
 * sigcontext the fault address comes before them. */
#define ROW(name, slot)                                       \
	{                                                     \
		name, (slot)*8, MCONTEXT + 8 + (slot)*8, 8, 8 \
	}

enum { SP = 31, PC = 32, PSTATE = 33 };

static const struct knell_register registers[] = {
	KNELL_ROWS(0, "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"),
	KNELL_ROWS(8, "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15"),
	KNELL_ROWS(16, "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23"),
	KNELL_ROWS(24, "x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp"),
	ROW("pc", PC),
	ROW("pstate", PSTATE),
};

static const struct knell_trampoline trampolines[] = {
	/* siginfo lies at SP, the context after its 128 bytes. */
	{ { 0x68, 0x11, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4 }, 8, 128, false },
};

const struct knell_machine knell_machine_aarch64 = {
	.name = "aarch64",
	.elf_machine = 183,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 33,
	.prstatus_bytes = 34 * 8,
	.pc = PC,
	.sp = SP,
	.fp = 29,
	.frame_records = true,
	.link = 30,
	.call_number = 8,
	.call_result = 0,
	.call_arguments = { 0, 1, 2, 3, 4, 5 },
	.call_code = { { 0x01, 0x00, 0x00, 0xd4 }, 4, 4, 8, true },
	.function_argument_count = 8,
	.function_arguments = { 0, 1, 2, 3, 4, 5, 6, 7 },
	.thread_pointer = KNELL_NO_REGISTER,
	.preserved = 0x7ff << 19,
	/* With 48-bit addresses; bit 55 tells the kernel's half. */
	.code_mask = 0xff7f000000000000,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 0,
	/* siginfo, ucontext with 4096 bytes for records of state. */
	.frame_record_offset = 128 + MCONTEXT + 288 + 4096,
	/* The syndrome is in a record of the context's own. */
	.context_trap = KNELL_NO_OFFSET,
	.context_error = KNELL_NO_OFFSET,
	.context_fault = MCONTEXT,
	.context_mask = 40,
	.call_column = KNELL_CALLS_GENERIC,
	.context_state = knell_aarch64_state,
	.context_access = knell_aarch64_access,
};

/* SPDX-License-Identifier: MIT */
/*
 * s390x as data. Sources: s390x ELF ABI 1.6 (DWARF numbers),
 * arch/s390/include/uapi/asm/{ptrace,sigcontext,ucontext}.h,
 * arch/s390/kernel/signal.c.
 */
#include "arch/machine.h"
#include "base/memory.h"

#define MCONTEXT 40
/* The program status word, mask and address, and the registers lie in the same
 * order in both places. */
#define ROW(name, slot)                                   \
	{                                                 \
		name, (slot)*8, MCONTEXT + (slot)*8, 8, 8 \
	}

enum { PC = 16 };

static const struct knell_register registers[] = {
	KNELL_ROWS(2, "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
	KNELL_ROWS(10, "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"),
	ROW("pswa", 1),
	ROW("pswm", 0),
	{ "orig_r2", 26 * 8, KNELL_NO_OFFSET, 8, 0 },
};

static const struct knell_trampoline trampolines[] = {
	/* svc 173: the area that a caller gives, a former trampoline in 8
	 * bytes and siginfo come before the context. */
	{ { 0x0a, 0xad }, 2, 160 + 8 + 128, false },
	/* svc 119: mask and pointer come before the bare registers. */
	{ { 0x0a, 0x77 }, 2, 160 + 16 - MCONTEXT, true },
};

/* By uc_flags, whose last byte has all bits that there are. */
static unsigned context_state(const uint8_t *context)
{
	const uint8_t vectors = 2; /* UC_VXRS */

	return KNELL_CONTEXT_FLOAT |
	       (context[7] & vectors ? KNELL_CONTEXT_VECTOR : 0);
}

const struct knell_machine knell_machine_s390x = {
	.name = "s390x",
	.elf_machine = 22,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 16,
	.prstatus_bytes = 27 * 8,
	.pc = PC,
	.sp = 15,
	.fp = 11,
	.link = 14,
	/* It is in the instruction. */
	.call_number = KNELL_NO_REGISTER,
	.call_result = 2,
	.call_arguments = { 2, 3, 4, 5, 6, 7 },
	/* svc */
	.call_code = { { 0x0a }, 2, 1, 1, true },
	.function_argument_count = 5,
	.function_arguments = { 2, 3, 4, 5, 6 },
	.thread_pointer = KNELL_NO_REGISTER,
	.preserved = 0xff << 6,
	.cfa_above_sp = 160,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 160 + 8,
	.context_trap = KNELL_NO_OFFSET,
	.context_error = KNELL_NO_OFFSET,
	.context_fault = KNELL_NO_OFFSET,
	.context_mask = 384,
	.call_column = KNELL_CALLS_S390X,
	.context_state = context_state,
};

/* SPDX-License-Identifier: MIT */
/*
 * arm as data. Sources: DWARF for the Arm Architecture, section 4.1;
 * arch/arm/include/uapi/asm/{ptrace,sigcontext}.h, arch/arm/kernel/
 * {signal.c,sigreturn_codes.S}, arch/arm64/kernel/sigreturn32.S.
 */
#include "arch/machine.h"
#include "arch/context_record.h"
#include "base/load.h"
#include "base/memory.h"

#define MCONTEXT 20
/* r0 to r15 and cpsr follow one another in both places; in a sigcontext three
 * words come before them. */
#define ROW(name, slot)                                        \
	{                                                      \
		name, (slot)*4, MCONTEXT + 12 + (slot)*4, 4, 4 \
	}

enum { FP = 11, SP = 13, LR = 14, PC = 15, CPSR = 16, ORIG_R0 = 17 };

static const struct knell_register registers[] = {
	KNELL_ROWS(0, "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"),
	KNELL_ROWS(8, "r8", "r9", "r10", "fp", "ip", "sp", "lr", "pc"),
	ROW("cpsr", CPSR),
	{ "orig_r0", ORIG_R0 * 4, KNELL_NO_OFFSET, 4, 0 },
};

/* mov r7, #number; svc, whose operand the kernel ignores under the EABI. */
#define ARM_CODE(number, low, high)                                   \
	{                                                             \
		(number), 0x70, 0xa0, 0xe3, (low), 0x00, (high), 0xef \
	}
#define THUMB_CODE(number, low)             \
	{                                   \
		(number), 0x27, (low), 0xdf \
	}
/* siginfo lies at SP, the context after its 128 bytes. */
#define RT(size) (size), 128, false
/* The context lies at SP. */
#define PLAIN(size) (size), 0, true

static const struct knell_trampoline trampolines[] = {
	/* libc's and knell's own. */
	{ ARM_CODE(173, 0, 0), RT(8) },
	{ ARM_CODE(119, 0, 0), PLAIN(8) },
	/* The kernel's, on its page for signals. */
	{ ARM_CODE(173, 173, 0x90), RT(8) },
	{ ARM_CODE(119, 119, 0x90), PLAIN(8) },
	{ THUMB_CODE(173, 0), RT(4) },
	{ THUMB_CODE(119, 0), PLAIN(4) },
	/* The same of an arm64 kernel, and of qemu-user. */
	{ ARM_CODE(173, 173, 0), RT(8) },
	{ ARM_CODE(119, 119, 0), PLAIN(8) },
	{ THUMB_CODE(173, 173), RT(4) },
	{ THUMB_CODE(119, 119), PLAIN(4) },
};

/* By the records in uc_regspace: VFP_MAGIC. NEON has the same registers. */
static unsigned context_state(const uint8_t *context)
{
	return knell_context_record(context + 232, 512, 0x56465001)
		       ? KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR
		       : 0;
}

/*
 * By the fault status: FSR_LNX_PF, which a 64-bit kernel does not set, and
 * FSR_WRITE. Sources: arch/arm/mm/fault.[ch], arch/arm64/kernel/signal32.c.
 */
static enum knell_access context_access(const uint8_t *context)
{
	uint32_t status = knell_load32(context + MCONTEXT + 4);
	uint32_t pc = knell_load32(context + MCONTEXT + 12 + PC * 4);

	if (status >> 31 || knell_load32(context + MCONTEXT + 80) == pc)
		return KNELL_ACCESS_EXECUTE;
	return status >> 11 & 1 ? KNELL_ACCESS_WRITE : KNELL_ACCESS_READ;
}

const struct knell_machine knell_machine_arm = {
	.name = "arm",
	.elf_machine = 40,
	.word_bytes = 4,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 16,
	.prstatus_bytes = 18 * 4,
	.pc = PC,
	.sp = SP,
	.fp = FP,
	.frame_records = true,
	.link = LR,
	.call_number = 7,
	.call_result = 0,
	.call_arguments = { 0, 1, 2, 3, 4, 5 },
	/* svc 0 */
	.call_code = { { 0x00, 0x00, 0x00, 0xef }, 4, 4, 7, true },
	.function_argument_count = 4,
	.function_arguments = { 0, 1, 2, 3 },
	.thread_pointer = KNELL_NO_REGISTER,
	.preserved = 0xff << 4,
	/* Tells Thumb code from ARM code. */
	.code_mask = 1,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 0,
	.context_trap = MCONTEXT,
	.context_error = MCONTEXT + 4,
	.context_fault = MCONTEXT + 80,
	.page_fault = 14,
	.context_mask = 104,
	.call_column = KNELL_CALLS_ARM,
	.context_state = context_state,
	.context_access = context_access,
};

/* SPDX-License-Identifier: MIT */
/*
 * i386 as data. Sources: i386 psABI table 2.14 (DWARF numbers),
 * arch/x86/include/asm/user_32.h (struct user_regs_struct),
 * arch/x86/include/uapi/asm/sigcontext.h (struct sigcontext_32).
 */
#include "arch/machine.h"
#include "arch/x86.h"
#include "base/memory.h"

#define MCONTEXT 20
#define ROW(name, user, slot)                             \
	{                                                 \
		name, (user)*4, MCONTEXT + (slot)*4, 4, 4 \
	}
/* A segment register: 4 bytes in both, the upper two without meaning. */
#define SEGMENT(name, user, slot)                         \
	{                                                 \
		name, (user)*4, MCONTEXT + (slot)*4, 4, 2 \
	}

static const struct knell_register registers[] = {
	ROW("eax", 6, 11),
	ROW("ecx", 1, 10),
	ROW("edx", 2, 9),
	ROW("ebx", 0, 8),
	ROW("esp", 15, 7),
	ROW("ebp", 5, 6),
	ROW("esi", 3, 5),
	ROW("edi", 4, 4),
	ROW("eip", 12, 14),
	ROW("eflags", 14, 16),
	{ "orig_eax", 11 * 4, KNELL_NO_OFFSET, 4, 0 },
	SEGMENT("cs", 13, 15),
	SEGMENT("ss", 16, 18),
	SEGMENT("ds", 7, 3),
	SEGMENT("es", 8, 2),
	SEGMENT("fs", 9, 1),
	SEGMENT("gs", 10, 0),
};

static const struct knell_trampoline trampolines[] = {
	/* At the RT one SP points to the handler's signal number, the first
	 * of its three arguments; siginfo follows them at 12, the context
	 * after its 128 bytes. */
	{ { 0xb8, 0xad, 0x00, 0x00, 0x00, 0xcd, 0x80 }, 7, 12 + 128, false },
	/* The non-RT one pops the number; a bare sigcontext follows it. */
	{ { 0x58, 0xb8, 0x77, 0x00, 0x00, 0x00, 0xcd, 0x80 }, 8, 4 - MCONTEXT,
		true },
};

const struct knell_machine knell_machine_i386 = {
	.name = "i386",
	.elf_machine = 3,
	.word_bytes = 4,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 9,
	.prstatus_bytes = 17 * 4,
	.pc = 8,
	.sp = 4,
	.fp = 5,
	.frame_records = true,
	.link = KNELL_NO_REGISTER,
	.call_number = 10,
	.call_result = 0,
	.call_number_apart = true,
	.call_arguments = { 3, 1, 2, 6, 7, 5 },
	.call_code = { { 0xcd, 0x80 }, 2, 2, 0, false },
	.thread_pointer = KNELL_NO_REGISTER,
	.preserved = 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7,
	.call_pushes = true,
	/* arch/x86/include/asm/segment.h; under Xen, xen/interface/xen.h. */
	.code_segment = 11,
	.code_segments = { 0x23, 0x73, 0xe023 },
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 12,
	.context_trap = MCONTEXT + 12 * 4,
	.context_error = MCONTEXT + 13 * 4,
	.context_fault = MCONTEXT + 21 * 4,
	.page_fault = 14,
	.context_mask = 108,
	.call_column = KNELL_CALLS_I386,
	.context_state = knell_i386_state,
	.context_access = knell_i386_access,
};

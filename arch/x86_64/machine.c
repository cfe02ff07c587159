/* SPDX-License-Identifier: MIT */
/*
 * x86_64 as data. Sources: x86-64 psABI figure 3.36 (DWARF numbers),
 * arch/x86/include/asm/user_64.h (struct user_regs_struct),
 * arch/x86/include/uapi/asm/sigcontext.h.
 */
#include "arch/machine.h"
#include "arch/x86.h"
#include "base/memory.h"

#define MCONTEXT 40
#define ROW(name, user, context, bytes)           \
	{                                         \
		name, (user)*8, context, 8, bytes \
	}
#define IN(slot) (MCONTEXT + (slot)*8)

static const struct knell_register registers[] = {
	ROW("rax", 10, IN(13), 8),
	ROW("rdx", 12, IN(12), 8),
	ROW("rcx", 11, IN(14), 8),
	ROW("rbx", 5, IN(11), 8),
	ROW("rsi", 13, IN(9), 8),
	ROW("rdi", 14, IN(8), 8),
	ROW("rbp", 4, IN(10), 8),
	ROW("rsp", 19, IN(15), 8),
	ROW("r8", 9, IN(0), 8),
	ROW("r9", 8, IN(1), 8),
	ROW("r10", 7, IN(2), 8),
	ROW("r11", 6, IN(3), 8),
	ROW("r12", 3, IN(4), 8),
	ROW("r13", 2, IN(5), 8),
	ROW("r14", 1, IN(6), 8),
	ROW("r15", 0, IN(7), 8),
	ROW("rip", 16, IN(16), 8),
	ROW("eflags", 18, IN(17), 8),
	ROW("orig_rax", 15, KNELL_NO_OFFSET, 0),
	ROW("fs_base", 21, KNELL_NO_OFFSET, 0),
	ROW("gs_base", 22, KNELL_NO_OFFSET, 0),
	ROW("cs", 17, IN(18), 2),
	ROW("ss", 20, IN(18) + 6, 2),
	ROW("ds", 23, KNELL_NO_OFFSET, 0),
	ROW("es", 24, KNELL_NO_OFFSET, 0),
	ROW("fs", 25, KNELL_NO_OFFSET, 0),
	ROW("gs", 26, KNELL_NO_OFFSET, 0),
};

static const struct knell_trampoline trampolines[] = {
	{ { 0x48, 0xc7, 0xc0, 0x0f, 0x00, 0x00, 0x00, 0x0f, 0x05 }, 9, 0, 0 },
	/* musl, Go: mov $15, %eax */
	{ { 0xb8, 0x0f, 0x00, 0x00, 0x00, 0x0f, 0x05 }, 7, 0, 0 },
};

const struct knell_machine knell_machine_x86_64 = {
	.name = "x86_64",
	.elf_machine = 62,
	.word_bytes = 8,
	.registers = registers,
	.register_count = KNELL_COUNT(registers),
	.cfi_count = 17,
	.prstatus_bytes = 27 * 8,
	.pc = 16,
	.sp = 7,
	.fp = 6,
	.frame_records = true,
	.link = KNELL_NO_REGISTER,
	.call_number = 18,
	.call_result = 0,
	.call_number_apart = true,
	.call_arguments = { 5, 4, 1, 10, 8, 9 },
	.call_code = { { 0x0f, 0x05 }, 2, 2, 0, false },
	.function_argument_count = 6,
	.function_arguments = { 5, 4, 1, 2, 8, 9 },
	.thread_pointer = 19,
	.preserved = 1 << 3 | 1 << 6 | 0xf << 12,
	.canonical_mask = 0xffff800000000000,
	.red_zone = 128,
	.call_pushes = true,
	/* arch/x86/include/asm/segment.h; under Xen, xen/interface/xen.h. */
	.code_segment = 21,
	.code_segments = { 0x33, 0x23, 0xe033, 0xe023 },
	.needs_restorer = true,
	.trampolines = trampolines,
	.trampoline_count = KNELL_COUNT(trampolines),
	.frame_info_offset = 304,
	.context_error = IN(19),
	.context_trap = IN(20),
	.page_fault = 14,
	.context_mask = IN(32),
	.context_fault = IN(22),
	.call_column = KNELL_CALLS_X86_64,
	.context_state = knell_x86_64_state,
	.context_access = knell_x86_64_access,
};

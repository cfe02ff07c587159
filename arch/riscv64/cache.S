/* SPDX-License-Identifier: MIT */
/*
 * knell_code_flush (src/signal/bind.h): what was written is what is run, for
 * all threads, which a fence.i alone does not do. Entry: a0 the first byte, a1
 * how many. Exit: a0 0 or an error. Clobbers a1, a2, a7.
 * Source: riscv_flush_icache in arch/riscv/kernel/sys_riscv.c.
 */
	.text
	.globl	knell_code_flush
	.hidden	knell_code_flush
	.type	knell_code_flush, @function
	.cfi_startproc
knell_code_flush:
	add	a1, a0, a1
	li	a2, 0
	li	a7, 259
	ecall
	ret
	.cfi_endproc
	.size	knell_code_flush, . - knell_code_flush
	.section .note.GNU-stack, "", %progbits

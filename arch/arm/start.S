/* SPDX-License-Identifier: MIT */
/*
 * Program entry. Entry: sp points to argc, 8-byte aligned; all else is
 * undefined. Exit: does not return; r0 is the initial stack for knell_start.
 * Sources: AAPCS32 6.2.1, 6.2.2, Linux binfmt_elf.
 */
	.syntax	unified
	.arm
	.text
	.balign	4
	.globl	_start
	.type	_start, %function
_start:
	.cfi_startproc
	.cfi_undefined lr
	mov	fp, #0
	mov	lr, #0
	mov	r0, sp
	bl	knell_start
	udf	#0
	.cfi_endproc
	.size	_start, . - _start

/*
 * What compilers call for the thread pointer, unless they know the processor
 * (-mtp=cp15). Exit: r0 the thread pointer; clobbers nothing else. Sources:
 * Run-time ABI for the Arm Architecture 5.3.5, Arm ARM TPIDRURO (from ARMv6K).
 */
	.weak	__aeabi_read_tp
	.type	__aeabi_read_tp, %function
__aeabi_read_tp:
	.cfi_startproc
	mrc	p15, 0, r0, c13, c0, 3
	bx	lr
	.cfi_endproc
	.size	__aeabi_read_tp, . - __aeabi_read_tp
	.section .note.GNU-stack, "", %progbits

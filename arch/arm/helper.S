/* SPDX-License-Identifier: MIT */
/*
 * Division as compilers call it, in registers that C cannot return; the work
 * is done in src/base/arithmetic.c. Each keeps what a callee must keep, and
 * sp is 8-byte aligned at its calls.
 * Source: Run-time ABI for the Arm Architecture, 5.3.1 and 5.3.2.
 */
	.syntax	unified
	.arm
	.text

	.macro	BEGIN name
	.balign	4
	.globl	\name
	.hidden	\name
	.type	\name, %function
\name:
	.cfi_startproc
	push	{r4, lr}
	.cfi_def_cfa_offset 8
	.cfi_offset lr, -4
	.cfi_offset r4, -8
	.endm

	.macro	END name
	pop	{r4, pc}
	.cfi_endproc
	.size	\name, . - \name
	.endm

	/* r0:r1 by r2:r3; exit: quotient r0:r1, remainder r2:r3. The callee's
	 * third argument is where it puts the remainder. */
	.macro	DIVIDE_MODULO name, callee
	BEGIN	\name
	sub	sp, sp, #16
	.cfi_adjust_cfa_offset 16
	add	r4, sp, #8
	str	r4, [sp]
	bl	\callee
	ldrd	r2, r3, [sp, #8]
	add	sp, sp, #16
	.cfi_adjust_cfa_offset -16
	END	\name
	.hidden	\callee
	.endm

	DIVIDE_MODULO knell_arm_u64_divide_modulo, knell_u64_divide_modulo
	DIVIDE_MODULO knell_arm_s64_divide_modulo, knell_s64_divide_modulo

	/* r0 by r1; exit: quotient r0, remainder r1. */
	BEGIN	knell_arm_u32_divide_modulo
	mov	r2, r1
	mov	r1, #0
	mov	r3, #0
	bl	knell_arm_u64_divide_modulo
	mov	r1, r2
	END	knell_arm_u32_divide_modulo

	BEGIN	knell_arm_s32_divide_modulo
	mov	r2, r1
	asr	r1, r0, #31
	asr	r3, r2, #31
	bl	knell_arm_s64_divide_modulo
	mov	r1, r2
	END	knell_arm_s32_divide_modulo
	.section .note.GNU-stack, "", %progbits

/* SPDX-License-Identifier: MIT */
/*
 * The runtime of test/bare/lib/runtime.h. s1: where the next word is read; s2:
 * the control stack, downwards; s3: the word that is entered; sp: the value
 * stack, of 16 bytes each; s4, s5: first, second. All others are of no use
 * between words.
 */
	/* Those that no word uses, and t6. */
#define OTHERS	ra, t0, t1, t2, s0, a0, a1, a2, a3, a4, a5, a6, a7, s6, s7, \
		s8, s9, s10, s11, t3, t4, t5

	.macro	NEXT
	ld	s3, (s1)
	addi	s1, s1, 8
	ld	t1, (s3)
	jr	t1
	.endm

	.macro	PUSH register
	addi	sp, sp, -16
	sd	\register, (sp)
	.endm

	.macro	POP register
	ld	\register, (sp)
	addi	sp, sp, 16
	.endm

	.macro	WORD name
	.section .rodata
	.balign	8
	.globl	test_\name
test_\name:
	.quad	1f
	.text
1:
	.endm

	.macro	SAVE integer, float
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	\integer	s\n, 8 * \n(sp)
	\float	fs\n, 96 + 8 * \n(sp)
	.endr
	\integer	ra, 192(sp)
	.endm

	.text
	.globl	test_runtime_run
	.type	test_runtime_run, @function
	/* a0: the thread; a1: the control stack; a2: the value. */
test_runtime_run:
	addi	sp, sp, -208
	SAVE	sd, fsd
	addi	s2, a1, -16
	sd	sp, 8(s2)
	sd	zero, (s2)
	mv	s1, a0
	PUSH	a2
	j	test_runtime_first

	.globl	test_runtime_begin, test_runtime_end, test_runtime_thread
	.type	test_runtime_begin, @function
test_runtime_begin:
test_runtime_first:
	NEXT
test_runtime_thread:
	addi	s2, s2, -8
	sd	s1, (s2)
	addi	s1, s3, 8
	NEXT
	WORD	exit
	ld	s1, (s2)
	addi	s2, s2, 8
	NEXT
	WORD	literal
	ld	a0, (s1)
	addi	s1, s1, 8
	PUSH	a0
	NEXT
	WORD	dup
	ld	a0, (sp)
	PUSH	a0
	NEXT
	WORD	swap
	POP	a0
	POP	a1
	PUSH	a0
	PUSH	a1
	NEXT
	WORD	drop
	POP	a0
	NEXT
	WORD	plus
	POP	a0
	POP	a1
	add	a0, a0, a1
	PUSH	a0
	NEXT
	WORD	below_2
	POP	a0
	sltiu	a0, a0, 2
	PUSH	a0
	NEXT
	WORD	jump_if_0
	POP	a0
	beqz	a0, test_runtime_jump
	addi	s1, s1, 8
	NEXT
	WORD	jump
test_runtime_jump:
	ld	a0, (s1)
	slli	a0, a0, 3
	addi	s1, s1, 8
	add	s1, s1, a0
	NEXT
	WORD	first
	PUSH	s4
	NEXT
	WORD	second
	PUSH	s5
	NEXT
	WORD	execute
	POP	s3
	ld	t1, (s3)
	jr	t1
	WORD	send
	POP	a2
	la	a3, test_runtime_process
	lw	a0, (a3)
	lw	a1, 4(a3)
	li	a7, 131		/* tgkill */
	ecall
	NEXT
	WORD	call
	POP	t1
	POP	a0
	li	a2, 1
	sd	a2, 8(tp)
	jalr	t1
	sd	zero, 8(tp)
	PUSH	a0
	NEXT

	/* Numbers of its own in each register, and in those of floats. */
	WORD	spin
	POP	t6
	PUSH	zero
	.set	number, 1
	.irp	reg, OTHERS
	li	\reg, number * 0x01010101
	.set	number, number + 1
	.endr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	fmv.d.x	ft\n, a0
	fmv.d.x	fs\n, a1
	.endr
1:	.irp	reg, OTHERS
	xori	\reg, \reg, -1
	.endr
	.irp	reg, OTHERS
	xori	\reg, \reg, -1
	.endr
	addi	t6, t6, -1
	bnez	t6, 1b
	.set	number, 1
	.irp	reg, OTHERS
	li	t6, number * 0x01010101
	xor	\reg, \reg, t6
	ld	t6, (sp)
	or	t6, t6, \reg
	sd	t6, (sp)
	.set	number, number + 1
	.endr
	/* a0 is the sixth, a1 the seventh. */
	li	a0, 6 * 0x01010101
	li	a1, 7 * 0x01010101
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	fmv.x.d	a2, ft\n
	xor	a2, a2, a0
	or	t6, t6, a2
	fmv.x.d	a2, fs\n
	xor	a2, a2, a1
	or	t6, t6, a2
	.endr
	sd	t6, (sp)
	NEXT

	/* The control stack ends with the stack of the caller. */
	WORD	leave
	POP	a0
	ld	a1, 8(s2)
	mv	a2, sp
	mv	sp, a1
	beq	a1, a2, 1f
	li	a0, -1
1:
test_runtime_end:
	SAVE	ld, fld
	addi	sp, sp, 208
	ret

	.globl	test_foreign
	.type	test_foreign, @function
	/* a0: what to call. */
test_foreign:
	addi	sp, sp, -208
	SAVE	sd, fsd
	li	a1, 0x6565656565656565
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	mv	s\n, a1
	fmv.d.x	fs\n, a1
	.endr
	jalr	a0
	li	a1, 0x6565656565656565
	li	a3, 0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	xor	a2, s\n, a1
	or	a3, a3, a2
	fmv.x.d	a2, fs\n
	xor	a2, a2, a1
	or	a3, a3, a2
	.endr
	beqz	a3, 1f
	li	a0, -1
1:	SAVE	ld, fld
	addi	sp, sp, 208
	ret

	/* Code that is no word: it goes where the thread's register points. */
	.globl	test_runtime_direct, test_runtime_plain
test_runtime_direct:
	ld	t1, (s1)
	jr	t1
test_runtime_plain:
	ret

	.section .rodata
	.irp	n, 1, 2, 3, 4, 5
name_\n:
	.asciz	"s\n"
	.endr
name_link:
	.asciz	"ra"
	.section .data.rel.ro, "aw"
	.balign	8
	.globl	test_runtime_names
test_runtime_names:
	.quad	name_1, name_2, name_3, name_4, name_5, name_link
	.bss
	.balign	8
	.globl	test_runtime_process, test_runtime_thread_id
test_runtime_process:
	.skip	4
test_runtime_thread_id:
	.skip	4
	.section .note.GNU-stack, "", @progbits

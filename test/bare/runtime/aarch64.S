/* SPDX-License-Identifier: MIT */
/*
 * The runtime of test/bare/lib/runtime.h. x19: where the next word is read;
 * x20: the control stack, downwards; x21: the word that is entered; sp: the
 * value stack, of 16 bytes each; x22, x23: first, second. All others are of no
 * use between words.
 */
#define REGISTERS 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	/* Those that no word uses. */
#define OTHERS	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		24, 25, 26, 27, 28, 29, 30

	.macro	NEXT
	ldr	x21, [x19], #8
	ldr	x0, [x21]
	br	x0
	.endm

	.macro	PUSH register
	str	\register, [sp, #-16]!
	.endm

	.macro	POP register
	ldr	\register, [sp], #16
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

	.macro	ADDRESS register, symbol
	adrp	\register, \symbol
	add	\register, \register, :lo12:\symbol
	.endm

	/* A value for each register, by its number: 0x01010101... times it. */
	.macro	PATTERN register, number
	mov	\register, #0x0101 * (\number + 1)
	movk	\register, #0x0101 * (\number + 1), lsl #16
	movk	\register, #0x0101 * (\number + 1), lsl #32
	movk	\register, #0x0101 * (\number + 1), lsl #48
	.endm

	.macro	SAVE operation
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	\operation	x\n, [sp, #8 * (\n - 19)]
	.endr
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	\operation	d\n, [sp, #8 * (\n + 4)]
	.endr
	.endm

	.text
	.globl	test_runtime_run
	.type	test_runtime_run, %function
	/* x0: the thread; x1: the control stack; x2: the value. */
test_runtime_run:
	sub	sp, sp, #160
	SAVE	str
	mov	x3, sp
	stp	xzr, x3, [x1, #-16]!
	mov	x20, x1
	mov	x19, x0
	PUSH	x2
	b	test_runtime_first

	.globl	test_runtime_begin, test_runtime_end, test_runtime_thread
	.type	test_runtime_begin, %function
test_runtime_begin:
test_runtime_first:
	NEXT
test_runtime_thread:
	str	x19, [x20, #-8]!
	add	x19, x21, #8
	NEXT
	WORD	exit
	ldr	x19, [x20], #8
	NEXT
	WORD	literal
	ldr	x0, [x19], #8
	PUSH	x0
	NEXT
	WORD	dup
	ldr	x0, [sp]
	PUSH	x0
	NEXT
	WORD	swap
	POP	x0
	POP	x1
	PUSH	x0
	PUSH	x1
	NEXT
	WORD	drop
	POP	x0
	NEXT
	WORD	plus
	POP	x0
	POP	x1
	add	x0, x0, x1
	PUSH	x0
	NEXT
	WORD	below_2
	POP	x0
	cmp	x0, #2
	cset	x0, lo
	PUSH	x0
	NEXT
	WORD	jump_if_0
	POP	x0
	cbz	x0, test_runtime_jump
	add	x19, x19, #8
	NEXT
	WORD	jump
test_runtime_jump:
	ldr	x0, [x19], #8
	add	x19, x19, x0, lsl #3
	NEXT
	WORD	first
	PUSH	x22
	NEXT
	WORD	second
	PUSH	x23
	NEXT
	WORD	execute
	POP	x21
	ldr	x0, [x21]
	br	x0
	WORD	send
	POP	x2
	ADDRESS	x3, test_runtime_process
	ldrsw	x0, [x3]
	ldrsw	x1, [x3, #4]
	mov	x8, #131	/* tgkill */
	svc	#0
	NEXT
	WORD	call
	POP	x1
	POP	x0
	mrs	x24, tpidr_el0
	mov	x2, #1
	str	x2, [x24, #8]
	blr	x1
	str	xzr, [x24, #8]
	PUSH	x0
	NEXT

	/* x18 counts; the value stack gathers what differs. */
	WORD	spin
	POP	x18
	PUSH	xzr
	.irp	n, OTHERS
	PATTERN	x\n, \n
	fmov	d\n, x\n
	.endr
1:	.irp	n, OTHERS
	ror	x\n, x\n, #8
	.endr
	subs	x18, x18, #1
	b.ne	1b
	.irp	n, OTHERS
	PATTERN	x18, \n
	eor	x\n, x\n, x18
	ldr	x18, [sp]
	orr	x18, x18, x\n
	str	x18, [sp]
	PATTERN	x18, \n
	fmov	x\n, d\n
	eor	x\n, x\n, x18
	ldr	x18, [sp]
	orr	x18, x18, x\n
	str	x18, [sp]
	.endr
	NEXT

	/* The control stack ends with the stack of the caller. */
	WORD	leave
	POP	x0
	ldr	x1, [x20, #8]
	mov	x2, sp
	mov	sp, x1
	cmp	x1, x2
	b.eq	1f
	mov	x0, #-1
1:
test_runtime_end:
	SAVE	ldr
	add	sp, sp, #160
	ret

	.globl	test_foreign
	.type	test_foreign, %function
	/* x0: what to call. */
test_foreign:
	sub	sp, sp, #160
	SAVE	str
	PATTERN	x1, 100
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov	x\n, x1
	.endr
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	fmov	d\n, x1
	.endr
	blr	x0
	PATTERN	x1, 100
	mov	x3, #0
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	eor	x2, x\n, x1
	orr	x3, x3, x2
	.endr
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	fmov	x2, d\n
	eor	x2, x2, x1
	orr	x3, x3, x2
	.endr
	cbz	x3, 1f
	mov	x0, #-1
1:	SAVE	ldr
	add	sp, sp, #160
	ret

	/* Code that is no word: it goes where the thread's register points. */
	.globl	test_runtime_direct, test_runtime_plain
test_runtime_direct:
	ldr	x0, [x19]
	br	x0
test_runtime_plain:
	ret

	.section .rodata
	.irp	n, 19, 20, 21, 22, 23
name_\n:
	.asciz	"x\n"
	.endr
name_link:
	.asciz	"x30"
	.section .data.rel.ro, "aw"
	.balign	8
	.globl	test_runtime_names
test_runtime_names:
	.quad	name_19, name_20, name_21, name_22, name_23, name_link
	.bss
	.balign	8
	.globl	test_runtime_process, test_runtime_thread_id
test_runtime_process:
	.skip	4
test_runtime_thread_id:
	.skip	4
	.section .note.GNU-stack, "", %progbits

/* SPDX-License-Identifier: MIT */
/*
 * test_kept_jump (test/bare/lib/kept.h): all that a function keeps for its
 * caller, before a jump and after. Entry: at esp + 4 the struct. Clobbers what a
 * call may.
 */
#include "test/bare/lib/kept.h"

	.macro	EACH store, base, offset
	.set	at, \offset
	.irp	reg, ebx, esi, edi, ebp
	.ifnc	\store, yes
	movl	at(\base), %\reg
	.else
	movl	%\reg, at(\base)
	.endif
	.set	at, at + 4
	.endr
	.endm

	.text
	.globl	test_kept_jump
	.type	test_kept_jump, @function
test_kept_jump:
	movl	4(%esp), %eax
	subl	$28, %esp
	EACH	yes, %esp, 8
	EACH	no, %eax, KEPT_FIRST
	EACH	yes, %eax, KEPT_SAVED
	movl	4(%eax), %ecx
	movl	(%eax), %eax
	movl	%eax, (%esp)
	movl	%ecx, 4(%esp)
	call	knell_jump_save
	testl	%eax, %eax
	jne	1f
	movl	32(%esp), %eax
	EACH	no, %eax, KEPT_SECOND
	EACH	yes, %eax, KEPT_CHANGED
	movl	(%eax), %eax
	subl	$64, %esp
	movl	%eax, (%esp)
	movl	$1, 4(%esp)
	call	knell_jump_to
1:	movl	32(%esp), %eax
	EACH	yes, %eax, KEPT_BACK
	EACH	no, %esp, 8
	addl	$28, %esp
	ret
	.size	test_kept_jump, . - test_kept_jump

	.section .rodata
	.globl	test_kept_names
test_kept_names:
	.asciz	"ebx esi edi ebp "
	.section .note.GNU-stack, "", %progbits

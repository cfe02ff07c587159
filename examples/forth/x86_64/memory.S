/* SPDX-License-Identifier: MIT */
/* Words that read and write memory, and those that fill the dictionary. */
/* clang-format off */

	CODE	"@", fetch
	movq	(%rsp), %rax
	movq	(%rax), %rax
	movq	%rax, (%rsp)
	NEXT

	CODE	"!", store
	popq	%rcx
	popq	%rax
	movq	%rax, (%rcx)
	NEXT

	CODE	"+!", store_sum
	popq	%rcx
	popq	%rax
	addq	%rax, (%rcx)
	NEXT

	CODE	"c@", fetch_byte
	movq	(%rsp), %rax
	movzbl	(%rax), %eax
	movq	%rax, (%rsp)
	NEXT

	CODE	"c!", store_byte
	popq	%rcx
	popq	%rax
	movb	%al, (%rcx)
	NEXT

	CODE	"w@", fetch_16
	movq	(%rsp), %rax
	movzwl	(%rax), %eax
	movq	%rax, (%rsp)
	NEXT

	CODE	"w!", store_16
	popq	%rcx
	popq	%rax
	movw	%ax, (%rcx)
	NEXT

	CODE	"l@", fetch_32
	movq	(%rsp), %rax
	movl	(%rax), %eax
	movq	%rax, (%rsp)
	NEXT

	CODE	"sl@", fetch_32_signed
	movq	(%rsp), %rax
	movslq	(%rax), %rax
	movq	%rax, (%rsp)
	NEXT

	CODE	"l!", store_32
	popq	%rcx
	popq	%rax
	movl	%eax, (%rcx)
	NEXT

	/* ( address -- low high ) */
	CODE	"2@", fetch_pair
	movq	(%rsp), %rax
	movq	8(%rax), %rcx
	movq	(%rax), %rax
	movq	%rcx, (%rsp)
	pushq	%rax
	NEXT

	CODE	"2!", store_pair
	popq	%rcx
	popq	%rax
	popq	%rdx
	movq	%rax, (%rcx)
	movq	%rdx, 8(%rcx)
	NEXT

	/* ( from to count -- ) Upward, byte by byte. */
	CODE	"cmove", copy_up
	PUSH_CONTROL %rsi
	popq	%rcx
	popq	%rdi
	popq	%rsi
	rep movsb
	POP_CONTROL %rsi
	NEXT

	/*
	 * Downward. The direction flag is set meanwhile: a handler must not
	 * take over the flags of the code that it interrupts.
	 */
	CODE	"cmove>", copy_down
	PUSH_CONTROL %rsi
	popq	%rcx
	popq	%rdi
	popq	%rsi
	leaq	-1(%rdi, %rcx), %rdi
	leaq	-1(%rsi, %rcx), %rsi
	std
	rep movsb
	cld
	POP_CONTROL %rsi
	NEXT

	/* ( to count byte -- ) */
	CODE	"fill", fill
	popq	%rax
	popq	%rcx
	popq	%rdi
	rep stosb
	NEXT

	CODE	",", comma
	movq	here(%rip), %rcx
	cmpq	$dictionary + DICTIONARY_BYTES - 8, %rcx
	ja	.Ldictionary_full
	popq	%rax
	movq	%rax, (%rcx)
	addq	$8, here(%rip)
	NEXT
.Ldictionary_full:
	THROW	-8

	CODE	"c,", comma_byte
	movq	here(%rip), %rcx
	cmpq	$dictionary + DICTIONARY_BYTES - 1, %rcx
	ja	.Ldictionary_full
	popq	%rax
	movb	%al, (%rcx)
	incq	here(%rip)
	NEXT

	/* ( n -- ) */
	CODE	"allot", allot
	popq	%rax
	addq	here(%rip), %rax
	cmpq	$dictionary + DICTIONARY_BYTES, %rax
	ja	.Ldictionary_full
	cmpq	$dictionary, %rax
	jb	.Ldictionary_full
	movq	%rax, here(%rip)
	NEXT

	CODE	"align", align
	addq	$7, here(%rip)
	andq	$-8, here(%rip)
	NEXT

	CODE	"here", push_here
	pushq	here(%rip)
	NEXT

/* SPDX-License-Identifier: MIT */
/* Words that take the source apart, find words, and make them. */
/* clang-format off */

	/* rdi = what is left of the source, rcx = its length */
	.macro	REST_OF_SOURCE
	movq	source_address(%rip), %rdi
	movq	source_length(%rip), %rcx
	movq	to_in(%rip), %rdx
	cmpq	%rcx, %rdx
	cmovaq	%rcx, %rdx		/* the program may have set it */
	addq	%rdx, %rdi
	subq	%rdx, %rcx
	.endm

	/* ( -- address length ) The next word between blanks; empty at the end. */
	CODE	"parse-name", parse_name
	REST_OF_SOURCE
1:	testq	%rcx, %rcx
	jz	2f
	cmpb	$32, (%rdi)
	ja	2f
	incq	%rdi
	decq	%rcx
	jmp	1b
2:	pushq	%rdi
	xorl	%edx, %edx
3:	testq	%rcx, %rcx
	jz	4f
	cmpb	$32, (%rdi)
	jbe	4f
	incq	%rdi
	incq	%rdx
	decq	%rcx
	jmp	3b
4:	pushq	%rdx
	cmpq	$1, %rcx		/* with the blank after it */
	sbbq	$-1, %rdi
	subq	source_address(%rip), %rdi
	movq	%rdi, to_in(%rip)
	NEXT

	/* ( character -- address length ) Up to the character or the end. */
	CODE	"parse", parse
	popq	%rax
	REST_OF_SOURCE
	pushq	%rdi
	xorl	%edx, %edx
1:	testq	%rcx, %rcx
	jz	2f
	cmpb	%al, (%rdi)
	je	2f
	incq	%rdi
	incq	%rdx
	decq	%rcx
	jmp	1b
2:	pushq	%rdx
	cmpq	$1, %rcx
	sbbq	$-1, %rdi
	subq	source_address(%rip), %rdi
	movq	%rdi, to_in(%rip)
	NEXT

	/* A letter in lower case. */
	.macro	FOLD register, byte
	leal	-'A'(\register), %r11d
	cmpl	$26, %r11d
	jae	7f
	orb	$32, \byte
7:
	.endm

	/* ( address length -- token | 0 ) Upper case and lower are the same. */
	CODE	"find-name", find_name
	PUSH_CONTROL %rsi
	popq	%rcx
	popq	%rdi
	movq	latest(%rip), %rdx
1:	testq	%rdx, %rdx
	jz	4f
	movzbl	-LENGTH(%rdx), %eax
	cmpq	%rcx, %rax
	jne	3f
	testb	$HIDDEN, -FLAGS(%rdx)
	jnz	3f
	movq	-NAME(%rdx), %rsi
	xorl	%r8d, %r8d
2:	cmpq	%rcx, %r8
	je	4f
	movzbl	(%rsi, %r8), %eax
	FOLD	%rax, %al
	movzbl	(%rdi, %r8), %r9d
	FOLD	%r9, %r9b
	incq	%r8
	cmpl	%eax, %r9d
	je	2b
3:	movq	-LINK(%rdx), %rdx
	jmp	1b
4:	POP_CONTROL %rsi
	pushq	%rdx
	NEXT

	/*
	 * ( address length -- n 1 | 0 ) In the base, or as a prefix says: $
	 * 16, # 10, % 2; or 'c', a character. Throws -11 beyond 64 bits.
	 */
	CODE	"number", number
	PUSH_CONTROL %rsi
	popq	%rcx
	popq	%rsi
	movq	base(%rip), %r8
	xorl	%edi, %edi		/* a minus sign was there */
	xorl	%r10d, %r10d		/* too large */
	xorl	%eax, %eax
	cmpq	$3, %rcx
	jne	1f
	cmpb	$39, (%rsi)
	jne	1f
	cmpb	$39, 2(%rsi)
	jne	1f
	movzbl	1(%rsi), %eax
	jmp	9f
1:	call	.Ltake_minus
	testq	%rcx, %rcx
	jz	8f
	movzbl	(%rsi), %edx
	movl	$16, %r9d
	cmpb	$'$', %dl
	je	2f
	movl	$10, %r9d
	cmpb	$'#', %dl
	je	2f
	movl	$2, %r9d
	cmpb	$'%', %dl
	jne	3f
2:	movq	%r9, %r8
	incq	%rsi
	decq	%rcx
	testl	%edi, %edi
	jnz	3f
	call	.Ltake_minus
3:	testq	%rcx, %rcx
	jz	8f
4:	movzbl	(%rsi), %r9d
	FOLD	%r9, %r9b
	subl	$'0', %r9d
	cmpl	$10, %r9d
	jb	5f
	subl	$'a' - '0' - 10, %r9d
	cmpl	$10, %r9d
	jb	8f
5:	cmpq	%r8, %r9
	jae	8f
	mulq	%r8
	addq	%r9, %rax
	adcq	%rdx, %r10
	incq	%rsi
	decq	%rcx
	jnz	4b
	testq	%r10, %r10
	jnz	.Ltoo_large_number
	testl	%edi, %edi
	jz	9f
	negq	%rax
	js	9f
	jnz	.Ltoo_large_number	/* below -2^63 */
9:	POP_CONTROL %rsi
	pushq	%rax
	pushq	$1
	NEXT
8:	POP_CONTROL %rsi
	pushq	$0
	NEXT
.Ltoo_large_number:
	POP_CONTROL %rsi
	THROW	-11
.Ltake_minus:
	testq	%rcx, %rcx
	jz	1f
	cmpb	$'-', (%rsi)
	jne	1f
	movl	$1, %edi
	incq	%rsi
	decq	%rcx
1:	ret

	/* ( address length -- ) A new word, up to its link; hidden. */
	CODE	"header,", header
	PUSH_CONTROL %rsi
	popq	%rcx
	popq	%rsi
	cmpq	$63, %rcx
	ja	.Lname_too_long
	movq	here(%rip), %rdi
	cmpq	$dictionary + DICTIONARY_BYTES - 256, %rdi
	ja	.Lheader_full
	addq	$7, %rdi
	andq	$-8, %rdi
	movq	%rdi, %r8
	leaq	(%rdi, %rcx), %r9
	movq	$0, (%r9)		/* zeros behind it */
	leaq	8(%r9), %r9
	andq	$-8, %r9
	movq	%rcx, %rdx
	rep movsb
	movq	%r9, %rdi
	movq	%r8, (%rdi)
	addq	$8, %rdi
	movq	latest(%rip), %rax
	movq	%rax, (%rdi)
	orq	$HIDDEN << 8, %rdx
	movq	%rdx, 8(%rdi)
	addq	$16, %rdi
	movq	%rdi, here(%rip)
	movq	$push_body, (%rdi)	/* a whole word at any instant */
	movq	%rdi, latest(%rip)
	POP_CONTROL %rsi
	NEXT
.Lname_too_long:
	POP_CONTROL %rsi
	THROW	-19
.Lheader_full:
	POP_CONTROL %rsi
	THROW	-8

	CODE	"hide", hide
	movq	latest(%rip), %rax
	orb	$HIDDEN, -FLAGS(%rax)
	NEXT

	CODE	"reveal", reveal
	movq	latest(%rip), %rax
	andb	$~HIDDEN, -FLAGS(%rax)
	NEXT

	CODE	"immediate", immediate
	movq	latest(%rip), %rax
	orb	$IMMEDIATE, -FLAGS(%rax)
	NEXT

	CODE	"compile-only", compile_only
	movq	latest(%rip), %rax
	orb	$COMPILE_ONLY, -FLAGS(%rax)
	NEXT

	CODE	"[", left_bracket, IMMEDIATE
	movq	$0, state(%rip)
	NEXT

	CODE	"]", right_bracket
	movq	$-1, state(%rip)
	NEXT

	/* ( token -- flag ) Does it run while a definition is compiled? */
	CODE	"immediate?", is_immediate
	popq	%rax
	movzbl	-FLAGS(%rax), %eax
	andl	$IMMEDIATE, %eax
	negq	%rax
	pushq	%rax
	NEXT

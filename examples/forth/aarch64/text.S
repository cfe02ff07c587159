/* SPDX-License-Identifier: MIT */
/* Words that take the source apart, find words, and make them. */
/* clang-format off */

	/* x1 = what is left of the source, x2 = its length */
	.macro	REST_OF_SOURCE
	LOAD	x1, source_address
	LOAD	x2, source_length
	LOAD	x3, to_in
	cmp	x3, x2
	csel	x3, x2, x3, hi		/* the program may have set it */
	add	x1, x1, x3
	sub	x2, x2, x3
	.endm

	/* At x1, x2 bytes are left: the first of them is passed over. */
	.macro	REST_BEHIND
	cbz	x2, 8f
	add	x1, x1, #1
8:	LOAD	x3, source_address
	sub	x1, x1, x3
	STORE	x1, to_in
	.endm

	/* ( -- address length ) The next word between blanks; empty at the end. */
	CODE	"parse-name", parse_name
	REST_OF_SOURCE
1:	cbz	x2, 2f
	ldrb	w3, [x1]
	cmp	w3, #32
	b.hi	2f
	add	x1, x1, #1
	sub	x2, x2, #1
	b	1b
2:	PUSH	x1
	mov	x4, x1
3:	cbz	x2, 4f
	ldrb	w3, [x1]
	cmp	w3, #32
	b.ls	4f
	add	x1, x1, #1
	sub	x2, x2, #1
	b	3b
4:	sub	x4, x1, x4
	PUSH	x4
	REST_BEHIND			/* with the blank after it */
	NEXT

	/* ( character -- address length ) Up to the character or the end. */
	CODE	"parse", parse
	POP	x5
	REST_OF_SOURCE
	PUSH	x1
	mov	x4, x1
	and	w5, w5, #255
1:	cbz	x2, 2f
	ldrb	w3, [x1]
	cmp	w3, w5
	b.eq	2f
	add	x1, x1, #1
	sub	x2, x2, #1
	b	1b
2:	sub	x4, x1, x4
	PUSH	x4
	REST_BEHIND
	NEXT

	/* A letter in lower case. */
	.macro	FOLD register, other
	sub	\other, \register, #'A'
	cmp	\other, #26
	b.hs	7f
	orr	\register, \register, #32
7:
	.endm

	/* ( address length -- token | 0 ) Upper case and lower are the same. */
	CODE	"find-name", find_name
	POP	x2
	POP	x1
	LOAD	x3, latest
1:	cbz	x3, 4f
	ldrb	w4, [x3, #-LENGTH]
	cmp	x4, x2
	b.ne	3f
	ldrb	w4, [x3, #-FLAGS]
	tst	w4, #HIDDEN
	b.ne	3f
	ldr	x5, [x3, #-NAME]
	mov	x6, #0
2:	cmp	x6, x2
	b.eq	4f
	ldrb	w7, [x5, x6]
	FOLD	w7, w9
	ldrb	w8, [x1, x6]
	FOLD	w8, w9
	add	x6, x6, #1
	cmp	w7, w8
	b.eq	2b
3:	ldr	x3, [x3, #-LINK]
	b	1b
4:	PUSH	x3
	NEXT

	/* At x1, x2 bytes: takes a minus sign, and sets x6. */
	.macro	TAKE_MINUS
	cbz	x2, 7f
	ldrb	w3, [x1]
	cmp	w3, #'-'
	b.ne	7f
	mov	x6, #1
	add	x1, x1, #1
	sub	x2, x2, #1
7:
	.endm

	/*
	 * ( address length -- n 1 | 0 ) In the base, or as a prefix says: $
	 * 16, # 10, % 2; or 'c', a character. Throws -11 beyond 64 bits.
	 */
	CODE	"number", number
	POP	x2
	POP	x1
	LOAD	x5, base
	mov	x6, #0			/* a minus sign was there */
	mov	x7, #0			/* too large */
	mov	x8, #0			/* the number */
	cmp	x2, #3
	b.ne	1f
	ldrb	w3, [x1]
	cmp	w3, #39
	b.ne	1f
	ldrb	w3, [x1, #2]
	cmp	w3, #39
	b.ne	1f
	ldrb	w8, [x1, #1]
	b	6f
1:	TAKE_MINUS
	cbz	x2, .Lno_number
	ldrb	w3, [x1]
	mov	x4, #16
	cmp	w3, #'$'
	b.eq	2f
	mov	x4, #10
	cmp	w3, #'#'
	b.eq	2f
	mov	x4, #2
	cmp	w3, #'%'
	b.ne	3f
2:	mov	x5, x4
	add	x1, x1, #1
	sub	x2, x2, #1
	cbnz	x6, 3f
	TAKE_MINUS
3:	cbz	x2, .Lno_number
4:	ldrb	w3, [x1], #1
	FOLD	w3, w4
	sub	w3, w3, #'0'
	cmp	w3, #10
	b.lo	5f
	sub	w3, w3, #'a' - '0' - 10
	cmp	w3, #10
	b.lo	.Lno_number
5:	cmp	x3, x5
	b.hs	.Lno_number
	umulh	x4, x8, x5
	mul	x8, x8, x5
	orr	x7, x7, x4
	adds	x8, x8, x3
	cinc	x7, x7, cs
	subs	x2, x2, #1
	b.ne	4b
	cbnz	x7, .Ltoo_large_number
	cbz	x6, 6f
	neg	x8, x8
	tbnz	x8, #63, 6f
	cbnz	x8, .Ltoo_large_number	/* below -2^63 */
6:	PUSH	x8
	mov	x1, #1
	PUSH	x1
	NEXT
.Lno_number:
	PUSH	xzr
	NEXT
.Ltoo_large_number:
	THROW	-11

	/* ( address length -- ) A new word, up to its link; hidden. */
	CODE	"header,", header
	POP	x2
	POP	x1
	cmp	x2, #63
	b.hi	.Lname_too_long
	LOAD	x3, here
	ADDRESS	x4, dictionary + DICTIONARY_BYTES - 256
	cmp	x3, x4
	b.hi	.Lheader_full
	add	x3, x3, #7
	and	x3, x3, #-8
	mov	x5, x3			/* the name */
	add	x6, x3, x2
	str	xzr, [x6], #8		/* zeros behind it */
	and	x6, x6, #-8
	mov	x7, #0
1:	cmp	x7, x2
	b.eq	2f
	ldrb	w8, [x1, x7]
	strb	w8, [x3, x7]
	add	x7, x7, #1
	b	1b
2:	LOAD	x7, latest
	stp	x5, x7, [x6]
	orr	x2, x2, #HIDDEN << 8
	str	x2, [x6, #16]
	add	x6, x6, #24
	STORE	x6, here
	ADDRESS	x7, push_body		/* a whole word at any instant */
	str	x7, [x6]
	STORE	x6, latest
	NEXT
.Lname_too_long:
	THROW	-19
.Lheader_full:
	THROW	-8

	/* Changes the newest word's flags. */
	.macro	FLAG name, label, instruction, flags
	CODE	"\name", \label
	LOAD	x1, latest
	ldrb	w2, [x1, #-FLAGS]
	\instruction w2, w2, #\flags
	strb	w2, [x1, #-FLAGS]
	NEXT
	.endm

	FLAG	"hide", hide, orr, HIDDEN
	FLAG	"reveal", reveal, and, ~HIDDEN
	FLAG	"immediate", immediate, orr, IMMEDIATE
	FLAG	"compile-only", compile_only, orr, COMPILE_ONLY

	CODE	"[", left_bracket, IMMEDIATE
	STORE	xzr, state
	NEXT

	CODE	"]", right_bracket
	mov	x1, #-1
	STORE	x1, state
	NEXT

	/* ( token -- flag ) Does it run while a definition is compiled? */
	CODE	"immediate?", is_immediate
	POP	x1
	ldrb	w1, [x1, #-FLAGS]
	tst	w1, #IMMEDIATE
	csetm	x1, ne
	PUSH	x1
	NEXT

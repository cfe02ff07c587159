/* SPDX-License-Identifier: MIT */
/* Words that read and write memory, and those that fill the dictionary. */
/* clang-format off */

	/* Reads by `instruction` into `to`, which is x1 or a part of it. */
	.macro	FETCH name, label, instruction, to=x1
	CODE	"\name", \label
	ldr	x1, [x20]
	\instruction \to, [x1]
	str	x1, [x20]
	NEXT
	.endm

	FETCH	"@", fetch, ldr
	FETCH	"c@", fetch_byte, ldrb, w1
	FETCH	"w@", fetch_16, ldrh, w1
	FETCH	"l@", fetch_32, ldr, w1
	FETCH	"sl@", fetch_32_signed, ldrsw

	.macro	STORE_WORD name, label, instruction, from=x1
	CODE	"\name", \label
	POP	x2
	POP	x1
	\instruction \from, [x2]
	NEXT
	.endm

	STORE_WORD "!", store, str
	STORE_WORD "c!", store_byte, strb, w1
	STORE_WORD "w!", store_16, strh, w1
	STORE_WORD "l!", store_32, str, w1

	CODE	"+!", store_sum
	POP	x2
	POP	x1
	ldr	x3, [x2]
	add	x3, x3, x1
	str	x3, [x2]
	NEXT

	/* ( address -- low high ) */
	CODE	"2@", fetch_pair
	ldr	x1, [x20]
	ldp	x2, x3, [x1]
	str	x3, [x20]
	PUSH	x2
	NEXT

	CODE	"2!", store_pair
	POP	x3
	POP	x1
	POP	x2
	stp	x1, x2, [x3]
	NEXT

	/* ( from to count -- ) Upward, byte by byte. */
	CODE	"cmove", copy_up
	POP	x3
	POP	x2
	POP	x1
1:	cbz	x3, 2f
	ldrb	w4, [x1], #1
	strb	w4, [x2], #1
	sub	x3, x3, #1
	b	1b
2:	NEXT

	/* Downward. */
	CODE	"cmove>", copy_down
	POP	x3
	POP	x2
	POP	x1
1:	cbz	x3, 2f
	sub	x3, x3, #1
	ldrb	w4, [x1, x3]
	strb	w4, [x2, x3]
	b	1b
2:	NEXT

	/* ( to count byte -- ) */
	CODE	"fill", fill
	POP	x1
	POP	x3
	POP	x2
1:	cbz	x3, 2f
	strb	w1, [x2], #1
	sub	x3, x3, #1
	b	1b
2:	NEXT

	CODE	",", comma
	LOAD	x2, here
	ADDRESS	x3, dictionary + DICTIONARY_BYTES - 8
	cmp	x2, x3
	b.hi	.Ldictionary_full
	POP	x1
	str	x1, [x2], #8
	STORE	x2, here
	NEXT
.Ldictionary_full:
	THROW	-8

	CODE	"c,", comma_byte
	LOAD	x2, here
	ADDRESS	x3, dictionary + DICTIONARY_BYTES - 1
	cmp	x2, x3
	b.hi	.Ldictionary_full
	POP	x1
	strb	w1, [x2], #1
	STORE	x2, here
	NEXT

	/* ( n -- ) */
	CODE	"allot", allot
	POP	x1
	LOAD	x2, here
	add	x2, x2, x1
	ADDRESS	x3, dictionary + DICTIONARY_BYTES
	cmp	x2, x3
	b.hi	.Ldictionary_full
	ADDRESS	x3, dictionary
	cmp	x2, x3
	b.lo	.Ldictionary_full
	STORE	x2, here
	NEXT

	CODE	"align", align
	LOAD	x2, here
	add	x2, x2, #7
	and	x2, x2, #-8
	STORE	x2, here
	NEXT

	CODE	"here", push_here
	LOAD	x1, here
	PUSH	x1
	NEXT

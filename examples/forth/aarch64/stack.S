/* SPDX-License-Identifier: MIT */
/* Words that move values on the value stack, and between it and the other. */
/* clang-format off */

	CODE	"dup", dup
	ldr	x1, [x20]
	PUSH	x1
	NEXT

	CODE	"drop", drop
	POP	x1
	NEXT

	CODE	"swap", swap
	ldp	x1, x2, [x20]
	stp	x2, x1, [x20]
	NEXT

	CODE	"over", over
	ldr	x1, [x20, #8]
	PUSH	x1
	NEXT

	CODE	"rot", rot
	ldp	x1, x2, [x20]
	ldr	x3, [x20, #16]
	stp	x3, x1, [x20]
	str	x2, [x20, #16]
	NEXT

	CODE	"-rot", rot_back
	ldp	x1, x2, [x20]
	ldr	x3, [x20, #16]
	stp	x2, x3, [x20]
	str	x1, [x20, #16]
	NEXT

	CODE	"nip", nip
	POP	x1
	str	x1, [x20]
	NEXT

	CODE	"tuck", tuck
	ldp	x1, x2, [x20]
	stp	x2, x1, [x20]
	PUSH	x1
	NEXT

	CODE	"?dup", dup_nonzero
	ldr	x1, [x20]
	cbz	x1, 1f
	PUSH	x1
1:	NEXT

	CODE	"pick", pick
	POP	x1
	ldr	x1, [x20, x1, lsl #3]
	PUSH	x1
	NEXT

	CODE	"2dup", dup_pair
	ldp	x1, x2, [x20]
	PUSH	x2
	PUSH	x1
	NEXT

	CODE	"2drop", drop_pair
	add	x20, x20, #16
	NEXT

	CODE	"2swap", swap_pair
	ldp	x1, x2, [x20]
	ldp	x3, x4, [x20, #16]
	stp	x3, x4, [x20]
	stp	x1, x2, [x20, #16]
	NEXT

	CODE	"2over", over_pair
	ldp	x1, x2, [x20, #16]
	PUSH	x2
	PUSH	x1
	NEXT

	CODE	"sp@", value_stack
	mov	x1, x20
	PUSH	x1
	NEXT

	CODE	"sp!", set_value_stack
	ldr	x1, [x20]
	and	sp, x1, #-16
	mov	x20, x1
	NEXT

	CODE	"rp@", control_stack_pointer
	PUSH	x21
	NEXT

	CODE	"rp!", set_control_stack, COMPILE_ONLY
	POP	x21
	NEXT

	CODE	">r", to_control, COMPILE_ONLY
	POP	x1
	PUSH_CONTROL x1
	CHECK_CONTROL
	NEXT

	CODE	"r>", from_control, COMPILE_ONLY
	ldr	x1, [x21]
	PUSH	x1
	add	x21, x21, #8
	NEXT

	CODE	"r@", fetch_control, COMPILE_ONLY
	ldr	x1, [x21]
	PUSH	x1
	NEXT

	CODE	"2>r", pair_to_control, COMPILE_ONLY
	POP	x2
	POP	x1
	PUSH_CONTROL x1
	PUSH_CONTROL x2
	CHECK_CONTROL
	NEXT

	CODE	"2r>", pair_from_control, COMPILE_ONLY
	ldp	x1, x2, [x21]
	PUSH	x2
	PUSH	x1
	add	x21, x21, #16
	NEXT

	CODE	"2r@", fetch_control_pair, COMPILE_ONLY
	ldp	x1, x2, [x21]
	PUSH	x2
	PUSH	x1
	NEXT

/* SPDX-License-Identifier: MIT */
/*
 * What assembly says of itself to the linker: that its stack need not be
 * executable, and, when the compiler is told -fcf-protection=return, that it
 * keeps to shadow stacks. A program in which all say so is started with one,
 * where kernel and loader have them.
 *
 * Source: x86-64 psABI, "Linux Extensions to gABI" (GNU_PROPERTY_X86_
 * FEATURE_1_AND).
 */
/* clang-format off */
#if defined(__CET__) && __CET__ & 2
	.section .note.gnu.property, "a", @note
	.balign	8
	.long	4, 16, 5	/* sizes of name and value, the type */
	.asciz	"GNU"
	.long	0xc0000002, 4, 2, 0	/* FEATURE_1_AND: SHSTK */
#endif
	.section .note.GNU-stack, "", @progbits

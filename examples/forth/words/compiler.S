/* SPDX-License-Identifier: MIT */
/*
 * What compiles and interprets text: as much as is needed to load core.fs,
 * where the rest is written in Forth.
 */
/* clang-format off */

	/* The word of the source that is told of in an error. */
	HEADER	"last-word", last_word, push_body
	.quad	0, 0, 0

	/* ( -- address length ) A name, which must be there. */
	COLON	"(name)", needed_name
	THREAD	parse_name, dup, branch_if_zero
	.quad	1f
	THREAD	dup_pair, last_word, store_pair, exit
1:	NUMBER	-16
	THREAD	throw

	COLON	":", colon
	THREAD	needed_name, header
	NUMBER	enter
	THREAD	comma, value_stack, definition_depth, store, right_bracket, exit

	COLON	";", semicolon, IMMEDIATE + COMPILE_ONLY
	THREAD	value_stack, definition_depth, fetch, equal, branch_if_zero
	.quad	1f
	NUMBER	word_exit
	THREAD	comma, reveal, left_bracket, exit
1:	NUMBER	-22
	THREAD	throw

	COLON	"create", create
	THREAD	needed_name, header
	NUMBER	push_body
	THREAD	comma
	NUMBER	0
	THREAD	comma, reveal, exit

	/* Interprets the source to its end, without checks. */
	COLON	"(load)", load
1:	THREAD	parse_name, dup, branch_if_zero
	.quad	5f
	THREAD	dup_pair, find_name, dup_nonzero, branch_if_zero
	.quad	3f
	THREAD	nip, nip, dup, is_immediate, state, fetch, zero, or
	THREAD	branch_if_zero
	.quad	2f
	THREAD	execute, branch
	.quad	1b
2:	THREAD	comma, branch
	.quad	1b
3:	THREAD	dup_pair, number, branch_if_zero
	.quad	6f
	THREAD	nip, nip, state, fetch, branch_if_zero
	.quad	1b
	NUMBER	word_literal
	THREAD	comma, comma, branch
	.quad	1b
5:	THREAD	drop_pair, exit
6:	NUMBER	-13
	THREAD	throw

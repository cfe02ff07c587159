/* SPDX-License-Identifier: MIT */
/*
 * The way through libknell: functions of its, as addresses for c-call.
 * knell.fs is the rest.
 */
/* clang-format off */

	.macro	FUNCTION name
	CONSTANT "\name", \name, \name
	.endm

	FUNCTION knell_action_set
	FUNCTION knell_action_get
	FUNCTION knell_action_restore
	FUNCTION knell_bind_emit
	FUNCTION knell_bind_flush
	FUNCTION knell_call_unless
	FUNCTION knell_stack_begin

	CONSTANT "text-begin", text_begin_address, text_begin
	CONSTANT "text-bytes", text_bytes, text_end-text_begin
	CONSTANT "kept-bytes", kept_bytes, KEPT_BYTES
	CONSTANT "kept-count", kept_count, KEPT_COUNT
	CONSTANT "kept-free", kept_free, control_in_c+8
	CONSTANT "kept-end", kept_end, control_in_c+16
	CONSTANT "kept-full", kept_full_address, kept_full

	VARIABLE "run-handler-token", run_handler_token

/* SPDX-License-Identifier: MIT */
/* The interpreter's variables, and places in its memory, as words. */
/* clang-format off */

	/* What is read now; interpreter.fs tells of the six cells that follow. */
	HEADER	"source-state", source_state, push_body
	.quad	0
source_address: .quad 0
source_length: .quad 0
to_in:	.quad	0
	.quad	0, 0, 0, 0, 0, 0
	VARIABLE "base", base, 10
	VARIABLE "state", state
	VARIABLE "latest", latest
	VARIABLE "definition-depth", definition_depth

	CONSTANT "throw-here", throw_here_address, throw_here
	CONSTANT "(enter)", enter_address, enter
	CONSTANT "(enter-does)", enter_does_address, enter_does
	CONSTANT "(push-body)", push_body_address, push_body
	VARIABLE "handler", handler
	VARIABLE "control-limit", control_limit, control_stack + CONTROL_RESERVE
	/* While C runs: the control stack as it was left; else 0. */
	VARIABLE "control-in-c", control_in_c
	/* With libknell, what follows it in struct knell_bind_thread. */
	.quad	0, 0

	/* Where the stacks begin: the first value lies below it. */
	VARIABLE "sp0", value_base
	/* The record of the main program, or of the handler that runs. */
	VARIABLE "activation", activation
	VARIABLE "rp0", control_base, control_stack + CONTROL_BYTES
	/*
	 * Where the control stack stood when the newest signal came: there lies
	 * the interrupted instruction pointer, and beyond it the callers.
	 */
	VARIABLE "interrupted-control", interrupted_control
	CONSTANT "control-bottom", control_bottom, control_stack
	CONSTANT "control-bytes", control_bytes, CONTROL_BYTES
	CONSTANT "control-reserve", control_reserve, CONTROL_RESERVE

	VARIABLE "dp", here, dictionary
	CONSTANT "dictionary", dictionary_begin, dictionary
	CONSTANT "dictionary-end", dictionary_end, dictionary + DICTIONARY_BYTES
	CONSTANT "built-in", built_in_begin, built_in
	CONSTANT "built-in-end", built_in_end_address, built_in_end

	/* What _start was given: argc, then the arguments, the environment. */
	VARIABLE "start", start_values

/* SPDX-License-Identifier: MIT */
/*
 * What readers of crashes ask of instructions, of all machines. Apart from
 * struct knell_machine, so that a program that handles signals has no decoder.
 */
#ifndef KNELL_ARCH_DECODER_H
#define KNELL_ARCH_DECODER_H

#include "arch/machine.h"

/* A memory operand of an instruction, as the registers make it. */
struct knell_operand {
	uint64_t address;
	uint8_t size; /* bytes; 0: not known */
	enum knell_access access;
	/* Rows of the registers it is made of, or KNELL_NO_REGISTER. */
	uint8_t base, index;
	int64_t offset; /* what the instruction adds to them */
};

/* What an instruction does that explains why it trapped. */
enum knell_operation_kind {
	KNELL_OPERATION_OTHER,
	KNELL_OPERATION_DIVIDE,
	/* Branches whose target is a value; calls also with one in the code. */
	KNELL_OPERATION_CALL,
	KNELL_OPERATION_JUMP,
	KNELL_OPERATION_RETURN,
	/* Made to trap: put where code must not be reached. */
	KNELL_OPERATION_TRAP,
	KNELL_OPERATION_BREAKPOINT,
	KNELL_OPERATION_INTERRUPT,
	/* For the kernel alone. */
	KNELL_OPERATION_PRIVILEGED,
};

struct knell_operation {
	enum knell_operation_kind kind;
	const char *name; /* of traps and privileged ones */
	uint8_t length;   /* of the instruction; bytes */
	/* A call whose target is part of the code. */
	bool direct;
	/* The divisor or the target; or the address where it lies. */
	bool in_memory;
	uint64_t value;
	uint8_t size; /* of the value; bytes */
	/* What the address of a memory operand must be a multiple of. */
	uint8_t alignment;
	/* Part of a trap, by which compilers tell what for. */
	bool has_number;
	uint32_t number;
};

/* Any of them may be NULL: it is not known of the machine. */
struct knell_decoder {
	/*
	 * The memory operands of the instruction at `code` (at most 3, the
	 * likeliest first), for a fault address that the kernel withheld.
	 * Return: how many; 0 when the instruction is not understood.
	 */
	unsigned (*operands)(const uint8_t *code, size_t size,
		const struct knell_registers *registers,
		struct knell_operand ret_operand[3]);
	/* What the instruction at `code` does. False: nothing of interest. */
	bool (*operation)(const uint8_t *code, size_t size,
		const struct knell_registers *registers,
		struct knell_operation *ret_operation);
	/* Does a call instruction end just before `code + size`? */
	bool (*follows_call)(const uint8_t *code, size_t size);
	/*
	 * Where the direct call goes that ends at `address`, just before
	 * `code + size`; 0: it is none. Only where `link` is.
	 */
	uint64_t (*call_target)(
		const uint8_t *code, size_t size, uint64_t address);
	/*
	 * Does an instruction in here make the frame pointer point to where
	 * the caller's is saved? NULL: on this machine all code does it, if
	 * it has `frame_records`.
	 */
	bool (*sets_frame_pointer)(const uint8_t *code, size_t size);
	/*
	 * The PLT entry that begins at `address`, `code` being its bytes: the
	 * GOT slot it jumps through, `got` being the value of DT_PLTGOT.
	 * Return: bytes of the entry; 0 when it is none.
	 */
	unsigned (*plt_slot)(const uint8_t *code, size_t size, uint64_t address,
		uint64_t got, uint64_t *ret_slot);
};

/* Return: never NULL; of a machine not known, or NULL, one of no functions. */
const struct knell_decoder *knell_decoder_find(
	const struct knell_machine *machine);

#endif

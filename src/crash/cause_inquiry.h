/* SPDX-License-Identifier: MIT */
/* What the parts of cause*.c share: the facts at hand, and the sentence. */
#ifndef KNELL_CRASH_CAUSE_INQUIRY_H
#define KNELL_CRASH_CAUSE_INQUIRY_H

#include "base/buffer.h"
#include "crash/module.h"

struct knell_inquiry {
	struct knell_modules *modules;
	struct knell_target *target;
	const struct knell_machine *machine;
	struct knell_record *record;
	struct knell_cause *cause;
	const struct knell_registers *registers; /* NULL: not known */
	uint64_t pc, sp;
	const uint8_t *code; /* at pc; NULL: not readable */
	size_t code_size;
	struct knell_operand operands[3];
	unsigned operand_count;
	struct knell_operation operation;
	struct knell_buffer *out; /* the sentence */
};

/* cause_memory.c: SIGSEGV and SIGBUS that the processor raised. */
void knell_cause_memory(struct knell_inquiry *inquiry);
/* cause_jump.c: PC where no code is. Return: false when it is not that. */
bool knell_cause_jump(struct knell_inquiry *inquiry);
/* The processor refused, and the kernel knows no address. */
void knell_cause_protection(struct knell_inquiry *inquiry);
/* cause_abort.c */
void knell_cause_abort(struct knell_inquiry *inquiry);
/* cause_sent.c: signals that somebody sent. */
void knell_cause_sent(struct knell_inquiry *inquiry);

/* The function of a frame of the crashed thread, or NULL. */
const char *knell_inquiry_function(
	const struct knell_inquiry *inquiry, uint32_t frame);
/* The divisor, or the target of the branch, at pc. False: not known. */
bool knell_inquiry_value(
	const struct knell_inquiry *inquiry, uint64_t *ret_value);
/* A copy in the arena. */
char *knell_inquiry_keep(struct knell_inquiry *inquiry, const char *text);
/* Notes the true address and what lies there. */
void knell_inquiry_set_address(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access);

#endif

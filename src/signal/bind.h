/* SPDX-License-Identifier: MIT */
/* Between the parts of <knell/bind.h>: a description, and the code for it. */
#ifndef KNELL_SIGNAL_BIND_H
#define KNELL_SIGNAL_BIND_H

#include "arch/encoder.h"
#include "knell/bind.h"

/* A description without a fault, and what was found for it. */
struct bind_plan {
	const struct knell_bind *bind;
	const struct knell_encoder *encoder;
	bool guarded;
	/* The number of the register; the stack pointer where there is none. */
	uint8_t control;
	/* Registers that neither way loads: the record's address, a value,
	 * something beside it. */
	uint8_t record, value, other;
};

/* The row of an integer register or another that a context has whole; -1. */
int knell_bind_find_row(const struct knell_encoder *encoder, const char *name);

/* Return: 0; -EINVAL, -EFAULT as knell_bind_size. */
int knell_bind_check(const struct knell_bind *bind,
	const struct knell_encoder *encoder, struct bind_plan *ret_plan);

/* Writes or counts the handler, from code->size 0 on. */
void knell_bind_write(const struct bind_plan *plan, struct knell_code *code);

/* Counts, which also finds where everything will be. Return: bytes in all. */
size_t knell_bind_count(const struct bind_plan *plan, struct knell_code *code);

/* Writes as much call frame information as there is room for, of a handler that
 * was counted. Return: bytes in all. */
size_t knell_bind_write_tables(const struct bind_plan *plan,
	const struct knell_code *code, void *memory, size_t room);

/* arch/<arch>/cache.S, where K_CODE_CACHE. Return: 0 or -Exxx. */
int knell_code_flush(const void *from, size_t size);

/* From the register of the control stack, as the runtime's code is entered, to
 * the word by which the end finds the record. */
int knell_bind_mark_place(const struct knell_bind *bind);

/* Words behind the code that do not change. */
enum { BIND_END_WORD = 0, BIND_END_THREAD = 8 };

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How machine code is written for a machine: the few instructions that
 * src/signal/bind_code.c makes handlers of. Each arch/<arch>_encoder.c holds
 * one, and all of them are in every build; K_ENCODER is the machine's own.
 */
#ifndef KNELL_ARCH_ENCODER_H
#define KNELL_ARCH_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/machine.h"

/* Places that code jumps to, or where its frame changes. */
enum {
	KNELL_LABEL_RUNTIME,
	KNELL_LABEL_INSIDE,
	KNELL_LABEL_FOREIGN,
	KNELL_LABEL_FULL,
	KNELL_LABEL_END,
	/* The record is whole; the register `record` of the plan points to it;
	 * all is as at the beginning, for what is called when there is no
	 * control stack. */
	KNELL_LABEL_ENTERED,
	KNELL_LABEL_HELD,
	KNELL_LABEL_FULL_LEFT,
	/* Of the end: the same, and the stack pointer points to the record, and
	 * all is as at the beginning. */
	KNELL_LABEL_END_HELD,
	KNELL_LABEL_END_BACK,
	KNELL_LABEL_END_LEFT,
	/* One for each range. */
	KNELL_LABEL_RANGES,
	KNELL_LABELS = KNELL_LABEL_RANGES + 32,
};

/*
 * Code being written, twice: first it is counted, which tells where the labels
 * are and how many words there are behind the code.
 */
struct knell_code {
	uint8_t *bytes; /* NULL: it is counted */
	size_t size;    /* so far; bytes */
	uint64_t run;   /* where it will run */
	size_t labels[KNELL_LABELS];
	/* Words behind the code: where they begin, how many bytes so far. */
	size_t pool, pooled;
};

void knell_code_put(struct knell_code *code, const void *bytes, size_t size);
void knell_code_put_32(struct knell_code *code, uint32_t value);
void knell_code_put_64(struct knell_code *code, uint64_t value);
/* Appends to the words behind the code. Return: its place in the code. */
size_t knell_code_pool(struct knell_code *code, uint64_t value);

/* Registers in the record, one after the other: DWARF numbers. */
struct knell_encoder_saved {
	uint8_t first, count, at;
};

/*
 * Registers are numbers as in instructions. `sp` is allowed as base, and in
 * `move`; displacements are those of struct knell_bind_record, of a context,
 * and -256 to 248, in steps of 8. In the record, enter and leave have what
 * include/knell/bind.h tells.
 */
struct knell_encoder {
	const struct knell_machine *machine;
	/* Of rows of its registers, and those of them that may be loaded. */
	uint8_t numbers[32];
	uint32_t loadable;
	uint8_t sp;
	/* Neither an argument of functions nor kept by them. */
	uint8_t free;
	/* What may be used meanwhile, the best first. */
	uint8_t scratch[30];
	uint8_t scratch_count;
	/* What `enter` saves, behind the first two words: up to count 0. */
	struct knell_encoder_saved saved[5];
	/* In `enter`, from a place on and up to another: the DWARF number of
	 * what has the stack pointer of the beginning. */
	uint8_t moved, moved_from, moved_to;
	/* From a handler's beginning to where `sp` points to the record. */
	void (*enter)(struct knell_code *code);
	/* At a place that the runtime's code jumps to. */
	void (*arrive)(struct knell_code *code);
	/* From the record: all is as at the beginning. */
	void (*leave)(struct knell_code *code);
	/* As a function does. */
	void (*go_back)(struct knell_code *code);
	void (*load)(
		struct knell_code *code, unsigned to, unsigned base, int at);
	void (*store)(
		struct knell_code *code, unsigned from, unsigned base, int at);
	/* The same, with the thread pointer as base. `scratch` is changed. */
	void (*load_thread)(
		struct knell_code *code, unsigned to, unsigned scratch, int at);
	void (*store_thread)(struct knell_code *code, unsigned from,
		unsigned scratch, int at);
	/* Within which `at` is then. */
	int thread_min, thread_max;
	void (*move)(struct knell_code *code, unsigned to, unsigned from);
	void (*add)(struct knell_code *code, unsigned to, unsigned from);
	void (*set)(struct knell_code *code, unsigned to, uint64_t value);
	/* If a < b, unsigned. */
	void (*jump_below)(struct knell_code *code, unsigned a, unsigned b,
		unsigned label);
	/* If (a == 0) == zero. */
	void (*jump_if)(
		struct knell_code *code, unsigned a, bool zero, unsigned label);
	void (*jump)(struct knell_code *code, unsigned label);
	void (*jump_to)(struct knell_code *code, unsigned address);
};

extern const struct knell_encoder knell_encoder_x86_64;
extern const struct knell_encoder knell_encoder_aarch64;
extern const struct knell_encoder knell_encoder_riscv64;

#endif

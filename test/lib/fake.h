/* SPDX-License-Identifier: MIT */
/* A target made by a test: pieces of memory, ranges of code, registers. */
#ifndef KNELL_TEST_FAKE_H
#define KNELL_TEST_FAKE_H

#include "crash/unwind.h"

struct fake_memory {
	uint64_t address;
	void *data;
	size_t size;
};

struct fake {
	struct knell_target target; /* first: the kind's functions rely on it */
	struct fake_memory memory[8];
	size_t memory_count;
	struct knell_unwind_code code[4];
	size_t code_count;
	uint8_t buffer[4096];
	unsigned long reads;
};

void fake_open(struct fake *fake, const struct knell_machine *machine);
void fake_add_memory(
	struct fake *fake, uint64_t address, void *data, size_t size);
/* Code whose bytes are at `data`, or not to be had when that is NULL. */
void fake_add_code(struct fake *fake, uint64_t address, void *data, size_t size,
	const struct knell_cfi *cfi);
/*
 * Fills code so that a call instruction ends at each multiple of 16 and every
 * function sets up a frame pointer (x86).
 */
void fake_fill_code(uint8_t *code, size_t size);
/* Begins at these registers; those of the machine that have no other name. */
void fake_begin(struct fake *fake, struct knell_unwind *unwind, uint64_t pc,
	uint64_t sp, uint64_t fp);

static inline uint64_t fake_pc(const struct knell_unwind *unwind)
{
	return unwind->registers.value[unwind->target->machine->pc];
}

#endif

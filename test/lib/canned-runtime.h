/* SPDX-License-Identifier: MIT */
/*
 * A description of a runtime, and memory for it, that tests change: "word0"
 * called "word1", that "word2", which called a primitive.
 */
#ifndef KNELL_TEST_CANNED_RUNTIME_H
#define KNELL_TEST_CANNED_RUNTIME_H

#include "crash/module.h"
#include "crash/symbol.h"
#include "knell/runtime.h"
#include "test/lib/fake.h"

/* Machine code, C code, threads, control stack, C stack, descriptions. */
enum {
	CODE = 0x400000,
	C_CODE = 0x500000,
	THREADS = 0x600000,
	CONTROL = 0x700000,
	STACK = 0x7f0000,
	DATA = 0x900000,
	SIZE = 0x1000,
	CELLS = 8,
	FRAMES = 4,
	NAMES = 3,
	TEXT_BYTES = 16,
	WORDS = 64,
	/* Nothing is there. */
	NOWHERE = 0x10000,
};

/* All that the descriptions point to lies in here, at DATA. */
struct canned_data {
	struct knell_runtimes list;
	struct knell_runtime runtime, other;
	struct knell_runtime_range code, threads, more[2];
	struct knell_runtime_saved saved[2];
	struct knell_runtime_names names;
	struct {
		unsigned long link, start;
		char name[TEXT_BYTES];
	} words[NAMES];
	unsigned long latest, entry;
	struct {
		unsigned long caller, at;
	} linked[FRAMES];
	char text[8];
	uint8_t tables[64];
};

extern struct canned_data data;
extern uint64_t control[CELLS], stack[WORDS];
extern uint64_t thread_words[SIZE / 8];
extern struct fake fake;
extern struct knell_unwind unwind;
extern struct knell_runtimes_told runtimes;

#define AT(member) (DATA + (unsigned long)offsetof(struct canned_data, member))
/* What is an address there is a pointer in the struct. */
#define POINTER(member) ((void *)AT(member))

/* As it is good. */
void canned_runtime_prepare(void);
/* Reads what `data` holds, and begins a trace in a primitive. */
void canned_runtime_begin(void);
/* Frames of the language up to the C function; 99 when that is not found. */
unsigned canned_runtime_count_frames(void);
/* The name that is found for the frame of word0; NULL: none. */
const char *canned_runtime_find_name(void);
/* NULL: what was read is whole. */
const char *canned_runtime_find_fault(void);

static inline struct knell_runtime_place fixed(unsigned long offset)
{
	return (struct knell_runtime_place){ .kind = KNELL_RUNTIME_FIXED,
		.offset = offset };
}

/* Rows of the machine. */
enum { RBP = 6, RBX = 3, RSI = 4 };

#endif

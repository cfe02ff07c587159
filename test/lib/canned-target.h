/* SPDX-License-Identifier: MIT */
/*
 * A crash that never was, as a target: maps, memory, registers and frames as a
 * test wants them, for what asks a target and fills a record.
 */
#ifndef KNELL_TEST_CANNED_TARGET_H
#define KNELL_TEST_CANNED_TARGET_H

#include "crash/module.h"

enum {
	CANNED_REGIONS_MAX = 16,
	CANNED_MAPS_MAX = 16,
	CANNED_FRAMES_MAX = 32,
	CANNED_TID = 7,
};

struct canned_region {
	uint64_t address;
	uint8_t bytes[64];
	size_t size;
};

struct canned {
	struct knell_target target;
	struct canned_region regions[CANNED_REGIONS_MAX];
	size_t region_count;
	uint64_t random; /* AT_RANDOM; 0: there is none */
	int file;        /* what open_map gives a copy of; -1: nothing */
	struct knell_registers registers;
	struct knell_record record;
	struct knell_modules modules;
	struct knell_arena arena;
	struct knell_map maps[CANNED_MAPS_MAX];
	struct knell_thread threads[2];
	struct knell_frame frames[CANNED_FRAMES_MAX];
	struct knell_fold folds[1];
	struct knell_module module[2];
	struct knell_limit limits[2];
	char memory[32768];
};

/*
 * A program with two threads, of which 7 crashed, on x86_64 addresses:
 * canned_maps in the .c file shows its memory.
 */
void canned_open(struct canned *canned, const struct knell_machine *machine);
/* A copy that lasts as long as the target: a record's texts are not const. */
char *canned_text(struct canned *canned, const char *text);
void canned_set_memory(struct canned *canned, uint64_t address,
	const void *bytes, size_t size);
void canned_set_word(struct canned *canned, uint64_t address, uint64_t word);
/* By its name in the machine's table. */
void canned_set_register(
	struct canned *canned, const char *name, uint64_t value);
/* PC, and the code there. */
void canned_set_code(
	struct canned *canned, uint64_t pc, const void *bytes, size_t size);
/* The next frame, from the innermost. */
struct knell_frame *canned_add_frame(
	struct canned *canned, uint64_t pc, char *function, uint32_t how);
void canned_set_signal(struct canned *canned, int32_t number, int32_t code);
void canned_set_fault(
	struct canned *canned, int32_t number, int32_t code, uint64_t address);
/* Finds the cause, which must be this. */
void canned_expect(
	struct canned *canned, const char *kind, const char *sentence);

#endif

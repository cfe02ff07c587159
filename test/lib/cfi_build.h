/* SPDX-License-Identifier: MIT */
/* Tables of call frame information made byte by byte, for tests. */
#ifndef KNELL_TEST_CFI_BUILD_H
#define KNELL_TEST_CFI_BUILD_H

#include "crash/cfi.h"

struct cfi_build {
	uint8_t data[4096];
	size_t size;
	uint64_t address; /* that the table is linked at */
	size_t entry;     /* where the length of the open entry is */
	bool wide;        /* it has a length of 64 bits */
};

void cfi_put(struct cfi_build *build, uint64_t value, unsigned bytes);
void cfi_put_uleb(struct cfi_build *build, uint64_t value);
void cfi_put_sleb(struct cfi_build *build, int64_t value);
void cfi_put_bytes(struct cfi_build *build, const void *data, size_t size);
/* A pointer in an encoding; datarel is relative to `data`. */
void cfi_put_pointer(struct cfi_build *build, uint8_t encoding, uint64_t value,
	uint64_t data, unsigned word_bytes);
/* Leaves room for the length; end fills it in, after nops up to a word. */
void cfi_begin_entry(struct cfi_build *build, bool wide);
void cfi_end_entry(struct cfi_build *build);

/*
 * A CIE of .eh_frame, version 1, "zR" with that pointer encoding, code and
 * data alignment 1 and -8, return column 16, with these first operations.
 * Return: where it is.
 */
size_t cfi_add_cie(struct cfi_build *build, uint8_t encoding,
	const void *program, size_t size);
/* An FDE of it for [start, end). Return: where it is. */
size_t cfi_add_fde(struct cfi_build *build, size_t cie, uint8_t encoding,
	uint64_t start, uint64_t end, const void *program, size_t size);

struct knell_bytes cfi_bytes(const struct cfi_build *build);

#endif

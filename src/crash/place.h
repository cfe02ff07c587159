/* SPDX-License-Identifier: MIT */
/* What lies at an address, or nearest to it, in words. */
#ifndef KNELL_CRASH_PLACE_H
#define KNELL_CRASH_PLACE_H

#include "base/buffer.h"
#include "crash/module.h"

enum knell_place {
	KNELL_PLACE_NULL,         /* in the first pages, never mapped */
	KNELL_PLACE_NONCANONICAL, /* no address of this machine */
	KNELL_PLACE_KERNEL,
	KNELL_PLACE_MAPPED,
	KNELL_PLACE_GAP,
};

enum knell_place knell_place_of(
	const struct knell_modules *modules, uint64_t address);
/* "the heap", "12 bytes past the end of the stack of thread 7" … */
void knell_place_put(struct knell_buffer *out, struct knell_modules *modules,
	uint64_t address);
/* What a map holds: "the heap", "code of libc.so.6" … */
void knell_place_put_map(struct knell_buffer *out,
	const struct knell_modules *modules, const struct knell_map *map);
/* Memory without access rights that ends where a thread's stack begins. */
bool knell_place_is_guard(
	const struct knell_modules *modules, const struct knell_map *map);
/* The stack that the kernel made for the program, and lets grow. */
bool knell_place_is_main_stack(
	const struct knell_modules *modules, const struct knell_map *map);
/* 12 bytes, 4 KiB, 8 MiB: exact, or the largest unit that is near enough. */
void knell_place_put_size(struct knell_buffer *out, uint64_t bytes);

#endif

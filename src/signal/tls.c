/* SPDX-License-Identifier: MIT */
/*
 * Thread-local variables of a static program, where its linker has counted on
 * them. Source: Drepper, ELF Handling for Thread-Local Storage, 3.
 */
#include "signal/tls.h"
#include "abi.h"
#include "abi/auxv.h"
#include "abi/elf.h"
#include "base/memory.h"

/*
 * What compilers expect beside the thread pointer, on the other side of the
 * variables: the canary of stack protectors and the like. 64 bytes hold all.
 */
enum { CONTROL_BYTES = 64 };

#define WIDE                (sizeof(long) == 8)
#define SEGMENT_BYTES       K_ELF_SIZE(WIDE, segment)
#define SEGMENT(at, member) ((uintptr_t)K_ELF_FIELD(WIDE, at, segment, member))

static const char *find_segment(
	const char *headers, unsigned long count, unsigned type)
{
	for (unsigned long i = 0; i < count; i++, headers += SEGMENT_BYTES)
		if (SEGMENT(headers, type) == type)
			return headers;
	return NULL;
}

/* How far above `address` the next one is that is `part` above an aligned. */
static size_t pad(uintptr_t address, uintptr_t part, size_t align)
{
	return (part - address) & (align - 1);
}

struct knell_tls knell_tls_find(const struct knell_start *start)
{
	struct knell_tls tls = { .align = 2 * sizeof(long) };
	unsigned long place = 0, count = 0;
	uintptr_t address = 0, bias = 0;
	/* That of the segment: with another, the places would be others. */
	size_t bytes = 0, align = 1;

	knell_start_value(start, K_AT_PHDR, &place);
	knell_start_value(start, K_AT_PHNUM, &count);
	const char *headers = (const char *)place;
	const char *own = find_segment(headers, count, K_PT_PHDR);
	const char *segment = find_segment(headers, count, K_PT_TLS);

	if (own)
		bias = place - SEGMENT(own, vaddr);
	if (segment) {
		address = SEGMENT(segment, vaddr);
		bytes = SEGMENT(segment, memsz);
		tls.image = (const void *)(bias + address);
		tls.image_bytes = SEGMENT(segment, filesz);
		if (SEGMENT(segment, align))
			align = SEGMENT(segment, align);
		if (align > tls.align)
			tls.align = align;
	}
	if (K_TLS_BELOW) {
		tls.below_bytes = bytes + pad(address + bytes, 0, align);
		tls.above_bytes = CONTROL_BYTES;
		tls.offset = -(ptrdiff_t)tls.below_bytes;
	} else {
		tls.offset =
			(ptrdiff_t)(K_TLS_GAP + pad(K_TLS_GAP, address, align));
		tls.below_bytes = CONTROL_BYTES;
		tls.above_bytes = (size_t)tls.offset + bytes;
	}
	return tls;
}

size_t knell_tls_bytes(const struct knell_tls *tls)
{
	return tls->align - 1 + tls->below_bytes + tls->above_bytes;
}

void *knell_tls_place(const struct knell_tls *tls, void *memory)
{
	uintptr_t lowest = (uintptr_t)memory + tls->below_bytes;
	char *pointer = (char *)(lowest + pad(lowest, 0, tls->align));

	/* Variant II has its own address there. */
	if (K_TLS_BELOW)
		*(void **)(void *)pointer = pointer;
	knell_memory_copy(pointer + tls->offset, tls->image, tls->image_bytes);
	return pointer + K_TLS_BIAS;
}

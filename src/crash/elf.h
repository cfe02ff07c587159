/* SPDX-License-Identifier: MIT */
/*
 * Reading ELF images, 32 and 64 bit, of any machine that has the byte order of
 * this one, from a file's bytes or from the memory they were loaded to. Nothing
 * in them is trusted: every offset is checked, every loop is bounded.
 */
#ifndef KNELL_CRASH_ELF_H
#define KNELL_CRASH_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crash/file_map.h"

/* A run of bytes in our own memory, and the address it is linked at. */
struct knell_bytes {
	const uint8_t *data;
	uint64_t size;
	uint64_t address;
};

struct knell_elf {
	struct knell_bytes image; /* data NULL: not opened */
	/* The image is laid out as loaded: offsets are addresses. */
	bool loaded;
	bool wide; /* 64 bit */
	uint16_t machine;
	uint16_t type;
	uint64_t entry;
	uint64_t program_headers;
	uint32_t program_header_count;
	uint64_t section_headers;
	uint32_t section_count;
	uint32_t section_names;
	/* What to release at the end. */
	struct knell_file_map map;
	/* Lowest p_vaddr of PT_LOAD, rounded down to a page. */
	uint64_t base;
	/* One past the highest p_vaddr + p_memsz. */
	uint64_t limit;
	/* Loaded images: run-time minus link-time address, for ld.so turns
	 * the addresses in PT_DYNAMIC into run-time ones. */
	uint64_t bias;
};

struct knell_segment {
	uint32_t type, flags;
	uint64_t offset, address, file_size, memory_size, align;
};

struct knell_section {
	const char *name;
	uint32_t type;
	uint64_t flags, address, offset, size, entry_size, align;
	uint32_t link, info;
};

struct knell_note {
	struct knell_bytes name; /* "GNU" and its NUL */
	uint32_t type;
	struct knell_bytes data;
};

/*
 * Takes `size` bytes at `data` as an ELF image.
 * Return: 0; -ENOEXEC for no ELF; -EILSEQ for one of the other byte order;
 * -ENOTSUP for one of a kind not read here (an object file).
 */
int knell_elf_open(
	struct knell_elf *elf, const void *data, size_t size, bool loaded);
/* Maps a file read-only; a file that shrinks later reads as zeros.
 * Return: as above, or what statx or mmap returned. */
int knell_elf_map(struct knell_elf *elf, int fd);
void knell_elf_close(struct knell_elf *elf);

bool knell_elf_segment(const struct knell_elf *elf, uint32_t index,
	struct knell_segment *ret_segment);
bool knell_elf_section(const struct knell_elf *elf, uint32_t index,
	struct knell_section *ret_section);
bool knell_elf_find_section(const struct knell_elf *elf, const char *name,
	struct knell_section *ret_section);
/* The bytes of a section; false for NOBITS, compressed or out of bounds. */
bool knell_elf_section_bytes(const struct knell_elf *elf,
	const struct knell_section *section, struct knell_bytes *ret_bytes);
/* The bytes at a link-time address; at least one, as many as there are. */
bool knell_elf_bytes_at(const struct knell_elf *elf, uint64_t address,
	struct knell_bytes *ret_bytes);
/* The NUL-terminated text of less than `max` bytes at an offset of a string
 * table; NULL: there is none. */
const char *knell_elf_text(
	const struct knell_bytes *table, uint64_t offset, size_t max);
/* Takes the first note off `notes`; `align` is that of the segment or
 * section. False: there is no whole note left. */
bool knell_elf_next_note(
	struct knell_bytes *notes, uint64_t align, struct knell_note *ret_note);
/* The build ID as lower-case hex in `text`; false: has none. */
bool knell_elf_build_id(const struct knell_elf *elf, char text[65]);

#endif

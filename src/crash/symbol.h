/* SPDX-License-Identifier: MIT */
/* Names for addresses, from ELF symbol tables, PLTs and perf map files. */
#ifndef KNELL_CRASH_SYMBOL_H
#define KNELL_CRASH_SYMBOL_H

#include "crash/module.h"

struct knell_symbol {
	uint64_t address; /* link-time, where the symbol starts */
	uint64_t size;    /* 0: the table does not say */
	const char *name; /* in the image's string table */
	bool plt;         /* it is the PLT entry for `name` */
	bool data;        /* an object, not a function */
	/* Private: how it ranks among names of one address; its section. */
	uint8_t rank;
	uint16_t section;
};

/* An address to be named. */
struct knell_lookup {
	uint64_t address;           /* link-time */
	struct knell_symbol symbol; /* once settled */
	bool settled;
	/* Private: the nearest symbol that starts at or before it. */
	struct knell_symbol before;
};

/*
 * Names many addresses in one pass over each table of an image: .symtab, then
 * .dynsym or DT_SYMTAB, then PLT entries by their relocations. Lookups that
 * are settled are left as they are. They must be sorted by address.
 *
 * The symbol is the innermost one that covers the address by its size. Where
 * none does, it is one without a size (assembly) that starts before it in the
 * same section with no other symbol between. Of several names for one address
 * a typed one is preferred, then one that other files see, then fewer leading
 * underscores, then a global one to a weak one, then the first in the table.
 * Stack use: 4 KiB.
 */
void knell_elf_name(const struct knell_elf *elf, struct knell_lookup *lookups,
	size_t count, bool want_data);
/* The same for the symbols of .symtab and .dynsym alone, as in a separate
 * debug file whose addresses differ by `delta` (prelink). */
void knell_elf_name_by_tables(const struct knell_elf *elf, uint64_t delta,
	struct knell_lookup *lookups, size_t count, bool want_data);

/*
 * The symbol that covers link-time `address` in one image, functions only.
 * Return: false when none does.
 */
bool knell_elf_find_symbol(const struct knell_elf *elf, uint64_t address,
	struct knell_symbol *ret_symbol);
/* The address of a symbol by its name. False: not there. */
bool knell_elf_find_name(const struct knell_elf *elf, const char *name,
	struct knell_symbol *ret_symbol);

/*
 * The address of an object by its name: quick where DT_GNU_HASH has it. Where
 * there is none, and with `all` (.symtab), each symbol is looked at; only those
 * of `size` bytes or of no size are compared. False: not there.
 */
bool knell_elf_find_object(const struct knell_elf *elf, const char *name,
	uint64_t size, bool all, uint64_t *ret_address);

/*
 * Fills module, module_offset, function and function_offset of all frames of
 * all threads, in one pass over each table that is needed, looking for
 * separate debug files (build ID, debuglink) and perf map files. Stack use:
 * 6 KiB.
 */
void knell_symbols_name_frames(struct knell_modules *modules);

/*
 * "function+0x12 in libc.so.6" and the like for a run-time address, for
 * registers and stack words; NULL when no module covers it.
 */
char *knell_symbols_describe(struct knell_modules *modules, uint64_t address);
/*
 * Finds out what knell_symbols_describe will be asked, in one pass: a symbol
 * table takes as long to read for one address as for hundreds.
 */
void knell_symbols_prepare(
	struct knell_modules *modules, const uint64_t *addresses, size_t count);

#endif

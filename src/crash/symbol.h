/* SPDX-License-Identifier: MIT */
/* Names for addresses, from ELF symbol tables, PLTs and perf map files. */
#ifndef KNELL_CRASH_SYMBOL_H
#define KNELL_CRASH_SYMBOL_H

#include "crash/module.h"

struct knell_symbol {
	uint64_t address; /* link-time, where the symbol starts */
	uint64_t size;    /* 0: the table does not say */
	const char *name; /* in the image's string table, or the arena */
	bool plt;         /* name is "puts@plt" style already */
	bool data;        /* an object, not a function */
};

/*
 * The symbol that covers link-time `address` in one image: .symtab, then
 * .dynsym, then DT_SYMTAB; PLT entries through their relocations.
 * Return: false when none does.
 */
bool knell_elf_find_symbol(const struct knell_elf *elf, uint64_t address,
	struct knell_symbol *ret_symbol);
/* The address of a symbol by its name. False: not there. */
bool knell_elf_find_name(const struct knell_elf *elf, const char *name,
	struct knell_symbol *ret_symbol);

/*
 * Fills function, symbol and function_offset of all frames of all threads,
 * in one pass over each table that is needed, looking for separate debug
 * files (build ID, debuglink) and perf map files.
 */
void knell_symbols_name_frames(struct knell_modules *modules);

/*
 * "function+0x12 in libc.so.6" and the like for a run-time address, for
 * registers and stack words; NULL when no module covers it.
 */
char *knell_symbols_describe(struct knell_modules *modules, uint64_t address);

#endif

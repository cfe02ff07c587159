/* SPDX-License-Identifier: MIT */
/* PLT entries of an image, which no symbol table names. */
#ifndef KNELL_CRASH_SYMBOL_PLT_H
#define KNELL_CRASH_SYMBOL_PLT_H

#include "arch/decoder.h"
#include "crash/elf_dynamic.h"
#include "crash/symbol.h"

enum { KNELL_PLT_RANGES_MAX = 6 };

struct knell_plt_range {
	uint64_t address, size;
};

/* All that does not depend on the address looked for. */
struct knell_plt {
	const struct knell_elf *elf;
	const struct knell_decoder *decoder;
	uint64_t got;
	struct knell_elf_symbols symbols;
	struct knell_elf_relocations tables[3];
	unsigned table_count;
	struct knell_plt_range ranges[KNELL_PLT_RANGES_MAX];
	unsigned range_count;
	uint64_t work;
};

void knell_plt_open(struct knell_plt *plt, const struct knell_elf *elf);
/* The entry that covers a link-time address. False: none does. */
bool knell_plt_find(struct knell_plt *plt, uint64_t address,
	struct knell_symbol *ret_symbol);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * PLT entries of x86, 32 and 64 bit, as the linkers make them. Sources: the
 * x86-64 psABI 5.2, the i386 psABI 5.2; binutils' bfd/elf{32-i386,64-x86-64}.c
 * and lld's ELF/Arch/X86{,_64}.cpp for the forms.
 */
#include "arch/x86.h"

#include "base/load.h"

enum {
	LONG_ENTRY = 16,
	SHORT_ENTRY = 8, /* .plt.got without landing pads */
	RESERVED_SLOTS = 3,
};

struct cursor {
	const uint8_t *code;
	size_t size, at;
};

static bool skip(struct cursor *cursor, const char *bytes, size_t count)
{
	if (cursor->size - cursor->at < count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (cursor->code[cursor->at + i] != (uint8_t)bytes[i])
			return false;
	cursor->at += count;
	return true;
}

#define SKIP(cursor, bytes) skip(cursor, bytes, sizeof(bytes) - 1)

static bool skip_operand(struct cursor *cursor, uint32_t *ret_operand)
{
	if (cursor->size - cursor->at < 4)
		return false;
	*ret_operand = knell_load_code32(cursor->code + cursor->at);
	cursor->at += 4;
	return true;
}

/* push $relocation, jmp to the first entry: what is jumped to the first time */
static bool skip_lazy(struct cursor *cursor, uint32_t *ret_relocation)
{
	uint32_t ignored;

	if (!SKIP(cursor, "\x68") || !skip_operand(cursor, ret_relocation))
		return false;
	SKIP(cursor, "\xf2"); /* bnd */
	return SKIP(cursor, "\xe9") && skip_operand(cursor, &ignored);
}

/* What follows the jump tells an entry from a jump that ends a function. */
static unsigned entry_size(const struct cursor *cursor, uint64_t address)
{
	struct cursor rest = *cursor;
	uint32_t ignored;

	if (rest.at == 6 &&
		(SKIP(&rest, "\x66\x90") || SKIP(&rest, "\xcc\xcc")))
		return SHORT_ENTRY;
	if (rest.at == 7 && SKIP(&rest, "\x90"))
		return SHORT_ENTRY;
	if (address % LONG_ENTRY)
		return 0;
	/* A landing pad, a long no-op behind, or the lazy half. */
	return rest.at > 7 || skip_lazy(&rest, &ignored) ? LONG_ENTRY : 0;
}

unsigned knell_x86_64_plt_slot(const uint8_t *code, size_t size,
	uint64_t address, uint64_t got, uint64_t *ret_slot)
{
	struct cursor cursor = { code, size, 0 };
	struct cursor lazy;
	uint32_t operand;

	if (address % SHORT_ENTRY)
		return 0;
	SKIP(&cursor, "\xf3\x0f\x1e\xfa"); /* endbr64 */
	lazy = cursor;
	if (cursor.at && skip_lazy(&lazy, &operand)) {
		*ret_slot = got + 8 * ((uint64_t)operand + RESERVED_SLOTS);
		return LONG_ENTRY;
	}
	/* mold: mov $relocation, %r11d */
	if (SKIP(&cursor, "\x41\xbb") && !skip_operand(&cursor, &operand))
		return 0;
	SKIP(&cursor, "\xf2"); /* bnd */
	/* jmp *slot(%rip) */
	if (!SKIP(&cursor, "\xff\x25") || !skip_operand(&cursor, &operand))
		return 0;
	*ret_slot = address + cursor.at + (uint64_t)(int32_t)operand;
	return entry_size(&cursor, address);
}

unsigned knell_i386_plt_slot(const uint8_t *code, size_t size, uint64_t address,
	uint64_t got, uint64_t *ret_slot)
{
	struct cursor cursor = { code, size, 0 };
	struct cursor lazy;
	uint32_t operand;

	if (address % SHORT_ENTRY)
		return 0;
	SKIP(&cursor, "\xf3\x0f\x1e\xfb"); /* endbr32 */
	lazy = cursor;
	/* The relocation is told by its offset; an Elf32_Rel has 8 bytes. */
	if (cursor.at && skip_lazy(&lazy, &operand)) {
		*ret_slot =
			(uint32_t)(got + 4 * (operand / 8 + RESERVED_SLOTS));
		return LONG_ENTRY;
	}
	if (SKIP(&cursor, "\xff\x25")) { /* jmp *slot */
		if (!skip_operand(&cursor, &operand))
			return 0;
		*ret_slot = operand;
	} else if (SKIP(&cursor, "\xff\xa3")) { /* jmp *slot(%ebx), %ebx=got */
		if (!skip_operand(&cursor, &operand))
			return 0;
		*ret_slot = (uint32_t)(got + operand);
	} else {
		return 0;
	}
	return entry_size(&cursor, address);
}

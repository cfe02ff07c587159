/* SPDX-License-Identifier: MIT */
/*
 * PLT entries of aarch64. Source: ELF for the Arm 64-bit Architecture,
 * "Procedure Linkage Table"; the instructions' encodings from the Arm ARM.
 */
#include "arch/aarch64.h"

#include "base/load.h"

enum {
	BTI_C = 0xd503245f,
	AUTIA1716 = 0xd503219f,
	NOP = 0xd503201f,
	BR_X17 = 0xd61f0220,
};

/* adrp x16, page of the slot: 21 bits of pages, the low two of them at 29 */
static bool read_adrp(uint32_t word, uint64_t address, uint64_t *ret_page)
{
	if ((word & 0x9f00001f) != 0x90000010)
		return false;
	uint64_t pages = (word >> 5 & 0x7ffff) << 2 | (word >> 29 & 3);

	if (pages & 1 << 20)
		pages -= 1 << 21;
	*ret_page = (address & ~(uint64_t)0xfff) + (pages << 12);
	return true;
}

unsigned knell_aarch64_plt_slot(const uint8_t *code, size_t size,
	uint64_t address, uint64_t got, uint64_t *ret_slot)
{
	uint32_t words[6] = { 0 };
	uint64_t page;
	unsigned at = 0;

	(void)got;
	if (address & 3)
		return 0;
	for (unsigned i = 0; i < 6 && 4 * i + 4 <= size; i++)
		words[i] = knell_load_code32(code + 4 * i);
	at += words[at] == BTI_C;
	if (!read_adrp(words[at], address + 4 * at, &page))
		return 0;
	/* ldr x17, [x16, #offset]; add x16, x16, #offset */
	uint32_t load = words[at + 1];

	if ((load & 0xffc003ff) != 0xf9400211 ||
		(words[at + 2] & 0xffc003ff) != 0x91000210)
		return 0;
	*ret_slot = page + ((load >> 10 & 0xfff) << 3);
	at += 3;
	at += words[at] == AUTIA1716;
	if (words[at++] != BR_X17)
		return 0;
	/* With landing pads or authentication entries are padded alike. */
	while (at < 6 && at > 4 && words[at] == NOP)
		at++;
	return 4 * at;
}

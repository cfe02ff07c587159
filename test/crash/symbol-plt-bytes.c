/* SPDX-License-Identifier: MIT */
/*
 * PLT entries in the forms that linkers made which are not at hand: GNU ld
 * 2.29 to 2.38 with landing pads and bound checks (Ubuntu to 22.04), mold.
 */
#include "arch/decoder.h"
#include "base/memory.h"
#include "test/lib/test.h"

enum { AT = 0x1000, GOT = 0x4000 };

static const struct form {
	const char *name;
	const struct knell_machine *machine;
	uint8_t code[17];
	uint64_t address;
	unsigned size; /* 0: no entry */
	uint64_t slot;
} forms[] = {
	{ ".plt.sec, endbr64; bnd jmp", &knell_machine_x86_64,
		"\xf3\x0f\x1e\xfa\xf2\xff\x25\x10\x00\x00\x00"
		"\x0f\x1f\x44\x00\x00",
		AT, 16, AT + 11 + 0x10 },
	{ ".plt, endbr64; push; bnd jmp", &knell_machine_x86_64,
		"\xf3\x0f\x1e\xfa\x68\x02\x00\x00\x00\xf2\xe9\x00\x00\x00\x00"
		"\x90",
		AT, 16, GOT + 8 * 5 },
	{ ".plt.got, bnd jmp; nop", &knell_machine_x86_64,
		"\xf2\xff\x25\xf0\xff\xff\xff\x90", AT + 8, 8, AT - 1 },
	{ "mold, endbr64; mov; jmp", &knell_machine_x86_64,
		"\xf3\x0f\x1e\xfa\x41\xbb\x01\x00\x00\x00\xff\x25\x10\x00\x00"
		"\x00",
		AT, 16, AT + 16 + 0x10 },
	{ "i386, endbr32; push; jmp", &knell_machine_i386,
		"\xf3\x0f\x1e\xfb\x68\x10\x00\x00\x00\xe9\x00\x00\x00\x00\x66"
		"\x90",
		AT, 16, GOT + 4 * 5 },
	{ "the first of a PLT", &knell_machine_x86_64,
		"\xff\x35\x10\x00\x00\x00\xff\x25\x10\x00\x00\x00\x0f\x1f\x40",
		AT, 0, 0 },
	{ "a jump that ends a function", &knell_machine_x86_64,
		"\xff\x25\x10\x00\x00\x00\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3",
		AT, 0, 0 },
	{ "at no multiple of 8", &knell_machine_x86_64,
		"\xff\x25\x10\x00\x00\x00\x66\x90", AT + 4, 0, 0 },
};

int main(void)
{
	for (size_t i = 0; i < KNELL_COUNT(forms); i++) {
		const struct form *form = &forms[i];
		const struct knell_decoder *decoder =
			knell_decoder_find(form->machine);
		uint64_t slot = 0;

		dprintf(2, "%s\n", form->name);
		CHECK_EQUAL(decoder->plt_slot(
				    form->code, 16, form->address, GOT, &slot),
			form->size);
		if (form->size)
			CHECK_EQUAL(slot, form->slot);
		/* Cut short: never more than there is. */
		for (size_t size = 0; size < 7; size++)
			CHECK_EQUAL(decoder->plt_slot(form->code, size,
					    form->address, GOT, &slot),
				0);
	}
	return 0;
}

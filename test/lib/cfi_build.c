/* SPDX-License-Identifier: MIT */
/* Tables of call frame information made byte by byte, for tests. */
#include "test/lib/cfi_build.h"

#include "crash/cfi_entry.h"
#include "test/lib/test.h"

void cfi_put(struct cfi_build *build, uint64_t value, unsigned bytes)
{
	CHECK(build->size + bytes <= sizeof(build->data));
	for (unsigned i = 0; i < bytes; i++)
		build->data[build->size++] = (uint8_t)(value >> 8 * i);
}

void cfi_put_uleb(struct cfi_build *build, uint64_t value)
{
	do {
		cfi_put(build, (value & 0x7f) | (value > 0x7f ? 0x80 : 0), 1);
		value >>= 7;
	} while (value);
}

void cfi_put_sleb(struct cfi_build *build, int64_t value)
{
	bool more = true;

	while (more) {
		uint8_t byte = value & 0x7f;

		value >>= 7;
		more = !(value == 0 && !(byte & 0x40)) &&
		       !(value == -1 && byte & 0x40);
		cfi_put(build, byte | (more ? 0x80 : 0), 1);
	}
}

void cfi_put_bytes(struct cfi_build *build, const void *data, size_t size)
{
	CHECK(build->size + size <= sizeof(build->data));
	if (size)
		memcpy(build->data + build->size, data, size);
	build->size += size;
}

static void put_value(struct cfi_build *build, uint8_t format, uint64_t value,
	unsigned word_bytes)
{
	switch (format & 0x0f) {
	case DW_EH_PE_uleb128: cfi_put_uleb(build, value); break;
	case DW_EH_PE_sleb128: cfi_put_sleb(build, (int64_t)value); break;
	case DW_EH_PE_udata2:
	case DW_EH_PE_sdata2: cfi_put(build, value, 2); break;
	case DW_EH_PE_udata4:
	case DW_EH_PE_sdata4: cfi_put(build, value, 4); break;
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8: cfi_put(build, value, 8); break;
	default: cfi_put(build, value, word_bytes);
	}
}

void cfi_put_pointer(struct cfi_build *build, uint8_t encoding, uint64_t value,
	uint64_t data, unsigned word_bytes)
{
	if ((encoding & 0x70) == DW_EH_PE_pcrel)
		value -= build->address + build->size;
	else if ((encoding & 0x70) == DW_EH_PE_datarel)
		value -= data;
	while ((encoding & 0x70) == DW_EH_PE_aligned &&
		(build->address + build->size) % word_bytes)
		cfi_put(build, 0, 1);
	put_value(build, encoding, value, word_bytes);
}

void cfi_begin_entry(struct cfi_build *build, bool wide)
{
	build->wide = wide;
	if (wide)
		cfi_put(build, 0xffffffff, 4);
	build->entry = build->size;
	cfi_put(build, 0, wide ? 8 : 4);
}

void cfi_end_entry(struct cfi_build *build)
{
	unsigned field = build->wide ? 8 : 4;

	while ((build->size - build->entry) % 8)
		cfi_put(build, 0, 1);
	size_t end = build->size;

	build->size = build->entry;
	cfi_put(build, end - build->entry - field, field);
	build->size = end;
}

size_t cfi_add_cie(struct cfi_build *build, uint8_t encoding,
	const void *program, size_t size)
{
	size_t at = build->size;

	cfi_begin_entry(build, false);
	cfi_put(build, 0, 4);
	cfi_put(build, 1, 1);
	cfi_put_bytes(build, "zR", 3);
	cfi_put_uleb(build, 1);
	cfi_put_sleb(build, -8);
	cfi_put(build, 16, 1);
	cfi_put_uleb(build, 1);
	cfi_put(build, encoding, 1);
	cfi_put_bytes(build, program, size);
	cfi_end_entry(build);
	return at;
}

size_t cfi_add_fde(struct cfi_build *build, size_t cie, uint8_t encoding,
	uint64_t start, uint64_t end, const void *program, size_t size)
{
	size_t at = build->size;

	cfi_begin_entry(build, false);
	cfi_put(build, build->size - cie, 4);
	cfi_put_pointer(build, encoding, start, 0, 8);
	put_value(build, encoding, end - start, 8);
	cfi_put_uleb(build, 0);
	cfi_put_bytes(build, program, size);
	cfi_end_entry(build);
	return at;
}

struct knell_bytes cfi_bytes(const struct cfi_build *build)
{
	return (struct knell_bytes){ build->data, build->size, build->address };
}

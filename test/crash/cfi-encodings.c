/* SPDX-License-Identifier: MIT */
/*
 * Entries are found through every form of table: .eh_frame_hdr in all fixed
 * encodings or not at all, .eh_frame with every augmentation and pointer
 * encoding, .debug_frame of all versions, lengths of 32 and 64 bits.
 */
#include <errno.h>

#include "crash/cfi_entry.h"
#include "test/lib/cfi_build.h"
#include "test/lib/test.h"

/* Not on a multiple of 8: some pointers are aligned in the table. */
enum { EH_FRAME = 0x10004, HDR = 0x20000, FUNCTIONS = 40, SIZE = 0x40 };

#define FUNCTION(i) (0x8000 + (uint64_t)(i)*2 * SIZE)

static const uint8_t first[] = { DW_CFA_def_cfa, 7, 8, DW_CFA_offset | 16, 1 };
static struct cfi_build frame, hdr;
static struct knell_cfi cfi;
static size_t fdes[FUNCTIONS];

static int find(uint64_t address, struct knell_cfi_entry *entry)
{
	int64_t work = 1000;

	memset(entry, 0, sizeof(*entry));
	return knell_cfi_find(&cfi, address, &work, entry);
}

static void check_row(struct knell_cfi_entry *entry, uint64_t address)
{
	struct knell_cfi_row row;

	CHECK_EQUAL(
		knell_cfi_run(entry, &knell_machine_x86_64, address, &row), 0);
	CHECK_EQUAL(row.cfa.base, 7);
	CHECK_EQUAL(row.cfa.offset, 8);
	CHECK_EQUAL(row.set, 1 << 16);
	CHECK_EQUAL(row.rules[16].offset, -8);
}

/* All functions are found, from their first byte to their last. */
static void check_found(void)
{
	struct knell_cfi_entry entry;

	for (unsigned i = 0; i < FUNCTIONS; i++) {
		uint64_t last = FUNCTION(i) + SIZE - 1;

		CHECK_EQUAL(find(FUNCTION(i), &entry), 0);
		CHECK_EQUAL(entry.start, FUNCTION(i));
		CHECK_EQUAL(entry.end, FUNCTION(i) + SIZE);
		check_row(&entry, FUNCTION(i));
		CHECK_EQUAL(find(last, &entry), 0);
		CHECK_EQUAL(entry.start, FUNCTION(i));
		CHECK_EQUAL(find(last + 1, &entry), -ENOENT);
	}
	CHECK_EQUAL(find(FUNCTION(0) - 1, &entry), -ENOENT);
	CHECK_EQUAL(find(0, &entry), -ENOENT);
	CHECK_EQUAL(find(UINT64_MAX, &entry), -ENOENT);
}

static void build_frame(uint8_t encoding)
{
	frame = (struct cfi_build){ .address = EH_FRAME };
	size_t cie = cfi_add_cie(&frame, encoding, first, sizeof(first));

	for (unsigned i = 0; i < FUNCTIONS; i++)
		fdes[i] = cfi_add_fde(&frame, cie, encoding, FUNCTION(i),
			FUNCTION(i) + SIZE, NULL, 0);
	cfi = (struct knell_cfi){ .eh_frame = cfi_bytes(&frame),
		.word_bytes = 8 };
}

static void build_hdr(uint8_t count_encoding, uint8_t table_encoding)
{
	uint8_t frame_encoding = DW_EH_PE_pcrel | DW_EH_PE_sdata4;

	hdr = (struct cfi_build){ .address = HDR };
	cfi_put(&hdr, 1, 1);
	cfi_put(&hdr, frame_encoding, 1);
	cfi_put(&hdr, count_encoding, 1);
	cfi_put(&hdr, table_encoding, 1);
	cfi_put_pointer(&hdr, frame_encoding, EH_FRAME, HDR, 8);
	cfi_put_pointer(&hdr, count_encoding, FUNCTIONS, HDR, 8);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		cfi_put_pointer(&hdr, table_encoding, FUNCTION(i), HDR, 8);
		cfi_put_pointer(
			&hdr, table_encoding, EH_FRAME + fdes[i], HDR, 8);
	}
	cfi.eh_frame_hdr = cfi_bytes(&hdr);
}

static void check_pointer_encodings(void)
{
	static const uint8_t encodings[] = {
		DW_EH_PE_absptr,
		DW_EH_PE_udata4,
		DW_EH_PE_udata8,
		DW_EH_PE_sdata4,
		DW_EH_PE_sdata8,
		DW_EH_PE_uleb128,
		DW_EH_PE_sleb128,
		DW_EH_PE_signed,
		DW_EH_PE_pcrel | DW_EH_PE_absptr,
		DW_EH_PE_pcrel | DW_EH_PE_sdata4,
		DW_EH_PE_pcrel | DW_EH_PE_sdata8,
		DW_EH_PE_aligned,
	};

	for (unsigned i = 0; i < sizeof(encodings); i++) {
		build_frame(encodings[i]);
		check_found();
	}
	/* A function's address is never behind a pointer. */
	build_frame(DW_EH_PE_indirect | DW_EH_PE_absptr);
	struct knell_cfi_entry entry;

	CHECK_EQUAL(find(FUNCTION(1), &entry), -ENOENT);
}

static void check_index_encodings(void)
{
	static const uint8_t tables[] = {
		DW_EH_PE_datarel | DW_EH_PE_sdata4,
		DW_EH_PE_datarel | DW_EH_PE_sdata8,
		DW_EH_PE_absptr,
		DW_EH_PE_udata4,
		DW_EH_PE_udata8,
		DW_EH_PE_pcrel | DW_EH_PE_sdata4,
	};
	static const uint8_t counts[] = { DW_EH_PE_udata4, DW_EH_PE_udata2,
		DW_EH_PE_udata8, DW_EH_PE_uleb128, DW_EH_PE_sdata4 };

	build_frame(DW_EH_PE_pcrel | DW_EH_PE_sdata4);
	for (unsigned i = 0; i < sizeof(tables); i++)
		for (unsigned j = 0; j < sizeof(counts); j++) {
			build_hdr(counts[j], tables[i]);
			check_found();
		}
}

/* Without a table that can be read, entries are looked at in turn. */
static void check_no_index(void)
{
	struct knell_cfi_entry entry = { 0 };
	int64_t work = 10;

	build_frame(DW_EH_PE_pcrel | DW_EH_PE_sdata4);
	build_hdr(DW_EH_PE_omit, DW_EH_PE_omit);
	check_found();
	build_hdr(DW_EH_PE_udata4, DW_EH_PE_datarel | DW_EH_PE_uleb128);
	check_found();
	build_hdr(DW_EH_PE_udata4, DW_EH_PE_datarel | DW_EH_PE_sdata4);
	hdr.data[0] = 2;
	check_found();
	CHECK_EQUAL(
		knell_cfi_find(&cfi, FUNCTION(FUNCTIONS - 1), &work, &entry),
		-E2BIG);
	CHECK_EQUAL(work, 0);
}

/* A CIE with that augmentation, whose data is given; and an FDE. */
static void build_augmented(
	const char *letters, const void *data, size_t size, bool signal_frame)
{
	struct knell_cfi_entry entry;

	frame = (struct cfi_build){ .address = EH_FRAME };
	cfi_begin_entry(&frame, false);
	cfi_put(&frame, 0, 4);
	cfi_put(&frame, 1, 1);
	cfi_put_bytes(&frame, letters, strlen(letters) + 1);
	if (!strcmp(letters, "eh"))
		cfi_put(&frame, 0x1234, 8);
	cfi_put_uleb(&frame, 1);
	cfi_put_sleb(&frame, -8);
	cfi_put(&frame, 16, 1);
	if (letters[0] == 'z')
		cfi_put_uleb(&frame, size);
	cfi_put_bytes(&frame, data, size);
	cfi_put_bytes(&frame, first, sizeof(first));
	cfi_end_entry(&frame);
	cfi_begin_entry(&frame, false);
	cfi_put(&frame, frame.size, 4);
	cfi_put(&frame, FUNCTION(0), 8);
	cfi_put(&frame, SIZE, 8);
	/* The data of an FDE, of whatever size, is stepped over. */
	if (letters[0] == 'z') {
		cfi_put_uleb(&frame, 9);
		cfi_put_bytes(&frame, "123456789", 9);
	}
	cfi_end_entry(&frame);
	cfi = (struct knell_cfi){ .eh_frame = cfi_bytes(&frame),
		.word_bytes = 8 };
	CHECK_EQUAL(find(FUNCTION(0) + 1, &entry), 0);
	CHECK_EQUAL(entry.start, FUNCTION(0));
	CHECK_EQUAL(entry.signal_frame, signal_frame);
	check_row(&entry, FUNCTION(0) + 1);
}

static void check_augmentations(void)
{
	static const uint8_t personality[] = {
		DW_EH_PE_indirect | DW_EH_PE_pcrel | DW_EH_PE_sdata4, 1, 2, 3, 4
	};
	/* As gcc and clang order them: personality, LSDA, FDE. */
	static const uint8_t all[] = { DW_EH_PE_indirect | DW_EH_PE_pcrel |
					       DW_EH_PE_sdata4,
		1, 2, 3, 4, DW_EH_PE_pcrel | DW_EH_PE_sdata4, DW_EH_PE_absptr };
	static const uint8_t omitted[] = { DW_EH_PE_omit, DW_EH_PE_absptr };

	build_augmented("", NULL, 0, false);
	build_augmented("eh", NULL, 0, false);
	build_augmented("S", NULL, 0, true);
	build_augmented("z", NULL, 0, false);
	build_augmented("zR", "\0", 1, false);
	build_augmented("zRS", "\0", 1, true);
	build_augmented("zSR", "\0", 1, true);
	build_augmented("zRB", "\0", 1, false);
	build_augmented("zRBG", "\0", 1, false);
	build_augmented("zP", personality, sizeof(personality), false);
	build_augmented("zPLR", all, sizeof(all), false);
	build_augmented("zPR", omitted, sizeof(omitted), false);
	/* Its length tells where one not known ends. */
	build_augmented("z?", "what", 4, false);
	build_augmented("zRQ", "\0xx", 3, false);
}

static void build_debug_frame(
	unsigned version, bool wide, unsigned word_bytes, uint64_t padding)
{
	unsigned id = wide ? 8 : 4;

	frame = (struct cfi_build){ .address = 0 };
	cfi_put_bytes(&frame, "unused entries", padding);
	size_t cie = frame.size;

	cfi_begin_entry(&frame, wide);
	cfi_put(&frame, UINT64_MAX, id);
	cfi_put(&frame, version, 1);
	cfi_put(&frame, 0, 1);
	if (version >= 4) {
		cfi_put(&frame, word_bytes, 1);
		cfi_put(&frame, 0, 1);
	}
	cfi_put_uleb(&frame, 1);
	cfi_put_sleb(&frame, -8);
	cfi_put(&frame, 16, 1);
	cfi_put_bytes(&frame, first, sizeof(first));
	cfi_end_entry(&frame);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		cfi_begin_entry(&frame, wide);
		cfi_put(&frame, cie, id);
		cfi_put(&frame, FUNCTION(i), word_bytes);
		cfi_put(&frame, SIZE, word_bytes);
		cfi_end_entry(&frame);
	}
	cfi = (struct knell_cfi){ .debug_frame = cfi_bytes(&frame),
		.word_bytes = (uint8_t)word_bytes };
	check_found();
}

static void check_debug_frames(void)
{
	for (unsigned version = 1; version <= 4; version++) {
		if (version == 2)
			continue;
		for (unsigned wide = 0; wide < 2; wide++) {
			build_debug_frame(version, wide, 8, 0);
			build_debug_frame(version, wide, 4, 0);
		}
	}
	/* Versions that there never were, and segments. */
	struct knell_cfi_entry entry;

	build_debug_frame(4, false, 8, 0);
	frame.data[8] = 2;
	CHECK_EQUAL(find(FUNCTION(0), &entry), -ENOENT);
	frame.data[8] = 9;
	CHECK_EQUAL(find(FUNCTION(0), &entry), -ENOENT);
	build_debug_frame(4, false, 8, 0);
	frame.data[11] = 4;
	CHECK_EQUAL(find(FUNCTION(0), &entry), -ENOENT);
}

/* .eh_frame with 64-bit lengths keeps ids of 32 bits. */
static void check_wide_eh_frame(void)
{
	frame = (struct cfi_build){ .address = EH_FRAME };
	cfi_begin_entry(&frame, true);
	cfi_put(&frame, 0, 4);
	cfi_put(&frame, 1, 1);
	cfi_put(&frame, 0, 1);
	cfi_put_uleb(&frame, 1);
	cfi_put_sleb(&frame, -8);
	cfi_put(&frame, 16, 1);
	cfi_put_bytes(&frame, first, sizeof(first));
	cfi_end_entry(&frame);
	/* A terminator between what two linked files brought. */
	cfi_put(&frame, 0, 4);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		cfi_begin_entry(&frame, true);
		cfi_put(&frame, frame.size, 4);
		cfi_put(&frame, FUNCTION(i), 8);
		cfi_put(&frame, SIZE, 8);
		cfi_end_entry(&frame);
	}
	cfi = (struct knell_cfi){ .eh_frame = cfi_bytes(&frame),
		.word_bytes = 8 };
	check_found();
}

/* What .eh_frame does not cover .debug_frame may. */
static void check_both(void)
{
	static struct cfi_build debug;
	struct knell_cfi_entry entry;

	build_debug_frame(4, false, 8, 0);
	debug = frame;
	build_frame(DW_EH_PE_pcrel | DW_EH_PE_sdata4);
	build_hdr(DW_EH_PE_udata4, DW_EH_PE_datarel | DW_EH_PE_sdata4);
	/* As if the linker had left that function out. */
	hdr.data[12 + 8 * 7 + 4] = hdr.data[12 + 8 * 6 + 4];
	CHECK_EQUAL(find(FUNCTION(7), &entry), -ENOENT);
	cfi.debug_frame = cfi_bytes(&debug);
	check_found();
	CHECK(entry.section != &cfi.debug_frame);
	CHECK_EQUAL(find(FUNCTION(7), &entry), 0);
	CHECK(entry.section == &cfi.debug_frame);
}

int main(void)
{
	check_pointer_encodings();
	check_index_encodings();
	check_no_index();
	check_augmentations();
	check_debug_frames();
	check_wide_eh_frame();
	check_both();
	return test_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * Which functions understand the instructions of a machine, and those of
 * machines of which no more is known than what ends in a call. Sources: the
 * architectures' manuals, as arch/<arch>/machine.c names their ABIs.
 */
#include "arch/decoder.h"

#include "arch/aarch64.h"
#include "arch/x86.h"
#include "base/load.h"
#include "base/memory.h"

/* arm: bl or blx in either instruction set. */
static bool arm_follows_call(const uint8_t *code, size_t size)
{
	const uint8_t *end = code + size;
	uint32_t word = size >= 4 ? knell_load_code32(end - 4) : 0;
	uint32_t first = word & 0xffff, second = word >> 16;

	if ((word & 0x0f000000) == 0x0b000000 ||
		(word & 0xfe000000) == 0xfa000000 ||
		(word & 0x0ffffff0) == 0x012fff30)
		return true;
	if ((first & 0xf800) == 0xf000 && (second & 0xc000) == 0xc000)
		return true;
	return size >= 2 && end[-1] == 0x47 && (end[-2] & 0x87) == 0x80;
}

/* riscv64: jal or jalr that sets ra; c.jalr. */
static bool riscv64_follows_call(const uint8_t *code, size_t size)
{
	const uint8_t *end = code + size;
	uint32_t word = size >= 4 ? knell_load_code32(end - 4) : 0;

	if ((word & 0xfff) == 0x0ef || (word & 0x7fff) == 0x00e7)
		return true;
	return size >= 2 && (end[-1] & 0xf0) == 0x90 &&
	       (end[-2] & 0x7f) == 0x02 && ((end[-1] & 0x0f) || end[-2] & 0x80);
}

/* ppc64le: bl and bla, or a branch to lr or ctr, with the bit that sets lr. */
static bool ppc64le_follows_call(const uint8_t *code, size_t size)
{
	uint32_t word;

	if (size < 4)
		return false;
	word = knell_load_code32(code + size - 4);
	if (!(word & 1))
		return false;
	return word >> 26 == 18 ||
	       (word & 0xfc0007fe) == (19U << 26 | 16 << 1) ||
	       (word & 0xfc0007fe) == (19U << 26 | 528 << 1);
}

/* s390x: basr, bras, brasl. */
static bool s390x_follows_call(const uint8_t *code, size_t size)
{
	const uint8_t *end = code + size;

	return (size >= 2 && end[-2] == 0x0d) ||
	       (size >= 4 && end[-4] == 0xa7 && (end[-3] & 15) == 5) ||
	       (size >= 6 && end[-6] == 0xc0 && (end[-5] & 15) == 5);
}

/* loongarch64: bl, or jirl that sets ra. */
static bool loongarch64_follows_call(const uint8_t *code, size_t size)
{
	if (size < 4)
		return false;
	uint32_t word = knell_load_code32(code + size - 4);

	return (word & 0xfc000000) == 0x54000000 ||
	       (word & 0xfc00001f) == 0x4c000001;
}

/* mips64el: jal, jalr or bal, and the instruction in its delay slot. */
static bool mips64el_follows_call(const uint8_t *code, size_t size)
{
	uint32_t word;

	if (size < 8)
		return false;
	word = knell_load_code32(code + size - 8);
	return word >> 26 == 3 || (word & 0xfc00003f) == 9 ||
	       (word & 0xfc1f0000) == (1 << 26 | 0x11 << 16);
}

static const struct {
	const struct knell_machine *machine;
	struct knell_decoder decoder;
} decoders[] = {
	{ &knell_machine_x86_64,
		{
			.operands = knell_x86_64_operands,
			.operation = knell_x86_64_operation,
			.follows_call = knell_x86_64_follows_call,
			.sets_frame_pointer = knell_x86_64_sets_frame_pointer,
			.plt_slot = knell_x86_64_plt_slot,
		} },
	{ &knell_machine_i386,
		{
			.operands = knell_i386_operands,
			.operation = knell_i386_operation,
			.follows_call = knell_i386_follows_call,
			.sets_frame_pointer = knell_i386_sets_frame_pointer,
			.plt_slot = knell_i386_plt_slot,
		} },
	{ &knell_machine_aarch64,
		{
			.operands = knell_aarch64_operands,
			.operation = knell_aarch64_operation,
			.follows_call = knell_aarch64_follows_call,
			.call_target = knell_aarch64_call_target,
			.plt_slot = knell_aarch64_plt_slot,
		} },
	{ &knell_machine_arm, { .follows_call = arm_follows_call } },
	{ &knell_machine_riscv64, { .follows_call = riscv64_follows_call } },
	{ &knell_machine_ppc64le, { .follows_call = ppc64le_follows_call } },
	{ &knell_machine_s390x, { .follows_call = s390x_follows_call } },
	{ &knell_machine_loongarch64,
		{ .follows_call = loongarch64_follows_call } },
	{ &knell_machine_mips64el, { .follows_call = mips64el_follows_call } },
};

const struct knell_decoder *knell_decoder_find(
	const struct knell_machine *machine)
{
	static const struct knell_decoder none;

	for (size_t i = 0; i < KNELL_COUNT(decoders); i++)
		if (decoders[i].machine == machine)
			return &decoders[i].decoder;
	return &none;
}

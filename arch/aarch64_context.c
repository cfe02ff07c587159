/* SPDX-License-Identifier: MIT */
/*
 * What aarch64 contexts tell besides registers: records, some of which may be
 * in memory of their own. Sources: arch/arm64/include/uapi/asm/sigcontext.h,
 * arch/arm64/include/asm/esr.h.
 */
#include "arch/aarch64.h"
#include "arch/context_record.h"
#include "arch/machine.h"

enum {
	RECORDS = 464,
	RECORDS_BYTES = 4096,
	/* struct sve_context without registers: none are in use. */
	HEADER_BYTES = 16,
	ESR_EXECUTE_LOWER = 0x20,
	ESR_EXECUTE = 0x21,
	ESR_DATA_LOWER = 0x24,
	ESR_DATA = 0x25,
	ESR_WRITE = 1 << 6,
	/* Cache maintenance, told as a write. */
	ESR_CACHE = 1 << 8,
};

#define FPSIMD_MAGIC 0x46508001
#define ESR_MAGIC    0x45535201
#define EXTRA_MAGIC  0x45585401
#define SVE_MAGIC    0x53564501
#define ZA_MAGIC     0x54366345

static const uint8_t *find_record(const uint8_t *context, uint32_t magic)
{
	const uint8_t *records = context + RECORDS;
	const uint8_t *found, *extra;

	found = knell_context_record(records, RECORDS_BYTES, magic);
	if (found)
		return found;
	extra = knell_context_record(records, RECORDS_BYTES, EXTRA_MAGIC);
	if (!extra)
		return NULL;
	/* struct extra_context: datap, size */
	return knell_context_record(
		(const uint8_t *)(uintptr_t)knell_load64(extra + 8),
		knell_load32(extra + 16), magic);
}

static bool has_registers(const uint8_t *record)
{
	return record && knell_load32(record + 4) > HEADER_BYTES;
}

unsigned knell_aarch64_state(const uint8_t *context)
{
	unsigned state = 0;

	if (find_record(context, FPSIMD_MAGIC))
		state |= KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR;
	if (has_registers(find_record(context, SVE_MAGIC)))
		state |= KNELL_CONTEXT_WIDE;
	if (has_registers(find_record(context, ZA_MAGIC)))
		state |= KNELL_CONTEXT_MATRIX;
	return state;
}

enum knell_access knell_aarch64_access(const uint8_t *context)
{
	const uint8_t *record = find_record(context, ESR_MAGIC);
	uint64_t syndrome;

	if (!record)
		return KNELL_ACCESS_UNKNOWN;
	syndrome = knell_load64(record + 8);
	switch (syndrome >> 26 & 0x3f) {
	case ESR_EXECUTE_LOWER:
	case ESR_EXECUTE: return KNELL_ACCESS_EXECUTE;
	case ESR_DATA_LOWER:
	case ESR_DATA:
		return syndrome & ESR_WRITE && !(syndrome & ESR_CACHE)
			       ? KNELL_ACCESS_WRITE
			       : KNELL_ACCESS_READ;
	default: return KNELL_ACCESS_UNKNOWN;
	}
}

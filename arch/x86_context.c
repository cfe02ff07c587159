/* SPDX-License-Identifier: MIT */
/*
 * What x86 contexts tell besides registers. Sources: arch/x86/include/uapi/
 * asm/sigcontext.h, arch/x86/include/asm/{trap_pf,fpu/types}.h.
 */
#include "arch/machine.h"
#include "arch/x86.h"
#include "base/load.h"

enum {
	/* In struct _fpstate: sw_reserved, and its xfeatures. */
	MAGIC = 464,
	FEATURES = MAGIC + 8,
	/* What the 32-bit one has before. */
	FSAVE_BYTES = 112,
	/* X86_PF_WRITE, X86_PF_INSTR */
	ERROR_WRITE = 1 << 1,
	ERROR_EXECUTE = 1 << 4,
	/* xfeatures */
	AVX = 1 << 2,
	AVX512 = 7 << 5,
	AMX = 1 << 18,
};

#define FP_XSTATE_MAGIC1 0x46505853

static unsigned find_state(const uint8_t *image)
{
	unsigned state = KNELL_CONTEXT_FLOAT | KNELL_CONTEXT_VECTOR;
	uint32_t features;

	if (knell_load32(image + MAGIC) != FP_XSTATE_MAGIC1)
		return state;
	features = knell_load32(image + FEATURES);
	if (features & AVX)
		state |= KNELL_CONTEXT_WIDE;
	if ((features & AVX512) == AVX512)
		state |= KNELL_CONTEXT_WIDER;
	if (features & AMX)
		state |= KNELL_CONTEXT_MATRIX;
	return state;
}

unsigned knell_x86_64_state(const uint8_t *context)
{
	uintptr_t image = (uintptr_t)knell_load64(context + 40 + 23 * 8);

	return image ? find_state((const uint8_t *)image) : 0;
}

unsigned knell_i386_state(const uint8_t *context)
{
	uintptr_t image = knell_load32(context + 20 + 19 * 4);

	return image ? find_state((const uint8_t *)image + FSAVE_BYTES) : 0;
}

static enum knell_access find_access(
	const struct knell_machine *machine, const uint8_t *context)
{
	uint32_t error;

	if (knell_load32(context + machine->context_trap) !=
		machine->page_fault)
		return KNELL_ACCESS_UNKNOWN;
	error = knell_load32(context + machine->context_error);
	return error & ERROR_EXECUTE ? KNELL_ACCESS_EXECUTE
	       : error & ERROR_WRITE ? KNELL_ACCESS_WRITE
				     : KNELL_ACCESS_READ;
}

enum knell_access knell_x86_64_access(const uint8_t *context)
{
	return find_access(&knell_machine_x86_64, context);
}

enum knell_access knell_i386_access(const uint8_t *context)
{
	return find_access(&knell_machine_i386, context);
}

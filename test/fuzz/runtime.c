/* SPDX-License-Identifier: MIT */
/*
 * Descriptions of runtimes, the frames that they lead to and the names that
 * they have, from any bytes. The input: machine, registers; the rest is the
 * memory, at whose start a list begins.
 */
#include <stdlib.h>
#include <string.h>

#include "crash/fold.h"
#include "crash/symbol.h"
#include "test/lib/fake.h"

enum {
	CODE = 0x400000,
	CODE_SIZE = 0x1000,
	MEMORY = 0x10000,
	ARENA_SIZE = 1 << 20,
	FRAMES = 128,
};

struct input {
	uint8_t machine;
	uint64_t pc, sp, fp, more;
} __attribute__((packed));

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void name(
	struct knell_runtimes_told *runtimes, const struct knell_thread *thread)
{
	struct knell_lookup lookups[FRAMES] = { { 0 } };
	char *texts[FRAMES] = { NULL };
	size_t count = 0;

	/* In rising order, as they are found. */
	for (uint32_t i = 0; i < thread->frame_count; i++) {
		uint64_t pc = thread->frames[i].pc;

		if (!count || pc > lookups[count - 1].address)
			lookups[count++].address = pc;
	}
	knell_runtimes_name(runtimes, lookups, texts, count);
}

static void look_up(struct knell_runtimes_told *runtimes, uint64_t pc)
{
	struct knell_unwind_code code = { .start = CODE,
		.end = CODE + CODE_SIZE };
	struct knell_cfi_entry entry = { 0 };
	int64_t work = 1000;

	knell_runtimes_adapt_code(runtimes, pc, &code);
	if (pc - CODE < CODE_SIZE && (code.start > pc || code.end <= pc))
		abort();
	if (code.cfi)
		knell_cfi_find(code.cfi, pc, &work, &entry);
}

static void use(struct fake *fake, struct knell_runtimes_told *runtimes,
	const struct input *input)
{
	static struct knell_unwind unwind;
	struct knell_thread thread = { .tid = 1 };

	fake_begin(fake, &unwind, input->pc, input->sp, input->fp);
	/* rsi, esi, x4 … */
	knell_register_set(&unwind.registers, 4, input->more);
	unwind.runtimes = runtimes;
	/* A second's worth of work is too much for a fuzzer. */
	unwind.work = 1 << 16;
	if (knell_trace_collect(&unwind, runtimes->arena, FRAMES, &thread) ||
		thread.end == KNELL_UNWIND_UNKNOWN || !thread.frame_count ||
		thread.frame_count > FRAMES)
		abort();
	look_up(runtimes, input->pc);
	name(runtimes, &thread);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct knell_machine *const machines[] = {
		&knell_machine_x86_64, &knell_machine_i386,
		&knell_machine_aarch64
	};
	static uint8_t code[CODE_SIZE];
	static char memory[ARENA_SIZE];
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	static struct fake fake;
	struct input input;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	data += sizeof(input);
	size -= sizeof(input);
	/* A copy of its own, so that its end is guarded. */
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	fake_open(&fake, machines[input.machine % 3]);
	if (!code[0])
		fake_fill_code(code, sizeof(code));
	fake_add_code(&fake, CODE, code, sizeof(code), NULL);
	fake_add_memory(&fake, MEMORY, copy, size);
	struct knell_runtimes_told runtimes = { .target = &fake.target,
		.arena = &arena,
		.code_start = UINT64_MAX };

	knell_runtimes_read_list(&runtimes, MEMORY);
	use(&fake, &runtimes, &input);
	free(copy);
	return 0;
}

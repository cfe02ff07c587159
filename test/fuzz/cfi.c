/* SPDX-License-Identifier: MIT */
/*
 * The CFI reader and the whole unwinder on any tables, stack and registers.
 * The input: machine, sizes of the tables, registers; .eh_frame_hdr,
 * .eh_frame, .debug_frame; the rest is the stack.
 */
#include <stdlib.h>
#include <string.h>

#include "crash/fold.h"
#include "test/lib/fake.h"

enum {
	CODE = 0x400000,
	CODE_SIZE = 0x10000,
	BIAS = CODE - 0x1000,
	STACK = 0x7f0000,
	HDR = 0x20000,
	EH_FRAME = 0x21000,
	ARENA_SIZE = 1 << 16,
};

struct input {
	uint8_t machine;
	uint8_t wide;
	uint16_t hdr_size, eh_frame_size, debug_frame_size;
	uint64_t pc, sp, fp;
} __attribute__((packed));

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of its own for each table, so that its end is guarded. */
static struct knell_bytes take(
	const uint8_t **data, size_t *left, size_t size, uint64_t address)
{
	if (size > *left)
		size = *left;
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, *data, size);
	*data += size;
	*left -= size;
	return (struct knell_bytes){ copy, size, address };
}

static void walk(struct fake *fake, const struct input *input)
{
	static struct knell_unwind unwind;
	static char memory[ARENA_SIZE];
	struct knell_arena arena = { memory, sizeof(memory), 0, false };
	struct knell_thread thread = { .tid = 1 };

	fake_begin(fake, &unwind, input->pc, input->sp, input->fp);
	/* A second's worth of work is too much for a fuzzer. */
	unwind.work = 1 << 20;
	if (knell_trace_collect(&unwind, &arena, 128, &thread) ||
		thread.end == KNELL_UNWIND_UNKNOWN || !thread.frame_count ||
		thread.frame_count > 128)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct knell_machine *const machines[] = {
		&knell_machine_x86_64, &knell_machine_i386,
		&knell_machine_aarch64
	};
	static uint8_t code[CODE_SIZE];
	static struct fake fake;
	struct input input;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	data += sizeof(input);
	size -= sizeof(input);
	struct knell_cfi cfi = {
		.eh_frame_hdr = take(&data, &size, input.hdr_size, HDR),
		.eh_frame = take(&data, &size, input.eh_frame_size, EH_FRAME),
		.debug_frame = take(&data, &size, input.debug_frame_size, 0),
		.word_bytes = input.wide & 1 ? 8 : 4,
		.text = 0x1000,
		.got = 0x30000,
	};
	struct knell_bytes stack = take(&data, &size, size, STACK);

	fake_open(&fake, machines[input.machine % 3]);
	if (!code[0])
		fake_fill_code(code, sizeof(code));
	fake_add_code(&fake, CODE, code, sizeof(code), &cfi);
	fake.code[0].bias = BIAS;
	fake_add_memory(&fake, STACK, (void *)(uintptr_t)stack.data,
		(size_t)stack.size);
	walk(&fake, &input);
	free((void *)(uintptr_t)cfi.eh_frame_hdr.data);
	free((void *)(uintptr_t)cfi.eh_frame.data);
	free((void *)(uintptr_t)cfi.debug_frame.data);
	free((void *)(uintptr_t)stack.data);
	return 0;
}

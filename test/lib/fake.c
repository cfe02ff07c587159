/* SPDX-License-Identifier: MIT */
/* A target made by a test. */
#include "test/lib/fake.h"

#include "test/lib/test.h"

static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	struct fake *fake = (struct fake *)target;

	fake->reads++;
	for (size_t i = 0; i < fake->memory_count; i++) {
		const struct fake_memory *memory = &fake->memory[i];
		uint64_t offset = address - memory->address;

		if (offset >= memory->size)
			continue;
		if (size > memory->size - offset)
			size = memory->size - offset;
		memcpy(buffer, (const char *)memory->data + offset, size);
		return size;
	}
	return 0;
}

static bool find_code(
	void *context, uint64_t address, struct knell_unwind_code *ret_code)
{
	const struct fake *fake = context;

	for (size_t i = 0; i < fake->code_count; i++) {
		const struct knell_unwind_code *code = &fake->code[i];

		if (address - code->start >= code->end - code->start)
			continue;
		*ret_code = *code;
		return true;
	}
	return false;
}

static const struct knell_target_kind kind = { .name = "fake",
	.read = read_memory };

void fake_open(struct fake *fake, const struct knell_machine *machine)
{
	memset(fake, 0, sizeof(*fake));
	fake->target.kind = &kind;
	fake->target.machine = machine;
}

void fake_add_memory(
	struct fake *fake, uint64_t address, void *data, size_t size)
{
	CHECK(fake->memory_count < 8);
	fake->memory[fake->memory_count++] =
		(struct fake_memory){ address, data, size };
}

void fake_add_code(struct fake *fake, uint64_t address, void *data, size_t size,
	const struct knell_cfi *cfi)
{
	CHECK(fake->code_count < 4);
	fake->code[fake->code_count++] = (struct knell_unwind_code){
		.start = address, .end = address + size, .cfi = cfi
	};
	if (data)
		fake_add_memory(fake, address, data, size);
}

void fake_fill_code(uint8_t *code, size_t size)
{
	/* push %rbp; mov %rsp, %rbp; nops; call */
	static const uint8_t function[16] = { 0x55, 0x48, 0x89, 0xe5, 0x90,
		0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xe8, 0, 0, 0, 0 };

	for (size_t i = 0; i < size; i++)
		code[i] = function[i % 16];
}

void fake_begin(struct fake *fake, struct knell_unwind *unwind, uint64_t pc,
	uint64_t sp, uint64_t fp)
{
	const struct knell_machine *machine = fake->target.machine;
	struct knell_registers registers = { .known = 0 };

	knell_register_set(&registers, machine->pc, pc);
	knell_register_set(&registers, machine->sp, sp);
	knell_register_set(&registers, machine->fp, fp);
	memset(unwind, 0, sizeof(*unwind));
	unwind->target = &fake->target;
	unwind->find_code = find_code;
	unwind->context = fake;
	knell_unwind_begin(
		unwind, &registers, fake->buffer, sizeof(fake->buffer));
}

/* SPDX-License-Identifier: MIT */
/* Writes a handler for each machine that has them: its name, its code, the
 * words behind it and its call frame information in hexadecimal digits. */
#include <stdio.h>

#include "signal/bind.h"

enum { ROOM = 8192 };

static const struct knell_encoder *const encoders[] = { &knell_encoder_x86_64,
	&knell_encoder_aarch64, &knell_encoder_riscv64 };
/* Of each: the thread, the control stack, the token, the signal. */
static const char *const names[][4] = { { "rbx", "rbp", "r12", "r15" },
	{ "x19", "x20", "x21", "x0" }, { "s1", "s2", "s3", "a0" } };

static void put(const uint8_t *bytes, size_t size)
{
	printf(" ");
	for (size_t i = 0; i < size; i++)
		printf("%02x", bytes[i]);
}

static int write_one(const struct knell_encoder *encoder, const char *const *of)
{
	static uint8_t bytes[ROOM], tables[ROOM];
	struct knell_bind_register usual[] = {
		{ of[0], { .from = KNELL_BIND_END_THREAD } },
		{ of[1], { KNELL_BIND_REGISTER, 0, of[1], -64 } },
		{ of[2], { .value = 0x123456789abcdef0 } },
		{ of[3], { .from = KNELL_BIND_SIGNAL } },
	};
	struct knell_bind_register other[] = {
		{ of[0], { .from = KNELL_BIND_END } },
		{ of[1], { .from = KNELL_BIND_KEPT } },
		{ of[2], { .from = KNELL_BIND_MEMORY, .value = 0x22220 } },
	};
	struct knell_bind_word word = { of[1], -256,
		{ .from = KNELL_BIND_RECORD } };
	struct knell_bind_range range = { (void *)0x40000, 0x5000 };
	struct knell_bind bind = {
		.runtime = { usual, 4, &word, 1, NULL, of[2] },
		.foreign = { other, 3, NULL, 0, (void *)0x44440, NULL },
		.control = of[1],
		.ranges = &range,
		.range_count = 1,
		.flags = KNELL_BIND_CALLING,
		.thread = 0x12348,
		.kept_bytes = 4096,
		.full = (void *)0x66660,
	};
	struct knell_code code = { .run = 0x10000 };
	struct bind_plan plan;

	if (knell_bind_check(&bind, encoder, &plan))
		return 1;
	knell_bind_write(&plan, &code);
	code.pool = code.size;
	if (code.pool + code.pooled > ROOM)
		return 1;
	code.bytes = bytes;
	knell_bind_write(&plan, &code);
	printf("%s", encoder->machine->name);
	put(bytes, code.pool);
	put(bytes + code.pool, code.pooled);
	put(tables, knell_bind_write_tables(&plan, &code, tables, ROOM));
	printf("\n");
	return 0;
}

int main(void)
{
	for (int i = 0; i < 3; i++)
		if (write_one(encoders[i], names[i]))
			return 1;
	return 0;
}

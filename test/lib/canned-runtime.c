/* SPDX-License-Identifier: MIT */
/* A description of a runtime that tests change. */
#include "test/lib/canned-runtime.h"

#include "test/lib/test.h"

struct canned_data data;
static uint8_t code[SIZE], c_code[SIZE];
uint64_t thread_words[SIZE / 8];
uint64_t control[CELLS], stack[WORDS];
struct fake fake;
struct knell_unwind unwind;
struct knell_runtimes_told runtimes;
static char memory[1 << 22];
static struct knell_arena arena;

static void describe(void)
{
	data.list.first = POINTER(runtime);
	memcpy(data.list.magic, KNELL_RUNTIMES_MAGIC, 8);
	data.code = (struct knell_runtime_range){ CODE, SIZE };
	data.threads = (struct knell_runtime_range){ THREADS, SIZE };
	strcpy(data.text, "test");
	data.runtime = (struct knell_runtime){
		.version = KNELL_RUNTIME_VERSION,
		.size_bytes = sizeof(data.runtime),
		.name = POINTER(text),
		.code = POINTER(code),
		.code_count = 1,
		.threads = POINTER(threads),
		.thread_count = 1,
		.names = POINTER(names),
		.saved = POINTER(saved),
		.saved_count = 1,
		.control_step = 8,
		.instruction = { { KNELL_RUNTIME_REGISTER, 0, "rsi", 0 } },
		.control = { { KNELL_RUNTIME_REGISTER, 0, "rbp", 0 } },
		.control_low = fixed(CONTROL),
		.control_high = fixed(CONTROL + sizeof(control)),
		.caller_sp = { KNELL_RUNTIME_REGISTER, 16, "rsp", 0 },
		.caller_pc = { .kind = KNELL_RUNTIME_CALLER |
				       KNELL_RUNTIME_WORD,
			.offset = -8UL },
	};
	data.saved[0] = (struct knell_runtime_saved){ "rbx", -16, 0 };
	data.names = (struct knell_runtime_names){
		.first = AT(latest),
		.flags = KNELL_RUNTIME_NAMES_LINKED,
		.start = 8,
		.name = 16,
	};
	data.latest = AT(words[NAMES - 1]);
	for (unsigned i = 0; i < NAMES; i++) {
		data.words[i].link = i ? AT(words[i - 1]) : 0;
		data.words[i].start = THREADS + 0x100 * i;
		sprintf(data.words[i].name, "word%u", i);
	}
}

void canned_runtime_prepare(void)
{
	memset(&data, 0, sizeof(data));
	memset(control, 0, sizeof(control));
	memset(stack, 0, sizeof(stack));
	memset(thread_words, 0, sizeof(thread_words));
	describe();
	control[5] = THREADS + 0x110;
	control[6] = 77;
	control[7] = THREADS + 0x10;
	stack[0] = 5;
	stack[1] = C_CODE + 0x10;
	fake_open(&fake, &knell_machine_x86_64);
	fake_fill_code(c_code, sizeof(c_code));
	fake_add_code(&fake, CODE, code, sizeof(code), NULL);
	fake_add_code(&fake, C_CODE, c_code, sizeof(c_code), NULL);
	fake_add_memory(&fake, THREADS, thread_words, sizeof(thread_words));
	fake_add_memory(&fake, CONTROL, control, sizeof(control));
	fake_add_memory(&fake, STACK, stack, sizeof(stack));
	fake_add_memory(&fake, DATA, &data, sizeof(data));
	arena = (struct knell_arena){ .data = memory, .size = sizeof(memory) };
	runtimes = (struct knell_runtimes_told){ .target = &fake.target,
		.arena = &arena,
		.code_start = UINT64_MAX };
}

void canned_runtime_begin(void)
{
	knell_runtimes_read_list(&runtimes, DATA);
	fake_begin(&fake, &unwind, CODE + 0x40, STACK, CONTROL + 5 * 8);
	knell_register_set(&unwind.registers, RSI, THREADS + 0x208);
	knell_register_set(&unwind.registers, RBX, 1);
	unwind.runtimes = runtimes.count ? &runtimes : NULL;
}

unsigned canned_runtime_count_frames(void)
{
	unsigned count = 0;

	while (knell_unwind_step(&unwind) && count < 90) {
		uint64_t pc = fake_pc(&unwind);

		if (unwind.how == KNELL_FRAME_RUNTIME && pc == C_CODE + 0x10)
			return count;
		count += pc - THREADS <= SIZE;
	}
	return 99;
}

const char *canned_runtime_find_name(void)
{
	struct knell_lookup lookups[2] = { { .address = THREADS + 0xf },
		{ .address = THREADS + 0x20f } };
	char *texts[2] = { NULL, NULL };

	knell_runtimes_name(&runtimes, lookups, texts, 2);
	return texts[0];
}

const char *canned_runtime_find_fault(void)
{
	if (runtimes.fault)
		return runtimes.fault;
	for (const struct knell_runtime_told *told = runtimes.first; told;
		told = told->next)
		if (told->fault)
			return told->fault;
	return NULL;
}

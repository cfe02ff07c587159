/* SPDX-License-Identifier: MIT */
/*
 * What a description of a runtime can say, one thing after the other: where
 * frames and their names are then found.
 */
#include "base/memory.h"
#include "test/lib/canned-runtime.h"
#include "test/lib/test.h"

static void check(unsigned frames, const char *name)
{
	canned_runtime_begin();
	CHECK_EQUAL(canned_runtime_count_frames(), frames);
	CHECK_TEXT(canned_runtime_find_name(), name);
	CHECK_TEXT(canned_runtime_find_fault(), NULL);
}

static void check_good(void)
{
	canned_runtime_prepare();
	check(3, "word0");
	CHECK_EQUAL(unwind.registers.value[RBX], 5);
	CHECK_EQUAL(unwind.registers.value[7], STACK + 16);
	CHECK(!knell_register_known(&unwind.registers, RSI));
	CHECK_TEXT(runtimes.first->name, "test");
}

/* A register that is not saved is as it was, if functions preserve it. */
static void check_saved(void)
{
	canned_runtime_prepare();
	data.runtime.saved_count = 0;
	check(3, "word0");
	CHECK_EQUAL(unwind.registers.value[RBX], 1);
	/* One that is saved where nothing can be read is not known. */
	canned_runtime_prepare();
	data.saved[0].offset = NOWHERE - STACK;
	check(3, "word0");
	CHECK(!knell_register_known(&unwind.registers, RBX));
}

/* Behind the last call of a thread its range may end. */
static void check_current(void)
{
	canned_runtime_prepare();
	control[5] = THREADS + SIZE;
	control[7] = THREADS;
	check(2, "word0");
	canned_runtime_prepare();
	control[5] = THREADS + SIZE;
	control[7] = 0;
	check(2, "word0");
	canned_runtime_prepare();
	canned_runtime_begin();
	CHECK(knell_unwind_step(&unwind));
	CHECK(!unwind.exact);
	canned_runtime_prepare();
	data.runtime.flags = KNELL_RUNTIME_CURRENT;
	control[5] = THREADS + SIZE;
	control[7] = 0;
	check(1, "word0");
	canned_runtime_prepare();
	data.runtime.flags = KNELL_RUNTIME_CURRENT;
	canned_runtime_begin();
	CHECK(knell_unwind_step(&unwind));
	CHECK(unwind.exact);
}

/* By words near a register, by an entry, by words that are fixed. */
static void check_places(void)
{
	struct knell_runtime_place *instruction = data.runtime.instruction;

	canned_runtime_prepare();
	data.entry = CONTROL + 5 * 8 - 24;
	instruction[0].kind = KNELL_RUNTIME_LEFT | KNELL_RUNTIME_WORD;
	instruction[1] = (struct knell_runtime_place){
		KNELL_RUNTIME_REGISTER | KNELL_RUNTIME_WORD, 0, "rbp", 16
	};
	data.runtime.entry = (struct knell_runtime_place){
		.kind = KNELL_RUNTIME_FIXED | KNELL_RUNTIME_WORD,
		.offset = AT(entry)
	};
	data.runtime.control[0] = (struct knell_runtime_place){
		.kind = KNELL_RUNTIME_ENTRY, .add = 16, .offset = 8
	};
	data.runtime.control_end =
		(struct knell_runtime_place){ .kind = KNELL_RUNTIME_ENTRY,
			.offset = 24 + 16 };
	/* control[7] is the instruction pointer; then one cell is left. */
	check(2, "word0");
	CHECK_EQUAL(runtimes.first->left_entry, CONTROL + 16);
	CHECK(runtimes.first->left);
}

/* Up, from below the pointer. */
static void check_direction(void)
{
	canned_runtime_prepare();
	data.runtime.control_step = -8;
	data.runtime.control_first = -8;
	data.runtime.control[0] = fixed(CONTROL + sizeof(control));
	check(3, "word0");
	/* As far as the activation goes. */
	canned_runtime_prepare();
	data.runtime.control_step = -8;
	data.runtime.control_first = -8;
	data.runtime.control[0] = fixed(CONTROL + sizeof(control));
	data.runtime.control_end = fixed(CONTROL + 48);
	control[6] = THREADS + 0x30;
	check(3, "word0");
	/* Used up, and beyond. */
	canned_runtime_prepare();
	data.runtime.control[0] = fixed(CONTROL - 800);
	check(3, "word0");
	canned_runtime_prepare();
	data.runtime.control_step = -8;
	data.runtime.control[0] = fixed(CONTROL + sizeof(control) + 800);
	check(3, "word0");
	/* Frames of two cells: every other one counts. */
	canned_runtime_prepare();
	data.runtime.control_step = 16;
	data.runtime.control_return = 8;
	data.runtime.control[0] = fixed(CONTROL + 32);
	check(3, "word0");
	canned_runtime_prepare();
	data.runtime.control_step = 16;
	data.runtime.control[0] = fixed(CONTROL + 32);
	check(1, "word0");
}

/* Cells count that follow a token of code. */
static void check_tokens(void)
{
	enum { WORD1 = 0x108 / 8, WORD0 = 0x8 / 8, WORD2 = 0x200 / 8 };

	canned_runtime_prepare();
	data.runtime.flags = KNELL_RUNTIME_DIRECT;
	thread_words[WORD0] = CODE + 8;
	check(2, "word0");
	thread_words[WORD1] = CODE + SIZE - 1;
	runtimes.first = NULL;
	runtimes.count = 0;
	check(3, "word0");
	canned_runtime_prepare();
	data.runtime.flags = KNELL_RUNTIME_INDIRECT;
	thread_words[WORD0] = THREADS + 8 * WORD2;
	thread_words[WORD1] = CODE;
	thread_words[WORD2] = CODE;
	check(2, "word0");
}

/* Nobody called: the trace rightly ends. */
static void check_outermost(void)
{
	canned_runtime_prepare();
	data.runtime.caller_pc = fixed(0);
	canned_runtime_begin();
	for (unsigned i = 0; i < 3; i++)
		CHECK(knell_unwind_step(&unwind));
	CHECK(!knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
	CHECK(!canned_runtime_find_fault());
}

/* "word0" in each way that names may be kept. */
static void check_names(void)
{
	enum {
		HERE = KNELL_RUNTIME_NAMES_HERE,
		LINKED = KNELL_RUNTIME_NAMES_LINKED
	};

	canned_runtime_prepare();
	data.names.flags = 0;
	data.names.first = AT(words[0]);
	data.names.count = 3;
	data.names.step = sizeof(data.words[0]);
	check(3, "word0");
	/* A size that ends before it, and one that does not. */
	canned_runtime_prepare();
	data.names.flags |= KNELL_RUNTIME_NAMES_SIZED;
	data.names.size = 24;
	for (unsigned i = 0; i < NAMES; i++)
		memset(data.words[i].name + 8, 0, 8);
	memcpy(data.words[0].name + 8, &(uint64_t){ 0x10 }, 8);
	check(3, "word0");
	data.words[0].name[8] = 0xf;
	CHECK(!canned_runtime_find_name());
	/* A byte that counts and flags, in front; by a pointer, too. */
	canned_runtime_prepare();
	data.names.flags |= KNELL_RUNTIME_NAMES_COUNTED;
	data.names.text = 1;
	data.names.mask = 0x1f;
	memcpy(data.words[0].name,
		"\xe4"
		"fourth",
		7);
	check(3, "four");
	data.names.flags |= KNELL_RUNTIME_NAMES_POINTED;
	data.names.name = 16;
	for (unsigned i = 0; i < NAMES; i++)
		memcpy(data.words[i].name, &(uint64_t){ AT(text) }, 8);
	memcpy(data.text,
		"\x03"
		"odd",
		5);
	CHECK_TEXT(canned_runtime_find_name(), "odd");
	/* Code behind the name, in the dictionary itself. */
	canned_runtime_prepare();
	data.names.flags = LINKED | HERE | KNELL_RUNTIME_NAMES_BEHIND;
	data.names.start = -(int)(AT(words[0]) + 24 - THREADS);
	check(3, "word0");
	/* None from outside of the range. */
	canned_runtime_prepare();
	data.threads.start += 8;
	canned_runtime_begin();
	CHECK(!canned_runtime_find_name());
	/* Of two that begin at one address neither is the name. */
	canned_runtime_prepare();
	data.words[2].start = THREADS;
	canned_runtime_begin();
	CHECK(!canned_runtime_find_name());
}

/* Names of a symbol table, where they are nearer. */
static void check_symbols(void)
{
	struct knell_lookup lookup = { .address = THREADS + 0x20 };
	char symbol[] = "symbol", *text = symbol;

	canned_runtime_prepare();
	canned_runtime_begin();
	lookup.symbol.address = THREADS + 0x10;
	knell_runtimes_name(&runtimes, &lookup, &text, 1);
	CHECK_TEXT(text, "symbol");
	lookup.symbol.address = THREADS;
	knell_runtimes_name(&runtimes, &lookup, &text, 1);
	CHECK_TEXT(text, "word0");
	/* What is not in its ranges is not its own. */
	text = NULL;
	lookup.address = THREADS + SIZE;
	knell_runtimes_name(&runtimes, &lookup, &text, 1);
	CHECK(!text);
}

int main(void)
{
	check_good();
	check_saved();
	check_current();
	check_places();
	check_direction();
	check_tokens();
	check_outermost();
	check_names();
	check_symbols();
	return test_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * Machine code made at run time, which describes itself: by call frame
 * information ("tables"), by one rule for all frames ("rule"), or one that
 * calls the other ("both"). It dies in C that it calls; with a second word, in
 * itself.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "knell/runtime.h"

KNELL_RUNTIMES_DEFINE;

enum { SIZE = 64, FUNCTIONS = 3, PAGE = 4096, HIDDEN = 40 };

struct name {
	unsigned long start, size;
	char text[16];
};

/* What a compiler would keep of one unit of code. */
struct unit {
	uint8_t *code;
	struct name names[FUNCTIONS];
	uint8_t tables[512];
	size_t used;
	struct knell_runtime_range range;
	struct knell_runtime_names list;
	struct knell_runtime runtime;
};

static struct unit with_tables, with_rule;

__attribute__((noinline)) static void die(void)
{
	*(volatile int *)0 = 1;
}

static void put(uint8_t **at, const void *bytes, size_t size)
{
	memcpy(*at, bytes, size);
	*at += size;
}

#define PUT(at, ...)                              \
	put(at, (const uint8_t[]){ __VA_ARGS__ }, \
		sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* A function that calls another; NULL: it writes to address 0. */
static void emit(struct unit *unit, unsigned index, int framed,
	const void *called, const char *name)
{
	uint8_t *at = unit->code + index * SIZE;
	struct name *row = &unit->names[index];

	row->start = (unsigned long)at;
	row->size = SIZE;
	strcpy(row->text, name);
	if (framed)
		/* push %rbp; mov %rsp, %rbp; push %rbx; sub $24, %rsp */
		PUT(&at, 0x55, 0x48, 0x89, 0xe5, 0x53, 0x48, 0x83, 0xec, 24);
	else
		/* sub $40, %rsp; mov $0, %ebp */
		PUT(&at, 0x48, 0x83, 0xec, HIDDEN);
	/* mov $7, %ebx: the caller's is saved, or said not to be */
	if (framed)
		PUT(&at, 0xbb, 7, 0, 0, 0);
	/* mov $called, %rax; call *%rax */
	PUT(&at, 0x48, 0xb8);
	put(&at, &called, sizeof(called));
	if (called)
		PUT(&at, 0xff, 0xd0);
	else
		PUT(&at, 0x89, 0x00);
	if (framed)
		/* mov -8(%rbp), %rbx; leave; ret */
		PUT(&at, 0x48, 0x8b, 0x5d, 0xf8, 0xc9, 0xc3);
	else
		PUT(&at, 0x48, 0x83, 0xc4, HIDDEN, 0xc3);
}

/* One CIE, an FDE for each function, the end. */
static void make_tables(struct unit *unit)
{
	uint8_t *at = unit->tables;

	/* length, id, version, "zR", factors 1 and -8, column 16, absolute
	 * addresses; CFA rsp + 8, return address at CFA - 8 */
	PUT(&at, 20, 0, 0, 0, 0, 0, 0, 0, 1, 'z', 'R', 0, 1, 0x78, 16, 1, 0,
		0x0c, 7, 8, 0x90, 1, 0, 0);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		uint32_t back = (uint32_t)(at + 4 - unit->tables);

		PUT(&at, 28, 0, 0, 0);
		put(&at, &back, sizeof(back));
		put(&at, &unit->names[i].start, sizeof(long));
		put(&at, &unit->names[i].size, sizeof(long));
		/* from byte 4 on CFA is rsp + 48 */
		PUT(&at, 0, 0x44, 0x0e, HIDDEN + 8, 0, 0, 0, 0);
	}
	PUT(&at, 0, 0, 0, 0);
	unit->used = (size_t)(at - unit->tables);
}

static int describe(struct unit *unit, const char *name)
{
	unit->range =
		(struct knell_runtime_range){ (unsigned long)unit->code, PAGE };
	unit->list = (struct knell_runtime_names){
		.first = (unsigned long)unit->names,
		.flags = KNELL_RUNTIME_NAMES_SIZED,
		.count = FUNCTIONS,
		.step = sizeof(struct name),
		.size = offsetof(struct name, size),
		.name = offsetof(struct name, text),
	};
	unit->runtime.version = KNELL_RUNTIME_VERSION;
	unit->runtime.size_bytes = sizeof(unit->runtime);
	unit->runtime.name = name;
	unit->runtime.code = &unit->range;
	unit->runtime.code_count = 1;
	unit->runtime.names = &unit->list;
	return knell_runtime_add(&knell_runtimes, &unit->runtime);
}

static int describe_rule(struct unit *unit)
{
	static const struct knell_runtime_saved saved[] = {
		{ "rbp", -16, 0 },
		{ "rbx", -24, 0 },
	};

	unit->runtime.saved = saved;
	unit->runtime.saved_count = 2;
	unit->runtime.caller_sp =
		(struct knell_runtime_place){ KNELL_RUNTIME_REGISTER, 16, "rbp",
			0 };
	unit->runtime.caller_pc = (struct knell_runtime_place){
		.kind = KNELL_RUNTIME_CALLER | KNELL_RUNTIME_WORD,
		.offset = -8UL
	};
	return describe(unit, "ruled");
}

/* "alpha" calls "beta" calls "gamma". */
static void make(struct unit *unit, int framed, const void *called)
{
	static const char *const names[2][FUNCTIONS] = {
		{ "alpha", "beta", "gamma" }, { "one", "two", "three" }
	};

	unit->code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (unsigned i = FUNCTIONS; i-- > 0;) {
		emit(unit, i, framed, called, names[framed][i]);
		called = unit->code + i * SIZE;
	}
	mprotect(unit->code, PAGE, PROT_READ | PROT_EXEC);
}

/* Finds its caller by rbx, as compilers do where they align the stack. */
__attribute__((noinline)) static int call(const struct unit *unit, int count)
{
	volatile char room[count * 16];

	room[0] = 1;
	((void (*)(void))(uintptr_t)unit->code)();
	return room[0];
}

int main(int count, char **arguments)
{
	const char *mode = count > 1 ? arguments[1] : "tables";
	const void *last = count > 2 ? NULL : (const void *)(uintptr_t)die;
	int both = !strcmp(mode, "both");

	make(&with_rule, 1, last);
	make(&with_tables, 0, both ? with_rule.code : last);
	make_tables(&with_tables);
	with_tables.runtime.eh_frame = with_tables.tables;
	/* The other way to tell its end is the entry of length 0. */
	if (both)
		with_tables.runtime.eh_frame_bytes = with_tables.used;
	if (describe_rule(&with_rule) || describe(&with_tables, "tabled"))
		return 2;
	return call(strcmp(mode, "rule") ? &with_tables : &with_rule, count);
}

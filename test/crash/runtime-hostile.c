/* SPDX-License-Identifier: MIT */
/*
 * Descriptions of runtimes that are broken: what does not hold is told, what
 * holds is used, and nothing takes long. Each case breaks a description that
 * is good otherwise.
 */
#include <limits.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "test/lib/canned-runtime.h"
#include "test/lib/test.h"

struct broken {
	void (*change)(void);
	const char *fault; /* part of it */
	unsigned frames;
	const char *name;
};

#define CASE(name, ...)        \
	static void name(void) \
	{                      \
		__VA_ARGS__;   \
	}

CASE(break_magic, data.list.magic[7] = '2')
CASE(break_first, data.list.first = (void *)NOWHERE)
CASE(break_first_kernel, data.list.first = (void *)-8UL)
CASE(break_version, data.runtime.version = 0)
CASE(break_size, data.runtime.size_bytes = 8)
CASE(link_to_itself, data.runtime.next = POINTER(runtime))
CASE(link_in_circle, data.other = data.runtime;
	data.runtime.next = POINTER(other); data.other.next = POINTER(runtime))
CASE(link_cut, data.runtime.next = (void *)(AT(tables) + 32))
CASE(name_nowhere, data.runtime.name = (void *)NOWHERE)
CASE(code_nowhere, data.runtime.code = (void *)NOWHERE)
CASE(code_none, data.runtime.code_count = 0)
CASE(code_many, data.runtime.code_count = SIZE_MAX)
CASE(code_beyond, data.code.size_bytes = SIZE_MAX)
CASE(code_empty, data.code.size_bytes = 0)
CASE(threads_many, data.runtime.thread_count = SIZE_MAX / 16)
CASE(threads_overlap, data.runtime.thread_count = 3;
	data.more[0] = data.more[1] = data.threads)
CASE(saved_many, data.runtime.saved_count = SIZE_MAX)
CASE(saved_wrong, strcpy(data.saved[0].name, "xmm0"))
CASE(saved_long, memcpy(data.saved[0].name, "rbxrbxrb", 8))
CASE(saved_nowhere, data.saved[0].offset = INT_MIN)
CASE(kind_wrong, data.runtime.instruction[1].kind = 6)
CASE(kind_flag, data.runtime.instruction[1].kind = 0x202)
CASE(register_wrong, strcpy(data.runtime.instruction[0].name, "x0"))
CASE(register_empty, memset(data.runtime.instruction[0].name, 0, 8))
CASE(step_none, data.runtime.control_step = 0)
CASE(step_least, data.runtime.control_step = INT_MIN)
CASE(step_most, data.runtime.control_step = INT_MAX)
CASE(first_least, data.runtime.control_first = INT_MIN)
CASE(return_far, data.runtime.control_return = INT_MAX)
CASE(bounds_crossed, data.runtime.control_low = fixed(CONTROL + 64);
	data.runtime.control_high = fixed(CONTROL))
CASE(bounds_nowhere, data.runtime.control_low.kind = KNELL_RUNTIME_NONE;
	data.runtime.control_high.kind = KNELL_RUNTIME_NONE)
CASE(end_outside, data.runtime.control_end = fixed(NOWHERE))
CASE(end_passed, data.runtime.control_end = fixed(CONTROL))
CASE(
	link_frames, data.runtime.flags = KNELL_RUNTIME_LINKED;
	data.runtime.control_step = 0; data.runtime.control_return = 8;
	data.runtime.control[0] = fixed(AT(linked[0]));
	for (unsigned i = 0; i < FRAMES; i++) {
		data.linked[i].caller = i + 1 < FRAMES ? AT(linked[i + 1]) : 0;
		data.linked[i].at = THREADS + 0x10;
	})
CASE(link_frames_circle, link_frames();
	data.linked[FRAMES - 1].caller = AT(linked[1]))
CASE(link_frames_itself, link_frames(); data.linked[0].caller = AT(linked[0]))
CASE(link_frames_nowhere, link_frames(); data.linked[1].caller = NOWHERE)
CASE(link_frames_least, link_frames(); data.runtime.control_step = INT_MIN)
CASE(sp_of_itself, data.runtime.caller_sp.kind = KNELL_RUNTIME_CALLER)
CASE(sp_unknown, data.runtime.caller_sp.kind = KNELL_RUNTIME_ENTRY)
CASE(pc_nowhere, stack[1] = NOWHERE)
CASE(pc_unreadable, data.runtime.caller_pc = fixed(NOWHERE);
	data.runtime.caller_pc.kind |= KNELL_RUNTIME_WORD)
CASE(sp_back, data.runtime.caller_sp.add = INT_MIN;
	data.runtime.caller_pc = fixed(C_CODE + 0x10))
CASE(call_itself, data.runtime.caller_sp = fixed(STACK);
	data.runtime.caller_pc = fixed(CODE + 0x41))
CASE(call_itself_upward, data.runtime.caller_pc = fixed(CODE + 0x41))
CASE(entry_nowhere, data.runtime.entry = fixed(NOWHERE);
	data.runtime.control_end.kind = KNELL_RUNTIME_ENTRY |
					KNELL_RUNTIME_WORD)
CASE(names_nowhere, data.runtime.names = (void *)NOWHERE)
CASE(names_first, data.names.first = NOWHERE)
CASE(names_circle, data.words[0].link = AT(words[1]))
CASE(names_itself, data.words[1].link = AT(words[1]))
CASE(names_next, data.names.next = POINTER(names))
CASE(names_cut, data.words[1].link = NOWHERE)
CASE(names_counted, data.names.flags |= KNELL_RUNTIME_NAMES_COUNTED;
	data.names.mask = UINT_MAX)
CASE(names_behind, data.names.flags |= KNELL_RUNTIME_NAMES_BEHIND;
	data.names.name = (int)(AT(tables) - AT(words[2]));
	memset(data.tables, 'a', sizeof(data.tables)))
CASE(names_pointed, data.names.flags |= KNELL_RUNTIME_NAMES_POINTED)
CASE(names_limited, data.names.count = 2)
CASE(names_array, data.names.flags = 0; data.names.count = UINT_MAX;
	data.names.first = AT(words[0]))
CASE(names_array_cut, names_array(); data.names.step = -16)
CASE(names_same, data.words[1].start = THREADS)
CASE(names_sized, data.names.flags |= KNELL_RUNTIME_NAMES_SIZED;
	data.names.size = 8)
CASE(names_far, data.names.start = INT_MAX)

static const struct broken cases[] = {
	{ break_magic, "does not begin as one", 99, NULL },
	{ break_first, "cannot be read", 99, NULL },
	{ break_first_kernel, "cannot be read", 99, NULL },
	{ break_version, "version", 99, NULL },
	{ break_size, "size", 99, NULL },
	{ link_to_itself, "comes back to itself", 3, "word0" },
	{ link_in_circle, "comes back to itself", 3, "word0" },
	{ link_cut, "cannot be read", 3, "word0" },
	{ name_nowhere, "its name cannot be read", 3, "word0" },
	{ code_nowhere, "array", 99, "word0" },
	{ code_none, "no machine code", 99, "word0" },
	{ code_many, "256 ranges", 99, "word0" },
	{ code_beyond, "beyond the last address", 3, "word0" },
	{ code_empty, NULL, 99, "word0" },
	{ threads_many, "256 ranges", 0, NULL },
	{ threads_overlap, NULL, 3, "word0" },
	{ saved_many, "more registers than the machine", 3, "word0" },
	{ saved_wrong, "saves a register", 3, "word0" },
	{ saved_long, "saves a register", 3, "word0" },
	{ saved_nowhere, NULL, 3, "word0" },
	{ kind_wrong, "of a kind", 3, "word0" },
	{ kind_flag, "of a kind", 3, "word0" },
	{ register_wrong, "a register is named", 2, "word0" },
	{ register_empty, "a register is named", 2, "word0" },
	{ step_none, "impossible size", 1, "word0" },
	{ step_least, "impossible size", 1, "word0" },
	{ step_most, "impossible size", 1, "word0" },
	{ first_least, "outside", 1, "word0" },
	{ return_far, "cannot be read", 1, "word0" },
	{ bounds_crossed, "outside", 1, "word0" },
	{ bounds_nowhere, "cannot be read", 3, "word0" },
	{ end_outside, "the end of its control stack", 3, "word0" },
	{ end_passed, NULL, 1, "word0" },
	{ link_frames, NULL, 5, "word0" },
	{ link_frames_circle, "form a circle", 8, "word0" },
	{ link_frames_itself, "form a circle", 2, "word0" },
	{ link_frames_nowhere, "cannot be read", 3, "word0" },
	{ link_frames_least, "cannot be read", 2, "word0" },
	{ sp_of_itself, "by itself", 99, "word0" },
	{ sp_unknown, "stack pointer is not to be had", 99, "word0" },
	{ pc_nowhere, "in no code", 99, "word0" },
	{ pc_unreadable, "return address is not to be had", 99, "word0" },
	{ sp_back, NULL, 3, "word0" },
	{ call_itself, NULL, 99, "word0" },
	{ call_itself_upward, NULL, 99, "word0" },
	{ entry_nowhere, NULL, 3, "word0" },
	{ names_nowhere, "description of its names", 3, NULL },
	{ names_first, "names cannot be read", 3, NULL },
	{ names_circle, "names form a circle", 3, "word0" },
	{ names_itself, "names form a circle", 3, NULL },
	{ names_next, NULL, 3, NULL },
	{ names_cut, "names cannot be read", 3, NULL },
	{ names_counted, NULL, 3, "word0" },
	{ names_behind, "names cannot be read", 3, NULL },
	{ names_pointed, "a name cannot be read", 3, NULL },
	{ names_limited, NULL, 3, NULL },
	{ names_array, "262144 names", 3, NULL },
	{ names_array_cut, "a name cannot be read", 3, "word0" },
	{ names_same, NULL, 3, NULL },
	{ names_sized, NULL, 3, "word0" },
	{ names_far, "names cannot be read", 3, NULL },
};

/* Return: how many cases are not as expected. */
static int check_broken(void)
{
	int failures = 0;

	for (unsigned i = 0; i < KNELL_COUNT(cases); i++) {
		const struct broken *broken = &cases[i];

		canned_runtime_prepare();
		broken->change();
		canned_runtime_begin();
		unsigned frames = canned_runtime_count_frames();
		const char *name = canned_runtime_find_name(),
			   *fault = canned_runtime_find_fault();

		if (frames == broken->frames &&
			!strcmp(name ? name : "",
				broken->name ? broken->name : "") &&
			(broken->fault ? fault && strstr(fault, broken->fault)
				       : !fault))
			continue;
		dprintf(2, "case %u (%s): %u frames, name %s, fault %s\n", i,
			broken->fault ? broken->fault : "", frames,
			name ? name : "none", fault ? fault : "none");
		failures++;
	}
	return failures;
}

static const char *open_tables(const void *tables, size_t size)
{
	struct knell_unwind_code found = { .start = CODE - SIZE,
		.end = CODE + 2 * SIZE };

	data.runtime.eh_frame = tables;
	data.runtime.eh_frame_bytes = size;
	knell_runtimes_read_list(&runtimes, DATA);
	knell_runtimes_adapt_code(&runtimes, CODE + 8, &found);
	CHECK_EQUAL(found.start, CODE);
	CHECK_EQUAL(found.end, CODE + SIZE);
	CHECK(!found.cfi == !!canned_runtime_find_fault());
	return canned_runtime_find_fault();
}

/* Call frame information that is not there, or without an end. */
static void check_tables(void)
{
	static const char fault[] = "its call frame information cannot be read";
	struct knell_unwind_code beside = { .start = 0, .end = UINT64_MAX };

	canned_runtime_prepare();
	CHECK_TEXT(open_tables((void *)NOWHERE, 0), fault);
	canned_runtime_prepare();
	CHECK_TEXT(open_tables((void *)NOWHERE, 16), fault);
	canned_runtime_prepare();
	CHECK_TEXT(open_tables(POINTER(tables), SIZE_MAX), fault);
	canned_runtime_prepare();
	CHECK_TEXT(open_tables(POINTER(tables), 4096), fault);
	canned_runtime_prepare();
	memset(data.tables, 0xff, sizeof(data.tables));
	CHECK_TEXT(open_tables(POINTER(tables), 0), fault);
	canned_runtime_prepare();
	memset(data.tables, 4, sizeof(data.tables));
	CHECK_TEXT(open_tables(POINTER(tables), 0), fault);
	canned_runtime_prepare();
	CHECK(!open_tables(POINTER(tables), 0));
	CHECK_EQUAL(runtimes.first->cfi.eh_frame.size, 4);
	knell_runtimes_adapt_code(&runtimes, CODE + SIZE, &beside);
	CHECK_EQUAL(beside.start, CODE + SIZE);
	CHECK_EQUAL(beside.end, UINT64_MAX);
	CHECK(!beside.cfi);
}

/* More descriptions than are read, each good. */
static void check_many(void)
{
	static struct knell_runtime many[KNELL_RUNTIMES_MAX + 2];
	const unsigned long start = 0xa00000;

	canned_runtime_prepare();
	for (unsigned i = 0; i < KNELL_COUNT(many); i++) {
		many[i] = data.runtime;
		many[i].next = (void *)(start + (i + 1) * sizeof(many[0]));
	}
	data.runtime.next = (void *)start;
	fake_add_memory(&fake, start, many, sizeof(many));
	canned_runtime_begin();
	CHECK_EQUAL(runtimes.count, KNELL_RUNTIMES_MAX);
	CHECK(strstr(canned_runtime_find_fault(), "only 1024"));
	CHECK_EQUAL(canned_runtime_count_frames(), 3);
}

static void link_frames_anew(void)
{
	canned_runtime_prepare();
	link_frames();
}

/* Control stacks of many threads, which are long together. */
static void check_long(void)
{
	canned_runtime_prepare();
	canned_runtime_begin();
	runtimes.cells_seen = KNELL_RUNTIME_CELLS_MAX - 1;
	CHECK_EQUAL(canned_runtime_count_frames(), 2);
	CHECK(strstr(canned_runtime_find_fault(), "longer than is looked at"));
	/* What lies far apart is read anew, which counts for more. */
	link_frames_anew();
	canned_runtime_begin();
	CHECK(runtimes.cells_seen == 0);
	CHECK_EQUAL(canned_runtime_count_frames(), 5);
	CHECK(runtimes.cells_seen > KNELL_RUNTIME_CELLS_READ);
	CHECK(runtimes.cells_seen < 2 * KNELL_RUNTIME_CELLS_READ);
}

/* Names that each lie in a page of their own. */
static void check_sparse(void)
{
	enum { PAGES = 1 << 14, PAGE = 4096 };
	const unsigned long start = 0x10000000;
	char *pages = mmap(NULL, (size_t)PAGES * PAGE, PROT_READ,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	CHECK(pages != MAP_FAILED);
	canned_runtime_prepare();
	data.names.flags = 0;
	data.names.first = start;
	data.names.step = PAGE;
	data.names.count = PAGES / 2 - 8;
	fake_add_memory(&fake, start, pages, (size_t)PAGES * PAGE);
	canned_runtime_begin();
	CHECK_TEXT(canned_runtime_find_name(), NULL);
	CHECK_TEXT(canned_runtime_find_fault(), NULL);
	data.names.count = PAGES;
	CHECK_TEXT(canned_runtime_find_name(), NULL);
	CHECK_TEXT(canned_runtime_find_fault(),
		"its names are spread over more memory than is read");
	munmap(pages, (size_t)PAGES * PAGE);
}

/* What is kept of all descriptions is bounded, too. */
static void check_room(void)
{
	struct knell_unwind_code found = { .start = CODE - SIZE,
		.end = CODE + 2 * SIZE };

	canned_runtime_prepare();
	runtimes.ranges_seen = KNELL_RUNTIME_RANGES_ALL - 1;
	canned_runtime_begin();
	CHECK(strstr(canned_runtime_find_fault(), "8192 ranges in all"));
	CHECK_EQUAL(runtimes.first->code_count, 1);
	CHECK_EQUAL(runtimes.first->thread_count, 0);
	canned_runtime_prepare();
	data.runtime.eh_frame = POINTER(tables);
	data.runtime.eh_frame_bytes = 64;
	runtimes.tables_seen = KNELL_RUNTIME_TABLES_MAX - 63;
	knell_runtimes_read_list(&runtimes, DATA);
	knell_runtimes_adapt_code(&runtimes, CODE + 8, &found);
	CHECK(strstr(canned_runtime_find_fault(), "call frame information"));
}

int main(void)
{
	check_long();
	check_sparse();
	check_room();
	check_tables();
	check_many();
	CHECK_EQUAL(check_broken(), 0);
	return test_end();
}

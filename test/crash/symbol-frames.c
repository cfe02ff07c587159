/* SPDX-License-Identifier: MIT */
/*
 * All frames of a record are named at once as they are one by one, code that
 * the program made itself by its perf map file, and words by what they point
 * at.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crash/symbol.h"
#include "test/lib/scratch.h"
#include "test/lib/stopped.h"
#include "test/lib/test.h"

enum { THREADS = 50, FRAMES = 40 };

int symbol_frames_object[4];

static struct stopped stopped;
static uint8_t *code;
static char perf_map[160];
static char perf_path[32];

static __attribute__((noinline)) int first_function(int x)
{
	return x * 3;
}

static __attribute__((noinline)) int other_function(int x)
{
	return x * 5;
}

static int open_path(struct knell_target *target, const char *path)
{
	(void)target;
	if (strcmp(path, perf_path))
		return -ENOENT;
	return open(perf_map, O_RDONLY | O_CLOEXEC);
}

static void write_map(const char *format)
{
	FILE *file = fopen(perf_map, "w");
	unsigned long at = (unsigned long)(uintptr_t)code;

	CHECK(file);
	fprintf(file, format, at, at + 0x100, at + 0x40);
	CHECK(!fclose(file));
}

static const char *name(size_t offset)
{
	return stopped_name(&stopped, (uintptr_t)code + offset, true);
}

static void check_perf_map(void)
{
	char long_line[2000];

	snprintf(perf_path, sizeof(perf_path), "/tmp/perf-%d.map",
		stopped.target->pid);
	CHECK_TEXT(name(0), "?");
	/* The later line is of the code that replaced the earlier. */
	write_map("%lx 80 first\n%lx 10 second one(int)\n%lx 8 newer\n"
		  "0 ffffffffffffffff");
	CHECK_TEXT(name(0), "first");
	CHECK_TEXT(name(0x3f), "first");
	CHECK_TEXT(name(0x40), "newer");
	CHECK_TEXT(name(0x48), "first");
	CHECK_TEXT(name(0x80), "?");
	CHECK_TEXT(name(0x10f), "second one(int)");
	/* A container's process finds the file by its inner number. */
	stopped.target->inner_pid = 7;
	CHECK_TEXT(name(0), "first");
	strcpy(perf_path, "/tmp/perf-7.map");
	CHECK_TEXT(name(0), "first");
	write_map("0x%lx 0x80 prefixed\n%lx 10\n\nzz 10 no\n%lx");
	CHECK_TEXT(name(0), "prefixed");
	CHECK_TEXT(name(0x100), "?");
	memset(long_line, 'x', sizeof(long_line));
	memcpy(long_line, "%lx 80 ", 7);
	long_line[sizeof(long_line) - 1] = '\0';
	write_map(long_line);
	CHECK_EQUAL(strlen(name(0)), 512);
	write_map("");
	CHECK_TEXT(name(0), "?");
	/* Not ours: anybody could have put it there. */
	if (!geteuid()) {
		write_map("%lx 80 first\n");
		stopped.record.process.uid = 1234;
		CHECK_TEXT(name(0), "first");
		CHECK(!chown(perf_map, 4321, 0));
		CHECK_TEXT(name(0), "?");
		stopped.record.process.uid = 4321;
		CHECK_TEXT(name(0), "first");
	}
	unlink(perf_map);
	CHECK_TEXT(name(0), "?");
}

/* What a call at the end of a function returns to is behind the function. */
static void check_return_address(void)
{
	struct knell_image *image = &stopped.modules.images[0];
	struct knell_symbol symbol;

	CHECK(knell_elf_find_name(&image->elf, "first_function", &symbol));
	uint64_t end = image->bias + symbol.address + symbol.size;

	CHECK_TEXT(stopped_name(&stopped, end, false), "first_function");
	CHECK(strcmp(stopped_name(&stopped, end, true), "first_function"));
}

/* Frames of the same few places in all threads, in no order. */
static void check_all_frames(void)
{
	static struct knell_thread threads[THREADS];
	static struct knell_frame frames[THREADS][FRAMES];
	const uint64_t places[] = { (uintptr_t)first_function,
		(uintptr_t)other_function, (uintptr_t)&symbol_frames_object, 0,
		(uintptr_t)stopped_end, UINT64_MAX };
	static const char *const names[] = { "first_function", "other_function",
		"?", "?", "stopped_end", "?" };

	for (unsigned i = 0; i < THREADS * FRAMES; i++)
		frames[i / FRAMES][i % FRAMES] = (struct knell_frame){
			.pc = places[i * 7 % 6] + i % 3,
			.exact = i % 3 == 0,
			.module = -1,
		};
	for (unsigned i = 0; i < THREADS; i++)
		threads[i] = (struct knell_thread){ .frames = frames[i],
			.frame_count = FRAMES };
	stopped.record.threads = threads;
	stopped.record.thread_count = THREADS;
	knell_symbols_name_frames(&stopped.modules);
	stopped.record.thread_count = 0;
	for (unsigned i = 0; i < THREADS * FRAMES; i++) {
		const struct knell_frame *frame =
			&frames[i / FRAMES][i % FRAMES];
		unsigned place = i * 7 % 6;

		CHECK_TEXT(
			frame->function ? frame->function : "?", names[place]);
		if (!frame->function)
			continue;
		CHECK_EQUAL(frame->function_offset, i % 3);
		CHECK_EQUAL(frame->module, 0);
		CHECK_EQUAL(frame->module_offset,
			frame->pc - stopped.modules.images[0].bias);
	}
}

static void check_description(uint64_t address, const char *text)
{
	const char *found = knell_symbols_describe(&stopped.modules, address);

	CHECK_TEXT(found ? found : "nothing", text);
}

static void check_descriptions(const char *program)
{
	uint64_t function = (uintptr_t)first_function;
	uint64_t object = (uintptr_t)&symbol_frames_object;
	const uint64_t all[] = { function, object, function, 16, function + 2 };
	char text[256];

	for (int prepared = 0; prepared < 2; prepared++) {
		snprintf(text, sizeof(text), "first_function in %s", program);
		check_description(function, text);
		snprintf(text, sizeof(text), "first_function+0x2 in %s",
			program);
		check_description(function + 2, text);
		snprintf(text, sizeof(text), "symbol_frames_object+0xf in %s",
			program);
		check_description(object + 15, text);
		check_description(16, "nothing");
		uint64_t start = stopped.modules.images[0].start;

		snprintf(text, sizeof(text), "%s+0x10", program);
		check_description(start + 16, text);
		knell_symbols_prepare(&stopped.modules, all, 5);
		CHECK_EQUAL(stopped.modules.described_count, 4);
	}
}

/* A record too large for the arena has no names, and nothing breaks. */
static void check_exhausted(void)
{
	struct knell_arena kept = stopped.arena;

	for (size_t left = 0; left < 400; left += 8) {
		stopped.arena.size = kept.used + left;
		stopped_name(&stopped, (uintptr_t)first_function, true);
		knell_symbols_describe(
			&stopped.modules, (uintptr_t)first_function);
		CHECK(stopped.arena.used <= stopped.arena.size);
		CHECK_EQUAL(stopped.arena.size, kept.used + left);
		stopped.arena = kept;
	}
}

int main(int argc, char **argv)
{
	snprintf(
		perf_map, sizeof(perf_map), "%s/perf.map", scratch_directory());
	code = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(code != MAP_FAILED);
	stopped_fork(&stopped);
	stopped.kind.open_path = open_path;
	stopped_open_modules(&stopped);
	check_perf_map();
	check_return_address();
	check_all_frames();
	check_descriptions(strrchr(argv[0], '/') + 1);
	check_exhausted();
	stopped_close_modules(&stopped);
	stopped_end(&stopped);
	return first_function(argc - 1) + other_function(argc - 1);
}

/* SPDX-License-Identifier: MIT */
/*
 * A library linked, stripped, split, moved and replaced in each of the ways
 * that happen: its functions are named as far as its files still tell, and
 * never by a file that is another.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crash/symbol.h"
#include "test/lib/scratch.h"
#include "test/lib/stopped.h"
#include "test/lib/test.h"

static const char *directory;

static const char library_source[] =
	"static __attribute__((noinline)) int hidden(int x) {\n"
	"return x * 3; }\n"
	"int visible(int x) { return hidden(x) + 1; }\n"
	"int (*const volatile where[])(int) = { hidden, visible };\n";

/* The same layout under other names. */
static const char other_source[] =
	"static __attribute__((noinline)) int masked(int x) {\n"
	"return x * 3; }\n"
	"int obvious(int x) { return masked(x) + 2; }\n"
	"int (*const volatile where[])(int) = { masked, obvious };\n";

static const char host_source[] =
	"#include <dlfcn.h>\n#include <signal.h>\n"
	"static __attribute__((noinline)) int hidden(int x) {\n"
	"return x * 3; }\n"
	"int visible(int x) { return hidden(x) + 1; }\n"
	"int (*const volatile where[])(int) = { hidden, visible };\n"
	"int main(int c, char **v) { void *l = c > 1 ? dlopen(v[1], RTLD_NOW)\n"
	": 0; raise(SIGSTOP); return !l; }\n";

/* Its exported function is always named; the other one as told here. */
struct library {
	const char *name;
	const char *program; /* not a library: how the program is linked */
	const char *link;    /* options for cc */
	const char *split;   /* a shell command after linking */
	const char *move;    /* and one while it runs */
	bool by_name;        /* the file is opened by its name alone */
	const char *hidden;
	bool mismatch, deleted, debug_file;
};

#define KEEP_DEBUG "objcopy --only-keep-debug lib.so lib.debug && "
#define STRIP      "objcopy --strip-all --add-gnu-debuglink=lib.debug lib.so"
#define BY_ID                                                                  \
	KEEP_DEBUG "objcopy --strip-all lib.so && "                            \
		   "id=$(readelf -n lib.so | awk '/Build ID/ {print $3}') && " \
		   "mkdir -p root/$(echo $id | cut -c 1-2) && "                \
		   "mv lib.debug root/$(echo $id | "                           \
		   "sed 's/^../&\\//').debug"
#define NO_ID "-Wl,--build-id=none "

static const struct library libraries[] = {
	{
		.name = "as linked",
		.hidden = "hidden",
	},
	{
		.name = "stripped",
		.link = "-s",
		.hidden = "?",
	},
	{
		.name = "the program, PIE",
		.program = "-pie",
		.hidden = "hidden",
	},
	{
		.name = "the program, not PIE",
		.program = "-no-pie",
		.hidden = "hidden",
	},
	{
		.name = "one segment for code and data",
		.link = "-Wl,-z,noseparate-code",
		.hidden = "hidden",
	},
	{
		.name = "2 MiB pages",
		.link = "-Wl,-z,max-page-size=0x200000",
		.hidden = "hidden",
	},
	{
		.name = "lld, 64 KiB pages",
		.split = "clang-19 -O1 -fPIC -shared -fuse-ld=lld-19"
			 " -Wl,-z,max-page-size=65536 -o lib.so lib.c",
		.hidden = "hidden",
	},
	{
		.name = "prelinked",
		.link = "-Wl,-Ttext-segment=0x7000000",
		.hidden = "hidden",
	},
	{
		.name = "debuglink",
		.link = NO_ID,
		.split = KEEP_DEBUG STRIP,
		.hidden = "hidden",
		.debug_file = true,
	},
	{
		.name = "debuglink in .debug/",
		.link = NO_ID,
		.split = KEEP_DEBUG STRIP
		" && mkdir .debug && mv lib.debug .debug",
		.hidden = "hidden",
		.debug_file = true,
	},
	{
		.name = "debuglink, beside some symbols",
		.link = NO_ID,
		.split = KEEP_DEBUG "objcopy --strip-symbol=hidden"
				    " --add-gnu-debuglink=lib.debug lib.so",
		.hidden = "hidden",
		.debug_file = true,
	},
	{
		.name = "debuglink, wrong checksum",
		.link = NO_ID,
		.split = KEEP_DEBUG STRIP " && echo >> lib.debug",
		.hidden = "?",
	},
	{
		.name = "debuglink, another build ID",
		.link = "-Wl,--build-id",
		.split = KEEP_DEBUG STRIP " && cp other.so lib.debug",
		.hidden = "?",
	},
	{
		.name = "build ID",
		.link = "-Wl,--build-id",
		.split = BY_ID,
		.hidden = "hidden",
		.debug_file = true,
	},
	{
		.name = "build ID, another file",
		.link = "-Wl,--build-id",
		.split = BY_ID " && cp other.so root/*/*",
		.hidden = "?",
	},
	{
		.name = "prelinked after the split",
		.link = NO_ID " -Wl,-Ttext-segment=0x7000000",
		.split =
			"mv lib.so lib.debug && $CC " NO_ID
			" -s -o lib.so lib.c && objcopy --add-gnu-debuglink=lib.debug lib.so",
		.hidden = "hidden",
		.debug_file = true,
	},
	{
		.name = "deleted",
		.move = "rm lib.so",
		.hidden = "hidden",
		.deleted = true,
	},
	{
		.name = "deleted, by name",
		.move = "rm lib.so",
		.by_name = true,
		.hidden = "?",
		.deleted = true,
	},
	{
		.name = "replaced, by build ID",
		.link = "-Wl,--build-id",
		.move = "mv other.so lib.so",
		.by_name = true,
		.hidden = "?",
		.mismatch = true,
		.deleted = true,
	},
	{
		.name = "replaced, without build IDs",
		.link = NO_ID,
		.move = "$CC " NO_ID "-o new.so other.c && mv new.so lib.so",
		.by_name = true,
		.hidden = "?",
		.mismatch = true,
		.deleted = true,
	},
	{
		.name = "replaced by no ELF file",
		.move = "echo no library > new && mv new lib.so",
		.by_name = true,
		.hidden = "?",
		.mismatch = true,
		.deleted = true,
	},
};

static struct stopped stopped;

static void run(const char *format, ...)
{
	char command[2048], script[4096];
	va_list list;

	va_start(list, format);
	vsnprintf(command, sizeof(command), format, list);
	va_end(list);
	snprintf(script, sizeof(script),
		"cd %s && CC='cc -O1 -fPIC -shared' && { %s; } > log 2>&1",
		directory, command);
	if (!system(script))
		return;
	dprintf(2, "failed: %s\n", command);
	CHECK(!"the command");
}

static void write_file(const char *name, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	CHECK(file && fputs(text, file) >= 0 && !fclose(file));
}

/* /usr/lib/debug/.build-id/ is in the test's directory. */
static int open_path(struct knell_target *target, const char *path)
{
	static const char store[] = "/usr/lib/debug/.build-id/";
	char moved[256];

	(void)target;
	if (!strncmp(path, store, strlen(store)))
		snprintf(moved, sizeof(moved), "%s/root/%s", directory,
			path + strlen(store));
	else
		snprintf(moved, sizeof(moved), "%s", path);
	return open(moved, O_RDONLY | O_CLOEXEC);
}

static int open_by_name(
	struct knell_target *target, const struct knell_map *map)
{
	static const char deleted[] = " (deleted)";
	char path[256];

	(void)target;
	snprintf(path, sizeof(path), "%s", map->name);
	char *end = strstr(path, deleted);

	if (end)
		*end = '\0';
	return open(path, O_RDONLY | O_CLOEXEC);
}

static uint64_t read_where(struct knell_image *image, unsigned index)
{
	struct knell_symbol where;
	uint64_t value;

	CHECK(knell_elf_find_name(&image->elf, "where", &where));
	CHECK_EQUAL(knell_target_read(stopped.target,
			    image->bias + where.address + 8 * index, &value, 8),
		8);
	return value;
}

static void check_names(
	const struct library *library, struct knell_image *image)
{
	uint64_t hidden = read_where(image, 0);
	uint64_t visible = read_where(image, 1);

	CHECK_EQUAL(image->module->mismatch, library->mismatch);
	CHECK_EQUAL(image->module->deleted, library->deleted);
	CHECK_TEXT(stopped_name(&stopped, visible, true), "visible");
	CHECK_TEXT(stopped_name(&stopped, hidden, true), library->hidden);
	CHECK_EQUAL(!!image->module->debug_file, library->debug_file);
	CHECK(knell_modules_find(&stopped.modules, hidden) == image);
}

/* Without the capability for /proc/PID/map_files, memory is all there is. */
static bool can_open_maps(void)
{
	char command[64];

	snprintf(command, sizeof(command),
		"cat /proc/%d/map_files/* >"
		" /dev/null 2>&1",
		getpid());
	return !system(command);
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void make_files(const struct library *library)
{
	run("rm -rf root .debug *.so *.debug");
	run("cc -O1 %s -o host host.c -ldl -Wl,--export-dynamic",
		or_empty(library->program));
	run("$CC -o other.so other.c");
	run("$CC %s -o lib.so lib.c", or_empty(library->link));
	if (library->split)
		run("%s", library->split);
}

static void check_library(const struct library *library)
{
	char host[160], path[160];
	char *argv[] = { host, path, NULL };

	/* Only what fails shows its output. */
	dprintf(2, "%s\n", library->name);
	snprintf(host, sizeof(host), "%s/host", directory);
	snprintf(path, sizeof(path), "%s/lib.so", directory);
	make_files(library);
	stopped_start(&stopped, argv);
	stopped.kind.open_path = open_path;
	if (library->by_name)
		stopped.kind.open_map = open_by_name;
	if (library->move)
		run("%s", library->move);
	stopped_open_modules(&stopped);
	struct knell_image *image =
		stopped_find(&stopped, library->program ? "host" : "lib.so");

	CHECK(image);
	check_names(library, image);
	stopped_close_modules(&stopped);
	stopped_end(&stopped);
}

int main(void)
{
	bool maps = can_open_maps();

	directory = scratch_directory();
	write_file("lib.c", library_source);
	write_file("other.c", other_source);
	write_file("host.c", host_source);
	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++)
		if (maps || strcmp(libraries[i].name, "deleted"))
			check_library(&libraries[i]);
	run("cd / && rm -rf %s", directory);
	return 0;
}

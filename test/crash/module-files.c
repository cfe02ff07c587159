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
#include "test/lib/stopped.h"
#include "test/lib/test.h"

static char directory[] = "/tmp/knell-module-XXXXXX";

static const char library_source[] =
	"static __attribute__((noinline, noclone)) int hidden(int x) {\n"
	"return x * 3; }\n"
	"int visible(int x) { return hidden(x) + 1; }\n"
	"int (*const volatile where[])(int) = { hidden, visible };\n";

/* The same layout under other names. */
static const char other_source[] =
	"static __attribute__((noinline, noclone)) int masked(int x) {\n"
	"return x * 3; }\n"
	"int obvious(int x) { return masked(x) + 2; }\n"
	"int (*const volatile where[])(int) = { masked, obvious };\n";

static const char host_source[] =
	"#include <dlfcn.h>\n#include <signal.h>\n"
	"static __attribute__((noinline, noclone)) int hidden(int x) {\n"
	"return x * 3; }\n"
	"int visible(int x) { return hidden(x) + 1; }\n"
	"int (*const volatile where[])(int) = { hidden, visible };\n"
	"int main(int c, char **v) { void *l = c > 1 ? dlopen(v[1], RTLD_NOW)\n"
	": 0; raise(SIGSTOP); return !l; }\n";

struct expected {
	const char *hidden, *visible;
	bool mismatch;
	bool deleted;
	bool debug_file;
};

struct library {
	const char *name;
	const char *link;  /* options for cc; NULL: the program itself */
	const char *split; /* a shell command after linking */
	const char *move;  /* and one while it runs */
	bool by_name;      /* the file is opened by its name alone */
	struct expected expected;
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
	{ "as linked", "", "", "", false, { "hidden", "visible" } },
	{ "stripped", "-s", "", "", false, { "?", "visible" } },
	{ "the program, PIE", NULL, "-pie", "", false,
		{ "hidden", "visible" } },
	{ "the program, not PIE", NULL, "-no-pie", "", false,
		{ "hidden", "visible" } },
	{ "one segment for code and data", "-Wl,-z,noseparate-code", "", "",
		false, { "hidden", "visible" } },
	{ "2 MiB pages", "-Wl,-z,max-page-size=0x200000", "", "", false,
		{ "hidden", "visible" } },
	{ "lld, 64 KiB pages", "-fuse-ld=lld -Wl,-z,max-page-size=65536", "",
		"", false, { "hidden", "visible" } },
	{ "prelinked", "-Wl,-Ttext-segment=0x7000000", "", "", false,
		{ "hidden", "visible" } },
	{ "debuglink", NO_ID, KEEP_DEBUG STRIP, "", false,
		{ "hidden", "visible", .debug_file = true } },
	{ "debuglink in .debug/", NO_ID,
		KEEP_DEBUG STRIP " && mkdir .debug && mv lib.debug .debug", "",
		false, { "hidden", "visible", .debug_file = true } },
	{ "debuglink, wrong checksum", NO_ID,
		KEEP_DEBUG STRIP " && echo >> lib.debug", "", false,
		{ "?", "visible" } },
	{ "debuglink, a wrong build ID", "-Wl,--build-id",
		KEEP_DEBUG STRIP " && cp other.so lib.debug", "", false,
		{ "?", "visible" } },
	{ "build ID", "-Wl,--build-id", BY_ID, "", false,
		{ "hidden", "visible", .debug_file = true } },
	{ "build ID, another file", "-Wl,--build-id",
		BY_ID " && cp other.so root/*/*", "", false,
		{ "?", "visible" } },
	{ "prelinked after the split", NO_ID "-Wl,-Ttext-segment=0x7000000",
		"mv lib.so lib.debug && $CC " NO_ID " -s -o lib.so lib.c && "
		"objcopy --add-gnu-debuglink=lib.debug lib.so",
		"", false, { "hidden", "visible", .debug_file = true } },
	{ "deleted", "", "", "rm lib.so", false,
		{ "hidden", "visible", .deleted = true } },
	{ "deleted, by name", "", "", "rm lib.so", true,
		{ "?", "visible", .deleted = true } },
	{ "replaced, by build ID", "-Wl,--build-id", "", "mv other.so lib.so",
		true, { "?", "visible", .mismatch = true, .deleted = true } },
	{ "replaced by no ELF file", "", "",
		"echo no library > new && mv new lib.so", true,
		{ "?", "visible", .mismatch = true, .deleted = true } },
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
	printf("failed: %s\n", command);
	CHECK(!"the command");
}

static void write_file(const char *name, const char *text)
{
	char path[64];

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

static void check_expected(
	const struct library *library, struct knell_image *image)
{
	const struct expected *expected = &library->expected;
	uint64_t hidden = read_where(image, 0);
	uint64_t visible = read_where(image, 1);

	/* Told only when something fails: the runner hides the output. */
	printf("%s\n", library->name);
	CHECK_EQUAL(image->module->mismatch, expected->mismatch);
	CHECK_EQUAL(image->module->deleted, expected->deleted);
	CHECK_TEXT(stopped_name(&stopped, visible, true), expected->visible);
	CHECK_TEXT(stopped_name(&stopped, hidden, true), expected->hidden);
	CHECK_EQUAL(!!image->module->debug_file, expected->debug_file);
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

static void check_library(const struct library *library)
{
	char host[64], path[64];
	char *argv[] = { host, path, NULL };
	const char *options = library->link ? "" : library->split;

	snprintf(host, sizeof(host), "%s/host", directory);
	snprintf(path, sizeof(path), "%s/lib.so", directory);
	run("rm -rf root .debug *.so *.debug");
	run("cc -O1 %s -o host host.c -ldl -Wl,--export-dynamic", options);
	run("$CC -o other.so other.c");
	run("$CC %s -o lib.so lib.c", library->link ? library->link : "");
	if (library->link && *library->split)
		run("%s", library->split);
	stopped_start(&stopped, argv);
	stopped.kind.open_path = open_path;
	if (library->by_name)
		stopped.kind.open_map = open_by_name;
	if (*library->move)
		run("%s", library->move);
	stopped_open_modules(&stopped);
	struct knell_image *image =
		stopped_find(&stopped, library->link ? "lib.so" : "host");

	CHECK(image);
	check_expected(library, image);
	stopped_close_modules(&stopped);
	stopped_end(&stopped);
}

int main(void)
{
	bool maps = can_open_maps();

	CHECK(mkdtemp(directory));
	write_file("lib.c", library_source);
	write_file("other.c", other_source);
	write_file("host.c", host_source);
	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++)
		if (maps || strcmp(libraries[i].name, "deleted"))
			check_library(&libraries[i]);
	run("cd / && rm -rf %s", directory);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The middle of every function that readelf(1) lists in real files must be
 * named by one of the names that the function has.
 */
#include <stdlib.h>
#include <string.h>

#include "crash/symbol.h"
#include "test/lib/elf_files.h"
#include "test/lib/test.h"

struct row {
	uint64_t address, size;
	char *name;
};

static struct row *rows;
static size_t row_count, row_room;
static unsigned long checked;

static void add_row(uint64_t address, uint64_t size, const char *name)
{
	if (row_count == row_room) {
		row_room = row_room * 2 + 1024;
		rows = realloc(rows, row_room * sizeof(*rows));
		CHECK(rows);
	}
	rows[row_count++] = (struct row){ address, size, strdup(name) };
}

/* "Num: Value Size Type Bind Vis Ndx Name", the size in hex if large. */
static void read_rows(const char *path)
{
	static char line[1 << 16], name[1 << 16];
	FILE *output = elf_tool(
		"readelf -W --syms --dyn-syms '%s' 2>/dev/null", path, NULL);

	while (fgets(line, sizeof(line), output)) {
		char address[32], size[32], type[16], section[16];

		if (sscanf(line, " %*[0-9]: %31s %31s %15s %*s %*s %15s %s",
			    address, size, type, section, name) != 5 ||
			!strcmp(section, "UND") || !strcmp(section, "ABS") ||
			(strcmp(type, "FUNC") && strcmp(type, "IFUNC")))
			continue;
		uint64_t bytes = strtoull(size, NULL, 0);

		/* readelf adds the version of a dynamic symbol. */
		char *version = strchr(name + 1, '@');

		if (version)
			*version = '\0';

		if (bytes)
			add_row(strtoull(address, NULL, 16), bytes, name);
	}
	pclose(output);
}

static int by_address(const void *a, const void *b)
{
	const struct knell_lookup *one = a, *other = b;

	return (one->address > other->address) -
	       (one->address < other->address);
}

static int by_start(const void *a, const void *b)
{
	const struct row *one = a, *other = b;

	return (one->address > other->address) -
	       (one->address < other->address);
}

static bool same_name(const char *listed, const char *found)
{
	size_t length = strlen(listed);

	return !strncmp(listed, found, length) &&
	       (!found[length] || found[length] == '@');
}

/* Is there a row of that name, start and size that covers the address? */
static bool is_listed(const struct knell_lookup *lookup)
{
	const struct knell_symbol *symbol = &lookup->symbol;
	struct row key = { .address = symbol->address };
	struct row *at =
		bsearch(&key, rows, row_count, sizeof(*rows), by_start);

	while (at && at > rows && at[-1].address == key.address)
		at--;
	for (; at && at < rows + row_count && at->address == key.address; at++)
		if (same_name(at->name, symbol->name) &&
			at->size == symbol->size &&
			lookup->address - at->address < at->size)
			return true;
	return false;
}

static void check_file(const char *path, struct knell_elf *elf)
{
	read_rows(path);
	if (!row_count)
		return;
	struct knell_lookup *lookups = calloc(row_count + 1, sizeof(*lookups));

	for (size_t i = 0; i < row_count; i++)
		lookups[i].address = rows[i].address + rows[i].size / 2;
	qsort(rows, row_count, sizeof(*rows), by_start);
	qsort(lookups, row_count, sizeof(*lookups), by_address);
	knell_elf_name(elf, lookups, row_count, false);
	for (size_t i = 0; i < row_count; i++) {
		if (lookups[i].settled && is_listed(&lookups[i]))
			continue;
		dprintf(2, "%s: 0x%llx is named %s\n", path,
			(unsigned long long)lookups[i].address,
			lookups[i].settled ? lookups[i].symbol.name : "not");
		CHECK(!"named by one of its names");
	}
	checked += row_count;
	for (size_t i = 0; i < row_count; i++)
		free(rows[i].name);
	row_count = 0;
	free(lookups);
}

int main(int argc, char **argv)
{
	static const char *const large[] = { "/usr/bin/gdb",
		"/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
		"/usr/lib/x86_64-linux-gnu/libc.so.6",
		"/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0" };
	struct knell_elf elf;

	for (int i = 1; i < argc; i++) {
		CHECK(elf_file_open(argv[i], &elf));
		check_file(argv[i], &elf);
	}
	if (argc > 1)
		return 0;
	elf_files_visit(300, check_file);
	for (size_t i = 0; i < sizeof(large) / sizeof(*large); i++)
		if (elf_file_open(large[i], &elf)) {
			check_file(large[i], &elf);
			knell_elf_close(&elf);
		}
	CHECK(checked > 10000);
	return 0;
}

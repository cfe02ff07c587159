/* SPDX-License-Identifier: MIT */
/*
 * The rows that the CFI reader makes of real files, against those that
 * readelf(1) prints: CFA and every register, at the first and the last
 * address of each row. Files are those named as arguments, or a choice of
 * compiled and hand-written code.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "crash/cfi.h"
#include "test/lib/test.h"

enum { COLUMNS_MAX = 64, MISTAKES_MAX = 20 };

struct table {
	const char *path;
	const struct knell_machine *machine;
	struct knell_elf elf;
	struct knell_cfi cfi;
	/* The columns of the FDE that is being read: machine rows. */
	unsigned columns[COLUMNS_MAX];
	unsigned column_count;
	bool is_fde;
	uint64_t start, end;
	/* The row before, good up to where the next begins. */
	char row[2048];
	unsigned long rows, mistakes;
};

static const char *register_name(
	const struct table *table, const struct knell_cfi_row *row, int number)
{
	return number == row->return_column && number == table->machine->pc
		       ? "ra"
		       : table->machine->registers[number].name;
}

static void write_rule(
	const struct knell_cfi_row *row, unsigned number, char *text)
{
	const struct knell_cfi_rule *rule = &row->rules[number];

	strcpy(text, "u");
	if (!(row->set >> number & 1))
		return;
	switch (rule->kind) {
	case KNELL_RULE_SAME: strcpy(text, "s"); break;
	case KNELL_RULE_OFFSET:
		sprintf(text, "c%+lld", (long long)rule->offset);
		break;
	case KNELL_RULE_VALUE_OFFSET:
		sprintf(text, "v%+lld", (long long)rule->offset);
		break;
	case KNELL_RULE_REGISTER:
		sprintf(text, "r%d", (int)rule->offset);
		break;
	case KNELL_RULE_EXPRESSION: strcpy(text, "exp"); break;
	case KNELL_RULE_VALUE_EXPRESSION: strcpy(text, "vexp"); break;
	}
}

static void write_cfa(
	const struct table *table, const struct knell_cfi_row *row, char *text)
{
	if (row->cfa.kind == KNELL_RULE_EXPRESSION)
		strcpy(text, "exp");
	else
		sprintf(text, "%s%+lld",
			register_name(table, row, row->cfa.base),
			(long long)row->cfa.offset);
}

static void mistake(struct table *table, uint64_t address, const char *what,
	const char *ours, const char *theirs)
{
	if (table->mistakes++ < MISTAKES_MAX)
		printf("# %s at %#llx: %s is %s, readelf says %s\n",
			table->path, (unsigned long long)address, what, ours,
			theirs);
}

static void check_address(
	struct table *table, uint64_t address, const char *expected)
{
	struct knell_cfi_entry entry = { 0 };
	struct knell_cfi_row row;
	int64_t work = 1 << 20;
	char copy[2048], ours[256];
	int error = knell_cfi_find(&table->cfi, address, &work, &entry);

	if (!error)
		error = knell_cfi_run(&entry, table->machine, address, &row);
	if (error) {
		mistake(table, address, "the row", "missing", expected);
		return;
	}
	strcpy(copy, expected);
	char *theirs = strtok(copy, " \n");

	write_cfa(table, &row, ours);
	if (strcmp(ours, theirs))
		mistake(table, address, "CFA", ours, theirs);
	for (unsigned i = 0; i < table->column_count; i++) {
		/* A register's rule is "r9 (r9)": number and name. */
		do
			theirs = strtok(NULL, " \n");
		while (theirs && theirs[0] == '(');
		if (!theirs || table->columns[i] >= KNELL_REGISTERS_MAX)
			continue;
		write_rule(&row, table->columns[i], ours);
		if (strcmp(ours, theirs))
			mistake(table, address,
				table->machine->registers[table->columns[i]]
					.name,
				ours, theirs);
	}
	table->rows++;
}

/* "   LOC   CFA   rbx   ra" */
static void read_columns(struct table *table, char *line)
{
	const struct knell_machine *machine = table->machine;

	strtok(line, " \n");
	strtok(NULL, " \n");
	table->column_count = 0;
	for (char *name; (name = strtok(NULL, " \n"));) {
		unsigned row = KNELL_REGISTERS_MAX;

		for (unsigned i = 0; i < machine->cfi_count; i++)
			if (!strcmp(machine->registers[i].name, name))
				row = i;
		if (!strcmp(name, "ra"))
			row = machine->call_pushes ? machine->pc
						   : machine->link;
		if (table->column_count < COLUMNS_MAX)
			table->columns[table->column_count++] = row;
	}
}

static void read_line(struct table *table, char *line)
{
	char *rest;
	const char *range = strstr(line, " pc=");

	if (range && strstr(line, " FDE ")) {
		table->is_fde = true;
		table->row[0] = 0;
		table->start = strtoull(range + 4, &rest, 16);
		table->end = strtoull(rest + 2, NULL, 16);
		return;
	}
	if (strstr(line, " CIE ") || strstr(line, "ZERO terminator"))
		table->is_fde = false;
	if (!strncmp(line, "   LOC", 6)) {
		read_columns(table, line);
		return;
	}
	uint64_t address = strtoull(line, &rest, 16);

	if (rest - line < 8 || *rest != ' ') {
		/* The end of an entry: its last row goes to its end. */
		if (table->is_fde && table->row[0] && table->end > table->start)
			check_address(table, table->end - 1, table->row);
		table->row[0] = 0;
		return;
	}
	if (!table->is_fde || address < table->start || address >= table->end)
		return;
	if (table->row[0])
		check_address(table, address - 1, table->row);
	check_address(table, address, rest);
	snprintf(table->row, sizeof(table->row), "%s", rest);
}

static void check_file(const char *path, bool optional)
{
	static struct table table;
	char command[PATH_MAX + 64];
	static char line[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && optional)
		return;
	memset(&table, 0, sizeof(table));
	table.path = path;
	CHECK(fd >= 0);
	CHECK_EQUAL(knell_elf_map(&table.elf, fd), 0);
	close(fd);
	table.machine =
		knell_machine_find(table.elf.machine, table.elf.wide ? 8 : 4);
	CHECK(table.machine != NULL);
	knell_cfi_open(&table.cfi, &table.elf, NULL);
	snprintf(command, sizeof(command),
		"readelf -W --debug-dump=frames-interp '%s' 2>/dev/null", path);
	FILE *output = popen(command, "r");

	CHECK(output != NULL);
	while (fgets(line, sizeof(line), output))
		read_line(&table, line);
	pclose(output);
	knell_elf_close(&table.elf);
	printf("# %s: %lu rows\n", path, table.rows);
	CHECK_EQUAL(table.mistakes, 0);
	CHECK(table.rows > 0);
}

/* The kernel's own, as it lies in memory. */
static void check_vdso(void)
{
	const ElfW(Ehdr) *header = (const void *)getauxval(AT_SYSINFO_EHDR);
	char path[] = "/tmp/knell-vdso-XXXXXX";

	CHECK(header != NULL);
	size_t size =
		header->e_shoff + (size_t)header->e_shnum * header->e_shentsize;
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK_EQUAL(write(fd, header, size), size);
	close(fd);
	check_file(path, false);
	unlink(path);
}

/* What was built beside this test for another machine. */
static void check_shapes(void)
{
	static const char *const shapes[] = { "aarch64", "aarch64-signed",
		"aarch64-unoptimised", "aarch64-debug" };
	char self[PATH_MAX - 64] = "", path[PATH_MAX];

	CHECK(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	const char *directory = dirname(self);

	for (unsigned i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		snprintf(path, sizeof(path), "%s/../programs/shapes-%s.so",
			directory, shapes[i]);
		check_file(path, true);
	}
}

static void check_library_of(void *function)
{
	Dl_info info;

	CHECK(dladdr(function, &info));
	check_file(info.dli_fname, false);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		check_file(argv[i], false);
	if (argc > 1)
		return 0;
	check_library_of((void *)qsort);
	check_library_of((void *)main);
	check_vdso();
	check_shapes();
	check_file("/usr/lib32/libc.so.6", true);
	check_file("/usr/lib/x86_64-linux-gnu/libstdc++.so.6", true);
	check_file("/usr/lib/x86_64-linux-gnu/libcrypto.so.3", true);
	check_file("/usr/lib/x86_64-linux-gnu/librsvg-2.so.2", true);
	return 0;
}

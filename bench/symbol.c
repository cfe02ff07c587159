/* SPDX-License-Identifier: MIT */
/*
 * Naming many addresses of one large library by its symbol table: knell
 * against addr2line and eu-addr2line, each a process that reads the addresses
 * from standard input. `symbol COUNT [FILE]` prints the file and how many
 * addresses it has, then of each its milliseconds, how many names are the
 * same as knell's, and its name.
 */
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "abi/elf.h"
#include "crash/elf_dynamic.h"
#include "test/lib/elf_files.h"

enum { ROUNDS = 5, SLOW_MS = 500, COUNT_MAX = 10000 };

static struct peer {
	const char *name;
	const char *format; /* of a command; the file's name */
	unsigned step;      /* lines of output an address */
	double ms;          /* the median of its runs */
	unsigned same;
} peers[] = {
	{ .name = "knell", .step = 1 },
	{ .name = "addr2line -f", .format = "addr2line -f -e '%s'", .step = 2 },
	{ .name = "eu-addr2line -f",
		.format = "eu-addr2line -f -e '%s'",
		.step = 2 },
};

static char *names[COUNT_MAX];
static char addresses[] = "/tmp/knell-bench-XXXXXX";

/* What clang needs is the largest library that is surely there. */
static const char *find_library(void)
{
	static const char *const patterns[] = { "/usr/lib/*/libLLVM*.so*",
		"/usr/lib/*/libstdc++.so.6", "/lib*/*/libc.so.6" };
	static char largest[PATH_MAX];
	off_t size = 0;
	glob_t found;

	for (size_t i = 0; i < 3 && !size; i++) {
		if (glob(patterns[i], 0, NULL, &found))
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++) {
			struct stat stat_buffer;

			if (stat(found.gl_pathv[j], &stat_buffer) ||
				stat_buffer.st_size <= size)
				continue;
			size = stat_buffer.st_size;
			snprintf(largest, sizeof(largest), "%s",
				found.gl_pathv[j]);
		}
		globfree(&found);
	}
	return size ? largest : NULL;
}

/* Functions from all over the table, in no order. */
static unsigned write_addresses(const struct knell_elf *elf, unsigned count)
{
	struct knell_elf_symbols table;
	FILE *file = fopen(addresses, "w");
	unsigned written = 0;

	if (!file || !knell_elf_find_symbol_table(elf, K_SHT_DYNSYM, &table))
		return 0;
	for (uint64_t i = 1; i < table.count && written < count; i++) {
		const uint8_t *at =
			table.symbols.data +
			i * 7919 % table.count * K_ELF_SIZE(elf->wide, symbol);
		uint64_t size = K_ELF_FIELD(elf->wide, at, symbol, size);

		if ((K_ELF_FIELD(elf->wide, at, symbol, info) & 15) !=
				K_STT_FUNC ||
			!size || !K_ELF_FIELD(elf->wide, at, symbol, shndx))
			continue;
		fprintf(file, "0x%llx\n",
			(unsigned long long)(K_ELF_FIELD(elf->wide, at, symbol,
						     value) +
					     size / 2));
		written++;
	}
	fclose(file);
	return written;
}

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* Do the answers tell the same as knell's, which are the first? */
static void take_names(struct peer *peer, FILE *output)
{
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;

	peer->same = 0;
	while (getline(&line, &size, output) > 0) {
		unsigned index = number++ / peer->step;

		if ((number - 1) % peer->step || index >= COUNT_MAX)
			continue;
		if (peer == peers) {
			free(names[index]);
			names[index] = strdup(line);
		}
		peer->same += names[index] && !strcmp(names[index], line);
	}
	free(line);
}

static double run(struct peer *peer, const char *directory, const char *file)
{
	char command[2 * PATH_MAX + 256];
	int length =
		peer->format
			? snprintf(command, PATH_MAX + 64, peer->format, file)
			: snprintf(command, sizeof(command),
				  "%s/peer/symbol-knell '%s'", directory, file);

	snprintf(command + length, sizeof(command) - (size_t)length, " < %s",
		addresses);
	double start = now_ms();
	FILE *output = popen(command, "r");

	if (!output)
		return 0;
	take_names(peer, output);
	return pclose(output) ? 0 : now_ms() - start;
}

static int by_size(const void *a, const void *b)
{
	const double *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static int measure(struct peer *peer, const char *directory, const char *file)
{
	double ms[ROUNDS];
	size_t rounds = 0;

	do {
		ms[rounds] = run(peer, directory, file);
		if (!ms[rounds]) {
			fprintf(stderr, "bench: %s failed\n", peer->name);
			return 1;
		}
	} while (ms[rounds++] < SLOW_MS && rounds < ROUNDS);
	qsort(ms, rounds, sizeof(*ms), by_size);
	peer->ms = ms[rounds / 2];
	return 0;
}

int main(int argc, char **argv)
{
	const char *file = argc > 2 ? argv[2] : find_library();
	unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	char self[PATH_MAX] = "";
	struct knell_elf elf;
	int failed = 0;
	int fd = mkstemp(addresses);

	if (!count || count > COUNT_MAX || !file ||
		!elf_file_open(file, &elf) || fd < 0 ||
		readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 2;
	close(fd);
	const char *directory = dirname(self);

	count = write_addresses(&elf, count);
	printf("%s %u\n", file, count);
	for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++)
		failed |= measure(&peers[i], directory, file);
	unlink(addresses);
	for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++)
		printf("%.3f %u %s\n", peers[i].ms, peers[i].same,
			peers[i].name);
	return failed;
}

/* SPDX-License-Identifier: MIT */
/* Real ELF files of this system, for tests to read. */
#include "test/lib/elf_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/lib/test.h"

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool elf_file_open(const char *path, struct knell_elf *ret_elf)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	int error = knell_elf_map(ret_elf, fd);

	close(fd);
	return !error;
}

/* Every n-th file of a directory, so that all sorts are among them; half of
 * what lies in such directories is links and scripts. */
static unsigned visit_directory(const char *directory, unsigned max,
	void (*visit)(const char *path, struct knell_elf *elf))
{
	struct dirent **entries;
	unsigned visited = 0;
	int count = scandir(directory, &entries, NULL, by_name);

	for (int i = 0; i < count; i++) {
		unsigned step = (unsigned)count / (4 * max) + 1;
		char path[512];
		struct knell_elf elf;
		struct stat stat;

		snprintf(path, sizeof(path), "%s/%s", directory,
			entries[i]->d_name);
		if ((unsigned)i % step == 0 && visited < max &&
			!lstat(path, &stat) && S_ISREG(stat.st_mode) &&
			elf_file_open(path, &elf)) {
			visit(path, &elf);
			knell_elf_close(&elf);
			visited++;
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return visited;
}

unsigned elf_files_visit(
	unsigned max, void (*visit)(const char *path, struct knell_elf *elf))
{
	static const char *const directories[] = { "/usr/bin", "/usr/sbin",
		"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
		"/usr/lib32" };
	unsigned visited = 0;

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		visited += visit_directory(directories[i],
			max / (sizeof(directories) / sizeof(*directories)),
			visit);
	return visited;
}

FILE *elf_tool(const char *format, const char *one, const char *other)
{
	char command[2048];

	snprintf(command, sizeof(command), format, one, other);
	FILE *output = popen(command, "r");

	CHECK(output);
	return output;
}

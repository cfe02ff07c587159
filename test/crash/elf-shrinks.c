/* SPDX-License-Identifier: MIT */
/* A file that is cut while it is read: what is gone reads as zeros. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "crash/symbol.h"
#include "fault/region.h"
#include "test/lib/elf_files.h"
#include "test/lib/elf_walk.h"
#include "test/lib/scratch.h"

static __attribute__((noinline)) int here(int x)
{
	return x * 3;
}

int main(int argc, char **argv)
{
	(void)argv;
	struct knell_region slots[2] = { { 0 } };
	struct knell_region_table table = { .slots = slots, .slot_count = 2 };
	char path[160], command[400];
	struct knell_elf elf;
	struct knell_symbol symbol;

	CHECK_EQUAL(knell_region_install(&table), 0);
	snprintf(path, sizeof(path), "%s/program", scratch_directory());
	snprintf(
		command, sizeof(command), "cp /proc/%d/exe %s", getpid(), path);
	CHECK_EQUAL(system(command), 0);
	CHECK(elf_file_open(path, &elf));
	CHECK(knell_elf_find_name(&elf, "here", &symbol));
	CHECK(knell_elf_find_symbol(&elf, symbol.address + 1, &symbol));
	CHECK_TEXT(symbol.name, "here");

	uint64_t address = symbol.address;

	CHECK_EQUAL(truncate(path, 100), 0);
	CHECK(!knell_elf_find_symbol(&elf, address, &symbol));
	CHECK(!knell_elf_find_name(&elf, "here", &symbol));
	CHECK(knell_region_is_cut(elf.map.data));
	elf_walk(elf.image.data, elf.image.size, false);
	knell_elf_close(&elf);
	CHECK_EQUAL(knell_region_restore(), 0);
	unlink(path);
	return here(argc - 1);
}

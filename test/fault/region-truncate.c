/* SPDX-License-Identifier: MIT */
/*
 * A mapped file that shrinks reads as zeros past its end, once the mapping is
 * added, and the mapping knows; after it is removed reads die as ever.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault/region.h"
#include "test/lib/test.h"

enum { SIZE = 64 * 1024 + 100 };

static struct knell_region slots[2];
static struct knell_region_table table = { .slots = slots, .slot_count = 2 };

static int make_file(void)
{
	int fd = memfd_create("region", 0);
	char page[256];

	for (int i = 0; i < 256; i++)
		page[i] = 'x';
	for (int left = SIZE; left > 0; left -= 256)
		CHECK(write(fd, page, left < 256 ? (size_t)left : 256) > 0);
	return fd;
}

static const char *map_file(int fd)
{
	void *mapping = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);

	CHECK(mapping != MAP_FAILED);
	return mapping;
}

static void check_cut(void)
{
	int fd = make_file();
	const char *mapping = map_file(fd), *other = map_file(fd);

	CHECK_EQUAL(knell_region_add(mapping, SIZE), 0);
	CHECK_EQUAL(knell_region_add(other, SIZE), 0);
	CHECK_EQUAL(mapping[SIZE - 1], 'x');
	CHECK_EQUAL(knell_region_is_cut(mapping), false);
	CHECK_EQUAL(ftruncate(fd, 5000), 0);
	for (int i = 0; i < SIZE; i++)
		CHECK_EQUAL(mapping[i], i < 5000 ? 'x' : 0);
	CHECK_EQUAL(knell_region_is_cut(mapping), true);
	CHECK_EQUAL(knell_region_is_cut(other), false);
	CHECK_EQUAL(knell_region_remove(mapping), 1);
	CHECK_EQUAL(knell_region_remove(other), 0);
	CHECK_EQUAL(knell_region_remove(mapping), -ENOENT);
	CHECK_EQUAL(knell_region_is_cut(mapping), false);
	CHECK_EQUAL(munmap((void *)(uintptr_t)mapping, SIZE), 0);
	CHECK_EQUAL(munmap((void *)(uintptr_t)other, SIZE), 0);
	close(fd);
}

static void check_table(void)
{
	static const char memory[3][16];

	CHECK_EQUAL(knell_region_add(NULL, 1), -EINVAL);
	CHECK_EQUAL(knell_region_add(memory[0], 0), -EINVAL);
	CHECK_EQUAL(knell_region_add(memory[0], SIZE_MAX), -EINVAL);
	CHECK_EQUAL(knell_region_add(memory[0], 16), 0);
	CHECK_EQUAL(knell_region_add(memory[1], 16), 0);
	CHECK_EQUAL(knell_region_add(memory[2], 16), -ENOSPC);
	CHECK_EQUAL(knell_region_remove(memory[0] + 1), -ENOENT);
	CHECK_EQUAL(knell_region_remove(memory[0]), 0);
	CHECK_EQUAL(knell_region_add(memory[2], 16), 0);
	CHECK_EQUAL(knell_region_remove(memory[1]), 0);
	CHECK_EQUAL(knell_region_remove(memory[2]), 0);
}

static void check_read_dies(const volatile char *address)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid)
		_exit(*address);
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK(WIFSIGNALED(status));
	CHECK_EQUAL(WTERMSIG(status), SIGBUS);
}

static void check_deaths(void)
{
	int fd = make_file();
	const char *mapping = map_file(fd);

	CHECK_EQUAL(ftruncate(fd, 0), 0);
	/* A read just past what was added is none of ours. */
	CHECK_EQUAL(knell_region_add(mapping, 4096), 0);
	CHECK_EQUAL(mapping[4095], 0);
	check_read_dies(mapping + 4096);
	CHECK_EQUAL(knell_region_remove(mapping), 1);
	CHECK_EQUAL(knell_region_add(mapping + 4096, SIZE - 4096), 0);
	CHECK_EQUAL(knell_region_remove(mapping + 4096), 0);
	check_read_dies(mapping + 4096);
	close(fd);
}

int main(void)
{
	struct knell_region_table second = table;

	/* A sanitizer may have set another. */
	signal(SIGBUS, SIG_DFL);
	CHECK_EQUAL(knell_region_add(slots, 1), -ENOENT);
	CHECK_EQUAL(knell_region_remove(slots), -ENOENT);
	CHECK_EQUAL(knell_region_restore(), -ENOENT);
	CHECK_EQUAL(knell_region_install(&table), 0);
	CHECK_EQUAL(knell_region_install(&second), -EBUSY);
	check_table();
	check_cut();
	check_deaths();
	CHECK_EQUAL(knell_region_restore(), 0);
	CHECK_EQUAL(knell_region_restore(), -ENOENT);
	CHECK(signal(SIGBUS, SIG_DFL) == SIG_DFL);
	return 0;
}

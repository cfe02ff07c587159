/* SPDX-License-Identifier: MIT */
/* Deaths by bad data accesses. */
#include "crasher.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct node {
	long key;
	struct node *left, *right;
	long weight; /* at 24 on 64-bit machines */
};

static const char constant_table[] = "this text is constant";
static volatile long sink;

__attribute__((noinline)) static long weigh(struct node *node)
{
	long weight = node->weight;

	NO_TAIL_CALL;
	return weight;
}

__attribute__((noinline)) static long walk(struct node *node, int depth)
{
	long sum = depth ? walk(node->left, depth - 1) : weigh(node->left);

	NO_TAIL_CALL;
	return sum + 1;
}

static void null_read(void)
{
	struct node leaf = { .key = 1 };
	struct node branch = { .left = &leaf };
	struct node trunk = { .left = &branch };

	sink = walk(&trunk, 2);
}

static void null_write(void)
{
	int *counter = NULL;

	OPAQUE(counter);
	*counter = 7;
}

static void null_string(void)
{
	const char *text = NULL;

	OPAQUE(text);
	sink = (long)strlen(text);
}

static void constant_write(void)
{
	char *text = (char *)(uintptr_t)constant_table;

	OPAQUE(text);
	text[0] = 'T';
}

static void wild_read(void)
{
	uintptr_t address = 0x123456789000 & UINTPTR_MAX;

	OPAQUE(address);
	sink = *(volatile char *)address;
}

/* The kernel says address 0 for these on x86_64. */
static void noncanonical_read(void)
{
	uintptr_t address = (uintptr_t)0xdead00000000beefULL;

	OPAQUE(address);
	sink = *(volatile int *)(address + 0x10);
}

static void noncanonical_write(void)
{
	uintptr_t address = (uintptr_t)0x4141414141414141ULL;

	OPAQUE(address);
	*(volatile int *)address = 1;
}

static void kernel_read(void)
{
	uintptr_t address = (uintptr_t)0xffff888000000000ULL;

	OPAQUE(address);
	sink = *(volatile int *)address;
}

static void heap_end(void)
{
	/* The heap begins with the first small allocation. */
	sink = (long)malloc(10);
	char *end = sbrk(0);

	/* The break lies inside the last page: its end is what faults. */
	end = (char *)(((uintptr_t)end + 4095) & ~(uintptr_t)4095);
	OPAQUE(end);
	end[12] = 1;
}

static void guard_page(void)
{
	char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(memory, 4096, PROT_NONE);
	memory[4096] = 1;
	OPAQUE(memory);
	memory[100] = 1;
}

static void file_end(void)
{
	char path[] = "short-file-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || ftruncate(fd, 8192))
		_exit(3);
	char *memory = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);

	if (ftruncate(fd, 100))
		_exit(3);
	unlink(path);
	OPAQUE(memory);
	sink = memory[5000];
}

__attribute__((noinline)) static int compare(const void *a, const void *b)
{
	const int *const *left = a, *const *right = b;
	int result = **left - **right;

	NO_TAIL_CALL;
	return result;
}

static void in_qsort(void)
{
	static int one = 1, two = 2;
	int *numbers[] = { &two, &one, NULL, &two };

	qsort(numbers, 4, sizeof(numbers[0]), compare);
	NO_TAIL_CALL;
}

static void bad_free(void)
{
	char *memory = malloc(40);

	OPAQUE(memory);
	free(memory);
	OPAQUE(memory);
	free(memory);
	NO_TAIL_CALL;
}

static void large_copy(void)
{
	char *to = malloc(100);
	const char *from = NULL;

	OPAQUE(from);
	OPAQUE(to);
	memcpy(to, from + 64, 100);
	sink = to[0];
}

static void bad_printf(void)
{
	const char *text = (const char *)8;
	char line[100];

	OPAQUE(text);
	sink = snprintf(line, sizeof(line), "%s", text);
}

const struct death memory_deaths[] = {
	{ "null-read", null_read },
	{ "null-write", null_write },
	{ "null-string", null_string },
	{ "constant-write", constant_write },
	{ "wild-read", wild_read },
	{ "noncanonical-read", noncanonical_read },
	{ "noncanonical-write", noncanonical_write },
	{ "kernel-read", kernel_read },
	{ "heap-end", heap_end },
	{ "guard-page", guard_page },
	{ "file-end", file_end },
	{ "in-qsort", in_qsort },
	{ "bad-free", bad_free },
	{ "large-copy", large_copy },
	{ "bad-printf", bad_printf },
	{ NULL, NULL },
};

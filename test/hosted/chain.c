/* SPDX-License-Identifier: MIT */
/* A crash three calls deep, one of them inlined; with an argument, elsewhere:
 * "gone" removes the program first. */
#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct node {
	struct node *next;
	int value;
};

static inline __attribute__((always_inline)) int last(const struct node *node)
{
	while (node->value)
		node = node->next;
	return node->value;
}

__attribute__((noinline)) static int walk(const struct node *node)
{
	return last(node) + 1;
}

__attribute__((noinline)) static int start(int value)
{
	struct node only = { NULL, value };

	return walk(&only) + 1;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "gone"))
		unlink(argv[0]);
	return start(argc) + 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * What addr2line -f does, by libknell: names the addresses of a file that
 * come on standard input, in hex, and prints them in the same order.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "crash/symbol.h"

struct request {
	uint64_t address;
	size_t number;
};

static int by_address(const void *a, const void *b)
{
	const struct request *one = a, *other = b;

	return (one->address > other->address) -
	       (one->address < other->address);
}

static struct request *read_requests(size_t *ret_count)
{
	struct request *requests = NULL;
	size_t count = 0, room = 0;
	unsigned long long address;

	while (scanf("%llx", &address) == 1) {
		if (count == room) {
			room = room * 2 + 256;
			requests = realloc(requests, room * sizeof(*requests));
			if (!requests)
				exit(1);
		}
		requests[count] = (struct request){ address, count };
		count++;
	}
	*ret_count = count;
	return requests;
}

static void print_names(const struct knell_lookup *lookups,
	const struct request *requests, size_t count)
{
	const char **names = calloc(count + 1, sizeof(*names));

	if (!names)
		exit(1);
	for (size_t i = 0; i < count; i++)
		if (lookups[i].settled)
			names[requests[i].number] = lookups[i].symbol.name;
	for (size_t i = 0; i < count; i++)
		puts(names[i] ? names[i] : "??");
	free(names);
}

int main(int argc, char **argv)
{
	struct knell_elf elf;
	size_t count;

	if (argc != 2 || knell_elf_map(&elf, open(argv[1], O_RDONLY)))
		return 2;
	struct request *requests = read_requests(&count);
	struct knell_lookup *lookups = calloc(count + 1, sizeof(*lookups));

	if (!requests || !lookups)
		return 1;
	qsort(requests, count, sizeof(*requests), by_address);
	for (size_t i = 0; i < count; i++)
		lookups[i].address = requests[i].address;
	knell_elf_name(&elf, lookups, count, false);
	print_names(lookups, requests, count);
	free(lookups);
	free(requests);
	knell_elf_close(&elf);
	return 0;
}

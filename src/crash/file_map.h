/* SPDX-License-Identifier: MIT */
/*
 * Files mapped to be read. One that shrinks meanwhile reads as zeros if the
 * program has installed a knell_region_table; else SIGBUS ends it.
 */
#ifndef KNELL_CRASH_FILE_MAP_H
#define KNELL_CRASH_FILE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct knell_file_map {
	void *data; /* NULL: none */
	size_t size;
	uint32_t uid; /* who owns the file */
};

/* Return: 0; -EINVAL for what is no regular file, or empty; -EFBIG for more
 * than fits in our memory; what statx or mmap returned. */
int knell_file_map(int fd, struct knell_file_map *ret_map);
void knell_file_unmap(struct knell_file_map *map);

#endif

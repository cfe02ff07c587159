/* SPDX-License-Identifier: MIT */
/* Compressed debug sections, unpacked before elfutils sees them. */
#ifndef KNELL_HOSTED_INFLATE_H
#define KNELL_HOSTED_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

/* An ELF file in memory; data NULL: none. */
struct knell_unpacked {
	char *data;
	size_t size;
};

/*
 * A copy of what elfutils needs of an ELF file that has compressed debug
 * sections, with these unpacked: elfutils itself unpacks all of them, the
 * large ones that no line needs too, and takes twice as long for each.
 * Return: false when nothing in the file is compressed or it cannot be done,
 * and the file itself is to be used.
 */
bool knell_inflate(int fd, struct knell_unpacked *ret_unpacked);
void knell_inflate_free(struct knell_unpacked *unpacked);

#endif

/* SPDX-License-Identifier: MIT */
/* Compressed debug sections, unpacked before elfutils sees them. */
#ifndef KNELL_HOSTED_INFLATE_H
#define KNELL_HOSTED_INFLATE_H

/*
 * A copy, in memory, of what elfutils needs of an ELF file that has compressed
 * debug sections, with these unpacked: elfutils itself unpacks all of them,
 * the large ones that no line needs too, and takes twice as long for each.
 * Return: its descriptor; -1 when nothing in the file is compressed or it
 * cannot be done, and the file itself is to be used.
 */
int knell_inflate(int fd);

#endif

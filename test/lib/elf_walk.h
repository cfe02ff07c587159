/* SPDX-License-Identifier: MIT */
/* Everything that the ELF reader offers, asked of one image. */
#ifndef KNELL_TEST_ELF_WALK_H
#define KNELL_TEST_ELF_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Opens the bytes as an image, as a file or as loaded, reads all that there
 * is, and touches the ends of all it is given. Return: what open returned.
 */
int elf_walk(const uint8_t *data, size_t size, bool loaded);

#endif

/* SPDX-License-Identifier: MIT */
/* Images whose file is not to be had or trusted: read from memory. */
#ifndef KNELL_CRASH_MODULE_MEMORY_H
#define KNELL_CRASH_MODULE_MEMORY_H

#include "crash/module.h"

/*
 * An image from the memory at `header`, where its ELF header lies.
 * Return: 0; -ENOEXEC when no ELF image is to be read there.
 */
int knell_image_open_memory(struct knell_modules *modules,
	struct knell_image *image, uint64_t header);
/* Is the memory at `header` of another program than the file `elf`? */
bool knell_image_differs(struct knell_modules *modules,
	const struct knell_elf *elf, uint64_t header);

#endif

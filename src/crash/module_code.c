/* SPDX-License-Identifier: MIT */
/* Where the unwinder finds the tables for an address. */
#include "crash/module.h"

#include "abi/elf.h"

static bool has_frame_tables(const struct knell_elf *elf)
{
	struct knell_segment segment;
	struct knell_section section;

	for (uint32_t i = 0; knell_elf_segment(elf, i, &segment); i++)
		if (segment.type == K_PT_GNU_EH_FRAME)
			return true;
	return knell_elf_find_section(elf, ".eh_frame", &section) ||
	       knell_elf_find_section(elf, ".debug_frame", &section);
}

static const struct knell_cfi *open_tables(
	struct knell_modules *modules, struct knell_image *image)
{
	const struct knell_elf *debug = NULL;

	if (!image->elf.image.data)
		return NULL;
	/* Looking for files takes time while the program is held: only when
	 * the image itself has no tables, as musl's libc. */
	if (!image->cfi_opened) {
		if (!has_frame_tables(&image->elf))
			debug = knell_image_find_debug(modules, image);
		knell_cfi_open(&image->cfi, &image->elf, debug);
		image->cfi_opened = true;
	}
	return &image->cfi;
}

bool knell_modules_find_code(
	void *context, uint64_t address, struct knell_unwind_code *ret_code)
{
	struct knell_modules *modules = context;
	const struct knell_map *map = knell_map_find(modules->record, address);

	if (!map || map->permissions[2] != 'x')
		return false;
	struct knell_image *image = knell_modules_find(modules, address);

	*ret_code = (struct knell_unwind_code){
		.start = map->start,
		.end = map->end,
		.bias = image ? image->bias : 0,
		.cfi = image ? open_tables(modules, image) : NULL,
	};
	if (modules->runtimes)
		knell_runtimes_adapt_code(modules->runtimes, address, ret_code);
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * Separate debug files, by build ID and by .gnu_debuglink.
 * Source: gdb's manual, "Debugging Information in Separate Files".
 *
 * A third kind, the section .gnu_debugdata of the image's own file, is
 * compressed with xz: knell-report reads it, with a library for that.
 */
#include "crash/module.h"

#include "abi/elf.h"
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/text.h"
#include "sys/file.h"

/* A larger file is not read whole for its checksum: that takes seconds. */
enum { CHECKED_MAX = 1 << 30 };

static const char debug_root[] = "/usr/lib/debug";

struct search {
	struct knell_modules *modules;
	struct knell_image *image;
	const char *build_id; /* NULL: the image has none */
	uint32_t checksum;    /* in .gnu_debuglink */
};

/* The CRC-32 of gzip, as .gnu_debuglink has it. */
static uint32_t checksum(const struct knell_bytes *bytes)
{
	uint32_t table[256];
	uint32_t crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xedb88320 : 0);
		table[i] = value;
	}
	for (uint64_t i = 0; i < bytes->size; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes->data[i]) & 0xff];
	return ~crc;
}

static bool has_tables(const struct knell_elf *elf)
{
	struct knell_section section;

	for (uint32_t i = 1; knell_elf_section(elf, i, &section); i++)
		if (section.type == K_SHT_SYMTAB ||
			knell_text_equal(section.name, ".debug_frame"))
			return true;
	return false;
}

static bool belongs(const struct search *search, const struct knell_elf *debug)
{
	char build_id[65];

	if (debug->machine != search->image->elf.machine ||
		debug->wide != search->image->elf.wide || !has_tables(debug))
		return false;
	if (search->build_id && knell_elf_build_id(debug, build_id))
		return knell_text_equal(build_id, search->build_id);
	return debug->image.size <= CHECKED_MAX &&
	       checksum(&debug->image) == search->checksum;
}

static bool take_file(struct search *search, const char *path, int fd)
{
	struct knell_elf debug;
	struct knell_image *image = search->image;

	if (fd < 0)
		return false;
	int error = knell_elf_map(&debug, fd);

	sys_close(fd);
	if (error)
		return false;
	if (!belongs(search, &debug)) {
		knell_elf_close(&debug);
		return false;
	}
	image->debug = debug;
	image->module->debug_file = knell_arena_copy_text(
		search->modules->arena, path, knell_text_length(path));
	return true;
}

/* In the target's root directory and in our own. */
static bool try_path(struct search *search, struct knell_buffer *path)
{
	struct knell_target *target = search->modules->target;
	const char *text = knell_buffer_text(path);
	int flags = K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY | K_O_NONBLOCK;

	if (path->truncated)
		return false;
	if (target->kind->open_path &&
		take_file(search, text, target->kind->open_path(target, text)))
		return true;
	return take_file(
		search, text, (int)sys_openat(K_AT_FDCWD, text, flags, 0));
}

static bool find_by_build_id(struct search *search)
{
	char data[160];
	struct knell_buffer path = KNELL_BUFFER(data);
	const char *id = search->build_id;

	if (!id || knell_text_length(id) < 3)
		return false;
	knell_put_text(&path, debug_root);
	knell_put_text(&path, "/.build-id/");
	knell_put_bytes(&path, id, 2);
	knell_put_char(&path, '/');
	knell_put_text(&path, id + 2);
	knell_put_text(&path, ".debug");
	return try_path(search, &path);
}

static bool try_link(struct search *search, const char *before,
	const char *between, const char *name)
{
	char data[1024];
	struct knell_buffer path = KNELL_BUFFER(data);
	const char *file = search->image->module->path;

	knell_put_text(&path, before);
	knell_put_bytes(
		&path, file, (size_t)(knell_text_basename(file) - file));
	knell_put_text(&path, between);
	knell_put_text(&path, name);
	return try_path(search, &path);
}

static bool find_by_link(struct search *search)
{
	const struct knell_elf *elf = &search->image->elf;
	struct knell_section section;
	struct knell_bytes link;

	if (!search->image->module->path ||
		!knell_elf_find_section(elf, ".gnu_debuglink", &section) ||
		!knell_elf_section_bytes(elf, &section, &link))
		return false;
	const char *name = knell_elf_text(&link, 0, 256);

	/* A name without directories, its NUL, padding, the checksum. */
	if (!name || !*name || knell_text_find(name, '/'))
		return false;
	size_t at = (knell_text_length(name) + 1 + 3) & ~(size_t)3;

	if (link.size < at + 4)
		return false;
	search->checksum = knell_load32(link.data + at);
	return try_link(search, "", "", name) ||
	       try_link(search, "", ".debug/", name) ||
	       try_link(search, debug_root, "", name);
}

const struct knell_elf *knell_image_find_debug(
	struct knell_modules *modules, struct knell_image *image)
{
	struct search search = {
		.modules = modules,
		.image = image,
		.build_id = image->module->build_id,
	};

	if (!image->debug_searched && image->elf.image.data) {
		image->debug_searched = true;
		if (!find_by_build_id(&search))
			find_by_link(&search);
	}
	return image->debug.image.data ? &image->debug : NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * The modules of a live process are those its dynamic linker lists, and its
 * functions have the names that dladdr(3) gives; also where no file is to be
 * had, and all is read from memory.
 */
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>

#include "abi/errno.h"
#include "crash/symbol.h"
#include "test/lib/stopped.h"
#include "test/lib/test.h"

static struct stopped stopped;

/* A fork has the same addresses as this process. */
static int check_module(struct dl_phdr_info *info, size_t size, void *context)
{
	unsigned *modules = context;
	uint64_t start = UINT64_MAX, end = 0;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uint64_t at = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type != PT_LOAD)
			continue;
		start = at < start ? at : start;
		end = at + segment->p_memsz;
	}
	struct knell_image *image = knell_modules_find(&stopped.modules, start);

	CHECK(image);
	CHECK_EQUAL(image->bias, info->dlpi_addr);
	CHECK_EQUAL(image->start, start & ~0xfffull);
	CHECK_EQUAL(
		(image->end + 0xfff) & ~0xfffull, (end + 0xfff) & ~0xfffull);
	CHECK(knell_modules_find(&stopped.modules, end - 1) == image);
	CHECK(image->module->path[0]);
	CHECK(!image->module->deleted);
	++*modules;
	return 0;
}

/* Every function that a dynamic symbol table lists. */
static unsigned check_names(const char *library, const char *const names[])
{
	unsigned checked = 0;
	void *handle = dlopen(library, RTLD_NOW | RTLD_NOLOAD);

	CHECK(handle);
	for (; *names; names++, checked++) {
		uint64_t address = (uintptr_t)dlsym(handle, *names);
		struct knell_unwind_code code;

		CHECK(address);
		CHECK_TEXT(stopped_name(&stopped, address, true), *names);
		/* A return address is behind the call. */
		CHECK_TEXT(stopped_name(&stopped, address + 1, false), *names);
		CHECK(knell_modules_find_code(
			&stopped.modules, address, &code));
		CHECK(address >= code.start && address < code.end);
		CHECK(code.cfi && code.cfi->eh_frame.size);
	}
	dlclose(handle);
	return checked;
}

static void check_functions(void)
{
	static const char *const libc[] = { "write", "puts", "qsort", "getenv",
		"nanosleep", "malloc", NULL };

	CHECK_EQUAL(check_names("libc.so.6", libc), 6);
}

/* What a test of signals meets: the vDSO's functions have names too. */
static void check_vdso(void)
{
	uint64_t address = getauxval(AT_SYSINFO_EHDR);
	struct knell_image *image =
		knell_modules_find(&stopped.modules, address);
	struct knell_symbol symbol;
	struct knell_unwind_code code;

	CHECK(image);
	CHECK_TEXT(image->module->path, "[vdso]");
	CHECK(image->elf.loaded);
	CHECK(image->module->build_id);
	CHECK_EQUAL(image->bias + image->elf.base, address);
	CHECK(knell_elf_find_name(&image->elf, "__vdso_gettimeofday", &symbol));
	uint64_t function = image->bias + symbol.address;
	Dl_info info;

	CHECK(dladdr((void *)(uintptr_t)(function + 1), &info));
	CHECK_EQUAL((uintptr_t)info.dli_saddr, function);
	/* Some kernels give it a second name without the prefix. */
	CHECK(strstr(
		stopped_name(&stopped, function + 1, true), "gettimeofday"));
	CHECK(knell_modules_find_code(&stopped.modules, function, &code));
	CHECK(code.cfi && code.cfi->eh_frame_hdr.size);
}

static void check_no_code(void)
{
	struct knell_unwind_code code;

	CHECK(!knell_modules_find_code(
		&stopped.modules, (uintptr_t)&stopped, &code));
	CHECK(!knell_modules_find_code(&stopped.modules, 0, &code));
	CHECK(!knell_modules_find(&stopped.modules, 16));
	CHECK_TEXT(stopped_name(&stopped, 16, true), "?");
	CHECK(!knell_symbols_describe(&stopped.modules, 16));
}

static int fail_open_map(
	struct knell_target *target, const struct knell_map *map)
{
	(void)target;
	(void)map;
	return -EACCES;
}

static int fail_open_path(struct knell_target *target, const char *path)
{
	(void)target;
	(void)path;
	return -EACCES;
}

int main(void)
{
	unsigned modules = 0;

	stopped_fork(&stopped);
	stopped_open_modules(&stopped);
	dl_iterate_phdr(check_module, &modules);
	CHECK_EQUAL(modules, stopped.modules.count);
	CHECK(!stopped.modules.images[0].elf.loaded);
	check_functions();
	check_vdso();
	check_no_code();
	stopped_close_modules(&stopped);

	stopped.kind.open_map = fail_open_map;
	stopped.kind.open_path = fail_open_path;
	stopped_open_modules(&stopped);
	modules = 0;
	dl_iterate_phdr(check_module, &modules);
	CHECK_EQUAL(modules, stopped.modules.count);
	CHECK(stopped.modules.images[0].elf.loaded);
	check_functions();
	check_vdso();
	check_no_code();
	stopped_close_modules(&stopped);
	stopped_end(&stopped);
	return 0;
}

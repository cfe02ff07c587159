/* SPDX-License-Identifier: MIT */
/*
 * PLT entries of real programs, and of programs linked here in each way that
 * linkers have, are named as objdump(1) labels them.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crash/symbol.h"
#include "test/lib/elf_files.h"
#include "test/lib/scratch.h"
#include "test/lib/test.h"

static unsigned checked;

static void check_name(struct knell_elf *elf, const char *path,
	uint64_t address, const char *label, struct knell_symbol *symbol)
{
	size_t length = strlen(label) - strlen("@plt");

	if (knell_elf_find_symbol(elf, address, symbol) && symbol->plt &&
		strlen(symbol->name) == length &&
		!strncmp(symbol->name, label, length))
		return;
	dprintf(2, "%s: 0x%llx is not named %s\n", path,
		(unsigned long long)address, label);
	CHECK(!"named as objdump does");
}

/* Lines such as "0000000000001030 <puts@plt>:". */
static void check_labels(
	const char *path, struct knell_elf *elf, const char *objdump)
{
	char line[4096], label[4096];
	unsigned long long address;
	FILE *output = elf_tool("%s -d -j .plt -j .plt.sec -j .plt.got -j .iplt"
				" '%s' 2>/dev/null",
		objdump, path);

	while (fgets(line, sizeof(line), output)) {
		struct knell_symbol symbol;

		if (sscanf(line, "%llx <%[^>]>:", &address, label) != 2 ||
			!strstr(label, "@plt") || strstr(label, "@plt-"))
			continue;
		/* A slot that a function of the program fills. */
		if (label[0] == '*')
			continue;
		check_name(elf, path, address, label, &symbol);
		CHECK_EQUAL(symbol.address, address);
		check_name(
			elf, path, address + symbol.size - 1, label, &symbol);
		checked++;
	}
	pclose(output);
}

/* Does nm(1) list `name` at the address in hex that `resolver` begins with? */
static bool is_listed(const char *path, const char *resolver, const char *name)
{
	char line[4096], listed[4096];
	FILE *output = elf_tool("nm '%s' | grep -i '^0*%s '", path, resolver);
	bool found = false;

	while (fgets(line, sizeof(line), output))
		found |= sscanf(line, "%*s %*s %s", listed) == 1 &&
			 !strcmp(listed, name);
	pclose(output);
	return found;
}

/* The entries of a static program, for its IFUNCs, which objdump does not
 * label: "401018: ff 25 e2 2f 0a 00  jmp  *0xa2fe2(%rip)  # 4a4000 <". */
static void check_static(const char *path, struct knell_elf *elf)
{
	char line[4096], slot[32], resolver[64];
	unsigned long long address;
	struct knell_symbol symbol;
	FILE *output = elf_tool(
		"objdump -d -j .plt '%s' | grep 'jmp .*# '", path, NULL);

	while (fgets(line, sizeof(line), output)) {
		CHECK_EQUAL(sscanf(line, "%llx:", &address), 1);
		CHECK_EQUAL(sscanf(strstr(line, "# "), "# %31s", slot), 1);
		FILE *relocations = elf_tool(
			"readelf -rW '%s' | grep '^0*%s '", path, slot);

		CHECK_EQUAL(
			fscanf(relocations, "%*s %*s R_%*s %63s", resolver), 1);
		pclose(relocations);
		CHECK(knell_elf_find_symbol(elf, address, &symbol));
		CHECK(symbol.plt);
		CHECK(is_listed(path, resolver, symbol.name));
		checked++;
	}
	pclose(output);
}

static void check_file(const char *path, struct knell_elf *elf)
{
	check_labels(path, elf, "objdump");
}

static const char source[] =
	"int puts(const char *); void abort(void); int strcmp(const char *,\n"
	"const char *); int (*volatile pointer)(const char *) = puts;\n"
	"int main(int c, char **v) { if (c > 1) abort(); puts(v[0]);\n"
	"return strcmp(v[0], \"x\") + pointer(v[0]); }\n"
	"#ifndef STARTED\nvoid _start(void) { main(0, 0); }\n#endif\n";

#define GNU64  "gcc -O1 -fno-builtin -nostartfiles"
#define GNU32  GNU64 " -m32"
#define LLVM64 "clang-19 -O1 -fno-builtin -nostartfiles -fuse-ld=lld-19"
#define ARM                                                       \
	"clang-19 --target=aarch64-linux-gnu -fuse-ld=lld-19 -O1" \
	" -fno-builtin -nostdlib -shared -fPIC"

static const struct link {
	const char *command;
	const char *objdump;
	unsigned labels; /* the fewest that there must be */
} links[] = {
	{ GNU64, "objdump", 3 },
	{ GNU64 " -no-pie -Wl,-z,lazy", "objdump", 3 },
	{ GNU64 " -Wl,-z,now", "objdump", 3 },
	{ GNU64 " -fcf-protection=full -Wl,-z,ibtplt,-z,lazy", "objdump", 3 },
	{ GNU64 " -fcf-protection=full -Wl,-z,ibtplt,-z,now", "objdump", 3 },
	{ GNU64 " -fPIC -shared", "objdump", 3 },
	{ "gcc -O1 -fno-builtin -static -DSTARTED", "objdump", 10 },
	{ GNU64 " -fuse-ld=gold", "objdump", 3 },
	{ GNU32, "objdump", 3 },
	{ GNU32 " -no-pie -fno-pic", "objdump", 3 },
	{ GNU32 " -fPIC -shared", "objdump", 3 },
	{ GNU32 " -fcf-protection=full -Wl,-z,ibtplt,-z,lazy", "objdump", 3 },
	{ LLVM64, "objdump", 3 },
	{ LLVM64 " -Wl,-z,lazy", "objdump", 3 },
	{ LLVM64 " -fcf-protection=full -Wl,-z,force-ibt", "objdump", 3 },
	{ ARM, "aarch64-linux-gnu-objdump", 3 },
	{ ARM " -mbranch-protection=standard -Wl,-z,force-bti,-z,pac-plt",
		"aarch64-linux-gnu-objdump", 3 },
};

/* With its section headers, and with PT_DYNAMIC alone. */
static void check_link(const struct link *link, const char *path)
{
	struct knell_elf elf;
	unsigned before = checked;

	CHECK(elf_file_open(path, &elf));
	bool is_static = strstr(link->command, "-static");

	if (is_static)
		check_static(path, &elf);
	else
		check_labels(path, &elf, link->objdump);
	if (checked < before + link->labels) {
		dprintf(2, "%s\n", link->command);
		CHECK(!"as many entries as it calls functions");
	}
	struct knell_section text;
	struct knell_symbol symbol;

	CHECK(knell_elf_find_section(&elf, ".text", &text));
	elf.section_count = 0;
	if (!is_static)
		check_labels(path, &elf, link->objdump);
	/* What follows the PLT is none. */
	CHECK(!knell_elf_find_symbol(&elf, text.address, &symbol) ||
		!symbol.plt);
	knell_elf_close(&elf);
}

int main(void)
{
	const char *directory = scratch_directory();
	char input[160], path[160], command[1024];
	bool incomplete = false;

	snprintf(input, sizeof(input), "%s/plt.c", directory);
	snprintf(path, sizeof(path), "%s/plt", directory);
	FILE *file = fopen(input, "w");

	CHECK(file && fputs(source, file) >= 0 && !fclose(file));
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		snprintf(command, sizeof(command), "%s %s -o %s 2>/dev/null",
			links[i].command, input, path);
		if (system(command)) {
			dprintf(2, "cannot link: %s\n", links[i].command);
			incomplete = true;
			continue;
		}
		check_link(&links[i], path);
		unlink(path);
	}
	unlink(input);
	rmdir(directory);
	elf_files_visit(60, check_file);
	CHECK(checked > 500);
	return incomplete ? 77 : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * A signal that a runtime's code handles, which is machine code with call frame
 * information and calls as C does: it is entered through what knell_bind_emit
 * made, and dies. With an argument its control stack is in a register. The
 * handler's own information is told to the crash report and to gdb.
 */
#include <elf.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "knell/action.h"
#include "knell/bind.h"
#include "knell/runtime.h"

KNELL_RUNTIMES_DEFINE;

enum { PAGE = 4096 };

/* gdb's documentation, "JIT Compilation Interface". */
struct jit_code_entry {
	struct jit_code_entry *next, *previous;
	const void *file;
	uint64_t size;
};
struct {
	uint32_t version, action;
	struct jit_code_entry *relevant, *first;
} __jit_debug_descriptor = { 1, 0, NULL, NULL };
__attribute__((noinline)) void __jit_debug_register_code(void)
{
	__asm__ volatile("");
}

static struct jit_code_entry entry;
static const char strings[] = "\0.text\0.eh_frame\0.symtab\0.strtab\0bound";
static struct {
	Elf64_Ehdr header;
	Elf64_Shdr sections[5];
	Elf64_Sym symbols[2];
	char strings[sizeof(strings)];
	uint8_t code[PAGE];
	uint8_t tables[KNELL_BIND_TABLES_BYTES];
} file;

static _Alignas(8) uint8_t tables[KNELL_BIND_TABLES_BYTES];
static size_t tables_bytes;
static struct knell_bind_code made;

static void set_section(int index, int name, int type, int flags,
	const void *address, const void *content, size_t size)
{
	file.sections[index] = (Elf64_Shdr){ .sh_name = (unsigned)name,
		.sh_type = (unsigned)type,
		.sh_flags = (unsigned)flags,
		.sh_addr = (uintptr_t)address,
		.sh_offset = (uintptr_t)content - (uintptr_t)&file,
		.sh_size = size,
		.sh_addralign = 8 };
}

static void tell_gdb(void)
{
	memcpy(file.header.e_ident, ELFMAG "\2\1\1", 7);
	file.header.e_type = ET_EXEC;
	file.header.e_machine = EM_X86_64;
	file.header.e_version = 1;
	file.header.e_shoff = offsetof(__typeof__(file), sections);
	file.header.e_ehsize = sizeof(Elf64_Ehdr);
	file.header.e_shentsize = sizeof(Elf64_Shdr);
	file.header.e_shnum = 5;
	file.header.e_shstrndx = 4;
	memcpy(file.strings, strings, sizeof(strings));
	memcpy(file.code, made.handler, made.size_bytes);
	memcpy(file.tables, tables, tables_bytes);
	set_section(1, 1, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, made.handler,
		file.code, made.size_bytes);
	set_section(2, 7, SHT_PROGBITS, SHF_ALLOC, tables, file.tables,
		tables_bytes);
	set_section(
		3, 17, SHT_SYMTAB, 0, NULL, file.symbols, sizeof(file.symbols));
	file.sections[3].sh_link = 4;
	file.sections[3].sh_info = 1;
	file.sections[3].sh_entsize = sizeof(Elf64_Sym);
	set_section(4, 25, SHT_STRTAB, 0, NULL, file.strings, sizeof(strings));
	file.symbols[1] = (Elf64_Sym){ 33, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
		0, 1, (uintptr_t)made.handler, made.size_bytes };
	entry.file = &file;
	entry.size = sizeof(file);
	__jit_debug_descriptor.relevant = __jit_debug_descriptor.first = &entry;
	__jit_debug_descriptor.action = 1;
	__jit_debug_register_code();
}

static struct knell_runtime_range range;
static struct {
	unsigned long start;
	char name[8];
} name = { 0, "bound" };
static const struct knell_runtime_names names = {
	.first = (unsigned long)&name,
	.count = 1,
	.step = sizeof(name),
	.name = 8,
};
static struct knell_runtime runtime = {
	.version = KNELL_RUNTIME_VERSION,
	.size_bytes = sizeof(runtime),
	.name = "runtime",
	.code = &range,
	.code_count = 1,
	.names = &names,
	.eh_frame = tables,
};

static int tell_knell(void)
{
	range = (struct knell_runtime_range){ (unsigned long)made.handler,
		made.size_bytes };
	name.start = range.start;
	return knell_runtime_add(&knell_runtimes, &runtime);
}

__attribute__((noinline)) void die(void)
{
	/* gcc takes calls of it for calls of nothing otherwise. */
	__asm__ volatile("");
	*(volatile int *)0 = 1;
}

/* The runtime's code: a function; and one that goes on by r13. */
__attribute__((noinline)) void handle(int signal)
{
	die();
	__asm__ volatile("" : : "r"(signal));
}
__asm__("	.text\n"
	"	.type	handle_jumping, @function\n"
	"handle_jumping:\n"
	"	.cfi_startproc\n"
	"	.cfi_def_cfa %rsp, 0\n"
	"	.cfi_register %rip, %r13\n"
	"	subq	$16, %rsp\n"
	"	.cfi_adjust_cfa_offset 16\n"
	"	xorl	%ebx, %ebx\n"
	"	call	die\n"
	"	jmp	*%r13\n"
	"	.cfi_endproc\n"
	"	.size	handle_jumping, . - handle_jumping\n");
void handle_jumping(void);

static unsigned long control[16], control_top;

static int bind(int jumping)
{
	const struct knell_bind_register function[] = {
		{ "rsp", { .from = KNELL_BIND_RECORD, .offset = -8 } },
		{ "rdi", { .from = KNELL_BIND_SIGNAL } },
	};
	const struct knell_bind_word end = { "rsp", 0,
		{ .from = KNELL_BIND_END } };
	const struct knell_bind_register jumps[] = {
		{ "rbp", { KNELL_BIND_MEMORY, (unsigned long)&control_top } },
		{ "r13", { .from = KNELL_BIND_END } },
	};
	struct knell_bind bind = {
		.runtime = { function, 2, &end, 1, handle },
	};
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };
	void *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	control_top = (unsigned long)(control + 16);
	if (jumping)
		bind = (struct knell_bind){
			.runtime = { jumps, 2, .code = handle_jumping },
			.control = "rbp",
		};
	if (knell_bind_emit(&bind, memory, PAGE, memory, &made) ||
		mprotect(memory, PAGE, PROT_READ | PROT_EXEC) ||
		knell_bind_tables(
			&bind, &made, tables, sizeof(tables), &tables_bytes))
		return -1;
	action.code = made.handler;
	return knell_action_set(SIGILL, &action, NULL);
}

/* With what the handler has to give back: the caller's frame depends on it. */
__attribute__((noinline)) static int compute(int count)
{
	volatile char room[count * 16];

	room[0] = 1;
	__asm__ volatile("movl $77, %%ebx; ud2" : : : "rbx");
	return room[0];
}

int main(int count, char **arguments)
{
	(void)arguments;
	if (bind(count > 1) || tell_knell())
		return 2;
	tell_gdb();
	return compute(count) + 1;
}

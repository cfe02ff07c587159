/* SPDX-License-Identifier: MIT */
/*
 * The tables of the machines agree with the kernel's and libc's headers for
 * them: what the tables say is put to compilers as assertions.
 */
#include <stdlib.h>

#include "arch/machine.h"
#include "lib/test.h"

/* Past all numbers of calls; mips64's begin at 5000. */
enum { CALLS_END = 6000 };

/* Those of the machine being checked. */
static const char *calls[CALLS_END];

static const struct headers {
	const struct knell_machine *machine;
	const char *compiler;
	const char *includes;
	/* The registers that ptrace gives, and how it calls segments. */
	const char *registers, *segment_prefix;
	const char *trap, *error, *fault; /* in struct sigcontext */
} all[] = {
	{ &knell_machine_x86_64, "gcc -m64", "#include <sys/user.h>\n",
		"struct user_regs_struct", "", "trapno", "err", "cr2" },
	{ &knell_machine_i386, "gcc -m32", "#include <sys/user.h>\n",
		"struct user_regs_struct", "x", "trapno", "err", "cr2" },
	{ &knell_machine_aarch64,
		"clang-19 --target=aarch64-linux-gnu -nostdlibinc "
		"-isystem /usr/aarch64-linux-gnu/include",
		"#include <asm/ptrace.h>\n", "struct user_pt_regs", "", NULL,
		NULL, "fault_address" },
};

static void assert_that(FILE *to, const char *what, uint64_t value)
{
	fprintf(to, "_Static_assert(%s == %llu, \"%s\");\n", what,
		(unsigned long long)value, what);
}

static void assert_member(FILE *to, const char *type, const char *before,
	const char *name, unsigned offset, unsigned size)
{
	char text[256];

	snprintf(text, sizeof(text), "offsetof(%s, %s%s)", type, before, name);
	assert_that(to, text, offset);
	if (!size)
		return;
	snprintf(text, sizeof(text), "sizeof(((%s *)0)->%s%s)", type, before,
		name);
	assert_that(to, text, size);
}

static bool is_segment(const char *name)
{
	return strlen(name) == 2 && name[1] == 's';
}

static void assert_register(FILE *to, const struct headers *headers,
	const struct knell_register *row)
{
	char numbered[16];
	const char *name = row->name;

	if (headers->machine == &knell_machine_aarch64 && name[0] == 'x') {
		snprintf(numbered, sizeof(numbered), "regs[%s]", name + 1);
		name = numbered;
	}
	assert_member(to, headers->registers,
		is_segment(name) ? headers->segment_prefix : "", name,
		row->prstatus_offset, row->prstatus_size);
	if (row->context_offset != KNELL_NO_OFFSET)
		assert_member(to, "struct ucontext", "uc_mcontext.", name,
			row->context_offset, row->context_size);
}

static void assert_machine(FILE *to, const struct headers *headers)
{
	const struct knell_machine *machine = headers->machine;
	char text[128];

	fprintf(to,
		"#include <stddef.h>\n"
		"#include <asm/signal.h>\n"
		"#include <asm/sigcontext.h>\n"
		"#include <asm/ucontext.h>\n"
		"#include <asm/unistd.h>\n%s",
		headers->includes);
	for (unsigned i = 0; i < machine->register_count; i++)
		assert_register(to, headers, &machine->registers[i]);
	snprintf(text, sizeof(text), "sizeof(%s)", headers->registers);
	assert_that(to, text, machine->prstatus_bytes);
	assert_that(to, "sizeof(long)", machine->word_bytes);
	assert_member(to, "struct ucontext", "", "uc_sigmask",
		machine->context_mask, 0);
	if (headers->trap)
		assert_member(to, "struct ucontext", "uc_mcontext.",
			headers->trap, machine->context_trap, 0);
	if (headers->error)
		assert_member(to, "struct ucontext", "uc_mcontext.",
			headers->error, machine->context_error, 0);
	assert_member(to, "struct ucontext", "uc_mcontext.", headers->fault,
		machine->context_fault, 0);
	/* Older headers lack some calls; numbers never change. */
	for (unsigned i = 0; i < CALLS_END; i++)
		if (calls[i])
			fprintf(to,
				"#ifdef __NR_%s\n"
				"_Static_assert(__NR_%s == %u, \"call\");\n"
				"#endif\n",
				calls[i], calls[i], i);
}

static bool is_call(const char *name)
{
	for (unsigned i = 0; i < CALLS_END; i++)
		if (calls[i] && !strcmp(calls[i], name))
			return true;
	return false;
}

/* Every call that the headers know has its name in the table. */
static void check_calls(const struct headers *headers)
{
	char command[512], line[256], name[128];
	unsigned count = 0;

	snprintf(command, sizeof(command),
		"echo '#include <asm/unistd.h>' | %s -E -dM -",
		headers->compiler);
	FILE *from = popen(command, "r");

	CHECK(from);
	while (fgets(line, sizeof(line), from)) {
		if (sscanf(line, "#define __NR_%127s ", name) != 1 ||
			!strcmp(name, "syscalls") ||
			!strcmp(name, "arch_specific_syscall"))
			continue;
		count++;
		if (!is_call(name)) {
			dprintf(2, "%s: no system call %s\n",
				headers->machine->name, name);
			_exit(1);
		}
	}
	CHECK_EQUAL(pclose(from), 0);
	CHECK(count > 280);
}

static void check_machine(const struct headers *headers)
{
	char command[512];

	snprintf(command, sizeof(command),
		"echo | %s -E -include asm/unistd.h - >/dev/null 2>&1",
		headers->compiler);
	if (system(command))
		TEST_SKIP(headers->compiler);
	snprintf(command, sizeof(command),
		"%s -D_GNU_SOURCE -fsyntax-only -xc -", headers->compiler);
	FILE *to = popen(command, "w");

	CHECK(to);
	for (unsigned i = 0; i < CALLS_END; i++)
		calls[i] = knell_machine_call_name(headers->machine, i);
	assert_machine(to, headers);
	CHECK_EQUAL(pclose(to), 0);
	check_calls(headers);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check_machine(&all[i]);
	return test_end();
}

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

/* What the headers call a row: in what ptrace gives, in a sigcontext. */
struct name {
	const char *row, *member, *context;
};

static const struct name same_names[] = { { NULL, NULL, NULL } };
static const struct name i386_names[] = {
	{ "cs", "xcs", "cs" },
	{ "ss", "xss", "ss" },
	{ "ds", "xds", "ds" },
	{ "es", "xes", "es" },
	{ "fs", "xfs", "fs" },
	{ "gs", "xgs", "gs" },
	{ NULL, NULL, NULL },
};
static const struct name arm_names[] = {
	{ "fp", "uregs[11]", "arm_fp" },
	{ "ip", "uregs[12]", "arm_ip" },
	{ "sp", "uregs[13]", "arm_sp" },
	{ "lr", "uregs[14]", "arm_lr" },
	{ "pc", "uregs[15]", "arm_pc" },
	{ "cpsr", "uregs[16]", "arm_cpsr" },
	{ "orig_r0", "uregs[17]", NULL },
	{ "r0", "uregs[0]", "arm_r0" },
	{ "r1", "uregs[1]", "arm_r1" },
	{ "r2", "uregs[2]", "arm_r2" },
	{ "r3", "uregs[3]", "arm_r3" },
	{ "r4", "uregs[4]", "arm_r4" },
	{ "r5", "uregs[5]", "arm_r5" },
	{ "r6", "uregs[6]", "arm_r6" },
	{ "r7", "uregs[7]", "arm_r7" },
	{ "r8", "uregs[8]", "arm_r8" },
	{ "r9", "uregs[9]", "arm_r9" },
	{ "r10", "uregs[10]", "arm_r10" },
	{ NULL, NULL, NULL },
};
static const struct name ppc64le_names[] = {
	{ "pc", "nip", "gp_regs[PT_NIP]" },
	{ "msr", "msr", "gp_regs[PT_MSR]" },
	{ "orig_r3", "orig_gpr3", "gp_regs[PT_ORIG_R3]" },
	{ "ctr", "ctr", "gp_regs[PT_CTR]" },
	{ "lr", "link", "gp_regs[PT_LNK]" },
	{ "xer", "xer", "gp_regs[PT_XER]" },
	{ "cr", "ccr", "gp_regs[PT_CCR]" },
	{ "trap", "trap", "gp_regs[PT_TRAP]" },
	{ "dar", "dar", "gp_regs[PT_DAR]" },
	{ "dsisr", "dsisr", "gp_regs[PT_DSISR]" },
	{ NULL, NULL, NULL },
};
static const struct name s390x_names[] = {
	{ "pswa", "psw.addr", "regs.psw.addr" },
	{ "pswm", "psw.mask", "regs.psw.mask" },
	{ "orig_r2", "orig_gpr2", NULL },
	{ NULL, NULL, NULL },
};
static const struct name mips64el_names[] = {
	{ "pc", "cp0_epc", "sc_pc" },
	{ "hi", "hi", "sc_mdhi" },
	{ "lo", "lo", "sc_mdlo" },
	{ "badvaddr", "cp0_badvaddr", NULL },
	{ "status", "cp0_status", NULL },
	{ "cause", "cp0_cause", NULL },
	{ NULL, NULL, NULL },
};

#define CROSS(triple)                                                     \
	"clang-19 --target=" triple " -nostdlibinc -isystem /usr/" triple \
	"/include"

static const struct headers {
	const struct knell_machine *machine;
	const char *compiler;
	const char *includes;
	/* The registers that ptrace gives, and their size where the headers
	 * tell it. */
	const char *registers, *size;
	const struct name *names;
	/* The members that hold the first `numbered` rows. */
	unsigned numbered;
	const char *member, *context;
	/* Where a ucontext has them, if not right in its sigcontext. */
	const char *context_registers;
	const char *trap, *error, *fault; /* in struct sigcontext */
} all[] = {
	{ .machine = &knell_machine_x86_64,
		.compiler = "gcc -m64",
		.includes = "#include <sys/user.h>\n",
		.registers = "struct user_regs_struct",
		.size = "struct user_regs_struct",
		.names = same_names,
		.trap = "trapno",
		.error = "err",
		.fault = "cr2" },
	{ .machine = &knell_machine_i386,
		.compiler = "gcc -m32",
		.includes = "#include <sys/user.h>\n",
		.registers = "struct user_regs_struct",
		.size = "struct user_regs_struct",
		.names = i386_names,
		.trap = "trapno",
		.error = "err",
		.fault = "cr2" },
	{ .machine = &knell_machine_aarch64,
		.compiler = CROSS("aarch64-linux-gnu"),
		.includes = "#include <asm/ptrace.h>\n",
		.registers = "struct user_pt_regs",
		.size = "struct user_pt_regs",
		.names = same_names,
		.numbered = 31,
		.member = "regs",
		.context = "regs",
		.fault = "fault_address" },
	{ .machine = &knell_machine_arm,
		.compiler = CROSS("arm-linux-gnueabihf"),
		.includes = "#include <asm/ptrace.h>\n",
		.registers = "struct pt_regs",
		.size = "struct pt_regs",
		.names = arm_names,
		.trap = "trap_no",
		.error = "error_code",
		.fault = "fault_address" },
	/* A sigcontext begins with the registers that ptrace gives. */
	{ .machine = &knell_machine_riscv64,
		.compiler = CROSS("riscv64-linux-gnu"),
		.includes = "#include <asm/ptrace.h>\n",
		.registers = "struct user_regs_struct",
		.size = "struct user_regs_struct",
		.names = same_names,
		.context_registers = "uc_mcontext.sc_regs." },
	{ .machine = &knell_machine_ppc64le,
		.compiler = CROSS("powerpc64le-linux-gnu"),
		.includes = "#include <asm/ptrace.h>\n"
			    "#include <asm/elf.h>\n",
		.registers = "struct pt_regs",
		.size = "elf_gregset_t",
		.names = ppc64le_names,
		.numbered = 32,
		.member = "gpr",
		.context = "gp_regs",
		.trap = "gp_regs[PT_TRAP]",
		.error = "gp_regs[PT_DSISR]",
		.fault = "gp_regs[PT_DAR]" },
	{ .machine = &knell_machine_s390x,
		.compiler = CROSS("s390x-linux-gnu"),
		.includes = "#include <asm/ptrace.h>\n",
		.registers = "s390_regs",
		.size = "s390_regs",
		.names = s390x_names,
		.numbered = 16,
		.member = "gprs",
		.context = "regs.gprs" },
	/* The headers have no elf_gregset_t. */
	{ .machine = &knell_machine_mips64el,
		.compiler = CROSS("mips64el-linux-gnuabi64"),
		.includes = "#include <asm/ptrace.h>\n",
		.registers = "struct pt_regs",
		.names = mips64el_names,
		.numbered = 32,
		.member = "regs",
		.context = "sc_regs" },
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

static void assert_register(
	FILE *to, const struct headers *headers, unsigned number)
{
	const struct knell_register *row = &headers->machine->registers[number];
	const struct name *known = headers->names;
	char member[64], context[64];

	/* riscv64's zero is nowhere. */
	if (row->prstatus_offset == KNELL_NO_OFFSET)
		return;
	while (known->row && strcmp(known->row, row->name))
		known++;
	if (number < headers->numbered) {
		snprintf(member, sizeof(member), "%s[%u]", headers->member,
			number);
		snprintf(context, sizeof(context), "%s[%u]", headers->context,
			number);
	} else {
		snprintf(member, sizeof(member), "%s",
			known->row ? known->member : row->name);
		snprintf(context, sizeof(context), "%s",
			known->row && known->context ? known->context
						     : row->name);
	}
	assert_member(to, headers->registers, "", member, row->prstatus_offset,
		row->prstatus_size);
	if (row->context_offset != KNELL_NO_OFFSET)
		assert_member(to, "struct ucontext",
			headers->context_registers ? headers->context_registers
						   : "uc_mcontext.",
			context, row->context_offset, row->context_size);
}

/* Where the kernel tells the cause of a fault; or that it does not. */
static void assert_told(FILE *to, const char *name, unsigned offset)
{
	if (name)
		assert_member(
			to, "struct ucontext", "uc_mcontext.", name, offset, 0);
	else
		CHECK_EQUAL(offset, KNELL_NO_OFFSET);
}

static void assert_machine(FILE *to, const struct headers *headers)
{
	const struct knell_machine *machine = headers->machine;
	char text[128];

	fprintf(to,
		"#include <stddef.h>\n"
		"#include <asm/signal.h>\n"
		"#include <asm/sigcontext.h>\n"
		/* arm keeps its own, which begins alike, to itself. */
		"#if __has_include(<asm/ucontext.h>)\n"
		"#include <asm/ucontext.h>\n"
		"#else\n"
		"#include <asm-generic/ucontext.h>\n"
		"#endif\n"
		"#include <asm/unistd.h>\n%s",
		headers->includes);
	for (unsigned i = 0; i < machine->register_count; i++)
		assert_register(to, headers, i);
	snprintf(text, sizeof(text), "sizeof(%s)", headers->size);
	if (headers->size)
		assert_that(to, text, machine->prstatus_bytes);
	assert_that(to, "sizeof(long)", machine->word_bytes);
	assert_member(to, "struct ucontext", "", "uc_sigmask",
		machine->context_mask, 0);
	assert_told(to, headers->trap, machine->context_trap);
	assert_told(to, headers->error, machine->context_error);
	assert_told(to, headers->fault, machine->context_fault);
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

/* Counts and bases; numbers that no kernel has a call for; arm's name for
 * sync_file_range2. */
static bool is_no_call(const char *name)
{
	static const char *const names[] = { "syscalls",
		"arch_specific_syscall", "timerfd", "reserved177",
		"reserved193", "arm_sync_file_range" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return strstr(name, "Linux") || strstr(name, "SYSCALL_");
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
			is_no_call(name))
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

/* SPDX-License-Identifier: MIT */
/*
 * The processor itself says whether an instruction reads or writes, where,
 * and what it wants aligned: instructions of real libraries are run one by
 * one with registers that point to where nothing is mapped, and the page
 * faults are compared with what libknell says. Capstone only tells where
 * instructions begin.
 */
#include "lib/test.h"

#ifndef __x86_64__
int main(void)
{
	TEST_SKIP("the instructions are those of x86_64");
}
#else
#include <capstone/capstone.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "arch/decoder.h"
#include "crash/elf.h"

enum {
	INSTRUCTIONS_MAX = 400000,
	PAGE_FAULT_WRITE = 2,
	PAGE_FAULT_FETCH = 16,
	PAGE = 4096,
	/* Where the instruction lies in its page; int3 follows it. */
	CODE_AT = 1024,
	/* Less than this, and instructions were not run as meant. */
	FAULTS_LEAST = 60000,
	PROTECTIONS_LEAST = 500,
};

/* Register values: base + 8 * index is below 2^47, where nothing is mapped. */
#define FIRST_VALUE 0x10000000000
#define PAGE_AT     0x200000000000

static const char *const libraries[] = {
	"/lib/x86_64-linux-gnu/libc.so.6",
	"/lib/x86_64-linux-gnu/libm.so.6",
	"/lib64/ld-linux-x86-64.so.2",
};

struct instruction {
	uint8_t size;
	uint8_t bytes[15];
};

static struct instruction *list;
static size_t list_count, current;
static uint8_t *page;
static ucontext_t back;
static uint64_t fault_count, protection_count;

static uint64_t value_of(unsigned row)
{
	/* Odd, so that what must be aligned is not. */
	return FIRST_VALUE + row * 0x1234567891 + row * row * 0x1111111 + 1;
}

static void fail(const char *what, uint64_t a, uint64_t b)
{
	dprintf(2, "%s: %#llx %#llx:", what, (unsigned long long)a,
		(unsigned long long)b);
	for (unsigned i = 0; i < list[current].size; i++)
		dprintf(2, " %02x", list[current].bytes[i]);
	dprintf(2, "\n");
	_exit(1);
}

/* What libknell says of the current instruction. */
struct said {
	struct knell_operand operands[3];
	unsigned count;
	struct knell_operation operation;
};

static void ask(struct said *said)
{
	const struct knell_machine *machine = &knell_machine_x86_64;
	const struct knell_decoder *decoder = knell_decoder_find(machine);
	struct knell_registers registers = { .known = 0 };

	for (unsigned row = 0; row < 16; row++)
		knell_register_set(&registers, row, value_of(row));
	knell_register_set(&registers, machine->pc, PAGE_AT + CODE_AT);
	said->count = decoder->operands(list[current].bytes, list[current].size,
		&registers, said->operands);
	decoder->operation(list[current].bytes, list[current].size, &registers,
		&said->operation);
}

static void check_fault(uint64_t address, uint64_t error)
{
	struct said said;
	enum knell_access access = error & PAGE_FAULT_WRITE ? KNELL_ACCESS_WRITE
							    : KNELL_ACCESS_READ;

	if (error & PAGE_FAULT_FETCH)
		return;
	fault_count++;
	ask(&said);
	for (unsigned i = 0; i < said.count; i++) {
		uint64_t size = said.operands[i].size;

		if (address - said.operands[i].address >= (size ? size : 64))
			continue;
		if (said.operands[i].access != access)
			fail("access", access, said.operands[i].access);
		return;
	}
	fail("address", address, said.count ? said.operands[0].address : 0);
}

/* An absolute address in the code may be any. */
static bool is_noncanonical(const struct said *said)
{
	uint64_t mask = knell_machine_x86_64.canonical_mask;
	uint64_t high = said->operands[0].address & mask;

	return said->count && high && high != mask;
}

/* No page fault: a general protection, of an alignment or a privilege. */
static void check_protection(void)
{
	struct said said;

	ask(&said);
	if (said.operation.kind == KNELL_OPERATION_PRIVILEGED ||
		is_noncanonical(&said))
		return;
	protection_count++;
	if (said.operation.alignment < 2)
		fail("general protection", said.operation.kind,
			said.operation.alignment);
}

/* Masked vector instructions may touch nothing; and the page is mapped. */
static void check_silence(void)
{
	struct said said;

	ask(&said);
	if (said.count && list[current].bytes[0] != 0x62 &&
		list[current].bytes[0] != 0xc4 &&
		said.operands[0].address - PAGE_AT >= PAGE)
		fail("no fault", said.operands[0].address, 0);
}

static void set_next(ucontext_t *context)
{
	static const int rows[16] = { REG_RAX, REG_RDX, REG_RCX, REG_RBX,
		REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8, REG_R9, REG_R10,
		REG_R11, REG_R12, REG_R13, REG_R14, REG_R15 };
	greg_t *registers = context->uc_mcontext.gregs;

	memset(page + CODE_AT, 0xcc, 32);
	memcpy(page + CODE_AT, list[current].bytes, list[current].size);
	for (unsigned row = 0; row < 16; row++)
		registers[rows[row]] = (greg_t)value_of(row);
	registers[REG_RIP] = PAGE_AT + CODE_AT;
	registers[REG_EFL] = 0x202;
}

static void on_signal(int number, siginfo_t *info, void *at)
{
	static bool began;
	ucontext_t *context = at;

	if (!began) {
		began = true;
		back = *context;
	} else {
		if (number == SIGSEGV && info->si_code != SI_KERNEL)
			check_fault((uint64_t)(uintptr_t)info->si_addr,
				(uint64_t)context->uc_mcontext.gregs[REG_ERR]);
		else if (number == SIGSEGV)
			check_protection();
		else if (number == SIGTRAP)
			check_silence();
		current++;
	}
	if (current < list_count) {
		set_next(context);
		return;
	}
	memcpy(context->uc_mcontext.gregs, back.uc_mcontext.gregs,
		sizeof(back.uc_mcontext.gregs));
}

static bool is_harmful(csh handle, const cs_insn *insn)
{
	switch (insn->id) {
	case X86_INS_SYSCALL:
	case X86_INS_SYSENTER:
	case X86_INS_WRFSBASE:
	case X86_INS_WRGSBASE:
	case X86_INS_XABORT:
	case X86_INS_XBEGIN:
	case X86_INS_LOOP:
	case X86_INS_LOOPE:
	case X86_INS_LOOPNE: return true;
	default: break;
	}
	/* wrpkru and others that Capstone does not know by name */
	return cs_insn_group(handle, insn, X86_GRP_INT) ||
	       (insn->detail->x86.opcode[0] == 0x0f &&
		       insn->detail->x86.opcode[1] == 0x01);
}

static bool is_segment(unsigned reg)
{
	return reg == X86_REG_CS || reg == X86_REG_DS || reg == X86_REG_ES ||
	       reg == X86_REG_FS || reg == X86_REG_GS || reg == X86_REG_SS;
}

/* Gathers and scatters: their addresses are not worked out. */
static bool is_vector(unsigned reg)
{
	return reg >= X86_REG_XMM0 && reg <= X86_REG_ZMM31;
}

/*
 * Nothing that would be carried out elsewhere: system calls, jumps, changes of
 * segments, and what lies in the test's own FS.
 */
static bool may_run(csh handle, const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;
	bool memory = false;

	if (is_harmful(handle, insn) || insn->size > sizeof(list->bytes))
		return false;
	for (unsigned i = 0; i < x86->op_count; i++) {
		const cs_x86_op *op = &x86->operands[i];

		if (op->type == X86_OP_REG && is_segment(op->reg))
			return false;
		if (op->type != X86_OP_MEM)
			continue;
		memory = true;
		if (op->mem.segment == X86_REG_FS ||
			op->mem.segment == X86_REG_GS ||
			is_vector(op->mem.index))
			return false;
	}
	return memory || !cs_insn_group(handle, insn, X86_GRP_JUMP);
}

static void add_code(csh handle, const struct knell_bytes *bytes)
{
	const uint8_t *code = bytes->data;
	size_t size = (size_t)bytes->size;
	uint64_t address = bytes->address;
	cs_insn *insn = cs_malloc(handle);

	while (size && list_count < INSTRUCTIONS_MAX) {
		if (!cs_disasm_iter(handle, &code, &size, &address, insn)) {
			code++;
			size--;
			continue;
		}
		if (!may_run(handle, insn))
			continue;
		list[list_count].size = (uint8_t)insn->size;
		memcpy(list[list_count++].bytes, insn->bytes, insn->size);
	}
	cs_free(insn, 1);
}

static void add_library(const char *path)
{
	struct knell_elf elf;
	struct knell_section text;
	struct knell_bytes bytes;
	csh handle;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		TEST_SKIP(path);
	CHECK_EQUAL(knell_elf_map(&elf, fd), 0);
	CHECK(knell_elf_find_section(&elf, ".text", &text));
	CHECK(knell_elf_section_bytes(&elf, &text, &bytes));
	CHECK_EQUAL(cs_open(CS_ARCH_X86, CS_MODE_64, &handle), CS_ERR_OK);
	cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
	add_code(handle, &bytes);
	cs_close(&handle);
	knell_elf_close(&elf);
	close(fd);
}

int main(void)
{
	static char stack[65536];
	static const int signals[] = { SIGSEGV, SIGTRAP, SIGFPE, SIGILL,
		SIGBUS };
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

	list = calloc(INSTRUCTIONS_MAX, sizeof(*list));
	page = mmap((void *)PAGE_AT, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	CHECK(list && page == (void *)PAGE_AT);
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		add_library(libraries[i]);
	CHECK_EQUAL(sigaltstack(&alternate, NULL), 0);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		CHECK_EQUAL(sigaction(signals[i], &action, NULL), 0);
	raise(SIGTRAP);
	CHECK_EQUAL(current, list_count);
	CHECK(fault_count > FAULTS_LEAST);
	CHECK(protection_count > PROTECTIONS_LEAST);
	return test_end();
}
#endif

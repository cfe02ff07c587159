/* SPDX-License-Identifier: MIT */
/*
 * In the code of real libraries libknell finds the operands that Capstone
 * finds. What instructions do with them is tested by operand-processor:
 * Capstone takes some reads for writes.
 */
#include <capstone/capstone.h>
#include <fcntl.h>

#include "arch/decoder.h"
#include "crash/elf.h"
#include "lib/test.h"

static const struct library {
	const char *path;
	cs_mode mode;
	uint64_t least; /* operands that are to be found */
} libraries[] = {
	{ "/lib/x86_64-linux-gnu/libc.so.6", CS_MODE_64, 50000 },
	{ "/lib/x86_64-linux-gnu/libm.so.6", CS_MODE_64, 10000 },
	{ "/lib64/ld-linux-x86-64.so.2", CS_MODE_64, 5000 },
	{ "/lib32/libc.so.6", CS_MODE_32, 50000 },
};

static struct knell_registers registers;
static const struct knell_decoder *decoder;
static csh handle;
static uint64_t operand_count, instruction_count, mistake_count;

/* Values of which no two sums are alike. */
static void fill_registers(const struct knell_machine *machine)
{
	uint64_t value = 88172645463325252;

	registers.known = 0;
	for (unsigned i = 0; i < machine->register_count; i++) {
		value ^= value << 13;
		value ^= value >> 7;
		value ^= value << 17;
		knell_register_set(&registers, i,
			machine->word_bytes == 8 ? value : (uint32_t)value);
	}
}

/* eax as rax, r8d as r8 */
static void widen(const char *name, char wide[8])
{
	if (name[0] == 'e') {
		snprintf(wide, 8, "r%s", name + 1);
	} else {
		snprintf(wide, 8, "%s", name);
		wide[strcspn(wide, "d")] = '\0';
	}
}

static uint64_t read_register(const struct knell_machine *machine, unsigned id)
{
	const char *name = cs_reg_name(handle, id);
	char wide[8];

	widen(name, wide);
	for (unsigned i = 0; i < machine->register_count; i++) {
		const char *row = machine->registers[i].name;

		if (!strcmp(row, name) ||
			(machine->word_bytes == 8 && !strcmp(row, wide)))
			return registers.value[i];
	}
	dprintf(2, "no register %s\n", name);
	_exit(1);
}

static uint64_t find_address(const struct knell_machine *machine,
	const cs_insn *insn, const x86_op_mem *mem)
{
	uint64_t address = (uint64_t)mem->disp;

	if (mem->base == X86_REG_RIP)
		address += registers.value[machine->pc] + insn->size;
	else if (mem->base)
		address += read_register(machine, mem->base);
	if (mem->index && mem->index != X86_REG_RIZ &&
		mem->index != X86_REG_EIZ)
		address += read_register(machine, mem->index) *
			   (uint64_t)mem->scale;
	if (insn->detail->x86.addr_size < 8)
		address = (uint32_t)address;
	if (mem->segment == X86_REG_FS)
		address += registers.value[19];
	if (mem->segment == X86_REG_GS)
		address += registers.value[20];
	return address;
}

/* Gathers, and what Capstone 4 takes for some. */
static bool has_vector_index(const x86_op_mem *mem)
{
	return mem->index >= X86_REG_XMM0 && mem->index <= X86_REG_ZMM31;
}

/* Those that touch no memory, or not where ModRM says. */
static bool is_left_out(const struct knell_machine *machine,
	const cs_insn *insn, const x86_op_mem *mem)
{
	switch (insn->id) {
	case X86_INS_LEA:
	case X86_INS_NOP:
	case X86_INS_PREFETCH:
	case X86_INS_PREFETCHW:
	case X86_INS_PREFETCHNTA:
	case X86_INS_PREFETCHT0:
	case X86_INS_PREFETCHT1:
	case X86_INS_PREFETCHT2:
	case X86_INS_BT:
	case X86_INS_BTC:
	case X86_INS_BTR:
	case X86_INS_BTS: return true;
	default: break;
	}
	/* AMD's XOP; segments of i386, whose bases are not known. */
	return has_vector_index(mem) || insn->detail->x86.opcode[0] == 0x8f ||
	       (machine->word_bytes == 4 &&
		       (mem->segment == X86_REG_FS ||
			       mem->segment == X86_REG_GS));
}

static void check_operand(const struct knell_machine *machine,
	const cs_insn *insn, const cs_x86_op *op)
{
	struct knell_operand operands[3];
	unsigned count = decoder->operands(
		insn->bytes, insn->size, &registers, operands);
	uint64_t want = find_address(machine, insn, &op->mem);

	for (unsigned i = 0; i < count; i++) {
		if (operands[i].address != want)
			continue;
		if (operands[i].size)
			CHECK_EQUAL(operands[i].size, op->size);
		return;
	}
	dprintf(2, "%s: %s %s: %#llx, not %#llx:", machine->name,
		insn->mnemonic, insn->op_str,
		count ? (unsigned long long)operands[0].address : 0,
		(unsigned long long)want);
	for (unsigned i = 0; i < insn->size; i++)
		dprintf(2, " %02x", insn->bytes[i]);
	dprintf(2, "\n");
	_exit(1);
}

static void check_instruction(
	const struct knell_machine *machine, const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;

	for (unsigned i = 0; i < x86->op_count; i++) {
		const cs_x86_op *op = &x86->operands[i];

		if (op->type != X86_OP_MEM ||
			is_left_out(machine, insn, &op->mem))
			continue;
		check_operand(machine, insn, op);
		operand_count++;
	}
}

/* What a call returns to is recognised by the bytes before it. */
static void check_call(const struct knell_machine *machine, const cs_insn *insn)
{
	bool call = insn->id == X86_INS_CALL;
	bool follows = decoder->follows_call(insn->bytes, insn->size);
	struct knell_operation operation;

	if (call)
		CHECK(follows);
	else if (insn->id != X86_INS_LCALL)
		mistake_count += follows;
	instruction_count++;
	if (!call || !decoder->operation(
			     insn->bytes, insn->size, &registers, &operation))
		return;
	CHECK_EQUAL(operation.kind, KNELL_OPERATION_CALL);
	CHECK_EQUAL(operation.length, insn->size);
	CHECK_EQUAL(operation.direct,
		insn->detail->x86.operands[0].type == X86_OP_IMM);
	if (operation.direct)
		CHECK_EQUAL(operation.value - registers.value[machine->pc],
			insn->detail->x86.operands[0].imm -
				(int64_t)insn->address);
}

static void check_code(
	const struct knell_machine *machine, const struct knell_bytes *bytes)
{
	const uint8_t *code = bytes->data;
	size_t size = (size_t)bytes->size;
	uint64_t address = bytes->address;
	cs_insn *insn = cs_malloc(handle);

	while (size) {
		if (cs_disasm_iter(handle, &code, &size, &address, insn)) {
			check_instruction(machine, insn);
			check_call(machine, insn);
		} else {
			code++;
			size--;
		}
	}
	cs_free(insn, 1);
}

static void check_library(const struct library *library)
{
	struct knell_elf elf;
	struct knell_section text;
	struct knell_bytes bytes;
	int fd = open(library->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		TEST_SKIP(library->path);
	CHECK_EQUAL(knell_elf_map(&elf, fd), 0);
	CHECK(knell_elf_find_section(&elf, ".text", &text));
	CHECK(knell_elf_section_bytes(&elf, &text, &bytes));
	CHECK_EQUAL(cs_open(CS_ARCH_X86, library->mode, &handle), CS_ERR_OK);
	cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);

	const struct knell_machine *machine =
		knell_machine_find(elf.machine, elf.wide ? 8 : 4);

	decoder = knell_decoder_find(machine);
	fill_registers(machine);
	operand_count = 0;
	check_code(machine, &bytes);
	CHECK(operand_count >= library->least);
	cs_close(&handle);
	knell_elf_close(&elf);
	close(fd);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		check_library(&libraries[i]);
	/* Some immediates end in what could be a call. */
	CHECK(mistake_count < instruction_count / 1000);
	return test_end();
}

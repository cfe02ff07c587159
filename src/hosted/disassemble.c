/* SPDX-License-Identifier: MIT */
/* The instructions around where a crash was, by capstone. */
#include "hosted/disassemble.h"

#include <capstone/capstone.h>
#include <string.h>

#include "arch/machine.h"
#include "base/buffer.h"
#include "crash/symbol.h"
#include "hosted/demangle.h"

enum {
	BEFORE = 6, /* instructions shown before the one that was hit */
	AFTER = 5,
	SHOWN_MAX = BEFORE + 1 + AFTER,
	INSTRUCTION_MAX = 16, /* bytes */
	/* A function is read from its start, if that is no further away. */
	FUNCTION_MAX = 32768,
	TEXT_MAX = 512,
};

struct listing {
	struct knell_session *session;
	const struct knell_elf *elf;
	const struct knell_machine *machine;
	uint64_t bias;
	csh capstone;
	uint64_t pc;
	/* The bytes at [start, start + size), as far as they are known. */
	uint64_t start;
	size_t size;
	uint8_t bytes[FUNCTION_MAX + AFTER * INSTRUCTION_MAX];
};

/* What instructions refer to by address, in rising order. */
struct targets {
	struct knell_lookup lookups[SHOWN_MAX];
	uint32_t rows[SHOWN_MAX];
	uint32_t count;
};

static bool open_capstone(struct listing *listing)
{
	static const struct {
		const struct knell_machine *machine;
		cs_arch arch;
		cs_mode mode;
	} rows[] = {
		{ &knell_machine_x86_64, CS_ARCH_X86, CS_MODE_64 },
		{ &knell_machine_i386, CS_ARCH_X86, CS_MODE_32 },
		{ &knell_machine_aarch64, CS_ARCH_ARM64, CS_MODE_ARM },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].machine == listing->machine)
			return cs_open(rows[i].arch, rows[i].mode,
				       &listing->capstone) == CS_ERR_OK &&
			       cs_option(listing->capstone, CS_OPT_DETAIL,
				       CS_OPT_ON) == CS_ERR_OK;
	return false;
}

/* What the file has at [start, start + max), less what is missing at the
 * end. */
static void read_file(struct listing *listing, size_t max)
{
	struct knell_bytes bytes;

	listing->size = 0;
	if (!listing->elf->image.data ||
		!knell_elf_bytes_at(
			listing->elf, listing->start - listing->bias, &bytes))
		return;
	listing->size = bytes.size < max ? (size_t)bytes.size : max;
	memcpy(listing->bytes, bytes.data, listing->size);
}

/* What was read from memory is what ran, even where the file differs. */
static void lay_memory_over(
	struct listing *listing, const struct knell_bytes_at *code, size_t max)
{
	for (uint32_t i = 0; i < code->size; i++) {
		uint64_t at = code->address + i - listing->start;

		if (at > listing->size || at >= max)
			continue;
		listing->bytes[at] = code->data[i];
		if (at == listing->size)
			listing->size++;
	}
}

/* What follows the function is another's, or nothing. */
static size_t find_end(const struct listing *listing)
{
	struct knell_symbol symbol;
	uint64_t pc = listing->pc - listing->bias;
	size_t most = AFTER * INSTRUCTION_MAX;

	if (!listing->elf->image.data ||
		!knell_elf_find_symbol(listing->elf, pc, &symbol))
		return most;
	uint64_t left = symbol.address + symbol.size - pc;

	return left && left < most ? (size_t)left : most;
}

static void read_bytes(struct listing *listing, uint64_t start)
{
	size_t max = (size_t)(listing->pc - start) + find_end(listing);

	listing->start = start;
	read_file(listing, max);
	lay_memory_over(listing, &listing->session->record->code, max);
}

/* An address that the operands tell, but for those in registers. */
static bool find_target(
	const struct listing *listing, const cs_insn *at, uint64_t *ret_target)
{
	const cs_detail *detail = at->detail;
	bool branch = cs_insn_group(listing->capstone, at, CS_GRP_CALL) ||
		      cs_insn_group(listing->capstone, at, CS_GRP_JUMP);

	if (listing->machine == &knell_machine_aarch64) {
		for (uint8_t i = 0; branch && i < detail->arm64.op_count; i++) {
			const cs_arm64_op *op = &detail->arm64.operands[i];

			*ret_target = (uint64_t)op->imm;
			if (op->type == ARM64_OP_IMM)
				return true;
		}
		return false;
	}
	for (uint8_t i = 0; i < detail->x86.op_count; i++) {
		const cs_x86_op *op = &detail->x86.operands[i];

		*ret_target = (uint64_t)op->imm;
		if (branch && op->type == X86_OP_IMM)
			return true;
		if (op->type != X86_OP_MEM || op->mem.base != X86_REG_RIP)
			continue;
		*ret_target = at->address + at->size + (uint64_t)op->mem.disp;
		return true;
	}
	return false;
}

static void add_target(struct targets *targets, uint64_t address, uint32_t row)
{
	uint32_t at = targets->count++;

	for (; at && targets->lookups[at - 1].address > address; at--) {
		targets->lookups[at] = targets->lookups[at - 1];
		targets->rows[at] = targets->rows[at - 1];
	}
	targets->lookups[at] = (struct knell_lookup){ .address = address };
	targets->rows[at] = row;
}

/* "call 0x401030  <abort@plt>" */
static void put_name(struct knell_session *session,
	struct knell_instruction *row, const struct knell_lookup *lookup)
{
	const struct knell_symbol *symbol = &lookup->symbol;
	char text[TEXT_MAX];
	struct knell_buffer out = KNELL_BUFFER(text);
	char *name = knell_demangle_briefly(session, symbol->name);

	knell_put_text(&out, row->text);
	knell_put_text(&out, "  <");
	knell_put_text(&out, name ? name : symbol->name);
	if (symbol->plt)
		knell_put_text(&out, "@plt");
	if (lookup->address != symbol->address) {
		knell_put_char(&out, '+');
		knell_put_address(&out, lookup->address - symbol->address);
	}
	knell_put_char(&out, '>');
	if (!out.truncated)
		row->text =
			knell_session_copy(session, knell_buffer_text(&out));
}

static void name_targets(const struct listing *listing, struct targets *targets,
	struct knell_instruction *rows)
{
	if (!listing->elf->image.data)
		return;
	knell_elf_name(listing->elf, targets->lookups, targets->count, true);
	for (uint32_t i = 0; i < targets->count; i++)
		if (targets->lookups[i].settled)
			put_name(listing->session, &rows[targets->rows[i]],
				&targets->lookups[i]);
}

/*
 * Steps from the start to the PC. Return: where the first instruction to be
 * shown begins; false when the steps pass over the PC: data between, or a
 * start that was none.
 */
static bool find_first(
	struct listing *listing, cs_insn *at, uint64_t *ret_first)
{
	const uint8_t *code = listing->bytes;
	size_t left = listing->size, count = 0;
	uint64_t address = listing->start, last[BEFORE] = { 0 };

	while (address < listing->pc) {
		last[count++ % BEFORE] = address;
		if (!cs_disasm_iter(
			    listing->capstone, &code, &left, &address, at))
			return false;
	}
	*ret_first = !count           ? address
		     : count < BEFORE ? last[0]
				      : last[count % BEFORE];
	return address == listing->pc;
}

static struct knell_instruction write_instruction(
	struct listing *listing, const cs_insn *at)
{
	char text[TEXT_MAX];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, at->mnemonic);
	if (*at->op_str) {
		knell_put_char(&out, '\t');
		knell_put_text(&out, at->op_str);
	}
	return (struct knell_instruction){
		.address = at->address,
		.text = knell_session_copy(
			listing->session, knell_buffer_text(&out)),
		.current = at->address == listing->pc,
	};
}

static void list_from(struct listing *listing, cs_insn *at, uint64_t first)
{
	struct knell_record *record = listing->session->record;
	const uint8_t *code = listing->bytes + (first - listing->start);
	size_t left = listing->size - (size_t)(first - listing->start);
	struct knell_instruction *rows = knell_arena_take_array(
		listing->session->arena, SHOWN_MAX, sizeof(*rows));
	struct targets targets = { .count = 0 };
	uint32_t count = 0, after = 0;

	while (rows && after <= AFTER && count < SHOWN_MAX &&
		cs_disasm_iter(listing->capstone, &code, &left, &first, at)) {
		uint64_t target;

		after += at->address >= listing->pc;
		if (find_target(listing, at, &target))
			add_target(&targets, target - listing->bias, count);
		rows[count++] = write_instruction(listing, at);
	}
	/* What cannot be read at PC is better shown as bytes. */
	if (!after)
		return;
	name_targets(listing, &targets, rows);
	record->instructions = rows;
	record->instruction_count = count;
}

/* Where to begin: the function's start; else PC itself, for instructions
 * before it cannot be told from its middle on x86. */
static uint64_t find_start(
	const struct listing *listing, const struct knell_frame *frame)
{
	const uint64_t fixed = 4 * BEFORE; /* aarch64: all have four bytes */

	if (frame->function && frame->function_offset <= frame->pc &&
		frame->function_offset < FUNCTION_MAX)
		return frame->pc - frame->function_offset;
	if (listing->machine == &knell_machine_aarch64 && frame->pc >= fixed &&
		frame->pc % 4 == 0)
		return frame->pc - fixed;
	return frame->pc;
}

static void list(struct listing *listing, const struct knell_frame *frame)
{
	cs_insn *at = cs_malloc(listing->capstone);
	uint64_t first;

	if (!at)
		return;
	read_bytes(listing, find_start(listing, frame));
	/* Operands are asked for where they are shown. */
	cs_option(listing->capstone, CS_OPT_DETAIL, CS_OPT_OFF);
	bool found = find_first(listing, at, &first);

	cs_option(listing->capstone, CS_OPT_DETAIL, CS_OPT_ON);
	if (!found) {
		read_bytes(listing, listing->pc);
		first = listing->pc;
	}
	list_from(listing, at, first);
	cs_free(at, 1);
}

void knell_disassemble(struct knell_session *session,
	const struct knell_frame *frame, const struct knell_elf *elf)
{
	const struct knell_record *record = session->record;
	struct listing listing = {
		.session = session,
		.elf = elf,
		.machine = record->system.machine
				   ? knell_machine_find_name(
					     record->system.machine)
				   : NULL,
		.pc = frame->pc,
	};
	if (frame->module >= 0 &&
		(uint32_t)frame->module < record->module_count)
		listing.bias = record->modules[frame->module].bias;
	if (!listing.machine || record->instruction_count ||
		!open_capstone(&listing))
		return;
	list(&listing, frame);
	cs_close(&listing.capstone);
}

/* SPDX-License-Identifier: MIT */
/* The table of machines. */
#include "arch/machine.h"

#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"

static const struct knell_machine *const machines[] = {
	&knell_machine_x86_64,
	&knell_machine_i386,
	&knell_machine_aarch64,
	&knell_machine_arm,
	&knell_machine_riscv64,
	&knell_machine_loongarch64,
	&knell_machine_ppc64le,
	&knell_machine_s390x,
	&knell_machine_mips64el,
};

const struct knell_machine *knell_machine_find(
	uint16_t elf_machine, unsigned word_bytes)
{
	for (size_t i = 0; i < KNELL_COUNT(machines); i++)
		if (machines[i]->elf_machine == elf_machine &&
			machines[i]->word_bytes == word_bytes)
			return machines[i];
	return NULL;
}

const struct knell_machine *knell_machine_find_name(const char *name)
{
	for (size_t i = 0; i < KNELL_COUNT(machines); i++)
		if (knell_text_equal(machines[i]->name, name))
			return machines[i];
	return NULL;
}

bool knell_machine_runs(const struct knell_machine *machine,
	const struct knell_registers *registers)
{
	uint64_t segment = registers->value[machine->code_segment];

	if (!machine->code_segments[0] ||
		!knell_register_known(registers, machine->code_segment))
		return true;
	for (size_t i = 0; i < KNELL_COUNT(machine->code_segments); i++)
		if (segment && segment == machine->code_segments[i])
			return true;
	return false;
}

void knell_machine_read_prstatus(const struct knell_machine *machine,
	const uint8_t *bytes, size_t size,
	struct knell_registers *ret_registers)
{
	ret_registers->known = 0;
	for (unsigned row = 0; row < machine->register_count; row++) {
		const struct knell_register *reg = &machine->registers[row];

		if (!reg->prstatus_size || reg->prstatus_offset > size ||
			size - reg->prstatus_offset < reg->prstatus_size)
			continue;
		knell_register_set(ret_registers, row,
			knell_load(bytes + reg->prstatus_offset,
				reg->prstatus_size));
	}
}

/* SPDX-License-Identifier: MIT */
/* Registers of a traced thread, by their names. */
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/text.h"
#include "sys/process.h"

long knell_traced_register(int tid, const char *name, uint64_t *ret_value)
{
	const struct knell_machine *machine = &K_MACHINE;
	struct knell_registers registers;
	uint8_t bytes[512];
	struct k_iovec set = { bytes, sizeof(bytes) };
	long error = sys_ptrace(K_PTRACE_GETREGSET, tid, K_NT_PRSTATUS, &set);

	if (error)
		return error;
	knell_machine_read_prstatus(machine, bytes, set.size, &registers);
	for (unsigned row = 0; row < machine->register_count; row++) {
		if (!knell_text_equal(machine->registers[row].name, name))
			continue;
		if (!knell_register_known(&registers, row))
			return -ENODATA;
		*ret_value = registers.value[row];
		return 0;
	}
	return -EINVAL;
}

const char *knell_traced_place(enum knell_traced_place place)
{
	return K_MACHINE
		.registers[place == KNELL_TRACED_PC ? K_MACHINE.pc
						    : K_MACHINE.sp]
		.name;
}

const char *knell_traced_call_mark(void)
{
	return K_TRACED_CALL_MARK;
}

/* SPDX-License-Identifier: MIT */
/* A breakpoint in the code of a traced thread, by ptrace(2). */
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "sys/process.h"

long knell_traced_break(int tid, uintptr_t address, unsigned long *ret_word)
{
	static const char code[] = K_BREAKPOINT;
	unsigned long word = 0, with;
	long error;

	if (sizeof(code) == 1)
		return -ENOSYS;
	error = sys_ptrace(K_PTRACE_PEEKDATA, tid, address, &word);
	if (error)
		return error;
	with = word;
	knell_memory_copy(&with, code, sizeof(code) - 1);
	error = sys_ptrace(K_PTRACE_POKEDATA, tid, address, (void *)with);
	if (!error)
		*ret_word = word;
	return error;
}

/* Some machines stop behind the instruction. */
static long set_pc(int tid, uintptr_t address)
{
	const struct knell_register *pc = &K_MACHINE.registers[K_MACHINE.pc];
	uint8_t bytes[512];
	struct k_iovec set = { bytes, sizeof(bytes) };
	long error = sys_ptrace(K_PTRACE_GETREGSET, tid, K_NT_PRSTATUS, &set);

	if (error)
		return error;
	knell_memory_copy(
		bytes + pc->prstatus_offset, &address, sizeof(address));
	return sys_ptrace(K_PTRACE_SETREGSET, tid, K_NT_PRSTATUS, &set);
}

long knell_traced_unbreak(int tid, uintptr_t address, unsigned long word)
{
	long error = sys_ptrace(K_PTRACE_POKEDATA, tid, address, (void *)word);

	return error ? error : set_pc(tid, address);
}

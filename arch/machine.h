/* SPDX-License-Identifier: MIT */
/*
 * A machine as data: what a reader of crashes must know of an architecture
 * that need not be the one it runs on. Each arch/<arch>/machine.c holds one,
 * and all of them are in every build.
 */
#ifndef KNELL_ARCH_MACHINE_H
#define KNELL_ARCH_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knell/context.h"

enum {
	KNELL_REGISTERS_MAX = 48,
	KNELL_NO_REGISTER = 0xff,
	KNELL_NO_OFFSET = 0xffff,
};

/*
 * Register values, by row of the machine's register table. Rows below
 * `cfi_count` are also the DWARF numbers that call frame information uses.
 */
struct knell_registers {
	uint64_t value[KNELL_REGISTERS_MAX];
	/* Bit N: value[N] is known. */
	uint64_t known;
};

struct knell_register {
	const char *name;
	/* In the registers of NT_PRSTATUS (PTRACE_GETREGSET, cores). */
	uint16_t prstatus_offset;
	/* In the kernel's struct ucontext on the stack; or KNELL_NO_OFFSET. */
	uint16_t context_offset;
	/* In both; bytes. A segment register is narrower in a ucontext. */
	uint8_t prstatus_size;
	uint8_t context_size;
};

/* Eight rows of a register table that lie one after the other, from a slot on;
 * ROW(name, slot) is what a machine makes of one. */
#define KNELL_ROWS(slot, a, b, c, d, e, f, g, h)                            \
	ROW(a, (slot)), ROW(b, (slot) + 1), ROW(c, (slot) + 2),             \
		ROW(d, (slot) + 3), ROW(e, (slot) + 4), ROW(f, (slot) + 5), \
		ROW(g, (slot) + 6), ROW(h, (slot) + 7)

/*
 * How the code that follows a handler's return is recognised by its bytes
 * where it has no CFI, and where the context lies from SP as it is there.
 */
struct knell_trampoline {
	uint8_t bytes[12];
	uint8_t size;
	/* Bytes from SP to the struct ucontext, or to where one would begin
	 * whose sigcontext alone is there. */
	int16_t context_offset;
	/* The sigcontext alone is there: no siginfo (i386 non-RT frames). */
	bool bare;
};

/*
 * The instruction that makes a system call, by the first `same` of its bytes;
 * what follows in it is the call's number, unless 0. Else row `number` of the
 * registers has it, and has it still when the call is over if it is `kept`.
 */
struct knell_call_code {
	uint8_t bytes[4];
	uint8_t size, same;
	uint8_t number;
	bool kept;
};

/* Machines by how their system calls are numbered, as arch/calls.def is. */
enum knell_call_column {
	KNELL_CALLS_X86_64,
	KNELL_CALLS_I386,
	KNELL_CALLS_GENERIC,
	KNELL_CALLS_ARM,
	KNELL_CALLS_PPC64LE,
	KNELL_CALLS_S390X,
	KNELL_CALLS_MIPS64EL,
	KNELL_CALL_COLUMNS,
};

struct knell_machine {
	const char *name; /* as uname(2) says it, i386 for all 32-bit x86 */
	uint16_t elf_machine;
	uint8_t word_bytes;
	const struct knell_register *registers;
	uint8_t register_count;
	uint8_t cfi_count;
	uint16_t prstatus_bytes;
	uint8_t pc, sp, fp;
	uint8_t link; /* or KNELL_NO_REGISTER */
	/* The DWARF number of `link`, where it is not its row; or 0. */
	uint8_t link_number;
	/* Frame pointers point to the caller's, which the return address
	 * follows; elsewhere `fp` is one only by what CFI says. */
	bool frame_records;
	/* Signals are numbered as on mips, and siginfo has its code before
	 * its error: KNELL_ARCH_CODE_FIRST. */
	bool code_first;
	/* System calls: number (as at entry; KNELL_NO_REGISTER where the
	 * kernel does not keep it), arguments, result. */
	uint8_t call_number, call_result;
	/* The register of the number is of no other use: outside of a system
	 * call it is -1, as an int. */
	bool call_number_apart;
	uint8_t call_arguments[6];
	struct knell_call_code call_code;
	/* Integer arguments of functions in registers; 0: all are on the
	 * stack. */
	uint8_t function_argument_count;
	uint8_t function_arguments[8];
	/* The thread pointer, the same in all frames of a thread; or
	 * KNELL_NO_REGISTER, where none of the rows has it. */
	uint8_t thread_pointer;
	/* Callee-saved rows: what an undefined CFI rule leaves in place. */
	uint64_t preserved;
	/* Bits of a code address that pointer authentication or tags may
	 * have changed; the kernel's NT_ARM_PAC_MASK replaces it if known. */
	uint64_t code_mask;
	/* Bits of an address the machine ignores or a canonical one repeats:
	 * an address is canonical when these are all 0 or all 1. */
	uint64_t canonical_mask;
	/* Bytes below SP that a leaf function may use. */
	uint16_t red_zone;
	/* From a caller's SP up to what call frame information calls the CFA,
	 * where it says nothing else; bytes. */
	uint8_t cfa_above_sp;
	/* A call pushes the return address (x86) or sets `link`. */
	bool call_pushes;
	/* The register that chooses how code is decoded, and what it holds in
	 * programs, as far as not 0; nothing where there is none (x86: CS). */
	uint8_t code_segment;
	uint16_t code_segments[4];
	/* The kernel knows nothing else for handlers to return to. */
	bool needs_restorer;
	const struct knell_trampoline *trampolines;
	uint8_t trampoline_count;
	/* From SP at the trampoline to siginfo, RT frames; bytes. */
	uint16_t frame_info_offset;
	/* From there to the frame record that a handler's frame pointer leads
	 * to, with no more state saved than usual; 0: there is none. */
	uint16_t frame_record_offset;
	/* From the ucontext: trap number, error code and fault address as
	 * the kernel leaves them; KNELL_NO_OFFSET where it does not. */
	uint16_t context_trap, context_error, context_fault;
	/* The trap number of a page fault. */
	uint16_t page_fault;
	uint16_t context_mask;
	enum knell_call_column call_column;
	/* What knell_context_state tells of a ucontext of the machine. */
	unsigned (*context_state)(const uint8_t *context);
	/* What access a fault was, as the ucontext tells; NULL: it does not. */
	enum knell_access (*context_access)(const uint8_t *context);
};

extern const struct knell_machine knell_machine_x86_64;
extern const struct knell_machine knell_machine_i386;
extern const struct knell_machine knell_machine_aarch64;
extern const struct knell_machine knell_machine_arm;
extern const struct knell_machine knell_machine_riscv64;
extern const struct knell_machine knell_machine_loongarch64;
extern const struct knell_machine knell_machine_ppc64le;
extern const struct knell_machine knell_machine_s390x;
extern const struct knell_machine knell_machine_mips64el;

/* By e_machine and class of an ELF header; NULL for one not known. */
const struct knell_machine *knell_machine_find(
	uint16_t elf_machine, unsigned word_bytes);
const struct knell_machine *knell_machine_find_name(const char *name);

/* Can a program run with these? Not when rt_sigreturn found no context. */
bool knell_machine_runs(const struct knell_machine *machine,
	const struct knell_registers *registers);

/* NULL: there is no call of this number. */
const char *knell_machine_call_name(
	const struct knell_machine *machine, uint64_t number);

/* The registers in the bytes of an NT_PRSTATUS register set. */
void knell_machine_read_prstatus(const struct knell_machine *machine,
	const uint8_t *bytes, size_t size,
	struct knell_registers *ret_registers);

static inline bool knell_register_known(
	const struct knell_registers *registers, unsigned row)
{
	return row < KNELL_REGISTERS_MAX && registers->known >> row & 1;
}

static inline void knell_register_set(
	struct knell_registers *registers, unsigned row, uint64_t value)
{
	registers->value[row] = value;
	registers->known |= (uint64_t)1 << row;
}

#endif

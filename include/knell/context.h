/* SPDX-License-Identifier: MIT */
/*
 * The code that a signal interrupted, its registers, mask and alternate stack.
 *
 * A handler of three arguments is given it: what is read here is how it stood,
 * what is changed here is how it goes on when the handler returns.
 *
 * NULL is what handlers are given that knell_defer_deliver calls. The functions
 * here that can return -EFAULT do so then; the others must not be called with
 * it, knell_context_set_mask among them: the program would get SIGSEGV.
 */
#ifndef KNELL_CONTEXT_H
#define KNELL_CONTEXT_H

#include <knell/info.h>
#include <knell/public.h>
#include <knell/set.h>
#include <knell/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Registers that a context has besides those of integers. */
/* Of floating-point numbers. */
#define KNELL_CONTEXT_FLOAT 1U
/* Vectors of 128 bits: SSE, NEON, VMX, LSX, MSA; of any length: RISC-V's. */
#define KNELL_CONTEXT_VECTOR 2U
/* Longer ones: AVX, SVE, LASX. */
#define KNELL_CONTEXT_WIDE 4U
/* Of 512 bits: AVX-512. */
#define KNELL_CONTEXT_WIDER 8U
/* Matrices: AMX, SME. */
#define KNELL_CONTEXT_MATRIX 16U

/* What the code did with the memory that it must not. */
enum knell_access {
	KNELL_ACCESS_UNKNOWN,
	KNELL_ACCESS_READ,
	KNELL_ACCESS_WRITE,
	KNELL_ACCESS_EXECUTE
};

/**
 * knell_context_register - name a register
 * @index: from 0 on
 *
 * The names are the processor manual's, in lower case: rax, x0, r0, a0.
 *
 * Return: the name; NULL when @index is beyond the last.
 * Context: AS-Safe, MT-Safe.
 * Source: the psABI of each machine.
 */
KNELL_PUBLIC const char *knell_context_register(unsigned index);

/**
 * knell_context_get - read a register
 * @context: what the handler was given
 * @name: the register's name
 * @ret_value: its value
 *
 * Return: 0; -EINVAL when the machine has no register of the name; -ENODATA
 * when a context does not hold it; -EFAULT when an argument is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2), the kernel's asm/ucontext.h and asm/sigcontext.h.
 */
KNELL_PUBLIC int knell_context_get(
	const void *context, const char *name, unsigned long *ret_value);

/**
 * knell_context_set - change a register
 * @context: what the handler was given
 * @name: the register's name
 * @value: its value from the handler's return on
 *
 * The kernel lets no change of privileged bits pass.
 *
 * Return: 0; -EINVAL, -ENODATA and -EFAULT as for knell_context_get.
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC int knell_context_set(
	void *context, const char *name, unsigned long value);

/**
 * knell_context_pc - read the program counter
 * @context: what the handler was given
 *
 * Return: the address of the next instruction; of the one that faulted, when
 * one did.
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC unsigned long knell_context_pc(const void *context);

/**
 * knell_context_set_pc - go on elsewhere
 * @context: what the handler was given
 * @address: of an instruction of the kind that was interrupted: on arm, ARM
 * or Thumb
 *
 * It is no call: where a C function begins, its stack pointer must be aligned
 * as for a call, and on ppc64le r12, on mips64 t9 must be its address.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC void knell_context_set_pc(void *context, unsigned long address);

/**
 * knell_context_sp - read the stack pointer
 * @context: what the handler was given
 *
 * Return: the stack pointer. Below it may lie a red zone in use: 128 bytes on
 * x86_64, 512 on ppc64le.
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC unsigned long knell_context_sp(const void *context);

/**
 * knell_context_set_sp - go on with another stack pointer
 * @context: what the handler was given
 * @address: the stack pointer
 *
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC void knell_context_set_sp(void *context, unsigned long address);

/**
 * knell_context_fp - read the frame pointer's register
 * @context: what the handler was given
 *
 * Return: the register that code with frame pointers has them in. Other code
 * keeps other things there.
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC unsigned long knell_context_fp(const void *context);

/**
 * knell_context_set_fp - go on with another frame pointer
 * @context: what the handler was given
 * @address: the frame pointer
 *
 * Context: AS-Safe, MT-Safe.
 * Source: as for knell_context_get.
 */
KNELL_PUBLIC void knell_context_set_fp(void *context, unsigned long address);

/**
 * knell_context_argument - read an argument of a function that begins
 * @context: what the handler was given; a function's first instruction was
 * interrupted
 * @index: of the argument from 0 on, all those before it being integers or
 * pointers of one word at most
 * @ret_value: the argument
 *
 * Return: 0; -EINVAL when it is not passed in a register, unless none is
 * (i386); -EFAULT when the stack that it is on cannot be read, or @context or
 * @ret_value is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: the psABI of each machine.
 */
KNELL_PUBLIC int knell_context_argument(
	const void *context, unsigned index, unsigned long *ret_value);

/**
 * knell_context_set_argument - change an argument of a function that begins
 * @context: as for knell_context_argument
 * @index: as for knell_context_argument
 * @value: the argument
 *
 * Return: 0; -EINVAL and -EFAULT as for knell_context_argument.
 * Context: AS-Safe, MT-Safe.
 * Source: the psABI of each machine.
 */
KNELL_PUBLIC int knell_context_set_argument(
	void *context, unsigned index, unsigned long value);

/**
 * knell_context_result - read what a function or system call returned
 * @context: what the handler was given; a function has just returned, or a
 * system call
 *
 * Return: an integer or pointer of one word. For system calls of ppc64le and
 * mips64 it is the error without its sign where they failed.
 * Context: AS-Safe, MT-Safe.
 * Source: the psABI of each machine, syscall(2).
 */
KNELL_PUBLIC unsigned long knell_context_result(const void *context);

/**
 * knell_context_set_result - change what a function or system call returned
 * @context: as for knell_context_result
 * @value: an integer or pointer of one word
 *
 * Context: AS-Safe, MT-Safe.
 * Source: the psABI of each machine, syscall(2).
 */
KNELL_PUBLIC void knell_context_set_result(void *context, unsigned long value);

/**
 * knell_context_call - tell which system call was interrupted
 * @context: what the handler was given
 * @ret_again: 1: it will be made when the handler returns, perhaps for the
 * second time (KNELL_ACTION_RESTART); 0: it is over. May be NULL
 *
 * It is told by the instruction at the program counter or before it.
 *
 * Return: the number of the system call; -ENODATA when the code is in none,
 * when it is over and the machine does not keep its number (x86_64, i386,
 * mips64), or when the instruction cannot be read; -EFAULT when @context is
 * NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: syscall(2), signal(7).
 */
KNELL_PUBLIC int knell_context_call(const void *context, int *ret_again);

/**
 * knell_context_mask - read which signals were blocked
 * @context: what the handler was given
 * @ret_set: the signals that will be blocked when the handler has returned
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2).
 */
KNELL_PUBLIC void knell_context_mask(
	const void *context, struct knell_set *ret_set);

/**
 * knell_context_set_mask - change which signals are blocked
 * @context: what the handler was given
 * @set: the signals that will be blocked when the handler has returned
 *
 * What knell_mask_block and its like change in a handler ends with it: this
 * lasts.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2).
 */
KNELL_PUBLIC void knell_context_set_mask(
	void *context, const struct knell_set *set);

/**
 * knell_context_stack - read the alternate stack
 * @context: what the handler was given
 * @ret_stack: the alternate stack that the thread will have when the handler
 * has returned
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2), sigaltstack(2).
 */
KNELL_PUBLIC void knell_context_stack(
	const void *context, struct knell_stack *ret_stack);

/**
 * knell_context_set_stack - change the alternate stack
 * @context: what the handler was given
 * @stack: the alternate stack that the thread will have when the handler has
 * returned
 *
 * The kernel takes it as sigaltstack does; one that it refuses is not
 * installed, and nobody is told.
 *
 * Context: AS-Safe, MT-Safe.
 * Source: sigreturn(2), sigaltstack(2).
 */
KNELL_PUBLIC void knell_context_set_stack(
	void *context, const struct knell_stack *stack);

/**
 * knell_context_state - tell which other registers a context has
 * @context: what the handler was given
 *
 * Return: KNELL_CONTEXT_FLOAT and so on, together. What is not in it keeps the
 * value that it has in the handler, or its first one.
 * Context: AS-Safe, MT-Safe.
 * Source: the kernel's asm/sigcontext.h and asm/ucontext.h of each machine.
 */
KNELL_PUBLIC unsigned knell_context_state(const void *context);

/**
 * knell_context_access - tell what access to memory faulted
 * @info: what the handler was given
 * @context: what the handler was given
 *
 * Return: KNELL_ACCESS_READ, KNELL_ACCESS_WRITE or KNELL_ACCESS_EXECUTE;
 * KNELL_ACCESS_UNKNOWN when the signal is of no such fault or the machine does
 * not tell (riscv64, s390x, mips64). loongarch64 tells an execution as a read.
 * Context: AS-Safe, MT-Safe.
 * Source: the kernel's asm/sigcontext.h and fault handlers of each machine.
 */
KNELL_PUBLIC enum knell_access knell_context_access(
	const struct knell_info *info, const void *context);

#ifdef __cplusplus
}
#endif

#endif

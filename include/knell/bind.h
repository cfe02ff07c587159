/* SPDX-License-Identifier: MIT */
/*
 * Handlers in the code of a runtime that is not C.
 *
 * A runtime keeps registers and stacks of its own: an interpreter of threaded
 * code, a compiler's generated code. Such code can be bound as it is: `code` of
 * struct knell_action. It is entered with the registers as the kernel leaves
 * them: the signal, the siginfo and the context where a function has its first
 * three arguments, and what it ends with where a function has the address that
 * it returns to. All others hold anything, but for the stack pointer and, on
 * x86, a direction flag that is clear.
 *
 * Or a handler is made for it here, of machine code: it loads the runtime's
 * registers as they are described, jumps to the runtime's code, and has an
 * address where that arrives when it is done. Between, it keeps a record on the
 * stack, struct knell_bind_record, below the kernel's frame.
 *
 * While other code runs, such as a function in C that the runtime called, its
 * registers are not there to go on with. Where `ranges` tell what the runtime's
 * code is, or `calling` tells that it is being left, there are two ways to load
 * them: `runtime`, and `foreign` for when it was other code that the signal
 * interrupted. In that case the handler is given a control stack (what others
 * call a return stack) of its own, one of those that the thread keeps for it.
 * Each thread has its own, and its own `calling`: struct knell_bind_thread, in
 * thread-local memory, so a signal may come to several threads at once.
 *
 * What is made behaves as a function in C does: other handlers may call it with
 * their three arguments. Called without a context, as knell_defer_deliver may
 * do, it takes the way `foreign` if there is one, and must not be otherwise.
 *
 * knell_bind_tables makes call frame information for it, with which unwinders
 * go on from what the runtime's code returns to (KNELL_BIND_END) to the code
 * that was interrupted: hand it to __register_frame, to gdb's interface for
 * code made at run time, and to `eh_frame` of a description (<knell/runtime.h>)
 * for the crash report. An unwinder that knows the runtime may also go on from
 * the record, where the context tells of the code that was interrupted; a word
 * with its address is what ends the handler's part of a control stack.
 *
 * A description of an interpreter leads through handlers where each is an
 * activation with an entry: the runtime's code, when it is entered, notes in it
 * the entry outside (`previous`), the control stack's pointer (`control_end`),
 * and from the record `sp`. What the handler returns to is its caller: on
 * x86_64 `caller_sp` is 8 more than that, and `caller_pc` the word 8 bytes
 * below KNELL_RUNTIME_CALLER; elsewhere they are the record's `sp` and `link`.
 * Kept control stacks lie between `control_low` and `control_high`, too.
 * Without an entry, the trace goes from the handler's words to those outside,
 * and what was interrupted is not in it.
 *
 * It is made for x86_64, aarch64 and riscv64.
 */
#ifndef KNELL_BIND_H
#define KNELL_BIND_H

#include <stddef.h>

#include <knell/info.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* At most, of each list. */
#define KNELL_BIND_MAX 32U

/* Where a value comes from. To each, `offset` is added. */
/* It is `value`. */
#define KNELL_BIND_VALUE 0U
/* The word at the address `value`, when the signal is there. */
#define KNELL_BIND_MEMORY 1U
/* The register `name` of the interrupted code; not in the way `foreign`. */
#define KNELL_BIND_REGISTER 2U
/* The number of the signal. */
#define KNELL_BIND_SIGNAL 3U
/* The address of its struct knell_info. */
#define KNELL_BIND_INFO 4U
/* The address of the context. */
#define KNELL_BIND_CONTEXT 5U
/* The address of struct knell_bind_record, a multiple of 16: below it, the
 * stack is free. */
#define KNELL_BIND_RECORD 6U
/* Where a kept control stack begins; in the way `foreign` only. */
#define KNELL_BIND_KEPT 7U
/* The address of the code that ends the handler. */
#define KNELL_BIND_END 8U
/*
 * The address of a word that holds that address: an interpreter of direct
 * threaded code gets there when it reads its next word here.
 */
#define KNELL_BIND_END_WORD 9U
/*
 * The address of a word that holds the address of that word: the same for
 * indirect threaded code.
 */
#define KNELL_BIND_END_THREAD 10U
/*
 * The word `value` bytes from the thread pointer (KNELL_BIND_THREAD_OFFSET),
 * when the signal is there: a multiple of 8.
 */
#define KNELL_BIND_THREAD 11U

struct knell_bind_source {
	unsigned long from; /* KNELL_BIND_VALUE and so on */
	unsigned long value;
	const char *name;
	long offset; /* bytes, of 32 bits with its sign */
};

/*
 * A register that is loaded, by its name of knell_context_register: an integer
 * register, or the stack pointer, but neither gp nor tp of riscv64. If the
 * stack pointer is not loaded, it points to the record.
 */
struct knell_bind_register {
	const char *name;
	struct knell_bind_source source;
};

/*
 * A word that is stored once the registers are loaded: at what is in the
 * register `base`, one of those or the stack pointer, as the runtime's code is
 * entered with it, and `displacement` bytes beyond: from -256 to 248, in steps
 * of 8. It must not lie in the record. On the control stack, one word is taken
 * by then (struct knell_bind): that of `flags` 0 at displacement 0.
 */
struct knell_bind_word {
	const char *base;
	long displacement;
	struct knell_bind_source source;
};

/* How the runtime's code is entered. */
struct knell_bind_way {
	const struct knell_bind_register *registers;
	size_t register_count;
	const struct knell_bind_word *words;
	size_t word_count;
	/* A jump: to this address */
	const void *code;
	/* or, with a name here, through the word that this register points to,
	 * which is loaded too. */
	const char *code_word;
};

struct knell_bind_range {
	const void *begin;
	size_t size_bytes;
};

/* Flags of struct knell_bind. */
/* How the control stack grows. Neither: downwards; the register points to the
 * last word. */
#define KNELL_BIND_UPWARDS 1U
/* The register points to where the next word goes. */
#define KNELL_BIND_NEXT 2U
/* The runtime's code tells by `calling` that its registers are lent. */
#define KNELL_BIND_CALLING 4U

/*
 * What each thread has for its handlers, in a thread-local variable: all
 * bindings share it. A thread needs a thread pointer of its own, as those of
 * libcs and of knell_thread_start have. A handler's end puts back all that its
 * beginning found. Who leaves a handler by a jump puts back what it was where
 * the jump goes to.
 */
struct knell_bind_thread {
	/* Not 0 while the runtime's code leaves its registers to others. It is
	 * 0 while a handler runs. Used with KNELL_BIND_CALLING. */
	unsigned long calling;
	/*
	 * Kept control stacks, one beside the other: where the first free one
	 * begins, a multiple of 16, and where the last one ends. A signal that
	 * interrupts other code takes the first. As long as both are 0, the
	 * thread has none. Used with `kept_bytes`.
	 */
	unsigned long free;
	unsigned long end;
};

/*
 * Where a thread-local variable lies, from the thread pointer: the same in each
 * thread, where the variable is the program's own, or of a library that is
 * loaded when the program starts (the TLS models local-exec and initial-exec).
 */
#define KNELL_BIND_THREAD_OFFSET(variable) \
	((long)&(variable) - (long)knell_bind_thread_pointer())

struct knell_bind {
	struct knell_bind_way runtime;
	/* Used with `ranges` only. */
	struct knell_bind_way foreign;
	/*
	 * The register of the control stack, which either way loads. A word is
	 * added to what its source tells: the register moves on by 8, and the
	 * end finds the record by that word. So at the end the register must
	 * be what it was as the code was entered. The runtime's code makes
	 * room there before it stores, and reads before it drops: the signal
	 * may come between. NULL: that is the stack pointer, which then must
	 * point to the record.
	 */
	const char *control;
	unsigned long flags; /* KNELL_BIND_UPWARDS and so on */
	/* The runtime's code, without what is made here. */
	const struct knell_bind_range *ranges;
	size_t range_count;
	/* KNELL_BIND_THREAD_OFFSET of a struct knell_bind_thread; a multiple
	 * of 8. */
	long thread;
	/* Of each kept control stack: a multiple of 16; 0: there are none. */
	size_t kept_bytes;
	/*
	 * What is called instead of the runtime's code when the thread has no
	 * free one: a function, or code as `code` of struct knell_action is.
	 */
	const void *full;
	/*
	 * Where the register `control` of the interrupted code must point, for
	 * the way `runtime`: a program may have lost its control stack. It is
	 * for all threads: their control stacks lie in it. The register may be
	 * the end, too, which is an empty stack that grows downwards. `begin`
	 * NULL: it is trusted.
	 */
	struct knell_bind_range control_memory;
};

/* What the handler keeps, as long as it runs. */
struct knell_bind_record {
	unsigned long sp;   /* at the handler's first instruction */
	unsigned long link; /* what it returns to, where a register has it */
	unsigned long signal;
	struct knell_info *info;
	void *context;
	unsigned long free;    /* as they were in struct knell_bind_thread, */
	unsigned long calling; /* where they are used; else 0 */
	unsigned long foreign; /* 1: other code was interrupted; 0 */
	/* Further registers, which are put back at the end. */
	unsigned long saved[24];
};

/* What was made. */
struct knell_bind_code {
	/* For the member `code` of an action. */
	const void *handler;
	/* What the runtime's code is to arrive at: KNELL_BIND_END and so on. */
	const void *end, *end_word, *end_thread;
	size_t size_bytes;
};

/**
 * knell_bind_size - how much memory a handler takes
 * @bind: its description
 * @ret_bytes: the number of bytes
 *
 * Return: 0; -EINVAL when the description is not as <knell/bind.h> has it: an
 * unknown register, source or flag, one that its place excludes, a word over
 * the record or the one that leads to it, a register loaded twice, fewer than
 * three registers left of those that can be loaded, a list too long, a control
 * stack that a way does not load, ranges without a way `foreign`, `calling`,
 * `control_memory` or kept stacks without ranges, `control_memory` without
 * `control` or of no size, kept stacks of an odd size, an offset from the
 * thread pointer that is no multiple of 8 or beyond what an instruction reaches
 * (2 GiB to either side; on aarch64, 16 MiB upwards); -ENOSYS when nothing is
 * made for this machine; -EFAULT when @bind, @ret_bytes or a pointer that is
 * needed in the description is NULL.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: the kernel's arch/.../kernel/signal.c, the psABI of each machine.
 */
KNELL_PUBLIC int knell_bind_size(
	const struct knell_bind *bind, size_t *ret_bytes);

/**
 * knell_bind_emit - make a handler
 * @bind: its description, which is not needed afterwards
 * @memory: where to write it
 * @room_bytes: how much may be written
 * @run_address: where it will run, a multiple of 8: @memory, or where the same
 * memory is mapped a second time
 * @ret_code: what was made
 *
 * It needs to be readable and executable where it runs, never writable: what
 * changes is in the memory that the description names. After writing it, change
 * its protection, or write to one mapping and run the other. Where it is
 * executable only afterwards, or has been run before, knell_bind_flush comes
 * next.
 *
 * Return: 0; -ENOSPC when @room_bytes are not enough; -EINVAL as for
 * knell_bind_size, and when @run_address is no multiple of 8, or what runs
 * there wraps around or meets one of the ranges; -ENOSYS as for
 * knell_bind_size; -EFAULT as there, and when @memory, @run_address or
 * @ret_code is NULL.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: as for knell_bind_size.
 */
KNELL_PUBLIC int knell_bind_emit(const struct knell_bind *bind, void *memory,
	size_t room_bytes, const void *run_address,
	struct knell_bind_code *ret_code);

/**
 * knell_bind_flush - let the processors see code that was written
 * @run_address: where it runs, mapped so that it can be read
 * @size_bytes: how much
 *
 * Where instructions are cached apart from data (aarch64, riscv64), what was
 * written is not what is run until then.
 *
 * Return: 0; -ENOSYS when nothing is made for this machine; on riscv64, what
 * riscv_flush_icache(2) says.
 * Context: AS-Safe, MT-Safe: it is for all threads of the process.
 * Source: cacheflush(2), the Arm Architecture Reference Manual, B2.4.4,
 * Documentation/arch/riscv/cmodx.rst.
 */
KNELL_PUBLIC int knell_bind_flush(const void *run_address, size_t size_bytes);

/* As many bytes as knell_bind_tables writes at most. */
#define KNELL_BIND_TABLES_BYTES 2048U

/**
 * knell_bind_tables - make call frame information for a handler
 * @bind: its description, as for knell_bind_emit
 * @code: what was made from it
 * @memory: where to write, a multiple of 8
 * @room_bytes: how much may be written; KNELL_BIND_TABLES_BYTES are enough
 * @ret_bytes: how much was written
 *
 * It is what the section .eh_frame of a program holds, with addresses as they
 * are and the entry of length 0 at the end: __register_frame takes it as it is,
 * and so does `eh_frame` of struct knell_runtime, with `code` from @code's
 * handler on. It stays as long as the handler does. A frame of the handler has
 * as its caller what the handler returns to, with the registers that functions
 * keep; that is a trampoline, which unwinders know.
 *
 * Return: 0; -ENOSPC when @room_bytes are not enough; -EINVAL as for
 * knell_bind_size, and when @memory is no multiple of 8 or @code was made from
 * another description; -ENOSYS as for knell_bind_size; -EFAULT as there, and
 * when @code, @memory or @ret_bytes is NULL.
 * Context: AS-Safe, MT-Safe. Uses 1 KiB of stack.
 * Source: DWARF 5 section 6.4, Linux Standard Base 5.0 section 10.6, the psABI
 * of each machine (numbers of registers).
 */
KNELL_PUBLIC int knell_bind_tables(const struct knell_bind *bind,
	const struct knell_bind_code *code, void *memory, size_t room_bytes,
	size_t *ret_bytes);

/**
 * knell_bind_thread_pointer - what thread-local memory is counted from
 *
 * On x86_64 that is the word at the address in fs, which libcs and
 * knell_thread_set_up make so.
 *
 * Return: the calling thread's pointer; NULL when nothing is made for this
 * machine.
 * Context: AS-Safe, MT-Safe, once the thread has a thread pointer.
 * Source: the psABI of each machine.
 */
KNELL_PUBLIC void *knell_bind_thread_pointer(void);

#ifdef __cplusplus
}
#endif

#endif

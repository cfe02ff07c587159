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
 * call a return stack) of its own, one of those in `kept`.
 *
 * What is made behaves as a function in C does: other handlers may call it with
 * their three arguments. Called without a context, as knell_defer_deliver may
 * do, it takes the way `foreign` if there is one, and must not be otherwise.
 *
 * Unwinders have no frame information for it. One that knows the runtime goes
 * on from the record, where the context tells of the code that was interrupted;
 * a word with its address is what ends the handler's part of a control stack.
 *
 * A description (<knell/runtime.h>) leads through handlers where each is an
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
/* The address of struct knell_bind_record: below it, the stack is free. */
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
 * by then (struct knell_bind): that of `control_flags` 0 at displacement 0.
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

/* How a control stack grows. Neither: downwards; the register points to the
 * last word. */
#define KNELL_BIND_UPWARDS 1U
/* The register points to where the next word goes. */
#define KNELL_BIND_NEXT 2U

/*
 * Control stacks of one thread, one beside the other: a signal that interrupts
 * other code takes the first that is free, and gives it back when its handler
 * ends. All bindings of the thread share them.
 */
struct knell_bind_kept {
	void *base;        /* NULL: there are none */
	size_t size_bytes; /* of each: a multiple of 16 */
	size_t count;
	/*
	 * In memory that stays: the first free one. It must be `base` at
	 * first. Who leaves a handler by a jump puts back what it was where
	 * the jump goes to.
	 */
	unsigned long *free;
	/*
	 * What is called instead of the runtime's code when all are taken: a
	 * function, or code as `code` of struct knell_action is.
	 */
	const void *full;
};

struct knell_bind {
	struct knell_bind_way runtime;
	/* Used with `ranges` only. */
	struct knell_bind_way foreign;
	/*
	 * The register of the control stack, which either way loads. A word is
	 * added to what its source tells: the register moves on by 8, and the
	 * end finds the record by that word. So at the end the register must
	 * be what it was as the code was entered. NULL: that is the stack
	 * pointer, which then must point to the record.
	 */
	const char *control;
	unsigned long control_flags; /* KNELL_BIND_UPWARDS, KNELL_BIND_NEXT */
	/* The runtime's code, without what is made here. */
	const struct knell_bind_range *ranges;
	size_t range_count;
	/*
	 * In memory that stays: not 0 while that code leaves its registers to
	 * others; NULL: it never does. It is 0 while a handler runs.
	 */
	unsigned long *calling;
	struct knell_bind_kept kept;
	/*
	 * Where the register `control` of the interrupted code must point, for
	 * the way `runtime`: a program may have lost its control stack. The
	 * register may be the end, too, which is an empty stack that grows
	 * downwards. `begin` NULL: it is trusted.
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
	unsigned long free;    /* `free` of struct knell_bind_kept, and */
	unsigned long calling; /* `calling`, as they were; or 0 */
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
 * `control` or of no size, kept stacks that wrap around or whose `free` is
 * none of theirs; -ENOSYS when nothing is made for this machine; -EFAULT when
 * @bind, @ret_bytes or a pointer that is needed in the description is NULL.
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

#ifdef __cplusplus
}
#endif

#endif

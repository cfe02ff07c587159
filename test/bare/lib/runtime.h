/* SPDX-License-Identifier: MIT */
/*
 * A runtime that is not C: an interpreter of indirect threaded code, a piece of
 * assembly for each machine that handlers are made for, test/bare/runtime. The
 * C stack is its value stack; the names of its other registers are in
 * test_runtime_names.
 *
 * A word is an address of code, and what that code needs. A thread is a list of
 * the addresses of words.
 */
#ifndef KNELL_TEST_BARE_RUNTIME_H
#define KNELL_TEST_BARE_RUNTIME_H

#include "knell/bind.h"
#include "test/bare/bare.h"

#if defined(__x86_64__) || defined(__aarch64__) || \
	(defined(__riscv) && __riscv_xlen == 64)
#define TEST_RUNTIME 1
#else
#define TEST_RUNTIME 0
#endif

typedef const void *test_word;

enum {
	TEST_RUNTIME_THREAD,  /* where the next word is read */
	TEST_RUNTIME_CONTROL, /* points to the last word of the control stack */
	TEST_RUNTIME_TOKEN,   /* points to the word that is entered */
	TEST_RUNTIME_FIRST,   /* two that the words `first` and `second` push */
	TEST_RUNTIME_SECOND,
	/* What functions return to; NULL: that is on the stack. */
	TEST_RUNTIME_LINK,
};
extern const char *const test_runtime_names[];

/* The runtime's code. */
extern const char test_runtime_begin[], test_runtime_end[];
/* What a thread has at its thread pointer, which is the first member, too; the
 * word `call` sets `calling` while it leaves the registers to C. */
struct test_own {
	struct test_own *self;
	struct knell_bind_thread bind;
};
void test_own_set(struct test_own *own);
static inline struct knell_bind_thread *test_own(void)
{
	struct test_own *own = knell_bind_thread_pointer();

	return &own->bind;
}

/* Whom the word `send` sends to. */
extern int test_runtime_process, test_runtime_thread_id;

/* Code of other kinds: it jumps to what is in the word that the register
 * THREAD points to; it returns as functions do. */
extern const char test_runtime_direct[], test_runtime_plain[];

/* The code of words that are threads: those follow the address. */
extern const char test_runtime_thread[];
extern const test_word test_exit[], test_literal[], test_dup[], test_swap[],
	test_drop[], test_plus[], test_below_2[], test_jump_if_0[], test_jump[],
	test_first[], test_second[], test_execute[],
	/* ( signal -- ) sends it to the thread, by a system call of its own. */
	test_send[],
	/* ( argument function -- result ) */
	test_call[],
	/* ( rounds -- wrong ) computes in registers that no word uses, and
	 * tells if one was changed. */
	test_spin[],
	/* ( value -- ) leaves the interpreter. */
	test_leave[];

/*
 * Runs a thread with an empty control stack below `control`, and `value` on the
 * value stack. Return: what the word test_leave takes, or ~0 if the value stack
 * is not as it was.
 */
unsigned long test_runtime_run(
	const test_word *thread, void *control, unsigned long value);

/*
 * What other code may do while the runtime calls it: fills all registers that
 * functions keep, and the runtime's, with what is no address; calls `again`,
 * with those registers so, and tells if they were changed.
 */
unsigned long test_foreign(unsigned long (*again)(void));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * This very process as a target: the stack is seen in place, the tables come
 * from dl_iterate_phdr(3). For tests and benchmarks of the unwinder.
 */
#ifndef KNELL_TEST_SELF_H
#define KNELL_TEST_SELF_H

#include "crash/unwind.h"

struct self_image {
	struct knell_cfi cfi;
	uint64_t bias;
	uint64_t start, end; /* its executable segment */
};

struct self {
	struct knell_target target;
	struct self_image images[64];
	size_t image_count;
	/* The stack of the thread that opened it: seen in place. */
	uint64_t stack_start, stack_end;
	uint8_t buffer[4096]; /* for all other stacks */
};

/* Finds the images and the stack of the calling thread. */
void self_open(struct self *self);
/* The registers that getcontext(3) or a signal handler's context holds. */
void self_registers(struct self *self, const void *context,
	struct knell_registers *registers);
/* Prepares an unwind that begins at `registers`. */
void self_begin(struct self *self, struct knell_unwind *unwind,
	const struct knell_registers *registers);

#if defined(__x86_64__)
/* The registers right here, as far as an unwind needs them, with no call. */
static inline __attribute__((always_inline)) void self_registers_here(
	struct knell_registers *registers)
{
	uint64_t *value = registers->value;

	registers->known = 0x1f0c8;
	__asm__ volatile("mov %%rbx, 3*8(%0)\n\t"
			 "mov %%rbp, 6*8(%0)\n\t"
			 "mov %%rsp, 7*8(%0)\n\t"
			 "mov %%r12, 12*8(%0)\n\t"
			 "mov %%r13, 13*8(%0)\n\t"
			 "mov %%r14, 14*8(%0)\n\t"
			 "mov %%r15, 15*8(%0)\n\t"
			 "lea (%%rip), %%rcx\n\t"
			 "mov %%rcx, 16*8(%0)"
			 :
			 : "r"(value)
			 : "rcx", "memory");
}
#endif

#endif

/* SPDX-License-Identifier: MIT */
/*
 * All registers of a processor given values, a signal waited for, and what
 * they hold then: x86_64 alone, where the library has a return of its own.
 */
#ifndef KNELL_TEST_BARE_EXCHANGE_H
#define KNELL_TEST_BARE_EXCHANGE_H

#ifdef __x86_64__
#include <stdint.h>

/* An xsave image; 8 KiB hold all but AMX. */
struct test_image {
	uint8_t bytes[8192];
} __attribute__((aligned(64)));

struct test_registers {
	/* rax, rbx, rcx, rdx, rsi, rdi, rbp, r8 to r15 */
	uint64_t general[15];
	uint64_t flags;
	uint64_t red_zone[16];
};

/* The components of an image in use. */
extern uint64_t test_components;
extern struct test_image test_image_in, test_image_out;
extern struct test_registers test_in, test_out;

/* Loads, traps by ud2 and stores; or has only some time instead of a trap. */
void test_exchange(void);
void test_exchange_slowly(void);
/* After the ud2. */
extern const uint8_t test_exchange_after[];

#define EXCHANGE_BEGIN(name)                                              \
	".globl " name "\n" name ":\n"                                    \
	"push %rbx; push %rbp; push %r12; push %r13\n"                    \
	"push %r14; push %r15\n"                                          \
	"movl test_components(%rip), %eax; xorl %edx, %edx\n"             \
	"xrstor64 test_image_in(%rip)\n"                                  \
	"pushq test_in+120(%rip); popfq\n"                                \
	".set at, 0\n"                                                    \
	".rept 16\n"                                                      \
	"movq test_in+128+8*at(%rip), %rax; movq %rax, -128+8*at(%rsp)\n" \
	".set at, at + 1\n"                                               \
	".endr\n"                                                         \
	"movq test_in+8(%rip), %rbx; movq test_in+16(%rip), %rcx\n"       \
	"movq test_in+24(%rip), %rdx; movq test_in+32(%rip), %rsi\n"      \
	"movq test_in+40(%rip), %rdi; movq test_in+48(%rip), %rbp\n"      \
	"movq test_in+56(%rip), %r8; movq test_in+64(%rip), %r9\n"        \
	"movq test_in+72(%rip), %r10; movq test_in+80(%rip), %r11\n"      \
	"movq test_in+88(%rip), %r12; movq test_in+96(%rip), %r13\n"      \
	"movq test_in+104(%rip), %r14; movq test_in+112(%rip), %r15\n"    \
	"movq test_in(%rip), %rax\n"

#define EXCHANGE_END                                                       \
	"movq %rax, test_out(%rip)\n"                                      \
	"movq %rbx, test_out+8(%rip); movq %rcx, test_out+16(%rip)\n"      \
	"movq %rdx, test_out+24(%rip); movq %rsi, test_out+32(%rip)\n"     \
	"movq %rdi, test_out+40(%rip); movq %rbp, test_out+48(%rip)\n"     \
	"movq %r8, test_out+56(%rip); movq %r9, test_out+64(%rip)\n"       \
	"movq %r10, test_out+72(%rip); movq %r11, test_out+80(%rip)\n"     \
	"movq %r12, test_out+88(%rip); movq %r13, test_out+96(%rip)\n"     \
	"movq %r14, test_out+104(%rip); movq %r15, test_out+112(%rip)\n"   \
	".set at, 0\n"                                                     \
	".rept 16\n"                                                       \
	"movq -128+8*at(%rsp), %rax; movq %rax, test_out+128+8*at(%rip)\n" \
	".set at, at + 1\n"                                                \
	".endr\n"                                                          \
	"pushfq; popq test_out+120(%rip); cld\n"                           \
	"movl test_components(%rip), %eax; xorl %edx, %edx\n"              \
	"xsave64 test_image_out(%rip)\n"                                   \
	"pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"     \
	"ret\n"

__asm__(".text\n.balign 16\n" EXCHANGE_BEGIN(
	"test_exchange") "ud2\n"
			 ".globl test_exchange_after\ntest_exchange_after:\n" EXCHANGE_END
				 EXCHANGE_BEGIN(
					 "test_exchange_slowly") ".rept 20000\nnop\n.endr\n" EXCHANGE_END);
#endif

#endif

/* SPDX-License-Identifier: MIT */
/* The machine's code, for tests that put traps into it. */
#ifndef KNELL_TEST_BARE_CODE_H
#define KNELL_TEST_BARE_CODE_H

#include "abi/errno.h"
#include "base/memory.h"
#include "sys/file.h"
#include "test/bare/bare.h"

#if defined(__x86_64__) || defined(__i386__)
#define TEST_TRAP          \
	{                  \
		0x0f, 0x0b \
	}
#elif defined(__aarch64__)
#define TEST_TRAP          \
	{                  \
		0, 0, 0, 0 \
	}
#elif defined(__arm__)
#define TEST_TRAP                      \
	{                              \
		0xf0, 0x00, 0xf0, 0xe7 \
	}
#elif defined(__riscv)
#define TEST_TRAP                      \
	{                              \
		0x73, 0x10, 0x00, 0xc0 \
	}
#elif defined(__loongarch__)
#define TEST_TRAP                      \
	{                              \
		0x00, 0x00, 0x2a, 0x00 \
	}
#elif defined(__powerpc64__)
#define TEST_TRAP                      \
	{                              \
		0x08, 0x00, 0xe0, 0x7f \
	}
#elif defined(__s390x__)
#define TEST_TRAP          \
	{                  \
		0x00, 0x00 \
	}
/* In the handler, PC is behind it. */
#define TEST_TRAP_PASSED 2
#elif defined(__mips__)
#define TEST_TRAP                      \
	{                              \
		0x0d, 0x00, 0x00, 0x00 \
	}
#endif
#ifndef TEST_TRAP_PASSED
#define TEST_TRAP_PASSED 0
#endif

/*
 * How long an instruction is; 0: not known. Of x86, which has many, those of
 * knell_call_unless.
 */
static inline size_t test_code_length(const uint8_t *code)
{
#if defined(__x86_64__) || defined(__i386__)
	size_t length = 0;

	if (sizeof(long) == 8 && code[0] >> 4 == 4) /* REX */
		length++;
	uint8_t operation = code[length++];

	if (operation >> 4 == 5) /* push, pop */
		return length;
	if (operation == 0x0f && code[length] >> 4 == 8)
		return length + 5; /* jne, far */
	if (operation == 0x75 || operation == 0x0f || operation == 0xcd)
		return length + 1; /* jne, syscall, int */
	if (operation != 0x83 && operation != 0x89 && operation != 0x8b)
		return 0;
	/* cmp with a byte, mov: ModRM, SIB, a displacement of 1 byte. */
	uint8_t mode = code[length++];

	if (mode >> 6 == 2 || (mode >> 6 == 0 && (mode & 7) == 5))
		return 0;
	length += mode >> 6 != 3 && (mode & 7) == 4;
	return length + (mode >> 6 == 1) + (operation == 0x83);
#elif defined(__s390x__)
	return code[0] >> 6 == 0 ? 2 : code[0] >> 6 == 3 ? 6 : 4;
#elif defined(__riscv)
	return (code[0] & 3) == 3 ? 4 : 2;
#else
	(void)code;
	return 4;
#endif
}

/* The processor is to fetch what was stored at `code`. */
static inline void test_code_changed(void *code)
{
	(void)code;
#if defined(__aarch64__)
	__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\t"
			 "dsb ish\n\tisb"
			 :
			 : "r"(code)
			 : "memory");
#elif defined(__arm__)
	register long start __asm__("r0") = (long)code;
	register long end __asm__("r1") = (long)code + 4;
	register long flags __asm__("r2") = 0;
	register long number __asm__("r7") = 0xf0002; /* cacheflush */

	__asm__ volatile("svc #0"
			 : "+r"(start)
			 : "r"(end), "r"(flags), "r"(number)
			 : "memory");
#elif defined(__riscv)
	__asm__ volatile("fence.i" : : : "memory");
#elif defined(__loongarch__)
	__asm__ volatile("ibar 0" : : : "memory");
#elif defined(__powerpc64__)
	__asm__ volatile("dcbst 0, %0\n\tsync\n\ticbi 0, %0\n\tisync"
			 :
			 : "r"(code)
			 : "memory");
#elif defined(__mips__)
	__asm__ volatile("synci 0(%0)\n\tsync" : : "r"(code) : "memory");
#endif
}

static inline void test_code_write(
	uint8_t *code, const uint8_t *bytes, size_t size)
{
	knell_memory_copy(code, bytes, size);
	test_code_changed(code);
	/* It may lie in two lines. */
	test_code_changed(code + size - 1);
}

enum { PROT_EXEC = 4 };

/* What follows the program's code need not be there. */
static inline void test_code_open(uint8_t *code, size_t size)
{
	size_t page_bytes = test_page_bytes();
	uintptr_t first = (uintptr_t)code & -page_bytes;

	for (uintptr_t page = first; page < (uintptr_t)code + size;
		page += page_bytes) {
		long error = sys_mprotect((void *)page, page_bytes,
			K_PROT_READ | K_PROT_WRITE | PROT_EXEC);

		CHECK(!error || (page != first && error == -ENOMEM));
	}
}

#endif

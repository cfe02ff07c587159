/* SPDX-License-Identifier: MIT */
/* Deaths by a wrong jump, a wrecked stack or a wrong instruction. */
#include "crasher.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static volatile int sink;
static char data_bytes[64] = "data, not code";

__attribute__((noinline)) static void call(uintptr_t address)
{
	void (*function)(void) = (void (*)(void))address;

	OPAQUE(function);
	function();
	NO_TAIL_CALL;
}

static void jump_null(void)
{
	call(0);
	NO_TAIL_CALL;
}

static void jump_wild(void)
{
	call((uintptr_t)0x234567891000ULL);
	NO_TAIL_CALL;
}

static void jump_noncanonical(void)
{
	call((uintptr_t)0x6161616161616161ULL);
	NO_TAIL_CALL;
}

static void jump_data(void)
{
	call((uintptr_t)data_bytes);
	NO_TAIL_CALL;
}

__attribute__((noinline)) static int recurse(int depth)
{
	volatile char room[64];

	room[0] = (char)depth;
	int result = recurse(depth + 1) + room[0];

	NO_TAIL_CALL;
	return result;
}

static void overflow(void)
{
	sink = recurse(0);
}

static int odd(int depth);

__attribute__((noinline)) static int even(int depth)
{
	int result = odd(depth + 1) + depth;

	NO_TAIL_CALL;
	return result;
}

__attribute__((noinline)) static int odd(int depth)
{
	int result = even(depth + 1) + depth;

	NO_TAIL_CALL;
	return result;
}

static void overflow_two(void)
{
	sink = even(0);
}

/* Overwrites its own return address, without a stack protector. */
__attribute__((noinline, optimize("no-stack-protector"))) static void smash(
	size_t words)
{
	uintptr_t room[2];
	volatile uintptr_t *at = room;

	for (size_t i = 0; i < words; i++)
		at[i] = (uintptr_t)0x4141414141414141ULL;
}

static void smashed_return(void)
{
	size_t words = 8;

	OPAQUE(words);
	smash(words);
	NO_TAIL_CALL;
}

/* Returns to no mapped page, with a canonical address. */
static void smashed_return_low(void)
{
#if defined(__x86_64__)
	__asm__ volatile("movq $0x1337000, (%rsp)\n\tret");
#elif defined(__i386__)
	__asm__ volatile("movl $0x1337000, (%esp)\n\tret");
#else
	abort();
#endif
}

static void wrecked_frame(void)
{
#if defined(__x86_64__)
	__asm__ volatile("movq $0x17, %rbp\n\tmovl $1, 0");
#elif defined(__i386__)
	__asm__ volatile("movl $0x17, %ebp\n\tmovl $1, 0");
#else
	abort();
#endif
}

/* gcc's own check: *** stack smashing detected *** */
__attribute__((noinline, optimize("stack-protector-strong"))) static void fill(
	const char *text)
{
	char room[16];

	OPAQUE(text);
	strcpy(room, text);
	sink = room[0];
}

static void stack_protector(void)
{
	const char *text = "much longer than the room that there is for it";

	OPAQUE(text);
	fill(text);
	NO_TAIL_CALL;
}

static void divide_zero(void)
{
	int divisor = 0;

	OPAQUE(divisor);
	sink = 100 / divisor;
}

static void divide_overflow(void)
{
	int dividend = INT_MIN, divisor = -1;

	OPAQUE(dividend);
	OPAQUE(divisor);
	sink = dividend / divisor;
}

static void illegal(void)
{
	__builtin_trap();
}

static void breakpoint(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("int3");
#else
	__asm__ volatile("brk #0");
#endif
}

static void privileged(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("hlt");
#else
	abort();
#endif
}

static void misaligned_sse(void)
{
#if defined(__x86_64__) || defined(__i386__)
	static char room[64] __attribute__((aligned(16)));
	char *at = room + 1;

	__asm__ volatile("movaps (%0), %%xmm0" ::"r"(at));
#else
	abort();
#endif
}

const struct death control_deaths[] = {
	{ "jump-null", jump_null },
	{ "jump-wild", jump_wild },
	{ "jump-noncanonical", jump_noncanonical },
	{ "jump-data", jump_data },
	{ "overflow", overflow },
	{ "overflow-two", overflow_two },
	{ "smashed-return", smashed_return },
	{ "smashed-return-low", smashed_return_low },
	{ "wrecked-frame", wrecked_frame },
	{ "stack-protector", stack_protector },
	{ "divide-zero", divide_zero },
	{ "divide-overflow", divide_overflow },
	{ "illegal", illegal },
	{ "breakpoint", breakpoint },
	{ "privileged", privileged },
	{ "misaligned-sse", misaligned_sse },
	{ NULL, NULL },
};

/* SPDX-License-Identifier: MIT */
/* The stack to unwind, and how long it takes. */
#include "bench/lib/stack.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TRACES = 2000, ROUNDS = 15 };

static unsigned (*unwinder)(void);
static volatile int opaque = 1;

/* The shapes: few registers, all callee-saved ones, a large frame, a frame
 * pointer with a frame of variable size, arguments on the stack. */
#define PLAIN(number, next)                                        \
	__attribute__((noinline)) static int plain_##number(int n) \
	{                                                          \
		return next(n + opaque) + 1;                       \
	}
#define SAVING(number, next)                                        \
	__attribute__((noinline)) static int saving_##number(int n) \
	{                                                           \
		int a = opaque, b = opaque, c = opaque, d = opaque; \
		int e = opaque, f = next(n + opaque);               \
                                                                    \
		return a + b * c + d * f + e + a * f;               \
	}
#define LARGE(number, next)                                        \
	__attribute__((noinline)) static int large_##number(int n) \
	{                                                          \
		volatile char space[200];                          \
                                                                   \
		space[n & 127] = 1;                                \
		return next(n + opaque) + space[3];                \
	}
#define VARIABLE(number, next)                                        \
	__attribute__((noinline)) static int variable_##number(int n) \
	{                                                             \
		char *space = __builtin_alloca((size_t)opaque * 64);  \
                                                                      \
		memset(space, n, 8);                                  \
		return next(n + opaque) + *(volatile char *)space;    \
	}
#define MANY(number, next)                                              \
	__attribute__((noinline)) static int many_##number(             \
		int a, int b, int c, int d, int e, int f, int g, int h) \
	{                                                               \
		return next(a + b + c + d + e + f + g + h) + h;         \
	}                                                               \
	__attribute__((noinline)) static int calling_##number(int n)    \
	{                                                               \
		return many_##number(n, n, n, n, n, opaque, 2, n) + 1;  \
	}
#define SHAPES(number, next)             \
	PLAIN(number, next)              \
	SAVING(number, plain_##number)   \
	LARGE(number, saving_##number)   \
	VARIABLE(number, large_##number) \
	MANY(number, variable_##number)

__attribute__((noinline)) static int bottom(int n)
{
	return (int)unwinder() + n * opaque;
}

SHAPES(0, bottom)
SHAPES(1, calling_0)
SHAPES(2, calling_1)
SHAPES(3, calling_2)
SHAPES(4, calling_3)
SHAPES(5, calling_4)
SHAPES(6, calling_5)
SHAPES(7, calling_6)

void bench_on_stack(unsigned (*unwind)(void))
{
	unwinder = unwind;
	opaque = calling_7(opaque) ? 1 : opaque;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static unsigned (*measured)(void);
static uint64_t first_ns, best_ns = UINT64_MAX;

static unsigned measure(void)
{
	unsigned frames = 0;
	uint64_t start = now();

	measured();
	first_ns = now() - start;
	for (int round = 0; round < ROUNDS; round++) {
		start = now();
		for (int i = 0; i < TRACES; i++)
			frames = measured();
		uint64_t spent = now() - start;

		best_ns = spent < best_ns ? spent : best_ns;
	}
	printf("%u %.2f %llu\n", frames, (double)best_ns / TRACES / frames,
		(unsigned long long)first_ns);
	return frames;
}

int bench_unwinder(unsigned (*unwind)(void))
{
	measured = unwind;
	bench_on_stack(measure);
	return 0;
}

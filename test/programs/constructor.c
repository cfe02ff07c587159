/* SPDX-License-Identifier: MIT */
/* A library that crashes while it is loaded. */

static volatile int sink;

__attribute__((noinline)) static void prepare(volatile int *table)
{
	sink = table[3];
}

__attribute__((constructor)) static void set_up_library(void)
{
	int *table = 0;

	__asm__ volatile("" : "+r"(table));
	prepare(table);
	__asm__ volatile("");
}

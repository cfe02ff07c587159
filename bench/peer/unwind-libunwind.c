/* SPDX-License-Identifier: MIT */
/*
 * libunwind's unw_step over the stack that is measured. With an argument: its
 * cache is off.
 */
#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "bench/lib/stack.h"

static unsigned unwind(void)
{
	unw_context_t context;
	unw_cursor_t cursor;
	unsigned frames = 1;

	unw_getcontext(&context);
	unw_init_local(&cursor, &context);
	while (unw_step(&cursor) > 0)
		frames++;
	return frames;
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_NONE);
	return bench_unwinder(unwind);
}

/* SPDX-License-Identifier: MIT */
/* libunwind's unw_backtrace, which keeps what it learnt of each address. */
#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "bench/lib/stack.h"

static unsigned unwind(void)
{
	void *frames[128];

	return (unsigned)unw_backtrace(frames, 128);
}

int main(void)
{
	return bench_unwinder(unwind);
}

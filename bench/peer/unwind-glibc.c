/* SPDX-License-Identifier: MIT */
/* glibc's backtrace(3) over the stack that is measured. */
#include <execinfo.h>

#include "bench/lib/stack.h"

static unsigned unwind(void)
{
	void *frames[128];

	return (unsigned)backtrace(frames, 128);
}

int main(void)
{
	return bench_unwinder(unwind);
}

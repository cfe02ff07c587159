/* SPDX-License-Identifier: MIT */
/* libgcc's _Unwind_Backtrace over the stack that is measured. */
#include <unwind.h>

#include "bench/lib/stack.h"

static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *frames)
{
	if (_Unwind_GetIP(context))
		++*(unsigned *)frames;
	return _URC_NO_REASON;
}

static unsigned unwind(void)
{
	unsigned frames = 0;

	_Unwind_Backtrace(count, &frames);
	return frames;
}

int main(void)
{
	return bench_unwinder(unwind);
}

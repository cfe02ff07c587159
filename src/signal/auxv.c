/* SPDX-License-Identifier: MIT */
/* What the auxiliary vector tells of signal frames. */
#include "signal/auxv.h"
#include "abi/auxv.h"
#include "abi/file.h"
#include "sys/process.h"
#include "sys/slurp.h"

/*
 * AT_MINSIGSTKSZ is told by arm64 since Linux 4.18 and by x86 since 5.14,
 * before the kernel let programs use AMX: until then AVX-512 made the largest
 * frame, of 3376 bytes. Those who never tell it have none larger.
 */
enum { FRAME_UNTOLD = 8192 };
/* No page is larger. */
enum { PAGE_UNTOLD = 65536 };

struct knell_frame_facts knell_frame_facts(void)
{
	struct knell_frame_facts facts = { FRAME_UNTOLD, PAGE_UNTOLD, false };
	/* powerpc's has 38 pairs. Valgrind does not see the call set them. */
	unsigned long pairs[48][2] = { { 0 } };
	long size = sys_prctl_get_auxv(pairs, sizeof(pairs));

	/* Before Linux 6.4. */
	if (size < 0)
		size = knell_slurp_into(K_AT_FDCWD, "/proc/self/auxv",
			(char *)pairs, sizeof(pairs));
	if (size > (long)sizeof(pairs))
		size = sizeof(pairs);
	for (long i = 0; i < size / (long)sizeof(pairs[0]); i++) {
		if (pairs[i][0] == K_AT_NULL)
			break;
		if (pairs[i][0] == K_AT_MINSIGSTKSZ)
			facts.frame_bytes = pairs[i][1];
		else if (pairs[i][0] == K_AT_PAGESZ)
			facts.page_bytes = pairs[i][1];
		else if (pairs[i][0] == K_AT_SYSINFO_EHDR)
			facts.has_vdso = true;
	}
	return facts;
}

size_t knell_frame_stack_size(
	const struct knell_frame_facts *facts, size_t handler_bytes)
{
	size_t most = SIZE_MAX / 2, need;

	if (handler_bytes > most)
		return 0;
	need = handler_bytes + facts->frame_bytes + facts->page_bytes - 1;
	return need - need % facts->page_bytes;
}

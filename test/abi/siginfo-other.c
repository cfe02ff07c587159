/* SPDX-License-Identifier: MIT */
/* The siginfo of the other word size, by the numbers of the kernel's source. */
#include <stddef.h>

#include "abi/siginfo.h"
#include "test/lib/test.h"

#define AT(name, member, offset) \
	CHECK_EQUAL(offsetof(struct name, member), offset)

int main(void)
{
	CHECK_EQUAL(sizeof(struct k_siginfo64), 128);
	AT(k_siginfo64, code, 8);
	AT(k_siginfo64, sender.pid, 16);
	AT(k_siginfo64, timer.overrun, 20);
	AT(k_siginfo64, timer.value, 24);
	AT(k_siginfo64, child.status, 24);
	AT(k_siginfo64, child.system_ticks, 40);
	AT(k_siginfo64, fault.bounds.lower, 32);
	AT(k_siginfo64, fault.bounds.upper, 40);
	AT(k_siginfo64, fault.perf.data, 24);
	AT(k_siginfo64, fault.perf.type, 32);
	AT(k_siginfo64, fault.perf.flags, 36);
	AT(k_siginfo64, call.number, 24);

	CHECK_EQUAL(sizeof(struct k_siginfo32), 128);
	AT(k_siginfo32, code, 8);
	AT(k_siginfo32, sender.pid, 12);
	AT(k_siginfo32, timer.overrun, 16);
	AT(k_siginfo32, timer.value, 20);
	AT(k_siginfo32, child.status, 20);
	AT(k_siginfo32, child.system_ticks, 28);
	AT(k_siginfo32, fault.bounds.lower, 20);
	AT(k_siginfo32, fault.bounds.upper, 24);
	AT(k_siginfo32, fault.perf.data, 16);
	AT(k_siginfo32, fault.perf.type, 20);
	AT(k_siginfo32, fault.perf.flags, 24);
	AT(k_siginfo32, call.number, 16);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* The kernel's siginfo, ours and public, against the C library's. */
#include <signal.h>
#include <stddef.h>

#include "abi/siginfo.h"
#include "knell/info.h"
#include "test/lib/test.h"

/* What the two structs call a member, and where libc has it. */
#define SAME(kernel, public, libc)                                    \
	do {                                                          \
		CHECK_EQUAL(offsetof(struct k_siginfo, kernel),       \
			offsetof(siginfo_t, libc));                   \
		CHECK_EQUAL(offsetof(struct knell_info, public),      \
			offsetof(siginfo_t, libc));                   \
		CHECK_EQUAL(sizeof(((struct k_siginfo *)0)->kernel),  \
			sizeof(((siginfo_t *)0)->libc));              \
		CHECK_EQUAL(sizeof(((struct knell_info *)0)->public), \
			sizeof(((siginfo_t *)0)->libc));              \
	} while (0)

int main(void)
{
	CHECK_EQUAL(sizeof(struct k_siginfo), sizeof(siginfo_t));
	CHECK_EQUAL(sizeof(struct knell_info), sizeof(siginfo_t));
	SAME(signo, signal, si_signo);
	SAME(error, error, si_errno);
	SAME(code, code, si_code);
	SAME(sender.pid, sender.pid, si_pid);
	SAME(sender.uid, sender.uid, si_uid);
	SAME(sender.value, sender.value, si_value);
	SAME(timer.id, timer.id, si_timerid);
	SAME(timer.overrun, timer.overrun, si_overrun);
	SAME(timer.value, timer.value, si_value);
	SAME(child.pid, child.pid, si_pid);
	SAME(child.uid, child.uid, si_uid);
	SAME(child.status, child.status, si_status);
	SAME(child.user_ticks, child.user_ticks, si_utime);
	SAME(child.system_ticks, child.system_ticks, si_stime);
	SAME(fault.addr, fault.address, si_addr);
	SAME(fault.addr_lsb, fault.more.address_lsb, si_addr_lsb);
	SAME(fault.bounds.lower, fault.more.bounds.lower, si_lower);
	SAME(fault.bounds.upper, fault.more.bounds.upper, si_upper);
	SAME(fault.key.pkey, fault.more.protection.key, si_pkey);
	SAME(poll.band, poll.events, si_band);
	SAME(poll.fd, poll.fd, si_fd);
	SAME(call.addr, call.address, si_call_addr);
	SAME(call.number, call.number, si_syscall);
	SAME(call.arch, call.architecture, si_arch);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* What a signalfd gives, and the alternate stack, against the C library's. */
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

#include "abi/signal.h"
#include "knell/stack.h"
#include "test/lib/test.h"

#define SAME(ours, libc)                                       \
	CHECK_EQUAL(offsetof(struct k_signalfd_siginfo, ours), \
		offsetof(struct signalfd_siginfo, libc))

int main(void)
{
	CHECK_EQUAL(sizeof(struct k_signalfd_siginfo),
		sizeof(struct signalfd_siginfo));
	SAME(signo, ssi_signo);
	SAME(error, ssi_errno);
	SAME(code, ssi_code);
	SAME(pid, ssi_pid);
	SAME(uid, ssi_uid);
	SAME(fd, ssi_fd);
	SAME(timer_id, ssi_tid);
	SAME(band, ssi_band);
	SAME(overrun, ssi_overrun);
	SAME(trap_number, ssi_trapno);
	SAME(status, ssi_status);
	SAME(value_int, ssi_int);
	SAME(value_pointer, ssi_ptr);
	SAME(user_ticks, ssi_utime);
	SAME(system_ticks, ssi_stime);
	SAME(address, ssi_addr);
	SAME(address_lsb, ssi_addr_lsb);
	SAME(call, ssi_syscall);
	SAME(call_address, ssi_call_addr);
	SAME(call_architecture, ssi_arch);

	CHECK_EQUAL(sizeof(struct knell_stack), sizeof(stack_t));
	CHECK_EQUAL(
		offsetof(struct knell_stack, base), offsetof(stack_t, ss_sp));
	CHECK_EQUAL(offsetof(struct knell_stack, flags),
		offsetof(stack_t, ss_flags));
	CHECK_EQUAL(offsetof(struct knell_stack, size_bytes),
		offsetof(stack_t, ss_size));
	return 0;
}

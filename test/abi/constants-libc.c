/* SPDX-License-Identifier: MIT */
/* Constants of the kernel's signal interface against the C library's. */
#include <signal.h>
#include <sys/signalfd.h>

#include "abi/signal.h"
#include "test/lib/test.h"

#define SAME(name) CHECK_EQUAL(K_##name, name)

int main(void)
{
#define SIGNAL(name, action, words) SAME(SIG##name);
#include "abi/signal.def"
#undef SIGNAL
	CHECK_EQUAL(K_NSIG + 1, NSIG);
	SAME(SIGRTMAX);
	SAME(SA_NOCLDSTOP);
	SAME(SA_NOCLDWAIT);
	SAME(SA_SIGINFO);
	SAME(SA_ONSTACK);
	SAME(SA_RESTART);
	SAME(SA_NODEFER);
	CHECK_EQUAL(K_SA_RESETHAND, (unsigned)SA_RESETHAND);
	SAME(SIG_BLOCK);
	SAME(SIG_UNBLOCK);
	SAME(SIG_SETMASK);
	SAME(SS_ONSTACK);
	SAME(SS_DISABLE);
	SAME(SFD_NONBLOCK);
	SAME(SFD_CLOEXEC);
	CHECK_EQUAL(K_SIG_DFL, (uintptr_t)SIG_DFL);
	CHECK_EQUAL(K_SIG_IGN, (uintptr_t)SIG_IGN);
	return 0;
}

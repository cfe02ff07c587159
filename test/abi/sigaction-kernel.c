/* SPDX-License-Identifier: MIT */
/*
 * struct k_sigaction as the kernel reads and writes it: what our call sets,
 * the C library's reads back, and the other way round.
 */
#include <signal.h>
#include <string.h>

#include "sys/signal.h"
#include "test/lib/test.h"

static void handle(int signal)
{
	(void)signal;
}

int main(void)
{
	struct k_sigaction action = {
		.handler = (uintptr_t)handle,
		.flags = K_SA_RESTART | K_SA_NODEFER | K_SA_RESTORER,
		.restorer = 0x1234,
	};
	struct k_sigaction got;
	struct sigaction libc;
	const uint64_t mask =
		(uint64_t)1 << (K_SIGUSR2 - 1) | (uint64_t)1 << (64 - 1);

	memcpy(&action.mask, &mask, sizeof(mask));
	CHECK_EQUAL(sys_rt_sigaction(K_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(sigaction(SIGUSR1, NULL, &libc), 0);
	CHECK(libc.sa_handler == handle);
	CHECK_EQUAL(libc.sa_flags & ~K_SA_RESTORER, SA_RESTART | SA_NODEFER);
	for (int signal = 1; signal <= K_NSIG; signal++)
		CHECK_EQUAL(sigismember(&libc.sa_mask, signal),
			signal == SIGUSR2 || signal == 64);
	memset(&got, 0xff, sizeof(got));
	CHECK_EQUAL(sys_rt_sigaction(K_SIGUSR1, NULL, &got), 0);
	CHECK_EQUAL(memcmp(&got, &action, sizeof(got)), 0);

	memset(&libc, 0, sizeof(libc));
	libc.sa_handler = handle;
	libc.sa_flags = SA_ONSTACK;
	sigaddset(&libc.sa_mask, SIGTERM);
	CHECK_EQUAL(sigaction(SIGUSR1, &libc, NULL), 0);
	CHECK_EQUAL(sys_rt_sigaction(K_SIGUSR1, NULL, &got), 0);
	CHECK_EQUAL(got.handler, (uintptr_t)handle);
	CHECK_EQUAL(got.flags & ~(unsigned long)K_SA_RESTORER, K_SA_ONSTACK);
	CHECK_EQUAL(got.mask.words[0], 1UL << (K_SIGTERM - 1));
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Ending the process by a signal. */
#include "fault/die.h"
#include "abi/process.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/name.h"
#include "knell/send.h"
#include "sys/process.h"

static void forbid_core(void)
{
	struct k_rlimit none = { 0, 0 };

	sys_prlimit64(0, K_RLIMIT_CORE, &none, NULL);
	/* A core_pattern with a pipe passes over the limit. */
	sys_prctl(K_PR_SET_DUMPABLE, 0);
}

_Noreturn void knell_die(int signal)
{
	struct knell_set others = { { ~(uint64_t)0, ~(uint64_t)0 } };
	int action = knell_signal_default(signal);

	if (action == KNELL_DEFAULT_TERMINATE || action == KNELL_DEFAULT_CORE) {
		forbid_core();
		knell_action_default(signal, NULL);
		/* No other signal may come first. */
		knell_set_remove(&others, signal);
		knell_mask_set(&others, NULL);
		knell_send_thread((int)sys_getpid(), (int)sys_gettid(), signal);
	}
	sys_exit_group(128 + signal);
}

/* SPDX-License-Identifier: MIT */
/* Ending the process by a signal. AS-Safe. */
#ifndef KNELL_FAULT_DIE_H
#define KNELL_FAULT_DIE_H

/*
 * Ends the calling process so that its parent sees that `signal` killed it,
 * and without a core. Where the kernel does not let it, as with PID 1, or
 * where `signal` does not kill by default, it ends with status 128 + signal.
 */
_Noreturn void knell_die(int signal);

#endif

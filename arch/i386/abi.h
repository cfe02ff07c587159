/* SPDX-License-Identifier: MIT */
/* The signal interface of i386, as data for src/abi and src/signal. */
#ifndef KNELL_ARCH_ABI_H
#define KNELL_ARCH_ABI_H

/* The column of arch/calls.def. */
#define K_CALL_NUMBER(x86_64, i386, generic, arm, ppc64le, s390x, mips64el) i386

/* Signals are numbered from 1 to this. */
#define K_NSIG 64
/* What sigaltstack accepts; the frame may be larger. */
#define K_MINSIGSTKSZ 2048
/* struct sigaction has the member sa_restorer. */
#define K_RESTORER_SLOT 1
#define K_SIGNAL_TABLE  "abi/signal.def"

/* The trampolines for actions with and without SA_SIGINFO. */
#define K_TRAMPOLINE_INFO  knell_sigreturn
#define K_TRAMPOLINE_PLAIN knell_sigreturn_plain

#endif

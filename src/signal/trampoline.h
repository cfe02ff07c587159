/* SPDX-License-Identifier: MIT */
/* What signal handlers return to: arch/<arch>/sigreturn.S. Never called. */
#ifndef KNELL_SIGNAL_TRAMPOLINE_H
#define KNELL_SIGNAL_TRAMPOLINE_H

#include "abi.h"

#if K_RESTORER_USED
/* With and without SA_SIGINFO; one function where there is one frame. */
void K_TRAMPOLINE_INFO(void);
void K_TRAMPOLINE_PLAIN(void);
#endif
#if K_RETURN_USER
/* With either, without the kernel where that is enough. */
void K_TRAMPOLINE_RETURN(void);
#endif

#endif

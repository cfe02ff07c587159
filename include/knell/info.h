/* SPDX-License-Identifier: MIT */
/* What the kernel tells about one signal. */
#ifndef KNELL_INFO_H
#define KNELL_INFO_H

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a sender may add to a signal. */
union knell_value {
	int integer;
	void *pointer;
};

/*
 * The kernel's siginfo, in its own layout. Which member counts is told by
 * signal and code; the others hold nothing. Source: sigaction(2).
 */
struct knell_info {
	int signal;
	/* si_errno, mostly 0 */
	int error;
	/* One of KNELL_SI_USER and so on, see knell/number.h. */
	int code;
	union {
		/* SI_USER and SI_TKILL, without a value; SI_QUEUE, SI_MESGQ */
		struct {
			int pid;
			unsigned uid;
			union knell_value value;
		} sender;
		/* SI_TIMER */
		struct {
			int id;
			int overrun;
			union knell_value value;
		} timer;
		/* SIGCHLD with a CLD code */
		struct {
			int pid;
			unsigned uid;
			/* The exit status, or a signal. */
			int status;
			long user_ticks;
			long system_ticks;
		} child;
		/* SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP by a fault */
		struct {
			/* Of the memory, or of the instruction. */
			void *address;
			union {
				/* BUS_MCEERR_AR and BUS_MCEERR_AO: how many
				 * low bits of the address do not count */
				short address_lsb;
				/* SEGV_BNDERR */
				struct {
					void *unused;
					void *lower;
					void *upper;
				} bounds;
				/* SEGV_PKUERR */
				struct {
					void *unused;
					unsigned key;
				} protection;
				/* TRAP_PERF */
				struct {
					unsigned long data;
					unsigned type;
					unsigned flags;
				} event;
			} more;
		} fault;
		/* SIGIO with a POLL code */
		struct {
			long events;
			int fd;
		} poll;
		/* SIGSYS */
		struct {
			/* Of the instruction. */
			void *address;
			int number;
			/* AUDIT_ARCH_X86_64 and so on, see seccomp(2). */
			unsigned architecture;
		} call;
		/* The whole has 128 bytes. */
		void *size[(128 - 4 * 4) / sizeof(void *) +
			   (sizeof(void *) == 4)];
	};
};

#ifdef __cplusplus
}
#endif

#endif

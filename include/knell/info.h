/* SPDX-License-Identifier: MIT */
/* What the kernel tells about one signal. */
#ifndef KNELL_INFO_H
#define KNELL_INFO_H

#include <knell/arch.h>
#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a sender may add to a signal. */
union knell_value {
	int integer;
	void *pointer;
};

/* SI_USER and SI_TKILL, without a value; SI_QUEUE and SI_MESGQ. */
struct knell_info_sender {
	int pid;
	unsigned uid;
	union knell_value value;
};

/* SI_TIMER. */
struct knell_info_timer {
	int id;
	int overrun;
	union knell_value value;
};

/* SIGCHLD with a CLD code. */
struct knell_info_child {
	int pid;
	unsigned uid;
	/* The exit status, or a signal. */
	int status;
	long user_ticks;
	long system_ticks;
};

/* SEGV_BNDERR. */
struct knell_info_bounds {
	void *unused;
	void *lower;
	void *upper;
};

/* SEGV_PKUERR. */
struct knell_info_protection {
	void *unused;
	unsigned key;
};

/* TRAP_PERF. */
struct knell_info_event {
	unsigned long data;
	unsigned type;
	unsigned flags;
};

/* SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP by a fault. */
struct knell_info_fault {
	/* Of the memory, or of the instruction. */
	void *address;
	union {
		/* BUS_MCEERR: how many low bits of the address do not count. */
		short address_lsb;
		struct knell_info_bounds bounds;
		struct knell_info_protection protection;
		struct knell_info_event event;
	} more;
};

/* SIGIO with a POLL code. */
struct knell_info_poll {
	long events;
	int fd;
};

/* SIGSYS. */
struct knell_info_call {
	/* Of the instruction. */
	void *address;
	int number;
	/* AUDIT_ARCH_X86_64 and so on, see seccomp(2). */
	unsigned architecture;
};

/*
 * The kernel's siginfo, in its own layout. Which member of the union counts is
 * told by signal and code; the others hold nothing. Source: sigaction(2).
 */
struct knell_info {
	int signal;
#if KNELL_ARCH_CODE_FIRST
	int code;
	int error;
#else
	/* si_errno, mostly 0. */
	int error;
	/* One of KNELL_SI_USER and so on, see knell/number.h. */
	int code;
#endif
	union {
		struct knell_info_sender sender;
		struct knell_info_timer timer;
		struct knell_info_child child;
		struct knell_info_fault fault;
		struct knell_info_poll poll;
		struct knell_info_call call;
		/* The whole has 128 bytes. */
		void *words[sizeof(void *) == 8 ? 14 : 29];
	};
};

#ifdef __cplusplus
}
#endif

#endif

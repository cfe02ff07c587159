/* SPDX-License-Identifier: MIT */
/*
 * What differs from machine to machine in the kernel's interface on signals.
 * The compiler's macros tell the machine. Only mips has numbers of its own.
 * Sources: include/uapi/asm-generic/{signal,siginfo}.h,
 * arch/mips/include/uapi/asm/{signal,siginfo}.h.
 */
#ifndef KNELL_ARCH_H
#define KNELL_ARCH_H

enum {
	KNELL_SIGHUP = 1,
	KNELL_SIGINT = 2,
	KNELL_SIGQUIT = 3,
	KNELL_SIGILL = 4,
	KNELL_SIGTRAP = 5,
	KNELL_SIGABRT = 6,
	KNELL_SIGFPE = 8,
	KNELL_SIGKILL = 9,
	KNELL_SIGSEGV = 11,
	KNELL_SIGPIPE = 13,
	KNELL_SIGALRM = 14,
	KNELL_SIGTERM = 15,
#ifdef __mips__
	KNELL_SIGEMT = 7,
	KNELL_SIGBUS = 10,
	KNELL_SIGSYS = 12,
	KNELL_SIGUSR1 = 16,
	KNELL_SIGUSR2 = 17,
	KNELL_SIGCHLD = 18,
	KNELL_SIGPWR = 19,
	KNELL_SIGWINCH = 20,
	KNELL_SIGURG = 21,
	KNELL_SIGIO = 22,
	KNELL_SIGSTOP = 23,
	KNELL_SIGTSTP = 24,
	KNELL_SIGCONT = 25,
	KNELL_SIGTTIN = 26,
	KNELL_SIGTTOU = 27,
	KNELL_SIGVTALRM = 28,
	KNELL_SIGPROF = 29,
	KNELL_SIGXCPU = 30,
	KNELL_SIGXFSZ = 31,
	/* 128 too is a signal, whose end by it no wait status can tell. */
	KNELL_SIGRTMAX = 127,
#else
	KNELL_SIGBUS = 7,
	KNELL_SIGUSR1 = 10,
	KNELL_SIGUSR2 = 12,
	KNELL_SIGSTKFLT = 16,
	KNELL_SIGCHLD = 17,
	KNELL_SIGCONT = 18,
	KNELL_SIGSTOP = 19,
	KNELL_SIGTSTP = 20,
	KNELL_SIGTTIN = 21,
	KNELL_SIGTTOU = 22,
	KNELL_SIGURG = 23,
	KNELL_SIGXCPU = 24,
	KNELL_SIGXFSZ = 25,
	KNELL_SIGVTALRM = 26,
	KNELL_SIGPROF = 27,
	KNELL_SIGWINCH = 28,
	KNELL_SIGIO = 29,
	KNELL_SIGPWR = 30,
	KNELL_SIGSYS = 31,
	KNELL_SIGRTMAX = 64,
#endif
	/*
	 * The first real-time signal that is the program's own under glibc;
	 * musl keeps it, and so knell_set_fill leaves it out.
	 */
	KNELL_SIGRTMIN = 34
};

enum {
#ifdef __mips__
	KNELL_SI_ASYNCIO = -2,
	KNELL_SI_TIMER = -3,
	KNELL_SI_MESGQ = -4
#else
	KNELL_SI_TIMER = -2,
	KNELL_SI_MESGQ = -3,
	KNELL_SI_ASYNCIO = -4
#endif
};

#ifdef __mips__
#define KNELL_ARCH_SIGINFO   0x00000008UL
#define KNELL_ARCH_NOCLDWAIT 0x00010000UL
/* In struct knell_info, the code comes before the error. */
#define KNELL_ARCH_CODE_FIRST 1
#else
#define KNELL_ARCH_NOCLDWAIT  0x00000002UL
#define KNELL_ARCH_SIGINFO    0x00000004UL
#define KNELL_ARCH_CODE_FIRST 0
#endif

/* The registers of a saved place: arch/<arch>/jump.S. */
#if defined(__x86_64__)
#define KNELL_ARCH_JUMP_WORDS 10
#elif defined(__i386__)
#define KNELL_ARCH_JUMP_WORDS 7
#elif defined(__aarch64__)
#define KNELL_ARCH_JUMP_WORDS 22
#elif defined(__arm__)
#define KNELL_ARCH_JUMP_WORDS 27
#elif defined(__riscv)
#define KNELL_ARCH_JUMP_WORDS 27
#elif defined(__loongarch__)
#define KNELL_ARCH_JUMP_WORDS 21
#elif defined(__powerpc64__)
#define KNELL_ARCH_JUMP_WORDS 65
#elif defined(__s390x__)
#define KNELL_ARCH_JUMP_WORDS 19
#elif defined(__mips__)
#define KNELL_ARCH_JUMP_WORDS 21
#endif

#endif

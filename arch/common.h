/* SPDX-License-Identifier: MIT */
/*
 * What most machines have in common in the kernel's interface. A machine's
 * abi.h defines what it has otherwise and then includes this. Sources:
 * include/uapi/asm-generic/{signal,signal-defs,fcntl,mman-common,errno,
 * ioctls,resource}.h.
 */
#ifndef KNELL_ARCH_COMMON_H
#define KNELL_ARCH_COMMON_H

/* Signals are numbered from 1 to this. */
#ifndef K_NSIG
#define K_NSIG 64
#endif
/* Those that not all machines have, as src/abi/signal.def has the others. */
#ifndef K_SIGNAL_OWN
#define K_SIGNAL_OWN SIGNAL(STKFLT, TERMINATE, "stack fault of a coprocessor")
#endif
/* What sigaltstack accepts; the frame may be larger. */
#ifndef K_MINSIGSTKSZ
#define K_MINSIGSTKSZ 2048
#endif

/* The second and third members of siginfo. */
#ifndef K_SIGINFO_HEAD
#define K_SIGINFO_HEAD \
	int32_t error; \
	int32_t code;
#endif

/* struct sigaction has the member sa_restorer. */
#ifndef K_RESTORER_SLOT
#define K_RESTORER_SLOT 1
#endif
#if K_RESTORER_SLOT
#define K_RESTORER_MEMBER uintptr_t restorer;
#else
#define K_RESTORER_MEMBER
#endif
/* Handlers return to it; elsewhere to the vDSO. */
#ifndef K_RESTORER_USED
#define K_RESTORER_USED K_RESTORER_SLOT
#endif
/*
 * Where there is a vDSO, handlers return to it all the same, so that libc's
 * sigaction can put an action back: see arch/i386/abi.h.
 */
#ifndef K_VDSO_RETURNS
#define K_VDSO_RETURNS 0
#endif
#ifndef K_SIGACTION_MEMBERS
#define K_SIGACTION_MEMBERS  \
	uintptr_t handler;   \
	unsigned long flags; \
	K_RESTORER_MEMBER    \
	struct k_sigset mask;
#endif
#ifndef K_STACK_MEMBERS
#define K_STACK_MEMBERS \
	void *sp;       \
	unsigned flags; \
	size_t size;
#endif

/* The trampolines for actions with and without SA_SIGINFO. */
#if K_RESTORER_USED && !defined K_TRAMPOLINE_INFO
#define K_TRAMPOLINE_INFO knell_sigreturn
#endif
#if K_RESTORER_USED && !defined K_TRAMPOLINE_PLAIN
#define K_TRAMPOLINE_PLAIN K_TRAMPOLINE_INFO
#endif
/* A third, K_TRAMPOLINE_RETURN, returns without the kernel where it can. */
#ifndef K_RETURN_USER
#define K_RETURN_USER 0
#endif

#ifndef K_SIG_BLOCK
#define K_SIG_BLOCK   0
#define K_SIG_UNBLOCK 1
#define K_SIG_SETMASK 2
#endif

/* clone takes the stack before the flags. */
#ifndef K_CLONE_STACK_FIRST
#define K_CLONE_STACK_FIRST 0
#endif
/* mmap takes one argument, which points to the six. */
#ifndef K_MMAP_BY_POINTER
#define K_MMAP_BY_POINTER 0
#endif
/* An argument of 64 bits begins at an even one of 32. */
#ifndef K_PAIRS_ALIGNED
#define K_PAIRS_ALIGNED 0
#endif

/*
 * Thread-local storage: it ends where the thread pointer points (variant II),
 * or begins some bytes above (variant I), of which the pointer of some machines
 * is farther still. Sources: Drepper, ELF Handling for Thread-Local Storage;
 * the psABIs.
 */
#ifndef K_TLS_BELOW
#define K_TLS_BELOW 0
#endif
#ifndef K_TLS_GAP
#define K_TLS_GAP 0
#endif
#ifndef K_TLS_BIAS
#define K_TLS_BIAS 0
#endif

#ifndef K_O_CREAT
#define K_O_CREAT    0100
#define K_O_EXCL     0200
#define K_O_NOCTTY   0400
#define K_O_TRUNC    01000
#define K_O_APPEND   02000
#define K_O_NONBLOCK 04000
#endif
#ifndef K_MAP_ANONYMOUS
#define K_MAP_ANONYMOUS 0x20
#endif
#ifndef K_MAP_NORESERVE
#define K_MAP_NORESERVE 0x4000
#endif
#ifndef K_RLIMIT_NPROC
#define K_RLIMIT_NPROC 6
#endif
#ifndef K_TCGETS
#define K_TCGETS     0x5401
#define K_TIOCGWINSZ 0x5413
#endif

/* Up to 34 they are the same everywhere. */
#ifndef K_ERRNO_ABOVE_34
#define K_ERRNO_ABOVE_34                                                      \
	EDEADLK = 35, ENAMETOOLONG = 36, ENOSYS = 38, ELOOP = 40,             \
	ENODATA = 61, EPROTO = 71, EBADMSG = 74, EOVERFLOW = 75, EILSEQ = 84, \
	ENOTSUP = 95, ETIMEDOUT = 110
#endif

/* How code is written for the machine; NULL: it is not. */
#ifndef K_ENCODER
#define K_ENCODER ((const struct knell_encoder *)0)
#endif
/* What code that is written finds a thread's variables from. */
#ifndef K_THREAD_POINTER
#define K_THREAD_POINTER ((void *)0)
#endif
/* Instructions are cached apart from data: arch/<arch>/cache.S. */
#ifndef K_CODE_CACHE
#define K_CODE_CACHE 0
#endif

/* The bytes of an instruction that stops the program for its tracer: for where
 * the kernel, or an emulator, does not step, or there are too many steps. */
#ifndef K_BREAKPOINT
#define K_BREAKPOINT ""
#endif

/* The register that tells a tracer, in a stop of a system call, whether the
 * call begins or ends; its own value is not to be seen then. */
#ifndef K_TRACED_CALL_MARK
#define K_TRACED_CALL_MARK NULL
#endif

/* The machine itself, the first of K_MACHINES. */
#define K_FIRST(first, ...) first
#define K_FIRST_OF(...)     K_FIRST(__VA_ARGS__, 0)
#define K_MACHINE           (*K_FIRST_OF(K_MACHINES))

#endif

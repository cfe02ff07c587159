/* SPDX-License-Identifier: MIT */
/* The numbers of system calls, as words: SYS_read and so on. */
/* clang-format off */

#define CALL(name, ...) .set number_##name, CALL_NUMBER(__VA_ARGS__)
#include "arch/calls.def"
#undef CALL

	.macro	SYSTEM_CALLS names:vararg
	.irp	each, \names
	CONSTANT "SYS_\each", SYS_\each, number_\each
	.endr
	.endm

	SYSTEM_CALLS read, write, openat, close, fstat, mmap, munmap, mprotect
	SYSTEM_CALLS ioctl, nanosleep, clock_gettime, setitimer, sched_yield
	SYSTEM_CALLS getpid, kill, clone, wait4, exit_group
	SYSTEM_CALLS rt_sigaction, rt_sigprocmask, sigaltstack
	SYSTEM_CALLS rt_tgsigqueueinfo, arch_prctl

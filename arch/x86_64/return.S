/* SPDX-License-Identifier: MIT */
/*
 * The trampoline of actions whose handlers may return in user space: it does
 * what the rt_sigreturn system call does, if that is no more than to load
 * registers, and else makes the call. Entry: rsp points to the ucontext, as
 * the kernel's frame has it; no other register counts. Exit: does not return;
 * all registers become those of the ucontext.
 *
 * A signal may arrive between any two instructions: the frame is left alone
 * but for its first word, and rsp points to it, until one instruction moves
 * rsp to where only the flags and the address are left to be loaded. They lie
 * below the 128 bytes that the interrupted code may use below its rsp, where
 * the kernel's frame begins: so the frame must begin there, and not be on an
 * alternate stack. It is the xsave image that they overwrite, loaded by then.
 *
 * The kernel has changed the mask during the system calls that take one, if
 * such a call was interrupted: it ended with EINTR (ppoll, pselect6,
 * epoll_pwait, rt_sigsuspend) or has a sixth argument (io_uring_enter,
 * io_pgetevents). Just after a system call, rcx is rip.
 *
 * The frame information is that of sigreturn.S, until rsp has moved.
 *
 * Sources: arch/x86/kernel/signal_64.c, arch/x86/kernel/fpu/signal.c,
 * arch/x86/include/uapi/asm/sigcontext.h, kernel/signal.c
 * (set_user_sigmask and its callers), x86-64 psABI 3.2.2, Intel SDM volume 1
 * section 13.8 (XRSTOR).
 */
#include "sigcontext.h"

	/* What else is in the ucontext. */
#define LINK		8
#define STACK_FLAGS	24
#define EFLAGS		176
#define SEGMENTS	184	/* cs, gs, fs, ss: 16 bits each */
#define FPSTATE		224
	/* In the xsave image, where the kernel tells of it. */
#define MAGIC		464
#define EXTENDED_SIZE	468
#define XFEATURES	472

	.text
	.balign	16
	.cfi_startproc simple
	SIGCONTEXT
	nop
	.globl	knell_return_user
	.hidden	knell_return_user
	.type	knell_return_user, @function
knell_return_user:
	cmpq	$0, LINK(%rsp)		/* knell_return_refuse */
	jne	.Lkernel
	cmpl	$0, STACK_FLAGS(%rsp)	/* SS_AUTODISARM is the sign */
	js	.Lkernel
	xorl	%eax, %eax
	rdsspq	%rax			/* no operation where there is none */
	testq	%rax, %rax
	jne	.Lkernel
	/* The segments of a 64-bit program, __USER_CS and __USER_DS. */
	movabsq	$0x002b000000000033, %rax
	cmpq	%rax, SEGMENTS(%rsp)
	jne	.Lkernel
	/* AC, NT, TF: they would act on the instructions here. */
	testl	$0x44100, EFLAGS(%rsp)
	jne	.Lkernel
	cmpq	$-4, RAX(%rsp)		/* -EINTR */
	je	.Lkernel
	movq	RIP(%rsp), %rdx
	cmpq	RCX(%rsp), %rdx
	jne	1f
	cmpq	$0, R9(%rsp)
	jne	.Lkernel
1:	shrq	$47, %rdx		/* it would fault here */
	jne	.Lkernel
	movq	FPSTATE(%rsp), %rcx
	testq	%rcx, %rcx
	je	.Lkernel
	cmpl	$0x46505853, MAGIC(%rcx)	/* FP_XSTATE_MAGIC1 */
	jne	.Lkernel
	/* Does the image end where the red zone does, within its alignment? */
	movq	RSP(%rsp), %rbx
	movl	EXTENDED_SIZE(%rcx), %eax
	addq	%rcx, %rax
	leaq	-128(%rbx), %rdx
	subq	%rax, %rdx
	cmpq	$63, %rdx
	ja	.Lkernel

	movl	XFEATURES(%rcx), %eax
	movl	XFEATURES+4(%rcx), %edx
	xrstor64 (%rcx)
	subq	$144, %rbx
	movq	EFLAGS(%rsp), %rax
	movq	%rax, (%rbx)
	movq	RIP(%rsp), %rax
	movq	%rax, 8(%rbx)
	movq	%rbx, (%rsp)
	movq	R8(%rsp), %r8
	movq	R9(%rsp), %r9
	movq	R10(%rsp), %r10
	movq	R11(%rsp), %r11
	movq	R12(%rsp), %r12
	movq	R13(%rsp), %r13
	movq	R14(%rsp), %r14
	movq	R15(%rsp), %r15
	movq	RDI(%rsp), %rdi
	movq	RSI(%rsp), %rsi
	movq	RBP(%rsp), %rbp
	movq	RBX(%rsp), %rbx
	movq	RDX(%rsp), %rdx
	movq	RAX(%rsp), %rax
	movq	RCX(%rsp), %rcx
	.cfi_remember_state
	movq	(%rsp), %rsp
	.cfi_def_cfa %rsp, 144
	.irp	reg, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_same_value \reg
	.endr
	.cfi_restore %rsp	/* it is the CFA */
	.cfi_offset %rip, -136
	popfq
	.cfi_def_cfa_offset 136
	ret	$128

	.cfi_restore_state
.Lkernel:
	movq	$15, %rax		/* rt_sigreturn */
	syscall
	.cfi_endproc
	.size	knell_return_user, . - knell_return_user
#include "mark.h"

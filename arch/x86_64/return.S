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
	/* In the ucontext. */
#define LINK		8
#define STACK_FLAGS	24
#define R8		40
#define R9		48
#define RAX		144
#define RCX		152
#define RSP		160
#define RIP		168
#define EFLAGS		176
#define SEGMENTS	184	/* cs, gs, fs, ss: 16 bits each */
#define FPSTATE		224
	/* In the xsave image, where the kernel tells of it. */
#define MAGIC		464
#define EXTENDED_SIZE	468
#define XFEATURES	472

	/* An offset as SLEB128 of two bytes, good from 0 to 8191. */
#define OFFSET(n) ((n) & 0x7f) | 0x80, (n) >> 7
	/* DW_CFA_expression: `reg` is saved at DW_OP_breg7 (rsp) + n. */
#define SAVED(reg, n) .cfi_escape 0x10, reg, 3, 0x77, OFFSET(n)

	.text
	.balign	16
	.cfi_startproc simple
	.cfi_signal_frame
	/* DW_CFA_def_cfa_expression: DW_OP_breg7 (rsp) + 160, DW_OP_deref. */
	.cfi_escape 0x0f, 4, 0x77, OFFSET(RSP), 0x06
	SAVED(8, 40)		/* r8 */
	SAVED(9, 48)
	SAVED(10, 56)
	SAVED(11, 64)
	SAVED(12, 72)
	SAVED(13, 80)
	SAVED(14, 88)
	SAVED(15, 96)		/* r15 */
	SAVED(5, 104)		/* rdi */
	SAVED(4, 112)		/* rsi */
	SAVED(6, 120)		/* rbp */
	SAVED(3, 128)		/* rbx */
	SAVED(1, 136)		/* rdx */
	SAVED(0, RAX)
	SAVED(2, RCX)
	SAVED(7, RSP)
	SAVED(16, RIP)
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
	movq	40(%rsp), %r8
	movq	48(%rsp), %r9
	movq	56(%rsp), %r10
	movq	64(%rsp), %r11
	movq	72(%rsp), %r12
	movq	80(%rsp), %r13
	movq	88(%rsp), %r14
	movq	96(%rsp), %r15
	movq	104(%rsp), %rdi
	movq	112(%rsp), %rsi
	movq	120(%rsp), %rbp
	movq	128(%rsp), %rbx
	movq	136(%rsp), %rdx
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

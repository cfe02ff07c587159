/* SPDX-License-Identifier: MIT */
/* What is done when a signal is delivered: the actions of the process. */
#ifndef KNELL_ACTION_H
#define KNELL_ACTION_H

#include <knell/arch.h>
#include <knell/info.h>
#include <knell/public.h>
#include <knell/set.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In the member `handler` of an action. */
#define KNELL_ACTION_DEFAULT ((void (*)(int))0)
#define KNELL_ACTION_IGNORE  ((void (*)(int))1)

/* Flags of an action. Source: sigaction(2). */
/* SIGCHLD is not sent when a child stops or continues. */
#define KNELL_ACTION_NOCLDSTOP 0x00000001UL
/* Children leave no zombies; only with SIGCHLD. */
#define KNELL_ACTION_NOCLDWAIT KNELL_ARCH_NOCLDWAIT
/* `info_handler` counts, not `handler`. */
#define KNELL_ACTION_SIGINFO KNELL_ARCH_SIGINFO
/* Is cleared by kernels that clear flags unknown to them (from 5.11). */
#define KNELL_ACTION_UNSUPPORTED 0x00000400UL
/* The fault address keeps its tag bits (arm64). */
#define KNELL_ACTION_EXPOSE_TAGBITS 0x00000800UL
/* `restorer` counts. */
#define KNELL_ACTION_RESTORER 0x04000000UL
/* The handler runs on the alternate stack, if the thread has one. */
#define KNELL_ACTION_ONSTACK 0x08000000UL
/* Interrupted system calls go on, where that is possible: signal(7). */
#define KNELL_ACTION_RESTART 0x10000000UL
/* The signal is not blocked while its handler runs. */
#define KNELL_ACTION_NODEFER 0x40000000UL
/* The action becomes the default one as the handler starts. */
#define KNELL_ACTION_RESETHAND 0x80000000UL

/*
 * The library, not the kernel, reads and writes it: NULL is -EFAULT, another
 * bad pointer faults.
 */
struct knell_action {
	union {
		void (*handler)(int signal);
		/* @context is the kernel's struct ucontext. */
		void (*info_handler)(
			int signal, struct knell_info *info, void *context);
		/*
		 * Machine code that is no C function, such as generated code:
		 * bound as it is, and entered with the registers and the stack
		 * as the kernel leaves them (<knell/bind.h> tells of them). It
		 * may change them all: what it ends with needs the stack
		 * pointer alone. On arm, bit 0 chooses Thumb.
		 */
		const void *code;
	};
	unsigned long flags;
	/* What handlers return to; left out unless KNELL_ACTION_RESTORER. */
	void (*restorer)(void);
	/* Blocked while the handler runs, besides the signal itself. */
	struct knell_set mask;
};

/**
 * knell_action_set - set the action of a signal
 * @signal: its number
 * @action: the action
 * @ret_old: what it was; may be NULL
 *
 * Without KNELL_ACTION_RESTORER, handlers return through libknell's own
 * trampoline, through which debuggers and unwinders find their way; through the
 * vDSO's where the kernel knows no other, and on i386, where glibc's sigaction
 * puts an action with a trampoline back without it.
 *
 * Return: 0; -EINVAL when @signal is no signal, is SIGKILL or SIGSTOP, or has
 * an action that the kernel set for good (from Linux 5.16, when it ends a
 * process that shares its actions with this one), or a flag is none of the
 * above; -EFAULT when @action is NULL. After an error the action is what it
 * was.
 * Context: AS-Safe, MT-Safe: the actions are those of the whole process.
 * Source: sigaction(2).
 */
KNELL_PUBLIC int knell_action_set(int signal, const struct knell_action *action,
	struct knell_action *ret_old);

/**
 * knell_action_get - get the action of a signal
 * @signal: its number; SIGKILL and SIGSTOP are allowed
 * @ret_action: the action, with flags and restorer as they are
 *
 * Return: 0; -EINVAL when @signal is no signal, or has an action that the
 * kernel set for good, which it does not tell; -EFAULT when @ret_action is
 * NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaction(2).
 */
KNELL_PUBLIC int knell_action_get(int signal, struct knell_action *ret_action);

/**
 * knell_action_restore - put an action back as it was
 * @signal: its number
 * @saved: what knell_action_set or knell_action_get gave
 *
 * Unlike knell_action_set, it adds nothing: an action without a restorer stays
 * so. What a libc or another library had set is thus put back whole. Flags may
 * be any; those unknown to the kernel it clears (before Linux 5.11, keeps).
 *
 * Return: 0; -EINVAL when @signal is no signal, is SIGKILL or SIGSTOP, or has
 * an action that the kernel set for good; -EFAULT when @saved is NULL.
 * Context: AS-Safe, MT-Safe: the actions are those of the whole process.
 * Source: sigaction(2).
 */
KNELL_PUBLIC int knell_action_restore(
	int signal, const struct knell_action *saved);

/**
 * knell_action_ignore - ignore a signal
 * @signal: its number
 * @ret_old: what the action was; may be NULL
 *
 * If the signal is pending, it is discarded. A signal that a fault causes
 * kills the process even when it is ignored.
 *
 * Return: 0; -EINVAL as for knell_action_restore.
 * Context: AS-Safe, MT-Safe: the actions are those of the whole process.
 * Source: sigaction(2), signal(7).
 */
KNELL_PUBLIC int knell_action_ignore(int signal, struct knell_action *ret_old);

/**
 * knell_action_default - give a signal its default action
 * @signal: its number
 * @ret_old: what the action was; may be NULL
 *
 * Return: 0; -EINVAL as for knell_action_restore.
 * Context: AS-Safe, MT-Safe: the actions are those of the whole process.
 * Source: sigaction(2), signal(7).
 */
KNELL_PUBLIC int knell_action_default(int signal, struct knell_action *ret_old);

/**
 * knell_action_probe_flags - which flags of an action does the kernel know?
 * @signal: a signal that nobody else sets or sends meanwhile
 * @flags: the flags to ask about
 * @ret_known: those of them that it knows
 *
 * Flags that every kernel knows are not asked about. For others the action of
 * @signal is set again with them, read, and put back: its handler stays in
 * place all the time. Kernels before 5.11 cannot tell, and count as knowing
 * none of the others.
 *
 * Return: 0; -EINVAL when @signal is no signal, is SIGKILL or SIGSTOP, or has
 * an action that the kernel set for good; -EFAULT when @ret_known is NULL.
 * Context: AS-Safe. MT-Unsafe: another thread's change of the action of
 * @signal may be undone.
 * Source: sigaction(2), "Dynamically probing for flag bit support".
 */
KNELL_PUBLIC int knell_action_probe_flags(
	int signal, unsigned long flags, unsigned long *ret_known);

#ifdef __cplusplus
}
#endif

#endif

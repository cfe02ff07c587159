/* SPDX-License-Identifier: MIT */
/* What is done when a signal is delivered: the actions of the process. */
#include "knell/action.h"
#include "abi/errno.h"
#include "signal/auxv.h"
#include "signal/kernel.h"
#include "signal/trampoline.h"
#include "sys/signal.h"

/*
 * Some versions of qemu-user take every machine's to have a restorer: without
 * one, they read and write the mask one word on. Here it is in both places.
 */
struct padded_action {
	struct k_sigaction action;
	unsigned long padding;
};

#define EQUAL(name) \
	_Static_assert(KNELL_ACTION_##name == K_SA_##name, "sigaction(2)")
EQUAL(NOCLDSTOP);
EQUAL(NOCLDWAIT);
EQUAL(SIGINFO);
EQUAL(UNSUPPORTED);
EQUAL(EXPOSE_TAGBITS);
EQUAL(RESTORER);
EQUAL(ONSTACK);
EQUAL(RESTART);
EQUAL(NODEFER);
EQUAL(RESETHAND);

/* What every kernel knows. */
#define OLD_FLAGS                                                        \
	(K_SA_NOCLDSTOP | K_SA_NOCLDWAIT | K_SA_SIGINFO | K_SA_ONSTACK | \
		K_SA_RESTART | K_SA_NODEFER | K_SA_RESETHAND |           \
		(K_RESTORER_SLOT ? K_SA_RESTORER : 0))
#define PUBLIC_FLAGS \
	(OLD_FLAGS | K_SA_UNSUPPORTED | K_SA_EXPOSE_TAGBITS | K_SA_RESTORER)

static struct k_sigaction to_kernel(const struct knell_action *action)
{
	return (struct k_sigaction)
	{
		.handler = (uintptr_t)action->handler, .flags = action->flags,
#if K_RESTORER_SLOT
		.restorer = (uintptr_t)action->restorer,
#endif
		.mask = *kernel_set(&action->mask),
	};
}

static struct knell_action from_kernel(const struct k_sigaction *action)
{
	struct knell_action result = {
		.handler = (void (*)(int))action->handler,
		.flags = action->flags,
#if K_RESTORER_SLOT
		.restorer = (void (*)(void))action->restorer,
#endif
	};

	*kernel_ret_set(&result.mask) = action->mask;
	return result;
}

static int change_action(int signal, const struct k_sigaction *action,
	struct knell_action *ret_old)
{
	struct padded_action old, new;
	int error;

	if (action)
		new = (struct padded_action){ *action, action->mask.words[0] };
	error = (int)sys_rt_sigaction(
		signal, action ? &new.action : NULL, &old.action);
	if (!error && ret_old)
		*ret_old = from_kernel(&old.action);
	return error;
}

int knell_action_set(int signal, const struct knell_action *action,
	struct knell_action *ret_old)
{
	struct k_sigaction kernel;

	if (!action)
		return -EFAULT;
	if (action->flags & ~PUBLIC_FLAGS)
		return -EINVAL;
	kernel = to_kernel(action);
#if K_RESTORER_USED
	if (!(kernel.flags & K_SA_RESTORER) &&
		!(K_VDSO_RETURNS && knell_frame_facts().has_vdso)) {
		kernel.flags |= K_SA_RESTORER;
		kernel.restorer = (uintptr_t)(kernel.flags & K_SA_SIGINFO
						      ? K_TRAMPOLINE_INFO
						      : K_TRAMPOLINE_PLAIN);
	}
#endif
	return change_action(signal, &kernel, ret_old);
}

int knell_action_get(int signal, struct knell_action *ret_action)
{
	if (!ret_action)
		return -EFAULT;
	return change_action(signal, NULL, ret_action);
}

int knell_action_restore(int signal, const struct knell_action *saved)
{
	struct k_sigaction action;

	if (!saved)
		return -EFAULT;
	action = to_kernel(saved);
	return change_action(signal, &action, NULL);
}

int knell_action_ignore(int signal, struct knell_action *ret_old)
{
	struct k_sigaction action = { .handler = K_SIG_IGN };

	return change_action(signal, &action, ret_old);
}

int knell_action_default(int signal, struct knell_action *ret_old)
{
	struct k_sigaction action = { .handler = K_SIG_DFL };

	return change_action(signal, &action, ret_old);
}

/* Those of `flags` that the kernel gives back as they were set. */
static int ask_flags(int signal, unsigned long flags, unsigned long *ret_known)
{
	struct padded_action old, asked;
	int error = (int)sys_rt_sigaction(signal, NULL, &old.action);

	if (error)
		return error;
	asked.action = old.action;
	asked.action.flags |= flags | K_SA_UNSUPPORTED;
	error = (int)sys_rt_sigaction(signal, &asked.action, NULL);
	if (error)
		return error;
	error = (int)sys_rt_sigaction(signal, &old.action, &asked.action);
	if (error)
		return error;
	/* A kernel that gives this back gives anything back. */
	if (asked.action.flags & K_SA_UNSUPPORTED)
		flags = 0;
	*ret_known = flags & asked.action.flags;
	return 0;
}

int knell_action_probe_flags(
	int signal, unsigned long flags, unsigned long *ret_known)
{
	unsigned long known = 0;
	int error;

	if (!ret_known)
		return -EFAULT;
	error = ask_flags(signal, flags & ~OLD_FLAGS, &known);
	if (!error)
		*ret_known = known | (flags & OLD_FLAGS);
	return error;
}

/* SPDX-License-Identifier: MIT */
/* What is done when a signal is delivered: the actions of the process. */
#include "knell/action.h"
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
	struct k_sigaction kernel = to_kernel(action);

#if K_RESTORER_USED
	if (!(kernel.flags & K_SA_RESTORER)) {
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
	return change_action(signal, NULL, ret_action);
}

int knell_action_restore(int signal, const struct knell_action *saved)
{
	struct k_sigaction action = to_kernel(saved);

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

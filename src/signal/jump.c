/* SPDX-License-Identifier: MIT */
/* What a saved place holds besides registers. */
#include "signal/jump.h"
#include "abi/errno.h"
#include "signal/kernel.h"
#include "sys/signal.h"

int knell_jump_save_more(struct knell_jump *point)
{
	unsigned long what = point->registers[0];

	if (what & ~(unsigned long)(KNELL_JUMP_MASK | KNELL_JUMP_STACK))
		return -EINVAL;
	if (what & KNELL_JUMP_MASK) {
		sys_rt_sigprocmask(
			K_SIG_BLOCK, NULL, kernel_ret_set(&point->mask));
		finish_set(&point->mask);
	}
	if (what & KNELL_JUMP_STACK)
		knell_stack_get(&point->stack);
	return 0;
}

void knell_jump_restore_more(const struct knell_jump *point)
{
	unsigned long what = point->registers[0];

	/* Fails on the alternate stack itself, which then is as it was. */
	if (what & KNELL_JUMP_STACK)
		knell_stack_restore(&point->stack);
	if (what & KNELL_JUMP_MASK)
		sys_rt_sigprocmask(
			K_SIG_SETMASK, kernel_set(&point->mask), NULL);
}

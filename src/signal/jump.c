/* SPDX-License-Identifier: MIT */
/* What a saved place holds besides registers. */
#include "signal/jump.h"
#include "abi/errno.h"
#include "float.h"
#include "signal/kernel.h"
#include "sys/signal.h"

int knell_jump_save_more(struct knell_jump *point)
{
	unsigned long what = point->registers[0];

	const unsigned known =
		KNELL_JUMP_MASK | KNELL_JUMP_STACK | KNELL_JUMP_FLOAT;

	if (what & ~(unsigned long)known)
		return -EINVAL;
	if (what & KNELL_JUMP_FLOAT)
		point->float_control = knell_float_control();
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

	if (what & KNELL_JUMP_FLOAT)
		knell_float_set_control(point->float_control);
	/* Fails on the alternate stack itself, which then is as it was. */
	if (what & KNELL_JUMP_STACK)
		knell_stack_restore(&point->stack);
	if (what & KNELL_JUMP_MASK)
		sys_rt_sigprocmask(
			K_SIG_SETMASK, kernel_set(&point->mask), NULL);
}

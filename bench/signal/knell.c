/* SPDX-License-Identifier: MIT */
/* The works of a signal layer, by libknell. */
#include <knell.h>
#include <unistd.h>

#include "bench/signal/work.h"

enum { STACK_BYTES = 64 * 1024 };

static int self;
static struct knell_set set;
static struct knell_stack stack;
static struct knell_jump place;
static struct knell_defer sections;

static void plain(int signal)
{
	(void)signal;
}

static void informed(int signal, struct knell_info *info, void *context)
{
	(void)signal, (void)info, (void)context;
}

static void handle(int signal, unsigned long flags)
{
	struct knell_action action = { .flags = flags };

	if (flags & KNELL_ACTION_SIGINFO)
		action.info_handler = informed;
	else
		action.handler = plain;
	knell_action_set(signal, &action, NULL);
	self = getpid();
}

static void prepare_plain(void)
{
	handle(KNELL_SIGUSR1, 0);
}

static void prepare_return(void)
{
	struct knell_action action = { .handler = plain,
		.flags = KNELL_ACTION_NODEFER };

	knell_return_allow(&action);
	knell_action_set(KNELL_SIGUSR1, &action, NULL);
	self = getpid();
}

static void send_once(void)
{
	knell_send_process(self, KNELL_SIGUSR1);
}

static void raise_once(void)
{
	knell_send_self(KNELL_SIGUSR1);
}

static void prepare_queue(void)
{
	handle(KNELL_SIGRTMIN, KNELL_ACTION_SIGINFO);
}

static void queue_once(void)
{
	knell_send_queue(
		self, KNELL_SIGRTMIN, (union knell_value){ .integer = 1 });
}

static void prepare_set(void)
{
	knell_set_empty(&set);
	knell_set_add(&set, KNELL_SIGUSR1);
}

static void block_once(void)
{
	struct knell_set old;

	knell_mask_block(&set, &old);
	knell_mask_set(&old, NULL);
}

static void prepare_defer(void)
{
	prepare_set();
	knell_defer_init(&sections, &set);
}

static void defer_once(void)
{
	knell_defer_begin(&sections);
	knell_defer_end(&sections);
}

static void prepare_wait(void)
{
	prepare_set();
	knell_mask_block(&set, NULL);
	self = getpid();
}

static void wait_once(void)
{
	struct knell_info info;

	knell_send_process(self, KNELL_SIGUSR1);
	knell_wait_one(&set, &info, -1);
}

static void jump_once(void)
{
	if (!knell_jump_save(&place, 0))
		knell_jump_to(&place, 1);
}

static void jump_masked_once(void)
{
	if (!knell_jump_save(&place, KNELL_JUMP_MASK))
		knell_jump_to(&place, 1);
}

static void prepare_stack(void)
{
	handle(KNELL_SIGUSR1, KNELL_ACTION_ONSTACK);
}

static double new_stack_once(void)
{
	knell_stack_map(STACK_BYTES, &stack);
	knell_stack_install(&stack, NULL);
	double start = now_ns();

	knell_send_process(self, KNELL_SIGUSR1);
	double end = now_ns();

	knell_stack_restore(
		&(struct knell_stack){ .flags = KNELL_STACK_DISABLE });
	knell_stack_unmap(&stack);
	return end - start;
}

static void prepare_warm_stack(void)
{
	prepare_stack();
	knell_stack_map(STACK_BYTES, &stack);
	knell_stack_install(&stack, NULL);
}

static const struct work works[] = {
	{ "send", prepare_plain, send_once, NULL },
	{ "return", prepare_return, send_once, NULL },
	{ "raise", prepare_plain, raise_once, NULL },
	{ "queue", prepare_queue, queue_once, NULL },
	{ "block", prepare_set, block_once, NULL },
	{ "defer", prepare_defer, defer_once, NULL },
	{ "wait", prepare_wait, wait_once, NULL },
	{ "jump", NULL, jump_once, NULL },
	{ "jump-mask", NULL, jump_masked_once, NULL },
	{ "stack-new", prepare_stack, NULL, new_stack_once },
	{ "stack-warm", prepare_warm_stack, send_once, NULL },
};

int main(int argc, char **argv)
{
	return bench_main(works, sizeof(works) / sizeof(works[0]), argc, argv);
}

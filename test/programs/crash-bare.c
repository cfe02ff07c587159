/* SPDX-License-Identifier: MIT */
/*
 * crash-bare N dies in the Nth way, on any machine and without a libc: under
 * qemu-user, which then writes a core of that machine.
 */
#include "knell.h"
#include "sys/process.h"

#define NEVER_INLINE __attribute__((noinline))
#define NO_TAIL_CALL __asm__ volatile("")

static volatile int sink;
static void (*volatile pointer)(void);

/* A member of an object that is not there. */
struct object {
	char unused[24];
	int weight;
};

static NEVER_INLINE int weigh(const volatile struct object *object)
{
	return object->weight;
}

static NEVER_INLINE void null_read(void)
{
	struct object *volatile none = 0;

	sink = weigh(none);
	NO_TAIL_CALL;
}

static NEVER_INLINE void null_jump(void)
{
	pointer();
	NO_TAIL_CALL;
}

static NEVER_INLINE void raise_abort(void)
{
	knell_send_process((int)sys_getpid(), KNELL_SIGABRT);
	NO_TAIL_CALL;
}

static NEVER_INLINE void on_number(int number)
{
	null_read();
	sink = number;
}

static NEVER_INLINE void on_info(
	int number, struct knell_info *info, void *context)
{
	(void)info;
	(void)context;
	on_number(number);
	NO_TAIL_CALL;
}

static NEVER_INLINE void in_handler(void)
{
	struct knell_action action = { .info_handler = on_info,
		.flags = KNELL_ACTION_SIGINFO };

	knell_action_set(KNELL_SIGUSR1, &action, NULL);
	knell_send_process((int)sys_getpid(), KNELL_SIGUSR1);
	NO_TAIL_CALL;
}

static NEVER_INLINE void in_plain_handler(void)
{
	struct knell_action action = { .handler = on_number };

	knell_action_set(KNELL_SIGUSR1, &action, NULL);
	knell_send_process((int)sys_getpid(), KNELL_SIGUSR1);
	NO_TAIL_CALL;
}

static void (*const deaths[])(void) = { null_read, null_jump, raise_abort,
	in_handler, in_plain_handler };

static NEVER_INLINE void die(unsigned which)
{
	if (which < sizeof(deaths) / sizeof(deaths[0]))
		deaths[which]();
	NO_TAIL_CALL;
}

_Noreturn void knell_start(unsigned long *stack);

_Noreturn void knell_start(unsigned long *stack)
{
	const char *word = (const char *)stack[2];

	die((unsigned)(word[0] - '0'));
	sys_exit_group(0);
}

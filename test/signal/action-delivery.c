/* SPDX-License-Identifier: MIT */
/*
 * Actions: handlers of one and of three arguments are called, and during the
 * call and after it everything is as the flags and the mask ask for.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "knell/action.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "test/lib/test.h"

static volatile int calls, depth, deepest;
static struct knell_info last_info;
static struct knell_set mask_inside;

static void note_call(int signal)
{
	CHECK_EQUAL(signal, SIGUSR1);
	calls++;
	knell_mask_get(&mask_inside);
}

static void note_info(int signal, struct knell_info *info, void *context)
{
	CHECK(context != NULL);
	last_info = *info;
	note_call(signal);
}

static void recurse(int signal)
{
	if (++depth > deepest)
		deepest = depth;
	if (calls++ == 0)
		raise(signal);
	depth--;
}

static void send_to_self(int signal)
{
	CHECK_EQUAL(knell_send_thread(getpid(), gettid(), signal), 0);
}

static void check_one_argument(void)
{
	struct knell_action action = { .handler = note_call };
	int old_calls = calls;

	knell_set_add(&action.mask, SIGUSR2);
	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(calls, old_calls + 1);
	CHECK(knell_set_has(&mask_inside, SIGUSR1));
	CHECK(knell_set_has(&mask_inside, SIGUSR2));
	CHECK(!knell_set_has(&mask_inside, SIGTERM));
	knell_mask_get(&mask_inside);
	CHECK_EQUAL(mask_inside.bits[0], 0);
}

static void check_three_arguments(void)
{
	struct knell_action action = {
		.info_handler = note_info,
		.flags = KNELL_ACTION_SIGINFO,
	};
	union knell_value value = { .pointer = &action };

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_queue(getpid(), SIGUSR1, value), 0);
	CHECK_EQUAL(last_info.signal, SIGUSR1);
	CHECK_EQUAL(last_info.code, KNELL_SI_QUEUE);
	CHECK_EQUAL(last_info.sender.pid, getpid());
	CHECK_EQUAL(last_info.sender.uid, getuid());
	CHECK(last_info.sender.value.pointer == &action);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(last_info.code, KNELL_SI_TKILL);
}

/* FACTS: no outside suite notices when this flag is dropped. */
static void check_resethand(void)
{
	struct knell_action action = {
		.handler = note_call,
		.flags = KNELL_ACTION_RESETHAND,
	};
	int old_calls = calls;

	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(calls, old_calls + 1);
	/* It does not mean NODEFER. */
	CHECK(knell_set_has(&mask_inside, SIGUSR1));
	CHECK_EQUAL(knell_action_get(SIGUSR1, &action), 0);
	CHECK(action.handler == KNELL_ACTION_DEFAULT);

	/* And without the flag the action stays. */
	action = (struct knell_action){ .handler = note_call };
	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_to_self(SIGUSR1);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(calls, old_calls + 3);
}

static void check_nodefer(unsigned long flags, int expected_depth)
{
	struct knell_action action = { .handler = recurse, .flags = flags };

	calls = depth = deepest = 0;
	CHECK_EQUAL(knell_action_set(SIGUSR1, &action, NULL), 0);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(calls, 2);
	CHECK_EQUAL(deepest, expected_depth);
}

static void check_ignore_and_default(void)
{
	struct knell_action old;

	CHECK_EQUAL(knell_action_ignore(SIGUSR1, &old), 0);
	CHECK(old.handler == recurse);
	send_to_self(SIGUSR1);
	CHECK_EQUAL(knell_action_get(SIGUSR1, &old), 0);
	CHECK(old.handler == KNELL_ACTION_IGNORE);
	/* URG is ignored by default. */
	CHECK_EQUAL(knell_action_default(SIGURG, NULL), 0);
	send_to_self(SIGURG);
	CHECK_EQUAL(knell_action_default(SIGUSR1, &old), 0);
	CHECK(old.handler == KNELL_ACTION_IGNORE);
}

int main(void)
{
	struct knell_set none = { { 0 } };

	CHECK_EQUAL(knell_mask_set(&none, NULL), 0);
	check_one_argument();
	check_three_arguments();
	check_resethand();
	check_nodefer(0, 1);
	check_nodefer(KNELL_ACTION_NODEFER, 2);
	check_ignore_and_default();
	return 0;
}

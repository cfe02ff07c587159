/* SPDX-License-Identifier: MIT */
/* Signals that wait for a section's end: whole, all of them, in order. */
#include "abi/errno.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum {
	SIGNAL = KNELL_SIGUSR1,
	OTHER = KNELL_SIGUSR2,
	QUEUED = KNELL_SIGRTMIN + 2,
	MOST = 64,
};

static struct knell_defer section;
static struct knell_info seen[MOST];
static volatile int count;
static volatile bool had_context, was_blocked;
static void (*volatile then)(int signal);

static bool is_blocked(int signal)
{
	struct knell_set mask;

	CHECK_EQUAL(knell_mask_get(&mask), 0);
	return knell_set_has(&mask, signal);
}

static void note(int signal, struct knell_info *info, void *context)
{
	if (knell_defer_keep(&section, note, info, context))
		return;
	CHECK(count < MOST);
	CHECK_EQUAL(signal, info->signal);
	had_context = context != NULL;
	was_blocked = is_blocked(signal);
	seen[count] = *info;
	count++;
	if (then)
		then(signal);
}

static void handle(int signal, unsigned long flags)
{
	struct knell_action action = { .info_handler = note,
		.flags = flags | KNELL_ACTION_SIGINFO,
		.mask = section.signals };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void prepare(void)
{
	struct knell_set signals = { { 0 } };

	knell_set_add(&signals, SIGNAL);
	knell_set_add(&signals, OTHER);
	for (int signal = QUEUED; signal < QUEUED + 4; signal++)
		knell_set_add(&signals, signal);
	knell_defer_init(&section, &signals);
	handle(SIGNAL, 0);
	handle(OTHER, 0);
	for (int signal = QUEUED; signal < QUEUED + 4; signal++)
		handle(signal, 0);
}

static void send(int signal)
{
	CHECK_EQUAL(
		sys_tgkill((int)sys_getpid(), (int)sys_gettid(), signal), 0);
}

static void queue(int signal, int number)
{
	struct k_siginfo info = { .signo = signal, .code = K_SI_QUEUE };
	long error;

	((struct knell_info *)&info)->sender.value.integer = number;

	/* Others of this user may have reached the limit for the moment. */
	do
		error = sys_rt_tgsigqueueinfo(
			(int)sys_getpid(), (int)sys_gettid(), signal, &info);
	while (error == -EAGAIN);
	CHECK_EQUAL(error, 0);
}

static void run_kept(void)
{
	prepare();
	send(SIGNAL);
	CHECK_EQUAL(count, 1);
	CHECK(had_context);
	knell_defer_begin(&section);
	queue(SIGNAL, 17);
	send(OTHER);
	CHECK_EQUAL(count, 1);
	CHECK_EQUAL(section.kept, 2);
	CHECK(!is_blocked(SIGNAL));
	knell_defer_end(&section);
	CHECK_EQUAL(count, 3);
	CHECK(!had_context);
	CHECK(was_blocked);
	CHECK(!is_blocked(SIGNAL));
	CHECK_EQUAL(seen[1].signal, SIGNAL);
	CHECK_EQUAL(seen[1].code, KNELL_SI_QUEUE);
	CHECK_EQUAL(seen[1].sender.value.integer, 17);
	CHECK_EQUAL(seen[2].signal, OTHER);
	CHECK_EQUAL(seen[2].code, KNELL_SI_TKILL);
	CHECK_EQUAL(seen[2].sender.pid, sys_getpid());
	send(SIGNAL);
	CHECK_EQUAL(count, 4);
}

static void run_nested(void)
{
	prepare();
	for (int depth = 0; depth < 1000; depth++)
		knell_defer_begin(&section);
	send(SIGNAL);
	for (int depth = 0; depth < 999; depth++)
		knell_defer_end(&section);
	CHECK_EQUAL(count, 0);
	knell_defer_end(&section);
	CHECK_EQUAL(count, 1);
}

/* As many as there is room for, in the order of arrival, whatever they are. */
static void run_order(void)
{
	prepare();
	for (int round = 0; round < 5; round++) {
		knell_defer_begin(&section);
		for (int i = 0; i < KNELL_DEFER_SIGNALS; i++)
			queue(QUEUED + (i * 3 + round) % 4, i);
		CHECK_EQUAL(is_blocked(QUEUED), 1);
		knell_defer_end(&section);
		CHECK(!is_blocked(QUEUED));
		CHECK_EQUAL(count, KNELL_DEFER_SIGNALS);
		for (int i = 0; i < count; i++) {
			CHECK_EQUAL(
				seen[i].signal, QUEUED + (i * 3 + round) % 4);
			CHECK_EQUAL(seen[i].sender.value.integer, i);
		}
		count = 0;
	}
}

/* More than there is room for: the kernel has the rest. */
static void run_overflow(void)
{
	prepare();
	for (int sent = KNELL_DEFER_SIGNALS - 1; sent < MOST; sent += 5) {
		knell_defer_begin(&section);
		for (int i = 0; i < sent; i++)
			queue(QUEUED, i);
		CHECK_EQUAL(count, 0);
		knell_defer_end(&section);
		CHECK_EQUAL(count, sent);
		for (int i = 0; i < sent; i++)
			CHECK_EQUAL(seen[i].sender.value.integer, i);
		CHECK(!is_blocked(QUEUED));
		count = 0;
	}
}

/* What the program has blocked itself stays so. */
static void run_mask(void)
{
	struct knell_set own = { { 0 } };

	prepare();
	knell_set_add(&own, OTHER);
	CHECK_EQUAL(knell_mask_block(&own, NULL), 0);
	send(OTHER);
	knell_defer_begin(&section);
	for (int i = 0; i < 2 * KNELL_DEFER_SIGNALS; i++)
		queue(QUEUED, i);
	knell_defer_end(&section);
	CHECK_EQUAL(count, 2 * KNELL_DEFER_SIGNALS);
	CHECK(is_blocked(OTHER));
	CHECK_EQUAL(knell_mask_unblock(&own, NULL), 0);
	CHECK_EQUAL(count, 2 * KNELL_DEFER_SIGNALS + 1);
}

/*
 * Handlers that are no part of it run in the section, one in the other; the
 * innermost overflows the room. Each that returns unblocks what was blocked
 * meanwhile.
 */
static int nesting, sent;

static void overflow(int signal)
{
	if (--nesting) {
		send(signal);
		return;
	}
	for (int i = 0; i < sent; i++)
		queue(QUEUED, i);
	CHECK(is_blocked(QUEUED));
}

static void overflow_handlers(int handlers)
{
	struct knell_action action = { .handler = overflow,
		.flags = KNELL_ACTION_NODEFER };

	prepare();
	count = 0;
	nesting = handlers;
	sent = KNELL_DEFER_SIGNALS + handlers + 1;
	CHECK_EQUAL(knell_action_set(KNELL_SIGALRM, &action, NULL), 0);
	knell_defer_begin(&section);
	send(KNELL_SIGALRM);
	for (int i = 0; i < 3; i++)
		queue(QUEUED, sent + i);
	CHECK_EQUAL(count, 0);
	CHECK(is_blocked(QUEUED));
	knell_defer_end(&section);
	CHECK_EQUAL(count, sent + 3);
	CHECK(!is_blocked(QUEUED));
}

static void run_overflow_in_handler(void)
{
	for (int handlers = 1; handlers <= KNELL_DEFER_NESTED; handlers++) {
		overflow_handlers(handlers);
		for (int i = 0; i < count; i++)
			CHECK_EQUAL(seen[i].sender.value.integer, i);
	}
}

/* Those sent back go behind those that the kernel had. */
static void run_overflow_in_more(void)
{
	overflow_handlers(KNELL_DEFER_NESTED + 1);
	for (int number = 0; number < count; number++) {
		int times = 0;

		for (int i = 0; i < count; i++)
			times += seen[i].sender.value.integer == number;
		CHECK_EQUAL(times, 1);
	}
	for (int i = 0; i < KNELL_DEFER_SIGNALS + KNELL_DEFER_NESTED; i++)
		CHECK_EQUAL(seen[i].sender.value.integer, i);
}

/* What the kernel's way back from a handler undoes is undone. */
static void run_user_return(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER };

	prepare();
	CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(SIGNAL, &action, NULL), 0);
	for (int times = 1; times <= 3; times++) {
		knell_defer_begin(&section);
		send(SIGNAL);
		CHECK(!is_blocked(SIGNAL));
		knell_defer_end(&section);
		CHECK(!is_blocked(SIGNAL));
		CHECK_EQUAL(count, times);
	}
}

static struct knell_jump point;

static void jump(int signal)
{
	if (signal == SIGNAL)
		knell_jump_to(&point, 1);
}

/* Those behind a handler that jumps away still come, and first. */
static void run_jump(void)
{
	prepare();
	then = jump;
	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		knell_defer_begin(&section);
		send(SIGNAL);
		queue(QUEUED, 1);
		queue(QUEUED, 2);
		knell_defer_end(&section);
		CHECK(false);
	}
	CHECK_EQUAL(count, 1);
	CHECK_EQUAL(section.kept, 2);
	send(OTHER);
	CHECK_EQUAL(count, 4);
	CHECK_EQUAL(seen[1].sender.value.integer, 1);
	CHECK_EQUAL(seen[2].sender.value.integer, 2);
	CHECK_EQUAL(seen[3].signal, OTHER);

	if (!knell_jump_save(&point, KNELL_JUMP_MASK)) {
		knell_defer_begin(&section);
		send(SIGNAL);
		queue(QUEUED, 3);
		knell_defer_end(&section);
	}
	CHECK_EQUAL(count, 5);
	knell_defer_deliver(&section);
	CHECK_EQUAL(count, 6);
	knell_defer_deliver(&section);
	CHECK_EQUAL(count, 6);
}

/* A handler called at the end that has sections and changes the mask. */
static void use_section(int signal)
{
	struct knell_set all;

	then = NULL;
	knell_defer_begin(&section);
	CHECK_EQUAL(count, 1);
	knell_defer_end(&section);
	CHECK_EQUAL(count, 3);
	knell_set_fill(&all);
	CHECK_EQUAL(knell_mask_set(&all, NULL), 0);
	CHECK_EQUAL(signal, SIGNAL);
}

static void run_section_in_handler(void)
{
	prepare();
	then = use_section;
	knell_defer_begin(&section);
	send(SIGNAL);
	queue(QUEUED, 1);
	queue(QUEUED, 2);
	knell_defer_end(&section);
	CHECK_EQUAL(count, 3);
	CHECK(!is_blocked(KNELL_SIGTERM) && !is_blocked(QUEUED));
}

/* Faults do not wait, nor what is not in the set. */
static volatile int faults;
static volatile char *page;

static void mend(int signal, struct knell_info *info, void *context)
{
	if (knell_defer_keep(&section, mend, info, context))
		return;
	CHECK(signal == KNELL_SIGSEGV || signal == KNELL_SIGBUS);
	faults++;
	CHECK_EQUAL(sys_mprotect((void *)(uintptr_t)page, test_page_bytes(),
			    K_PROT_READ | K_PROT_WRITE),
		0);
}

static void run_fault(void)
{
	struct knell_action action = { .info_handler = mend,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set all;

	knell_set_fill(&all);
	knell_defer_init(&section, &all);
	CHECK(!knell_set_has(&section.signals, KNELL_SIGSEGV));
	CHECK(knell_set_has(&section.signals, SIGNAL));
	CHECK_EQUAL(knell_action_set(KNELL_SIGSEGV, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGBUS, &action, NULL), 0);
	page = test_map_nothing();
	handle(SIGNAL, 0);
	knell_defer_begin(&section);
	for (int i = 0; i < KNELL_DEFER_SIGNALS + 1; i++)
		send(SIGNAL);
	*page = 1;
	CHECK_EQUAL(faults, 1);
	CHECK_EQUAL(count, 0);
	knell_defer_end(&section);
	CHECK(count >= KNELL_DEFER_SIGNALS);
}

static void run_not_in_set(void)
{
	prepare();
	knell_set_remove(&section.signals, OTHER);
	knell_defer_begin(&section);
	send(OTHER);
	CHECK_EQUAL(count, 1);
	knell_defer_end(&section);
}

/* An action that has become the default one by then. */
static void run_reset(void)
{
	prepare();
	handle(SIGNAL, KNELL_ACTION_RESETHAND);
	knell_defer_begin(&section);
	send(SIGNAL);
	knell_defer_end(&section);
	CHECK_EQUAL(count, 1);
}

const struct test_case test_cases[] = {
	{ "kept", run_kept },
	{ "nested", run_nested },
	{ "order", run_order },
	{ "overflow", run_overflow },
	{ "mask", run_mask },
	{ "overflow-in-handler", run_overflow_in_handler },
	{ "overflow-in-more", run_overflow_in_more },
	{ "user-return", run_user_return },
	{ "jump", run_jump },
	{ "section-in-handler", run_section_in_handler },
	{ "fault", run_fault },
	{ "not-in-set", run_not_in_set },
	{ "reset", run_reset },
	{ 0 },
};

/* SPDX-License-Identifier: MIT */
/*
 * Storms of signals, by a timer and from other threads, over a thread that
 * computes in all the registers that the compiler has: its results are what
 * they are without signals, in handlers too, which nest; of what is queued
 * nothing is lost, doubled or out of order. test/signal/storm-registers.c looks
 * at each register, on one machine.
 */
#include "base/memory.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

#define NEVER_INLINE __attribute__((noinline))

enum {
	SENDERS = 2,
	SENT_EACH = 1500,
	/* Of a sender, on their way at most. */
	WINDOW = 16,
	TIMER_US = 2000,
	FIRST_SIGNAL = KNELL_SIGRTMIN + 1,
	LAST_SIGNAL = FIRST_SIGNAL + SENDERS - 1,
	SEEDS = 16,
	STEPS = 40,
	COPIED = 600,
	STACK_BYTES = 256 * 1024,
};

typedef double fraction_pair __attribute__((vector_size(16)));
typedef uint32_t number_four __attribute__((vector_size(16)));

/* What is left of computing with a seed. */
struct result {
	uint64_t numbers;
	double fractions;
	fraction_pair pair;
	number_four four;
	unsigned char last[COPIED];
};

struct sender {
	struct test_thread thread;
	int signal;
	/* Handlers that have begun, and that have ended. */
	volatile int taken, done;
};

static struct result expected[SEEDS];
static struct sender senders[SENDERS];
static struct knell_defer sections;
static int process, thread;
static bool in_order, deferred;
static volatile int depth, timers, handled, left;
static volatile bool nested;

static NEVER_INLINE uint64_t compute_numbers(uint64_t seed)
{
	uint64_t a = seed, b = a + 3, c = b * 5, d = c ^ 7, e = d - 11,
		 f = e * 13, g = f ^ 17, h = g + 19, i = h * 23, j = i ^ 29;

	for (int step = 0; step < STEPS; step++) {
		a += b * 3, b ^= c << 7, c += d >> 3, d *= e | 1, e ^= f;
		f += g << 11, g ^= h >> 5, h *= i | 1, i += j, j ^= a;
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j;
}

static NEVER_INLINE double compute_fractions(double seed)
{
	double a = seed, b = a + 1, c = b + 1, d = c + 1, e = d + 1, f = e + 1,
	       g = f + 1, h = g + 1, i = h + 1, j = i + 1;

	for (int step = 0; step < STEPS; step++) {
		a = a * 0.5 + b, b = b * 0.25 - c, c = c * 0.5 + d;
		d = d / 3 - e, e = e * 0.5 + f, f = f * 0.25 - g;
		g = g / 7 + h, h = h * 0.5 - i, i = i * 0.25 + j;
		j = j / 11 - a;
	}
	return a + b + c + d + e + f + g + h + i + j;
}

static NEVER_INLINE void compute(int seed, struct result *ret)
{
	double first = seed;
	fraction_pair pair = { first, first + 0.5 }, half = { 0.5, 0.25 };
	number_four four = { 1, 2, 3, (uint32_t)seed }, sum = four;
	unsigned char bytes[COPIED];

	ret->numbers = compute_numbers((uint64_t)seed * 0x9e3779b97f4a7c15);
	ret->fractions = compute_fractions(first);
	for (int step = 0; step < STEPS; step++) {
		pair = pair * half + pair / (half + half);
		four = four * 5 + (sum >> 3);
		sum ^= four;
	}
	ret->pair = pair;
	ret->four = four + sum;
	for (int i = 0; i < COPIED; i++)
		bytes[i] = (unsigned char)(i * seed + (i >> 3));
	knell_memory_copy(ret->last, bytes, COPIED);
}

static void check_computing(unsigned number)
{
	struct result result;
	int seed = (int)(number % SEEDS);

	knell_memory_fill(&result, 0, sizeof(result));
	compute(seed, &result);
	CHECK_EQUAL(
		knell_memory_compare(&result, &expected[seed], sizeof(result)),
		0);
}

/* A handler of the same signal may come in between. */
static int count(volatile int *number)
{
	return __atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
}

static void take(int signal, struct knell_info *info, void *context)
{
	int own = ++depth;

	(void)context;
	if (own > 1)
		nested = true;
	check_computing((unsigned)count(&handled));
	if (signal == KNELL_SIGALRM) {
		count(&timers);
	} else {
		struct sender *sender = &senders[signal - FIRST_SIGNAL];
		int taken = count(&sender->taken);

		CHECK_EQUAL(info->code, KNELL_SI_QUEUE);
		CHECK_EQUAL(info->sender.pid, process);
		/* One that nests comes before the one that it interrupts. */
		CHECK(!in_order || info->sender.value.integer == taken);
	}
	if (!in_order && signal != KNELL_SIGALRM)
		CHECK_EQUAL(
			knell_send_thread(process, thread, KNELL_SIGALRM), 0);
	CHECK_EQUAL(depth, own);
	depth = own - 1;
	/* Only now may more come, or handlers would nest without end. */
	if (signal != KNELL_SIGALRM)
		count(&senders[signal - FIRST_SIGNAL].done);
}

static void take_later(int signal, struct knell_info *info, void *context)
{
	if (!knell_defer_keep(&sections, take, info, context))
		take(signal, info, context);
}

static void send(void *argument)
{
	struct sender *sender = argument;

	for (int value = 1; value <= SENT_EACH;) {
		if (value - sender->done <= WINDOW &&
			knell_send_queue_thread(process, thread, sender->signal,
				(union knell_value){ .integer = value }) == 0)
			value++;
		else
			KNELL_CALL0(sched_yield);
	}
	__atomic_fetch_sub(&left, 1, __ATOMIC_RELAXED);
}

static void handle(struct knell_action *action)
{
	action->flags |= KNELL_ACTION_SIGINFO;
	action->info_handler = deferred ? take_later : take;
	knell_set_add(&action->mask, KNELL_SIGALRM);
	for (int signal = FIRST_SIGNAL; signal <= LAST_SIGNAL; signal++)
		knell_set_add(&action->mask, signal);
	knell_defer_init(&sections, &action->mask);
	if (!in_order)
		knell_set_empty(&action->mask);
	CHECK_EQUAL(knell_action_set(KNELL_SIGALRM, action, NULL), 0);
	for (int signal = FIRST_SIGNAL; signal <= LAST_SIGNAL; signal++)
		CHECK_EQUAL(knell_action_set(signal, action, NULL), 0);
}

static void start_senders(void)
{
	struct knell_set all, old;
	const long every[] = { 0, TIMER_US, 0, TIMER_US };

	knell_set_fill(&all);
	CHECK_EQUAL(knell_mask_block(&all, &old), 0);
	left = SENDERS;
	for (int i = 0; i < SENDERS; i++) {
		senders[i].signal = FIRST_SIGNAL + i;
		test_thread_start(&senders[i].thread, send, &senders[i]);
	}
	CHECK_EQUAL(KNELL_CALL3(setitimer, 0, every, NULL), 0);
	CHECK_EQUAL(knell_mask_set(&old, NULL), 0);
}

static void storm(struct knell_action *action)
{
	unsigned number = 0;

	process = (int)sys_getpid();
	thread = (int)sys_gettid();
	for (int seed = 0; seed < SEEDS; seed++)
		compute(seed, &expected[seed]);
	handle(action);
	start_senders();
	while (left || !timers) {
		int before;

		if (deferred)
			knell_defer_begin(&sections);
		before = handled;
		check_computing(number++);
		CHECK(!deferred || handled == before);
		if (deferred)
			knell_defer_end(&sections);
	}
	for (int i = 0; i < SENDERS; i++) {
		test_thread_join(&senders[i].thread);
		CHECK_EQUAL(senders[i].taken, SENT_EACH);
	}
	CHECK_EQUAL(depth, 0);
	CHECK_EQUAL(nested, !in_order);
}

static void run_plain(void)
{
	struct knell_action action = { .flags = 0 };

	in_order = true;
	storm(&action);
}

static void run_nested(void)
{
	struct knell_action action = { .flags = KNELL_ACTION_NODEFER };

	storm(&action);
}

static void run_user_return(void)
{
	struct knell_action action = { .flags = KNELL_ACTION_NODEFER };

	CHECK_EQUAL(knell_return_allow(&action), 0);
	storm(&action);
}

static void run_alternate_stack(void)
{
	struct knell_action action = { .flags = KNELL_ACTION_ONSTACK };
	struct knell_stack stack;

	CHECK_EQUAL(knell_stack_map(STACK_BYTES, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	in_order = true;
	storm(&action);
}

static void run_deferred(void)
{
	struct knell_action action = { .flags = 0 };

	in_order = deferred = true;
	storm(&action);
}

const struct test_case test_cases[] = {
	{ "plain", run_plain },
	{ "nested", run_nested },
	{ "user-return", run_user_return },
	{ "alternate-stack", run_alternate_stack },
	{ "deferred", run_deferred },
	{ 0 },
};

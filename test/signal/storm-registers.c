/* SPDX-License-Identifier: MIT */
/*
 * Storms of signals, by a timer and from other threads, over a thread that
 * computes: no register, no flag and no byte of the red zone changes, and of
 * what is queued nothing is lost, doubled or out of order. With handlers that
 * nest, that return in user space, that run on an alternate stack, and that
 * wait for the end of a section.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "knell.h"
#include "test/lib/test.h"

enum {
	SENDERS = 2,
	TIMER_SIGNAL = KNELL_SIGRTMIN + 4,
	FIRST_SIGNAL = KNELL_SIGRTMIN + 5,
	LAST_SIGNAL = FIRST_SIGNAL + SENDERS - 1,
	BUFFER = 1024,
	/* What a round copies, in two parts. */
	FIRST_PART = 512,
	SECOND_PART = 300,
	/* Of a sender, on their way at most. */
	WINDOW = 32,
	DIRECTION = 1 << 10,
};

/* Offsets as in storm_round.S. */
struct storm_round {
	uint64_t general[10];
	uint8_t vector[16][32];
	uint8_t x87[8][16];
	uint8_t padding[48];
	uint32_t mxcsr;
	uint16_t control, unused;
	uint64_t flags;
	uint64_t red_zone[16];
	uint64_t r14, r15, rdi, rsi, rcx, end;
};
_Static_assert(offsetof(struct storm_round, mxcsr) == 768, "storm_round.S");
_Static_assert(offsetof(struct storm_round, red_zone) == 784, "storm_round.S");
_Static_assert(sizeof(struct storm_round) == 960, "storm_round.S");

/* Writes what is left of rounds[0] to rounds[1]. */
void storm_round(struct storm_round rounds[2], int has_avx);

struct storm {
	unsigned long flags;
	/* Handlers of one signal nest, and those that came first end last. */
	bool disorder;
	bool user_return;
	bool deferred;
};

static int process, thread;
static int queued_each;
static const struct storm *now;
static struct knell_defer sections;
/* How often each value of each sender has come. */
static unsigned char *seen[SENDERS];
static atomic_long handled_count, timer_count, nested_count;
static atomic_int depth, senders_left, next_value[SENDERS];

/* What a handler may change; the kernel brings it all back. */
static void clobber(void)
{
	static const uint32_t status = 0x1f80;

	__asm__ volatile("fninit\n\t"
			 "fldpi\n\t"
			 "fldl2e\n\t"
			 "ldmxcsr %0\n\t"
			 "pcmpeqd %%xmm0, %%xmm0\n\t"
			 "pcmpeqd %%xmm7, %%xmm7\n\t"
			 "pcmpeqd %%xmm15, %%xmm15\n\t"
			 "fninit"
			 :
			 : "m"(status)
			 : "xmm0", "xmm7", "xmm15", "rbx", "r12", "r13", "r14",
			 "r15", "memory", "cc");
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("vzeroall" ::
					 : "xmm0", "xmm1", "xmm2", "xmm3",
				 "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
				 "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
				 "xmm15");
}

static void take(int signal, struct knell_info *info, void *context)
{
	int sender = signal - FIRST_SIGNAL;

	(void)context;
	atomic_fetch_add(&handled_count, 1);
	if (atomic_fetch_add(&depth, 1))
		atomic_fetch_add(&nested_count, 1);
	if (signal == TIMER_SIGNAL) {
		atomic_fetch_add(&timer_count, 1);
	} else {
		CHECK_EQUAL(info->code, KNELL_SI_QUEUE);
		CHECK_EQUAL(info->sender.pid, process);
		int next = atomic_fetch_add(&next_value[sender], 1);
		int value = info->sender.value.integer;

		CHECK(value >= 0 && value < queued_each);
		CHECK_EQUAL(seen[sender][value]++, 0);
		if (!now->disorder)
			CHECK_EQUAL(value, next);
	}
	clobber();
	atomic_fetch_sub(&depth, 1);
}

static void take_later(int signal, struct knell_info *info, void *context)
{
	if (!knell_defer_keep(&sections, take, info, context))
		take(signal, info, context);
}

static void *send(void *argument)
{
	int sender = (int)(intptr_t)argument;
	int signal = FIRST_SIGNAL + sender;

	for (int value = 0; value < queued_each;) {
		/* Or it would do nothing but handle them. */
		while (value - atomic_load(&next_value[sender]) > WINDOW)
			usleep(20);
		int error = knell_send_queue_thread(process, thread, signal,
			(union knell_value){ .integer = value });

		if (!error) {
			value++;
			continue;
		}
		/* The limit of queued signals. */
		CHECK_EQUAL(error, -EAGAIN);
		usleep(20);
	}
	atomic_fetch_sub(&senders_left, 1);
	return NULL;
}

static uint64_t pattern(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void fill(void *to, size_t size)
{
	uint64_t *words = to;

	for (size_t i = 0; i < size / sizeof(*words); i++)
		words[i] = pattern();
}

static void begin_round(struct storm_round *round, unsigned char *from,
	unsigned char *to, unsigned number)
{
	static const uint16_t controls[] = { 0x37f, 0x27f, 0xf7f, 0x77f };
	bool backward = number % 3 == 1;
	size_t last = FIRST_PART + SECOND_PART - 1;

	fill(round, sizeof(*round));
	/* Normal numbers, and no more of them than are stored. */
	for (int i = 0; i < 8; i++) {
		round->x87[i][7] |= 0x80;
		round->x87[i][9] = 0x3f;
		memset(round->x87[i] + 10, 0, 6);
	}
	memset(round->padding, 0, sizeof(round->padding));
	/* Rounding and flush-to-zero as it comes, all exceptions masked. */
	round->mxcsr = 0x1f80 | (pattern() & 0xe040);
	round->control = controls[number % 4];
	round->unused = 0;
	round->flags = 0x202 | (pattern() & 0x8d5) | (backward ? DIRECTION : 0);
	round->r15 = SECOND_PART;
	round->rcx = FIRST_PART;
	round->rsi = (uintptr_t)from + (backward ? last : 0);
	round->rdi = (uintptr_t)to + (backward ? last : 0);
	round->end = 0;
	memset(to, 0, BUFFER);
	fill(from, BUFFER);
}

/* Makes of what a round began with what has to be left of it. */
static void finish_round(struct storm_round *round)
{
	uint64_t copied = FIRST_PART + SECOND_PART;

	if (round->flags & DIRECTION)
		copied = -copied;
	round->rsi += copied;
	round->rdi += copied;
	round->rcx = 0;
}

static void check_round(
	const struct storm_round *got, const struct storm_round *expected)
{
	const uint64_t *a = (const uint64_t *)got;
	const uint64_t *b = (const uint64_t *)expected;

	for (size_t i = 0; i < sizeof(*got) / sizeof(*a); i++)
		if (a[i] != b[i]) {
			dprintf(2, "at byte %zu of the round (storm_round.S)\n",
				i * sizeof(*a));
			CHECK_EQUAL(a[i], b[i]);
		}
}

/* No handler runs in between. */
static void compute_deferred(struct storm_round rounds[2], int has_avx)
{
	knell_defer_begin(&sections);
	long before = atomic_load(&handled_count);

	storm_round(rounds, has_avx);
	CHECK_EQUAL(atomic_load(&handled_count), before);
	knell_defer_end(&sections);
}

static unsigned compute(int has_avx)
{
	static unsigned char from[BUFFER], to[BUFFER];
	static struct storm_round rounds[2];
	unsigned number = 0;

	do {
		begin_round(&rounds[0], from, to, number);
		memset(&rounds[1], 0, sizeof(rounds[1]));
		if (!has_avx)
			for (int i = 0; i < 16; i++)
				memset(rounds[0].vector[i] + 16, 0, 16);
		if (now->deferred)
			compute_deferred(rounds, has_avx);
		else
			storm_round(rounds, has_avx);
		finish_round(&rounds[0]);
		check_round(&rounds[1], &rounds[0]);
		CHECK(!memcmp(from, to, FIRST_PART + SECOND_PART));
		CHECK_EQUAL(to[FIRST_PART + SECOND_PART], 0);
		number++;
	} while (atomic_load(&senders_left));
	return number;
}

static timer_t start_timer(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = TIMER_SIGNAL };
	const struct itimerspec every = { { 0, 20000 }, { 0, 20000 } };
	timer_t timer;

	event._sigev_un._tid = thread;
	CHECK_EQUAL(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	CHECK_EQUAL(timer_settime(timer, 0, &every, NULL), 0);
	return timer;
}

static void handle(void)
{
	struct knell_action action = { .info_handler = take,
		.flags = KNELL_ACTION_SIGINFO | now->flags };

	if (now->deferred) {
		action.info_handler = take_later;
		for (int signal = TIMER_SIGNAL; signal <= LAST_SIGNAL; signal++)
			knell_set_add(&action.mask, signal);
		knell_defer_init(&sections, &action.mask);
	}
	if (now->user_return)
		CHECK_EQUAL(knell_return_allow(&action), 0);
	for (int signal = TIMER_SIGNAL; signal <= LAST_SIGNAL; signal++)
		CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void start_senders(pthread_t senders[SENDERS])
{
	struct knell_set all, old;

	knell_set_fill(&all);
	knell_mask_block(&all, &old);
	for (int i = 0; i < SENDERS; i++) {
		seen[i] = calloc(1, (size_t)queued_each);
		CHECK(seen[i]);
		atomic_store(&next_value[i], 0);
	}
	atomic_store(&senders_left, SENDERS);
	for (int i = 0; i < SENDERS; i++)
		CHECK_EQUAL(pthread_create(&senders[i], NULL, send,
				    (void *)(intptr_t)i),
			0);
	knell_mask_set(&old, NULL);
}

static void storm(const struct storm *storm)
{
	pthread_t senders[SENDERS];
	timer_t timer;

	now = storm;
	atomic_store(&timer_count, 0);
	atomic_store(&nested_count, 0);
	handle();
	start_senders(senders);
	timer = start_timer();
	CHECK(compute(__builtin_cpu_supports("avx")) > 100);
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i], NULL);
	timer_delete(timer);
	/* All that was sent before this is delivered before it returns. */
	knell_mask_get(&(struct knell_set){ { 0 } });
	for (int i = 0; i < SENDERS; i++) {
		CHECK_EQUAL(atomic_load(&next_value[i]), queued_each);
		free(seen[i]);
	}
	CHECK(atomic_load(&timer_count) > 0);
	CHECK(storm->deferred || atomic_load(&nested_count) > 0);
}

static const struct storm storms[] = {
	{ .flags = 0 },
	{ .flags = KNELL_ACTION_NODEFER,
		.disorder = true,
		.user_return = true },
	{ .flags = KNELL_ACTION_ONSTACK },
	{ .flags = 0, .deferred = true },
};

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 1000000;
	struct knell_stack stack;

	process = getpid();
	thread = gettid();
	queued_each = count / SENDERS / (int)(sizeof(storms) / sizeof(*storms));
	CHECK_EQUAL(knell_stack_map(1 << 20, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	for (size_t i = 0; i < sizeof(storms) / sizeof(*storms); i++)
		storm(&storms[i]);
	return test_end();
}

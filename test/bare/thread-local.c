/* SPDX-License-Identifier: MIT */
/* Thread-local variables: values, places and who sees them. */
#include "knell.h"
#include "sys/process.h"
#include "test/bare/bare.h"

/* The tests are built with -fPIC, for which other models are usual. */
#define LOCAL static __thread __attribute__((tls_model("local-exec")))

enum { THREADS = 4, BYTES = 3000 };

LOCAL char odd = 'o';
LOCAL volatile int number = 1234567;
LOCAL volatile uint64_t large = 0x123456789abcdef0;
LOCAL void *volatile pointer = (void *)(uintptr_t)test_fail;
LOCAL struct {
	volatile char bytes[65];
} __attribute__((aligned(64))) aligned = { "aligned" };
LOCAL volatile unsigned char zeros[BYTES];
LOCAL volatile uint64_t last;

static int step;

static void check_fresh(void)
{
	CHECK_EQUAL(odd, 'o');
	CHECK_EQUAL(number, 1234567);
	CHECK_EQUAL(large, 0x123456789abcdef0);
	CHECK(pointer == (void *)(uintptr_t)test_fail);
	CHECK_TEXT((const char *)(uintptr_t)aligned.bytes, "aligned");
	CHECK_EQUAL((uintptr_t)&aligned % 64, 0);
	CHECK_EQUAL((uintptr_t)&large % 8, 0);
	for (int i = 0; i < BYTES; i++)
		CHECK_EQUAL(zeros[i], 0);
	CHECK_EQUAL(last, 0);
}

static void fill(int with)
{
	odd = (char)with;
	number = with;
	large = (uint64_t)with << 40;
	pointer = &step;
	for (int i = 0; i < BYTES; i++)
		zeros[i] = (unsigned char)with;
	last = (uint64_t)with;
}

static void check_filled(int with)
{
	CHECK_EQUAL(odd, with);
	CHECK_EQUAL(number, with);
	CHECK_EQUAL(large, (uint64_t)with << 40);
	CHECK(pointer == &step);
	for (int i = 0; i < BYTES; i++)
		CHECK_EQUAL(zeros[i], with);
	CHECK_EQUAL(last, with);
}

/* All check only after all have filled theirs. */
static void *use(void *argument)
{
	int with = *(int *)argument;

	check_fresh();
	fill(with);
	__atomic_fetch_add(&step, 1, __ATOMIC_SEQ_CST);
	TEST_AWAIT(&step, THREADS);
	check_filled(with);
	return (void *)(uintptr_t)&aligned;
}

static void start_and_join(void)
{
	static int with[THREADS] = { 1, 2, 3, 4 };
	struct knell_thread *threads[THREADS];
	void *places[THREADS];

	for (int i = 0; i < THREADS; i++) {
		struct knell_thread_plan plan = { .run = use,
			.argument = &with[i],
			.stack_bytes = 65536,
			.handler_bytes = 16384 };

		CHECK_EQUAL(
			knell_thread_start(&test_start, &plan, &threads[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		CHECK_EQUAL(knell_thread_join(threads[i], &places[i]), 0);
	for (int i = 1; i < THREADS; i++)
		CHECK(places[i] != places[0]);
}

static void run_separate(void)
{
	CHECK_EQUAL(knell_thread_set_up(&test_start), 0);
	check_fresh();
	fill(9);
	start_and_join();
	check_filled(9);
}

/* The first thread needs none for the others to have theirs. */
static void run_first_without(void)
{
	start_and_join();
}

static void check_in_child(void *unused)
{
	(void)unused;
	check_filled(7);
	step = 0;
	start_and_join();
	check_filled(7);
}

static void run_fork(void)
{
	CHECK_EQUAL(knell_thread_set_up(&test_start), 0);
	fill(7);
	CHECK_EXITS(check_in_child, NULL, 0);
}

static volatile int handled;

static void note(int signal)
{
	(void)signal;
	handled += number == 5;
}

/* In a handler, they are those of the thread that it interrupts. */
static void run_handler(void)
{
	struct knell_action action = { .handler = note };

	CHECK_EQUAL(knell_thread_set_up(&test_start), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	fill(5);
	CHECK_EQUAL(knell_send_self(KNELL_SIGUSR1), 0);
	CHECK_EQUAL(handled, 1);
	check_filled(5);
}

const struct test_case test_cases[] = {
	{ "separate", run_separate },
	{ "first-without", run_first_without },
	{ "fork", run_fork },
	{ "handler", run_handler },
	{ 0 },
};

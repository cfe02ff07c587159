/* SPDX-License-Identifier: MIT */
/* The sections of threads that have no thread-local storage. */
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { THREADS = 3, ROUNDS = 300, SENT = 1000, QUEUED = KNELL_SIGRTMIN + 1 };

static struct knell_defer sections[THREADS];

struct worker {
	struct test_thread thread;
	struct knell_defer *section;
	volatile int tid, stop, inside;
	/* What came last, and how many. */
	volatile int last, came;
};
static struct worker workers[THREADS];

static struct worker *find_worker(const struct knell_defer *section)
{
	for (int i = 0; i < THREADS; i++)
		if (workers[i].section == section)
			return &workers[i];
	CHECK(false);
	return NULL;
}

static void note(int signal, struct knell_info *info, void *context)
{
	struct knell_defer *section = knell_defer_find(sections, THREADS);

	CHECK(section != NULL);
	if (knell_defer_keep(section, note, info, context))
		return;
	struct worker *worker = find_worker(section);

	CHECK_EQUAL(signal, QUEUED);
	CHECK(!worker->inside);
	CHECK_EQUAL(info->sender.value.integer, worker->last + 1);
	worker->last = info->sender.value.integer;
	worker->came++;
}

static void work(void *argument)
{
	struct worker *worker = argument;

	worker->section = knell_defer_claim(sections, THREADS);
	CHECK(worker->section != NULL);
	CHECK(knell_defer_claim(sections, THREADS) == worker->section);
	CHECK(knell_defer_find(sections, THREADS) == worker->section);
	worker->tid = (int)sys_gettid();
	while (!worker->stop) {
		knell_defer_begin(worker->section);
		worker->inside = 1;
		for (volatile int i = 0; i < ROUNDS; i++)
			;
		worker->inside = 0;
		knell_defer_end(worker->section);
	}
	CHECK_EQUAL(worker->section->kept, 0);
	knell_defer_release(worker->section);
	CHECK(knell_defer_find(sections, THREADS) == NULL);
}

/* Fails with EAGAIN while the limit of queued signals is reached. */
static void queue(int tid, int number)
{
	struct k_siginfo info = { .signo = QUEUED, .code = K_SI_QUEUE };

	((struct knell_info *)&info)->sender.value.integer = number;
	while (sys_rt_tgsigqueueinfo((int)sys_getpid(), tid, QUEUED, &info) < 0)
		KNELL_CALL0(sched_yield);
}

static bool is_any_free(void)
{
	for (int i = 0; i < THREADS; i++)
		if (!sections[i].thread)
			return true;
	return false;
}

static void run_threads(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set signals = { { 0 } };

	knell_set_add(&signals, QUEUED);
	for (int i = 0; i < THREADS; i++)
		knell_defer_init(&sections[i], &signals);
	CHECK_EQUAL(knell_action_set(QUEUED, &action, NULL), 0);
	for (int i = 0; i < THREADS; i++) {
		test_thread_start(&workers[i].thread, work, &workers[i]);
		TEST_AWAIT(&workers[i].tid, workers[i].thread.tid);
	}
	CHECK(!is_any_free());
	CHECK(knell_defer_claim(sections, THREADS) == NULL);
	for (int number = 1; number <= SENT; number++)
		for (int i = 0; i < THREADS; i++)
			queue(workers[i].tid, number);
	for (int i = 0; i < THREADS; i++) {
		TEST_AWAIT(&workers[i].came, SENT);
		workers[i].stop = 1;
		test_thread_join(&workers[i].thread);
	}
	CHECK(is_any_free());
}

const struct test_case test_cases[] = {
	{ "threads", run_threads },
	{ 0 },
};

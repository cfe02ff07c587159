/* SPDX-License-Identifier: MIT */
/*
 * An interpreter of byte code in several threads, each with state of its own
 * that is found by the thread pointer. Each thread calls functions of its own,
 * and C from the last of them; there all meet, and the third one dies. With an
 * argument it dies in a handler of a signal that it gets there.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "knell/runtime.h"

KNELL_RUNTIMES_DEFINE;

enum { THREADS = 4, DEPTH = 3, DYING = 2 };
enum { CALL, RETURN, CALL_C };

/* Of each thread: a function that calls one that calls one that calls C. */
static unsigned char code[THREADS][DEPTH][4];

static struct function {
	char name[16];
	unsigned long start, size;
} functions[THREADS * DEPTH];

struct frame {
	struct frame *caller;
	const unsigned char *at;
};

static __thread struct frame *volatile top;
static pthread_barrier_t barrier;
static int with_signal;

extern const char __start_interpreter[], __stop_interpreter[];

__attribute__((noinline)) static void die(void)
{
	/* gcc takes calls of it for calls of nothing otherwise. */
	__asm__ volatile("");
	*(volatile int *)0 = 1;
}

static void handle(int signal)
{
	(void)signal;
	die();
	__asm__ volatile("");
}

__attribute__((noinline)) static int meet(int number)
{
	pthread_barrier_wait(&barrier);
	if (number == DYING)
		with_signal ? raise(SIGUSR1) : die();
	for (;;)
		pause();
	return number;
}

__attribute__((noinline, section("interpreter"))) static void interpret(
	const unsigned char *from, int number)
{
	struct frame frames[DEPTH], *frame = frames;

	frame->caller = NULL;
	frame->at = from;
	top = frame;
	for (;;) {
		switch (*frame->at) {
		case CALL:
			frame[1].caller = frame;
			frame[1].at = frame->at + sizeof(code[0][0]);
			frame++;
			top = frame;
			continue;
		case CALL_C: meet(number); break;
		default: break;
		}
		if (frame == frames)
			return;
		frame--;
		top = frame;
	}
}

static void *run(void *number)
{
	interpret(code[(long)number][0], (int)(long)number);
	return NULL;
}

static struct knell_runtime_range machine_code;
static const struct knell_runtime_range threads = { (unsigned long)code,
	sizeof(code) };
static const struct knell_runtime_names names = {
	.first = (unsigned long)functions,
	.flags = KNELL_RUNTIME_NAMES_SIZED,
	.count = THREADS * DEPTH,
	.step = sizeof(functions[0]),
	.start = offsetof(struct function, start),
	.size = offsetof(struct function, size),
	.name = offsetof(struct function, name),
};
static struct knell_runtime runtime = {
	.version = KNELL_RUNTIME_VERSION,
	.size_bytes = sizeof(runtime),
	.name = "interpreters",
	.code = &machine_code,
	.code_count = 1,
	.threads = &threads,
	.thread_count = 1,
	.names = &names,
	.flags = KNELL_RUNTIME_LINKED | KNELL_RUNTIME_CURRENT,
	.control_step = offsetof(struct frame, caller),
	.control_return = offsetof(struct frame, at),
	.control = { { KNELL_RUNTIME_REGISTER | KNELL_RUNTIME_WORD, 0,
		"fs_base" } },
};

static void describe(void)
{
	for (int i = 0; i < THREADS; i++) {
		for (int j = 0; j < DEPTH; j++) {
			struct function *one = &functions[i * DEPTH + j];

			sprintf(one->name, "thread%d-%d", i, j);
			one->start = (unsigned long)code[i][j];
			one->size = sizeof(code[i][j]);
			code[i][j][0] = j + 1 < DEPTH ? CALL : CALL_C;
		}
	}
	machine_code.start = (unsigned long)__start_interpreter;
	machine_code.size_bytes =
		(size_t)(__stop_interpreter - __start_interpreter);
	runtime.control[0].offset =
		(unsigned long)&top - (unsigned long)__builtin_thread_pointer();
}

int main(int count, char **arguments)
{
	pthread_t thread;

	(void)arguments;
	with_signal = count > 1;
	signal(SIGUSR1, handle);
	describe();
	if (knell_runtime_add(&knell_runtimes, &runtime) ||
		pthread_barrier_init(&barrier, NULL, THREADS))
		return 2;
	/* The first of them is this one. */
	for (long i = 1; i < THREADS; i++)
		if (pthread_create(&thread, NULL, run, (void *)i))
			return 2;
	run((void *)0);
	return 0;
}

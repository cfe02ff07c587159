/* SPDX-License-Identifier: MIT */
/*
 * Signals at each instruction of a section and of a call that they interrupt:
 * a tracer goes through them step by step.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell.h"
#include "test/lib/test.h"

enum { QUEUED = KNELL_SIGRTMIN + 1, MOST_STEPS = 2000 };

static _Thread_local struct knell_defer section;
static volatile int inside, last;
static int fds[2];

static void note(int signal, struct knell_info *info, void *context)
{
	if (knell_defer_keep(&section, note, info, context))
		return;
	if (signal != QUEUED || inside || info->sender.value.integer != ++last)
		_exit(3);
}

static void prepare(void)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_RESTART };

	knell_set_add(&action.mask, QUEUED);
	knell_defer_init(&section, &action.mask);
	CHECK_EQUAL(knell_action_set(QUEUED, &action, NULL), 0);
}

/* The pieces return whether all is right but for `last`. */
static int run_section(int queued)
{
	/* Some may have come before. */
	(void)queued;
	knell_defer_begin(&section);
	inside = 1;
	knell_defer_begin(&section);
	knell_defer_end(&section);
	inside = 0;
	knell_defer_end(&section);
	return section.depth == 0 && section.kept == 0;
}

/* With one that waits already when the steps begin. */
static int run_end(int queued)
{
	(void)queued;
	knell_defer_end(&section);
	return section.depth == 0 && section.kept == 0;
}

static int run_call(int queued)
{
	char byte;
	const long arguments[6] = { fds[0], (long)&byte, 1 };

	knell_defer_begin(&section);
	/* What came before the section is not its business. */
	long got = last == 0 ? knell_call_unless(
				       &section.kept, SYS_read, arguments)
			     : -EINTR;

	knell_defer_end(&section);
	return got == -EINTR && last == queued;
}

struct piece {
	const char *name;
	int (*run)(int queued);
	/* Signals that wait when it begins; SIGSTOP is not one of them. */
	int begun;
	/* Ends only if a signal comes. */
	int waits;
};

static void send(pid_t pid, int number)
{
	siginfo_t info = { .si_signo = QUEUED, .si_code = SI_QUEUE };

	info.si_value.sival_int = number;
	/* Others of this user may have reached the limit for the moment. */
	while (syscall(SYS_rt_sigqueueinfo, pid, QUEUED, &info) < 0)
		CHECK_EQUAL(errno, EAGAIN);
}

static void run_child(const struct piece *piece, int queued)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	prepare();
	CHECK_EQUAL(pipe(fds), 0);
	if (piece->begun) {
		knell_defer_begin(&section);
		send(getpid(), 1);
	}
	kill(getpid(), SIGSTOP);
	int right = piece->run(queued);

	/* The last step: what is still sent from here on is of no use. */
	kill(getpid(), SIGSTOP);
	_exit(!right ? 1 : last != queued ? 2 : 0);
}

/* Return: the signal that the tracee stopped for. */
static int resume(pid_t pid, enum __ptrace_request how, int signal)
{
	int status;

	CHECK(!ptrace(how, pid, NULL, (void *)(long)signal));
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK(WIFSTOPPED(status));
	return WSTOPSIG(status);
}

static int wait_for_stop(pid_t pid)
{
	int status;

	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	CHECK(WIFSTOPPED(status));
	/* The signal that is to wait. */
	while (WSTOPSIG(status) == QUEUED) {
		CHECK(!ptrace(PTRACE_CONT, pid, NULL, (void *)(long)QUEUED));
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		CHECK(WIFSTOPPED(status));
	}
	return WSTOPSIG(status);
}

/*
 * Sends `count` signals after so many steps. Return: 0 when the piece was over
 * before that.
 */
static int try_step(const struct piece *piece, int steps, int count)
{
	pid_t pid = fork();
	int status, stop = SIGTRAP;

	if (!pid)
		run_child(piece, piece->begun + count);
	CHECK_EQUAL(wait_for_stop(pid), SIGSTOP);
	CHECK(!ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_EXITKILL));
	for (int i = 0; i < steps && stop == SIGTRAP; i++)
		stop = resume(pid, PTRACE_SINGLESTEP, 0);
	if (stop == SIGTRAP) {
		for (int i = 0; i < count; i++)
			send(pid, piece->begun + 1 + i);
		do
			stop = resume(
				pid, PTRACE_CONT, stop == QUEUED ? QUEUED : 0);
		while (stop == QUEUED);
		CHECK_EQUAL(stop, SIGSTOP);
		status = W_STOPCODE(0);
		for (int signal = 0; WIFSTOPPED(status);
			signal = WSTOPSIG(status)) {
			CHECK(!ptrace(
				PTRACE_CONT, pid, NULL, (void *)(long)signal));
			CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		}
		if (status != 0)
			fprintf(stderr, "%s, %d signals after %d steps\n",
				piece->name, count, steps);
		CHECK_EQUAL(status, 0);
		return 1;
	}
	CHECK_EQUAL(stop, SIGSTOP);
	CHECK(!kill(pid, SIGKILL));
	CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	return 0;
}

/* A call that waits: up to there, since without a signal it is never over. */
static int steps_until_wait(const struct piece *piece)
{
	int steps = 0, stop;
	pid_t pid = fork();

	if (!pid)
		run_child(piece, 1);
	CHECK_EQUAL(wait_for_stop(pid), SIGSTOP);
	do {
		int status;

		CHECK(!ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL));
		stop = 0;
		for (int ms = 0; ms < 1000 && !stop; ms++) {
			stop = waitpid(pid, &status, WNOHANG);
			CHECK(stop >= 0);
			if (!stop)
				usleep(1000);
		}
		steps += stop != 0;
	} while (stop);
	CHECK(!kill(pid, SIGKILL));
	CHECK_EQUAL(waitpid(pid, NULL, 0), pid);
	return steps;
}

int main(void)
{
	static const struct piece pieces[] = {
		{ "section", run_section, 0, 0 },
		{ "end", run_end, 1, 0 },
		{ "call", run_call, 0, 1 },
	};
	static const int counts[] = { 1, 2, KNELL_DEFER_SIGNALS + 2 };

	for (int i = 0; i < 3; i++) {
		int end = pieces[i].waits ? steps_until_wait(&pieces[i])
					  : MOST_STEPS;

		for (int j = 0; j < 3; j++) {
			int steps = 0;

			while (steps <= end &&
				try_step(&pieces[i], steps, counts[j]))
				steps++;
			CHECK(steps > 10);
			CHECK(steps < MOST_STEPS);
		}
	}
	return 0;
}

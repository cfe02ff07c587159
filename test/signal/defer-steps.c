/* SPDX-License-Identifier: MIT */
/*
 * Signals at each instruction of a section and of a call that they interrupt:
 * a tracer goes through them step by step once, and then to each place at once.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "knell.h"
#include "sys/process.h"
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
	/* Comes to its end only if a signal does. */
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

/* Where a piece is after so many steps. */
static uint64_t places[MOST_STEPS + 1];

static uint64_t place_of(pid_t pid)
{
	uint64_t place;

	CHECK_EQUAL(knell_traced_register(
			    pid, knell_traced_place(KNELL_TRACED_PC), &place),
		0);
	return place;
}

/* Return: whether the step came to its end; a call that waits does not. */
static int step(pid_t pid, int *ret_signal)
{
	int status = 0, stopped = 0;

	CHECK(!ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL));
	for (int ms = 0; ms < 1000 && !stopped; ms++) {
		stopped = waitpid(pid, &status, WNOHANG);
		CHECK(stopped >= 0);
		if (!stopped)
			usleep(1000);
	}
	*ret_signal = WSTOPSIG(status);
	return stopped != 0;
}

/* Fills in the places. Return: how many steps there are. */
static int walk(const struct piece *piece)
{
	pid_t pid = fork();
	int steps = 0, stop = SIGTRAP;

	if (!pid)
		run_child(piece, piece->begun + 1);
	CHECK_EQUAL(wait_for_stop(pid), SIGSTOP);
	places[0] = place_of(pid);
	while (step(pid, &stop) && stop == SIGTRAP) {
		CHECK(steps < MOST_STEPS);
		places[++steps] = place_of(pid);
	}
	CHECK_EQUAL(stop, piece->waits ? 0 : SIGSTOP);
	CHECK(!kill(pid, SIGKILL));
	CHECK_EQUAL(waitpid(pid, NULL, 0), pid);
	/* At the last place it stopped twice: SIGSTOP had been sent. */
	return piece->waits ? steps : steps - 1;
}

static void go_to(pid_t pid, uint64_t place)
{
	unsigned long word;
	long error;

	do
		CHECK_EQUAL(resume(pid, PTRACE_SINGLESTEP, 0), SIGTRAP);
	while (place_of(pid) != place &&
		(error = knell_traced_break(pid, place, &word)) == -ENOSYS);
	if (place_of(pid) == place)
		return;
	CHECK_EQUAL(error, 0);
	CHECK_EQUAL(resume(pid, PTRACE_CONT, 0), SIGTRAP);
	CHECK_EQUAL(knell_traced_unbreak(pid, place, word), 0);
}

/* Sends `count` signals after so many steps. */
static void try_step(const struct piece *piece, int steps, int count)
{
	pid_t pid = fork();
	int status, stop = SIGTRAP;

	if (!pid)
		run_child(piece, piece->begun + count);
	CHECK_EQUAL(wait_for_stop(pid), SIGSTOP);
	CHECK(!ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_EXITKILL));
	for (int i = 1; i <= steps; i++)
		if (places[i] == places[steps])
			go_to(pid, places[i]);
	CHECK_EQUAL(place_of(pid), places[steps]);
	for (int i = 0; i < count; i++)
		send(pid, piece->begun + 1 + i);
	do
		stop = resume(pid, PTRACE_CONT, stop == QUEUED ? QUEUED : 0);
	while (stop == QUEUED);
	CHECK_EQUAL(stop, SIGSTOP);
	status = W_STOPCODE(0);
	for (int signal = 0; WIFSTOPPED(status); signal = WSTOPSIG(status)) {
		CHECK(!ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal));
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
	}
	if (status != 0)
		fprintf(stderr, "%s, %d signals after %d steps\n", piece->name,
			count, steps);
	CHECK_EQUAL(status, 0);
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
		int end = walk(&pieces[i]);

		CHECK(end > 10);
		for (int steps = 0; steps <= end; steps++)
			for (int j = 0; j < 3; j++)
				try_step(&pieces[i], steps, counts[j]);
	}
	return 0;
}

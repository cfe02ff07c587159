/* SPDX-License-Identifier: MIT */
/*
 * SIGBUS that is none of the region handler's goes to the earlier action, as
 * the kernel would have called it, and the action is put back whole.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault/region.h"
#include "knell/mask.h"
#include "knell/number.h"
#include "knell/send.h"
#include "knell/stack.h"
#include "sys/signal.h"
#include "test/lib/test.h"

static struct knell_region slots[4];
static struct knell_region_table table = { .slots = slots, .slot_count = 4 };
static struct knell_stack stack;
static sigjmp_buf before_fault;
static const char *hole;

static volatile int calls;
static siginfo_t last_info;
static sigset_t last_mask;
static char *last_local;

static void note_info(int signal, siginfo_t *info, void *context)
{
	char local;

	CHECK_EQUAL(signal, SIGBUS);
	CHECK(context != NULL);
	calls++;
	last_info = *info;
	last_local = &local;
	sigprocmask(SIG_BLOCK, NULL, &last_mask);
	if (info->si_code > 0)
		siglongjmp(before_fault, 1);
}

static void note(int signal)
{
	CHECK_EQUAL(signal, SIGBUS);
	calls++;
	sigprocmask(SIG_BLOCK, NULL, &last_mask);
}

/* A page of a file that is empty: not added, so not ours to fill. */
static void make_hole(void)
{
	int fd = memfd_create("hole", 0);

	hole = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(hole != MAP_FAILED);
	close(fd);
}

static bool was_on_stack(void)
{
	char *base = stack.base;

	return last_local >= base && last_local < base + stack.size_bytes;
}

static void install_over(void *handler, int flags)
{
	struct sigaction action = { .sa_flags = flags };

	action.sa_sigaction = (void (*)(int, siginfo_t *, void *))handler;
	sigaddset(&action.sa_mask, SIGUSR2);
	CHECK_EQUAL(sigaction(SIGBUS, &action, NULL), 0);
	CHECK_EQUAL(knell_region_install(&table), 0);
	calls = 0;
}

static void check_info_handler(void)
{
	const union knell_value value = { .integer = 5 };

	install_over((void *)note_info, SA_SIGINFO | SA_ONSTACK);
	CHECK_EQUAL(knell_send_queue(getpid(), SIGBUS, value), 0);
	CHECK_EQUAL(calls, 1);
	CHECK_EQUAL(last_info.si_code, SI_QUEUE);
	CHECK_EQUAL(last_info.si_value.sival_int, 5);
	CHECK(was_on_stack());
	CHECK_EQUAL(sigismember(&last_mask, SIGBUS), 1);
	CHECK_EQUAL(sigismember(&last_mask, SIGUSR2), 1);
	CHECK_EQUAL(sigismember(&last_mask, SIGUSR1), 0);
	/* A real fault, out of which it jumps. */
	if (!sigsetjmp(before_fault, 1))
		CHECK_EQUAL(*(const volatile char *)hole, 1);
	CHECK_EQUAL(calls, 2);
	CHECK_EQUAL(last_info.si_code, BUS_ADRERR);
	CHECK(last_info.si_addr == hole);
	CHECK_EQUAL(knell_region_restore(), 0);
}

static void check_plain_handler(void)
{
	install_over((void *)note, SA_NODEFER);
	CHECK_EQUAL(raise(SIGBUS), 0);
	CHECK_EQUAL(calls, 1);
	CHECK_EQUAL(sigismember(&last_mask, SIGBUS), 0);
	CHECK_EQUAL(sigismember(&last_mask, SIGUSR2), 1);
	CHECK_EQUAL(knell_region_restore(), 0);
}

static void check_restored(void)
{
	struct sigaction earlier = { .sa_flags = SA_RESTART };
	struct k_sigaction before, after;

	earlier.sa_handler = note;
	CHECK_EQUAL(sigaction(SIGBUS, &earlier, NULL), 0);
	CHECK_EQUAL(sys_rt_sigaction(SIGBUS, NULL, &before), 0);
	CHECK_EQUAL(knell_region_install(&table), 0);
	CHECK_EQUAL(knell_region_restore(), 0);
	CHECK_EQUAL(sys_rt_sigaction(SIGBUS, NULL, &after), 0);
	CHECK_EQUAL(memcmp(&before, &after, sizeof(before)), 0);
	/* Somebody else's action is not undone. */
	CHECK_EQUAL(knell_region_install(&table), 0);
	CHECK(signal(SIGBUS, note) != SIG_ERR);
	CHECK_EQUAL(knell_region_restore(), -EBUSY);
	CHECK(signal(SIGBUS, note) == note);
}

enum cause { FAULT, SENT, SENT_TWICE };

/* What becomes of a child with that action below ours. */
static int status_of(void (*earlier)(int), int flags, enum cause cause)
{
	struct sigaction action = { .sa_flags = flags };
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid) {
		CHECK_EQUAL(waitpid(pid, &status, 0), pid);
		return status;
	}
	action.sa_handler = earlier;
	sigaction(SIGBUS, &action, NULL);
	/* One of the parent's may be in use. */
	CHECK_EQUAL(knell_region_install(&table), 0);
	if (cause == FAULT)
		_exit(*(const volatile char *)hole);
	kill(getpid(), SIGBUS);
	if (cause == SENT_TWICE)
		kill(getpid(), SIGBUS);
	_exit(42);
}

static void check_deaths(void)
{
	CHECK_EQUAL(WTERMSIG(status_of(SIG_DFL, 0, FAULT)), SIGBUS);
	CHECK_EQUAL(WTERMSIG(status_of(SIG_DFL, 0, SENT)), SIGBUS);
	/* Ignored, a fault kills all the same, and a sent signal does not. */
	CHECK_EQUAL(WTERMSIG(status_of(SIG_IGN, 0, FAULT)), SIGBUS);
	CHECK_EQUAL(WEXITSTATUS(status_of(SIG_IGN, 0, SENT_TWICE)), 42);
	/* A handler that is to run once runs once. */
	CHECK_EQUAL(WEXITSTATUS(status_of(note, SA_RESETHAND, SENT)), 42);
	CHECK_EQUAL(
		WTERMSIG(status_of(note, SA_RESETHAND, SENT_TWICE)), SIGBUS);
	CHECK_EQUAL(WEXITSTATUS(status_of(note, 0, SENT_TWICE)), 42);
}

int main(void)
{
	make_hole();
	CHECK_EQUAL(knell_stack_map(16384, &stack), 0);
	CHECK_EQUAL(knell_stack_install(&stack, NULL), 0);
	check_deaths();
	check_info_handler();
	check_plain_handler();
	check_restored();
	return 0;
}

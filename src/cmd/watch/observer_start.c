/* SPDX-License-Identifier: MIT */
/* Starting the subject, in namespaces of its own where that is wanted. */
#include <knell/mask.h>
#include <knell/number.h>

#include "abi/errno.h"
#include "base/memory.h"
#include "cmd/first_process.h"
#include "cmd/watch/observer.h"
#include "cmd/watch/subject.h"
#include "sys/file.h"
#include "sys/process.h"

static void be_quiet(void)
{
	long fd = sys_openat(K_AT_FDCWD, "/dev/null", K_O_WRONLY, 0);

	if (fd >= 0)
		sys_dup3((int)fd, 1, 0);
	else
		sys_close(1);
}

/*
 * Its death leaves no core: of 1 byte means nowhere, a program that takes
 * cores included (core(5); fs/coredump.c, do_coredump).
 */
static void forgo_core(void)
{
	struct k_rlimit limit;

	if (sys_prlimit64(0, K_RLIMIT_CORE, NULL, &limit) < 0)
		return;
	limit.soft = limit.hard < 1 ? limit.hard : 1;
	sys_prlimit64(0, K_RLIMIT_CORE, &limit, NULL);
}

/*
 * In a process group of its own, no signal of the terminal's comes into the
 * experiment; nor does writing bring one, where it stops background processes
 * (tty(4), TOSTOP) or nobody reads.
 */
static void part_from_others(int signal)
{
	sys_setpgid(0, 0);
	if (signal != KNELL_SIGTTOU)
		knell_action_ignore(KNELL_SIGTTOU, NULL);
	if (signal != KNELL_SIGPIPE)
		knell_action_ignore(KNELL_SIGPIPE, NULL);
}

enum { READY_S = 10 };

/* The pipes between the two: the subject is ready; it may go. */
struct pipes {
	int ready[2], go[2];
};

/* Return: 1; 0: the other has ended; -Exxx. */
static long read_byte(int fd)
{
	char byte;
	long got;

	do
		got = sys_read(fd, &byte, 1);
	while (got == -EINTR);
	return got;
}

static _Noreturn void become_subject(
	const struct knell_observer *observer, const struct pipes *pipes)
{
	struct knell_subject subject = { .plan = observer->plan,
		.start = observer->start,
		.facts = observer->result->facts };

	sys_close(pipes->ready[0]);
	sys_close(pipes->go[1]);
	/* From here on it ends with the observer. If that has ended before, it
	 * never said go: it waits until the subject is ready. */
	sys_prctl(K_PR_SET_PDEATHSIG, KNELL_SIGKILL);
	part_from_others(observer->plan->signal);
	if (observer->quiet)
		be_quiet();
	forgo_core();
	knell_first_process_forget();
	knell_action_restore(KNELL_SIGCHLD, &observer->child_action);
	knell_output_write(pipes->ready[1], "", 1);
	long got = read_byte(pipes->go[0]);

	if (got <= 0) {
		subject.facts->error = (int)got;
		sys_exit_group(1);
	}
	sys_close(pipes->ready[1]);
	sys_close(pipes->go[0]);
	knell_mask_set(&observer->mask, NULL);
	knell_subject_run(&subject);
}

/* Clone in a PID namespace, with a user namespace where it must be. */
static long clone_container(bool *ret_user)
{
	long pid = sys_clone_process(K_CLONE_NEWPID);

	*ret_user = pid == -EPERM;
	if (*ret_user)
		pid = sys_clone_process(K_CLONE_NEWPID | K_CLONE_NEWUSER);
	return pid;
}

static long write_file(int pid, const char *name, const char *text)
{
	char path[64];
	struct knell_buffer out = KNELL_BUFFER(path);

	knell_put_text(&out, "/proc/");
	knell_put_decimal(&out, (uint64_t)pid);
	knell_put_text(&out, name);
	long fd = sys_openat(K_AT_FDCWD, knell_buffer_text(&out),
		K_O_WRONLY | K_O_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	size_t size = 0;

	while (text[size])
		size++;
	long error = knell_output_write((int)fd, text, size);

	sys_close((int)fd);
	return error;
}

static long write_map(int pid, const char *name, long id)
{
	char text[64];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "0 ");
	knell_put_decimal(&out, (uint64_t)id);
	knell_put_text(&out, " 1\n");
	return write_file(pid, name, knell_buffer_text(&out));
}

/*
 * The subject is root there. Where it cannot be, it goes on with the overflow
 * ids, which changes nothing about signals: user_namespaces(7).
 */
static void map_ids(int pid)
{
	write_file(pid, "/setgroups", "deny");
	write_map(pid, "/uid_map", sys_geteuid());
	write_map(pid, "/gid_map", sys_getegid());
}

static const char *explain_refusal(long error)
{
	if (error == -ENOSPC)
		return "container needs a PID namespace, and the limit of "
		       "namespaces is reached (/proc/sys/user)";
	if (error == -EAGAIN || error == -ENOMEM)
		return "cannot start the experiment";
	return "container needs a PID namespace: run it as root, or where "
	       "unshare(1) --user --pid works";
}

static long open_pipes(struct pipes *pipes)
{
	long error = sys_pipe2(pipes->ready, K_O_CLOEXEC);

	if (error)
		return error;
	error = sys_pipe2(pipes->go, K_O_CLOEXEC);
	if (error) {
		sys_close(pipes->ready[0]);
		sys_close(pipes->ready[1]);
	}
	return error;
}

/* It is soon. Should somebody hold it up for good, the wait for its end comes
 * next. */
static void wait_for_ready(int fd)
{
	struct k_pollfd poll = { .fd = fd, .events = K_POLLIN };
	const struct k_timespec limit = { .sec = READY_S };

	while (sys_poll(&poll, 1, &limit) == -EINTR) {
	}
}

long knell_observer_start(struct knell_observer *observer)
{
	bool container = observer->plan->container, user = false;
	struct pipes pipes;
	long pid = open_pipes(&pipes);

	observer->complaint = "cannot start the experiment";
	if (pid < 0)
		return pid;
	pid = container ? clone_container(&user) : sys_clone_fork();
	if (pid == 0)
		become_subject(observer, &pipes);
	sys_close(pipes.ready[1]);
	if (pid > 0) {
		if (user)
			map_ids((int)pid);
		wait_for_ready(pipes.ready[0]);
		observer->pid = (int)pid;
		knell_memory_copy(observer->go, pipes.go, sizeof(observer->go));
	} else {
		sys_close(pipes.go[0]);
		sys_close(pipes.go[1]);
		if (container)
			observer->complaint = explain_refusal(pid);
	}
	sys_close(pipes.ready[0]);
	return pid < 0 ? pid : 0;
}

void knell_observer_go(struct knell_observer *observer)
{
	/* Its other end is open here, too: this brings no SIGPIPE. */
	knell_output_write(observer->go[1], "", 1);
	sys_close(observer->go[0]);
	sys_close(observer->go[1]);
}

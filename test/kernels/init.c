/* SPDX-License-Identifier: MIT */
/*
 * The first process of a guest: runs the tests that /plan names, each with a
 * time limit, and switches the guest off. What it tells begins with "@ ":
 *
 *   @ begin COUNT
 *   @ ok NAME
 *   @ skip NAME
 *   @ FAIL NAME: WHY
 *   @ end COUNT
 *
 * A line of /plan is "LIMIT-IN-SECONDS PATH".
 */
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/slurp.h"
#include "sys/time.h"

enum {
	PLAN_BYTES = 32 * 1024,
	SKIPPED = 77,
	KILL_ROUNDS = 50,
	GRACE_MS = 2000,
	/* include/uapi/linux/reboot.h */
	REBOOT_MAGIC = (int)0xfee1dead,
	REBOOT_MAGIC_2 = 672274793,
	REBOOT_HALT = (int)0xcdef0123,
	REBOOT_POWER_OFF = 0x4321fedc,
};

static char plan[PLAN_BYTES];

static void tell(
	const char *word, const char *name, const char *more, int64_t number)
{
	char data[256];
	struct knell_buffer out = KNELL_BUFFER(data);

	/* A test may have left its last line open. */
	knell_put_text(&out, "\n@ ");
	knell_put_text(&out, word);
	knell_put_text(&out, name);
	knell_put_text(&out, more);
	if (number >= 0)
		knell_put_decimal(&out, (uint64_t)number);
	knell_put_char(&out, '\n');
	sys_write(1, out.data, out.used);
}

static _Noreturn void switch_off(void)
{
	KNELL_CALL4(reboot, REBOOT_MAGIC, REBOOT_MAGIC_2, REBOOT_POWER_OFF, 0);
	KNELL_CALL4(reboot, REBOOT_MAGIC, REBOOT_MAGIC_2, REBOOT_HALT, 0);
	sys_exit_group(1);
}

static void mount(const char *type, const char *at)
{
	long error = KNELL_CALL5(mount, type, at, type, 0, 0);

	if (error < 0)
		tell("no ", at, ": error ", -error);
}

static int start(const char *path)
{
	static char place[] = "TMPDIR=/tmp";
	char *const environment[] = { place, NULL };
	char *const arguments[] = { (char *)(uintptr_t)path, NULL };
	struct knell_set none = { { 0 } };
	long pid = sys_clone_fork();

	if (pid)
		return (int)pid;
	sys_setpgid(0, 0);
	knell_mask_set(&none, NULL);
	tell("no program ", path, ": error ",
		-sys_execve(path, arguments, environment));
	sys_exit_group(126);
}

/*
 * Reaps what has ended. Return: as wait4 at last, 0 or -ECHILD; the status
 * when `pid` was among them, which else stays -1.
 */
static long reap(int pid, int *status_of_pid)
{
	int status;
	long got;

	while ((got = sys_wait4(-1, &status, K_WNOHANG | K_WALL, NULL)) > 0)
		if (got == pid)
			*status_of_pid = status;
	return got;
}

/* Waits for SIGCHLD, which is blocked. Return: false: it is too late. */
static bool wait_until(uint64_t end_ns)
{
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);
	struct knell_set set = { { 0 } };

	if (now >= end_ns)
		return false;
	knell_set_add(&set, KNELL_SIGCHLD);
	knell_wait_one(&set, NULL, (int64_t)(end_ns - now));
	return true;
}

static uint64_t after_ms(uint64_t ms)
{
	return knell_clock_ns(K_CLOCK_MONOTONIC) + ms * 1000000;
}

/* Return: the status; -1: its time is over. */
static int await(int pid, uint64_t limit_s)
{
	uint64_t end = after_ms(limit_s * 1000);
	int status = -1;

	do
		reap(pid, &status);
	while (status < 0 && wait_until(end));
	return status;
}

/*
 * Ends what became this process's children and is not on its way out.
 * Return: was there something?
 */
static bool end_rest(unsigned grace_ms)
{
	uint64_t end = after_ms(grace_ms);
	bool left = false;
	int status;

	for (int i = 0; i < KILL_ROUNDS && reap(-1, &status) != -ECHILD;) {
		if (wait_until(end))
			continue;
		sys_kill(-1, KNELL_SIGKILL);
		left = true;
		end = after_ms(100);
		i++;
	}
	return left;
}

static void judge(const char *name, int status, bool left)
{
	if (k_wait_signaled(status))
		tell("FAIL ", name, ": died of signal ", status & 0x7f);
	else if (k_wait_code(status) == SKIPPED)
		tell("skip ", name, "", -1);
	else if (status)
		tell("FAIL ", name, ": ended with status ",
			k_wait_code(status));
	else if (left)
		tell("FAIL ", name, ": left processes behind", -1);
	else
		tell("ok ", name, "", -1);
}

static void run(const char *path, uint64_t limit_s)
{
	const char *name = knell_text_basename(path);
	int status = await(start(path), limit_s);

	if (status >= 0) {
		judge(name, status, end_rest(GRACE_MS));
	} else {
		end_rest(0);
		tell("FAIL ", name,
			": not done after seconds: ", (int64_t)limit_s);
	}
}

/* The next line of the plan, its end made a NUL; NULL: there is none. */
static char *next_line(char **cursor)
{
	char *line = *cursor;
	char *end = (char *)(uintptr_t)knell_text_find(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*cursor = end + 1;
	return line;
}

static int run_plan(void)
{
	char *cursor = plan;
	int count = 0;

	for (const char *line; (line = next_line(&cursor)); count++) {
		uint64_t limit_s;

		if (knell_text_decimal(&line, &limit_s) && *line == ' ')
			run(line + 1, limit_s);
	}
	return count;
}

static int count_lines(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

int knell_main(const struct knell_start *start)
{
	struct knell_set set = { { 0 } };

	(void)start;
	knell_set_add(&set, KNELL_SIGCHLD);
	knell_mask_block(&set, NULL);
	mount("proc", "/proc");
	mount("tmpfs", "/tmp");
	knell_slurp_into(K_AT_FDCWD, "/plan", plan, sizeof(plan));
	tell("begin", "", " ", count_lines(plan));
	tell("end", "", " ", run_plan());
	switch_off();
}

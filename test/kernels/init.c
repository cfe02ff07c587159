/* SPDX-License-Identifier: MIT */
/*
 * The first process of a guest: runs the programs that /plan names, one after
 * the other, each with a time limit, and switches the guest off. What a program
 * wrote is told when it has ended, before the verdict. What init tells itself
 * begins with "@ ":
 *
 *   @ begin COUNT
 *   @ ok NAME
 *   @ skip NAME
 *   @ FAIL NAME: WHY
 *   @ end COUNT
 *
 * A line of /plan is "LIMIT STATUS PATH [ARGUMENT...]": a limit in seconds, and
 * the status that the program has to end with, 128+N for signal N. NAME is the
 * line from the last part of the path on.
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
	ARGUMENTS_MAX = 31,
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

/* Words, each ended by one space; the line ends with the last. */
static void split(char *line, char **ret_words)
{
	for (int count = 0; line && count < ARGUMENTS_MAX; count++) {
		ret_words[count] = line;
		line = (char *)(uintptr_t)knell_text_find(line, ' ');
		if (line)
			*line++ = '\0';
	}
}

static int start(char *line, int output)
{
	static char place[] = "TMPDIR=/tmp";
	static char *arguments[ARGUMENTS_MAX + 1];
	char *const environment[] = { place, NULL };
	struct knell_set none = { { 0 } };
	long pid = sys_clone_fork();

	if (pid)
		return (int)pid;
	split(line, arguments);
	sys_dup3(output, 1, 0);
	sys_dup3(output, 2, 0);
	sys_setpgid(0, 0);
	knell_mask_set(&none, NULL);
	tell("no program ", line, ": error ",
		-sys_execve(line, arguments, environment));
	sys_exit_group(126);
}

/* Copies what was written, and closes it. */
static void show_output(int output)
{
	static char data[4096];
	uint64_t at = 0;
	long got;

	while ((got = sys_pread64(output, data, sizeof(data), at)) > 0) {
		/* The rest comes with the next part. */
		got = sys_write(1, data, (size_t)got);
		if (got < 0)
			break;
		at += (uint64_t)got;
	}
	sys_close(output);
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

static void judge(const char *name, int status, int expected, bool left)
{
	int code = k_wait_signaled(status) ? 128 + (status & 0x7f)
					   : k_wait_code(status);

	if (k_wait_signaled(status) && code != expected)
		tell("FAIL ", name, ": died of signal ", status & 0x7f);
	else if (code == SKIPPED)
		tell("skip ", name, "", -1);
	else if (code != expected)
		tell("FAIL ", name, ": ended with status ", code);
	else if (left)
		tell("FAIL ", name, ": left processes behind", -1);
	else
		tell("ok ", name, "", -1);
}

/* After the last slash of the first word. */
static const char *find_name(const char *line)
{
	const char *name = line;

	for (; *line && *line != ' '; line++)
		if (*line == '/')
			name = line + 1;
	return name;
}

static void run(char *line, uint64_t limit_s, int expected)
{
	const char *name = find_name(line);
	int output = (int)sys_memfd_create("output", K_MFD_CLOEXEC);
	int status = await(start(line, output), limit_s);
	bool left = end_rest(status >= 0 ? GRACE_MS : 0);

	show_output(output);
	if (status >= 0)
		judge(name, status, expected, left);
	else
		tell("FAIL ", name,
			": not done after seconds: ", (int64_t)limit_s);
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

	for (char *line; (line = next_line(&cursor)); count++) {
		const char *at = line;
		uint64_t limit_s, status;

		if (knell_text_decimal(&at, &limit_s) && *at++ == ' ' &&
			knell_text_decimal(&at, &status) && *at++ == ' ')
			run(line + (at - line), limit_s, (int)status);
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

/* For a command that runs it: there is no other program here that dies. */
static void crash(void)
{
	/* In the first page, which nobody may map. */
	volatile uintptr_t unmapped = 16;

	*(volatile int *)unmapped = 1;
}

int knell_main(const struct knell_start *start)
{
	struct knell_set set = { { 0 } };

	if (start->argc > 1 && knell_text_equal(start->argv[1], "crash"))
		crash();
	knell_set_add(&set, KNELL_SIGCHLD);
	knell_mask_block(&set, NULL);
	mount("proc", "/proc");
	mount("tmpfs", "/tmp");
	knell_slurp_into(K_AT_FDCWD, "/plan", plan, sizeof(plan));
	tell("begin", "", " ", count_lines(plan));
	tell("end", "", " ", run_plan());
	switch_off();
}

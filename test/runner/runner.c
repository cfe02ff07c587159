/* SPDX-License-Identifier: MIT */
/*
 * Runs tests: each a program with a time limit, an expected end, its output
 * kept and an empty directory as TMPDIR. Silent on success; --tap writes
 * TAP 14; --under PROGRAM runs PROGRAM with the test's path.
 */
#include <errno.h>
#include <ftw.h>
#include <mntent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/runner/keeper.h"
#include "test/runner/rules.h"

enum { PARALLEL_MAX = 8, SKIPPED = 77, CORE_FLAG = 0x80 };

struct test {
	struct keeper keeper;
	const char *name;
	char directory[32];
	pid_t pid; /* of the keeper; 0: none */
};

static struct {
	struct rules rules;
	const char *under;
	bool tap, strict;
	int number, passed, failed, skipped;
} run;

static void fail(const char *what)
{
	fprintf(stderr, "runner: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Name without directories of the build: "signal/mask-calls". */
static const char *name_of(const char *path)
{
	const char *test = strstr(path, "test/");

	for (const char *next = test; next; next = strstr(next + 1, "test/"))
		test = next;
	return test ? test + 5 : path;
}

static void start(struct test *test, const char *path)
{
	struct keeper_result *result = test->keeper.result;

	memset(result, 0, sizeof(*result));
	test->name = name_of(path);
	strcpy(test->directory, "/tmp/knell-test-XXXXXX");
	if (!mkdtemp(test->directory))
		fail("mkdtemp");
	test->keeper = (struct keeper){ .path = path,
		.under = run.under,
		.directory = test->directory,
		.output = memfd_create("output", MFD_CLOEXEC),
		.limit_s = rules_limit_s(&run.rules, test->name),
		.result = result };
	/* Should the keeper die, this is how its test ended. */
	result->status = SIGKILL;
	test->pid = keeper_start(&test->keeper);
	if (test->pid < 0)
		fail("fork");
}

/* Before its files are removed: they could be those of the machine. */
static void unmount_below(const char *directory)
{
	size_t length = strlen(directory);
	FILE *mounts = setmntent("/proc/self/mounts", "r");

	for (struct mntent *mount; mounts && (mount = getmntent(mounts));)
		if (!strncmp(mount->mnt_dir, directory, length) &&
			umount2(mount->mnt_dir, MNT_DETACH) < 0)
			fail(mount->mnt_dir);
	if (mounts)
		endmntent(mounts);
}

static int remove_entry(
	const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	(void)stat;
	(void)type;
	(void)walk;
	return remove(path);
}

static void clean_up(struct test *test)
{
	close(test->keeper.output);
	unmount_below(test->directory);
	nftw(test->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	test->pid = 0;
}

static FILE *open_output(const struct test *test)
{
	FILE *file = fdopen(dup(test->keeper.output), "r");

	if (!file)
		fail("fdopen");
	rewind(file);
	return file;
}

static void show_output(const struct test *test)
{
	char line[4096];
	FILE *file = open_output(test);

	while (fgets(line, sizeof(line), file))
		printf("%s%s%s", run.tap ? "#   " : "    ", line,
			strchr(line, '\n') ? "" : "\n");
	fclose(file);
}

/* What the test wrote after "skipped: ". */
static void find_reason(const struct test *test, char reason[256])
{
	FILE *file = open_output(test);
	char line[256];

	strcpy(reason, "no reason given");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "skipped: %255[^\n]", reason) == 1)
			break;
	fclose(file);
}

static void tell(const struct test *test, bool ok, const char *more)
{
	run.number++;
	if (run.tap)
		printf("%s %d - %s%s\n", ok ? "ok" : "not ok", run.number,
			test->name, more);
	else if (!ok)
		printf("FAIL %s:%s\n", test->name, more);
}

static void judge_skip(const struct test *test)
{
	bool allowed = !run.strict || rules_allow_skip(&run.rules, test->name);
	char reason[256], more[512];

	find_reason(test, reason);
	snprintf(more, sizeof(more), "%s%s",
		allowed ? " # SKIP "
			: " skipped, which test/skips does not allow: ",
		reason);
	tell(test, allowed, more);
	if (allowed && !run.tap)
		printf("skip %s: %s\n", test->name, reason);
	run.skipped += allowed;
	run.failed += !allowed;
}

/* Words for what is wrong with the end of a test; "": nothing. */
static void judge_end(const struct test *test, char *text, size_t size)
{
	const struct keeper_result *result = test->keeper.result;
	int status = result->status;

	text[0] = '\0';
	if (result->late)
		snprintf(text, size, " not done after %d s",
			test->keeper.limit_s);
	else if (rules_status(&run.rules, test->name) !=
		 (WIFSIGNALED(status) ? status & ~CORE_FLAG : status))
		snprintf(text, size,
			WIFSIGNALED(status) ? " died of signal %d (%s)"
					    : " ended with status %d",
			WIFSIGNALED(status) ? WTERMSIG(status)
					    : WEXITSTATUS(status),
			strsignal(WTERMSIG(status)));
	else if (result->left[0])
		snprintf(
			text, size, " left a process behind: %s", result->left);
}

static void judge(const struct test *test)
{
	int status = test->keeper.result->status;
	char wrong[128];

	if (!test->keeper.result->late && WIFEXITED(status) &&
		WEXITSTATUS(status) == SKIPPED) {
		judge_skip(test);
		return;
	}
	judge_end(test, wrong, sizeof(wrong));
	tell(test, !wrong[0], wrong);
	run.passed += !wrong[0];
	run.failed += !!wrong[0];
	if (wrong[0])
		show_output(test);
}

static void progress(int done, int total)
{
	if (isatty(2) && !run.tap)
		fprintf(stderr, "\r%d of %d tests%s", done, total,
			done == total ? "\r                    \r" : "");
}

/* Told to end: so do the tests, and their files are removed. */
static void end_early(struct test *running, int signal)
{
	for (int i = 0; i < PARALLEL_MAX; i++) {
		if (!running[i].pid)
			continue;
		kill(running[i].pid, SIGTERM);
		waitpid(running[i].pid, NULL, 0);
		clean_up(&running[i]);
	}
	exit(128 + signal);
}

static void await_some(struct test *running, const sigset_t *set)
{
	int signal, status;
	pid_t pid;

	if (sigwait(set, &signal) != 0)
		fail("sigwait");
	if (signal != SIGCHLD)
		end_early(running, signal);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < PARALLEL_MAX; i++) {
			if (running[i].pid != pid)
				continue;
			judge(&running[i]);
			clean_up(&running[i]);
		}
}

static void run_all(char **paths, int total, int parallel, const sigset_t *set)
{
	struct test running[PARALLEL_MAX] = { { .pid = 0 } };
	struct keeper_result *results = mmap(NULL,
		PARALLEL_MAX * sizeof(*results), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int next = 0;

	if (results == MAP_FAILED)
		fail("mmap");
	for (int i = 0; i < PARALLEL_MAX; i++)
		running[i].keeper.result = &results[i];
	while (run.number < total) {
		for (int i = 0; i < parallel && next < total; i++)
			if (!running[i].pid)
				start(&running[i], paths[next++]);
		await_some(running, set);
		progress(run.number, total);
	}
}

int main(int argc, char **argv)
{
	const char *strict = getenv("CI");
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int first = 1;
	sigset_t set;

	for (; first < argc && !strncmp(argv[first], "--", 2); first++)
		if (!strcmp(argv[first], "--tap"))
			run.tap = true;
		else if (!strcmp(argv[first], "--under"))
			run.under = argv[++first];
	run.strict = strict && !strcmp(strict, "true");
	rules_read(&run.rules);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* Ignored, it would let the kernel take the keepers' statuses. */
	signal(SIGCHLD, SIG_DFL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (run.tap)
		printf("TAP version 14\n1..%d\n", argc - first);
	/* One more than there are processors: many tests wait meanwhile. */
	run_all(argv + first, argc - first,
		processors < PARALLEL_MAX ? (int)processors + 1 : PARALLEL_MAX,
		&set);
	rules_free(&run.rules);
	printf("%s%d passed, %d failed, %d skipped\n", run.tap ? "# " : "",
		run.passed, run.failed, run.skipped);
	return run.failed || !run.passed;
}

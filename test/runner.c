/* SPDX-License-Identifier: MIT */
/*
 * Runs tests: each a program in a process group of its own, with a time limit, an
 * expected end, its output kept and an empty directory as TMPDIR. Silent on
 * success; --tap writes TAP 14.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PARALLEL_MAX = 8, LIMIT_S = 60, SKIPPED = 77, NAME_MAX_BYTES = 256 };

struct test {
	const char *path;
	const char *name;
	char directory[64];
	pid_t pid;
	int output;
	time_t deadline;
	bool late;
};

struct rules {
	char *ends;  /* "name exit N|signal NAME [limit S]" a line */
	char *skips; /* "name  reason" a line */
};

static struct {
	bool tap, strict;
	int number, passed, failed, skipped;
} run;

static char *read_file(const char *path)
{
	static char empty[1];
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return empty;
	if (getdelim(&text, &size, '\0', file) < 0)
		text = empty;
	fclose(file);
	return text;
}

/* The rest of the line in a table that begins with `name`; NULL: none. */
static const char *find_row(const char *table, const char *name)
{
	size_t length = strlen(name);

	for (; table && *table; table = strchr(table, '\n')) {
		table += *table == '\n';
		if (!strncmp(table, name, length) && table[length] == ' ')
			return table + length + strspn(table + length, " ");
	}
	return NULL;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Name without directories of the build: "signal/mask-calls". */
static const char *name_of(const char *path)
{
	const char *test = strstr(path, "test/");

	for (const char *next = test; next; next = strstr(next + 1, "test/"))
		test = next;
	return test ? test + 5 : path;
}

static int remove_entry(
	const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	(void)stat;
	(void)type;
	(void)walk;
	return remove(path);
}

static void start(struct test *test, const struct rules *rules)
{
	const char *row = find_row(rules->ends, test->name);
	const char *limit = row ? strstr(row, "limit ") : NULL;
	const char *end = row ? strchr(row, '\n') : NULL;
	char template[] = "/tmp/knell-test-XXXXXX";

	if (limit && end && limit > end)
		limit = NULL;
	test->deadline = now() + (limit ? atoi(limit + 6) : LIMIT_S);
	if (!mkdtemp(template)) {
		perror("runner: mkdtemp");
		exit(2);
	}
	strcpy(test->directory, template);
	test->output =
		open(test->directory, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	test->pid = fork();
	if (test->pid)
		return;
	setpgid(0, 0);
	setenv("TMPDIR", test->directory, 1);
	int null = open("/dev/null", O_RDONLY);

	dup2(null, 0);
	dup2(test->output, 1);
	dup2(test->output, 2);
	execl(test->path, test->path, (char *)NULL);
	dprintf(2, "runner: cannot run %s: %s\n", test->path, strerror(errno));
	_exit(126);
}

static void show_output(const struct test *test)
{
	char line[4096];
	FILE *file = fdopen(dup(test->output), "r");

	rewind(file);
	while (fgets(line, sizeof(line), file))
		printf("    %s", line);
	fclose(file);
}

static int signal_number(const char *name)
{
	for (int number = 1; number < 65; number++) {
		const char *known = sigabbrev_np(number);

		if (known && !strncmp(name, known, strlen(known)))
			return number;
	}
	return -1;
}

/* The status that wait(2) should give. */
static int expected_status(const struct rules *rules, const char *name)
{
	const char *row = find_row(rules->ends, name);

	if (row && !strncmp(row, "exit ", 5))
		return atoi(row + 5) << 8;
	if (row && !strncmp(row, "signal ", 7))
		return signal_number(row + 7);
	return 0;
}

static void tell(const struct test *test, bool ok, const char *more)
{
	run.number++;
	if (run.tap)
		printf("%s %d - %s%s\n", ok ? "ok" : "not ok", run.number,
			test->name, more);
	else if (!ok)
		printf("FAIL %s%s\n", test->name, more);
}

static void judge(struct test *test, int status, const struct rules *rules)
{
	char more[128] = "";
	int expected = expected_status(rules, test->name);
	int plain = WIFSIGNALED(status) ? WTERMSIG(status) : status;

	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
		bool allowed =
			!run.strict || find_row(rules->skips, test->name);

		run.skipped += allowed;
		run.failed += !allowed;
		tell(test, allowed,
			allowed ? " # SKIP"
				: " skipped, which test/skips does not allow");
		show_output(test);
	} else if (!test->late && plain == expected) {
		run.passed++;
		tell(test, true, "");
	} else {
		run.failed++;
		if (test->late)
			snprintf(more, sizeof(more), " took too long");
		else if (WIFSIGNALED(status))
			snprintf(more, sizeof(more), " died of SIG%s",
				sigabbrev_np(WTERMSIG(status)));
		else
			snprintf(more, sizeof(more), " ended with status %d",
				WEXITSTATUS(status));
		tell(test, false, more);
		show_output(test);
	}
	close(test->output);
	nftw(test->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Orphans of tests have become children of ours. */
static int kill_orphans(const struct test *running)
{
	char text[65536] = "";
	char path[64];
	int found = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	FILE *file = fopen(path, "r");

	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	for (char *at = strtok(text, " "); at; at = strtok(NULL, " ")) {
		pid_t pid = atoi(at);
		bool own = false;

		for (int i = 0; i < PARALLEL_MAX; i++)
			own |= running[i].pid == pid;
		if (own)
			continue;
		kill(pid, SIGKILL);
		found++;
	}
	return found;
}

static void progress(int done, int total)
{
	if (isatty(2) && !run.tap)
		fprintf(stderr, "\r%d of %d tests%s", done, total,
			done == total ? "\r                    \r" : "");
}

static void check_running(struct test *running, const struct rules *rules)
{
	int status;
	pid_t pid = waitpid(-1, &status, WNOHANG);

	if (pid <= 0)
		usleep(5000);
	for (int i = 0; i < PARALLEL_MAX; i++) {
		struct test *test = &running[i];

		if (test->pid > 0 && now() > test->deadline && !test->late) {
			test->late = true;
			kill(-test->pid, SIGKILL);
			kill(test->pid, SIGKILL);
		}
		if (pid <= 0 || test->pid != pid)
			continue;
		kill(-test->pid, SIGKILL);
		test->pid = 0;
		judge(test, status, rules);
	}
}

static void run_all(
	char **paths, int total, int parallel, const struct rules *rules)
{
	struct test running[PARALLEL_MAX] = { { .pid = 0 } };
	int next = 0;

	while (run.number < total) {
		for (int i = 0; i < parallel && next < total; i++) {
			if (running[i].pid)
				continue;
			running[i] = (struct test){ .path = paths[next],
				.name = name_of(paths[next]) };
			next++;
			start(&running[i], rules);
		}
		check_running(running, rules);
		progress(run.number, total);
	}
	int left = kill_orphans(running);

	if (left) {
		printf("FAIL %d processes were left behind by tests\n", left);
		run.failed++;
	}
}

int main(int argc, char **argv)
{
	struct rules rules = { read_file("test/ends"),
		read_file("test/skips") };
	const char *strict = getenv("CI");
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int first = 1;

	if (argc > 1 && !strcmp(argv[1], "--tap")) {
		run.tap = true;
		first = 2;
	}
	run.strict = strict && !strcmp(strict, "true");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (run.tap)
		printf("TAP version 14\n1..%d\n", argc - first);
	run_all(argv + first, argc - first,
		processors < PARALLEL_MAX ? (int)processors : PARALLEL_MAX,
		&rules);
	printf("%s%d passed, %d failed, %d skipped\n", run.tap ? "# " : "",
		run.passed, run.failed, run.skipped);
	return run.failed || !run.passed;
}

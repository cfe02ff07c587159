/* SPDX-License-Identifier: MIT */
/*
 * gdb unwinds through the trampoline, from a handler down to main, and tells
 * what the registers were at the fault. The program runs itself under gdb.
 */
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/lib/test.h"
#include "test/signal/trampoline.h"

static const char *const expected[] = { "<signal handler called>",
	"knell_test_fault", "inner_caller", "outer_caller", "fault_with",
	"main" };

/* gdb stops here. */
static __attribute__((noinline)) void handle_info(int signal)
{
	(void)signal;
	__asm__ volatile("");
}

static __attribute__((noinline)) void handle_plain(int signal)
{
	(void)signal;
	__asm__ volatile("");
}

/* "#2  0x0000 in name (", "#2  name (" or "#1  <signal handler called>". */
static bool is_frame(const char *line, unsigned number, const char *name)
{
	char begin[16];
	const char *at = strstr(line, name);
	int length = snprintf(begin, sizeof(begin), "#%u ", number);

	return !strncmp(line, begin, (size_t)length) && at && at[-1] == ' ' &&
	       (*name == '<' || at[strlen(name)] == ' ');
}

static void check_under_gdb(const char *program, const char *handler)
{
	unsigned found = 0, count = sizeof(expected) / sizeof(expected[0]);
	char command[1024], line[1024], shown[8192] = "";
	FILE *output;

	/* Nothing of the user's, and nothing from the net. */
	snprintf(command, sizeof(command),
		"DEBUGINFOD_URLS= gdb -nx -batch -ex 'set width 0' "
		"-ex 'handle SIGILL nostop noprint pass' "
		"-ex 'break %s' -ex run -ex bt "
		"--args '%s' %s 2>&1 </dev/null",
		handler, program, handler);
	output = popen(command, "r");
	CHECK(output != NULL);
	while (fgets(line, sizeof(line), output)) {
		strncat(shown, line, sizeof(shown) - strlen(shown) - 1);
		if (found < count && is_frame(line, found + 1, expected[found]))
			found++;
	}
	CHECK_EQUAL(pclose(output), 0);
	if (found != count)
		fputs(shown, stdout);
	CHECK_EQUAL(found, count);
}

int main(int argc, char **argv)
{
	char self[512];
	ssize_t length;

	if (argc == 2 && !strcmp(argv[1], "handle_info"))
		fault_with(KNELL_ACTION_SIGINFO, handle_info);
	if (argc == 2 && !strcmp(argv[1], "handle_plain"))
		fault_with(0, handle_plain);
	length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	CHECK(length > 0);
	self[length] = '\0';
	check_under_gdb(self, "handle_info");
	check_under_gdb(self, "handle_plain");
	return 0;
}

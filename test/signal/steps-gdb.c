/* SPDX-License-Identifier: MIT */
/*
 * gdb unwinds from each instruction of the return in user space, and of the
 * system call that is made instead. The program runs itself under gdb.
 */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "knell.h"
#include "test/lib/scratch.h"
#include "test/lib/test.h"
#include "test/signal/trampoline.h"

static const char *const expected[] = { "knell_test_fault", "inner_caller",
	"outer_caller", "fault_once", "main" };

enum { FRAMES = sizeof(expected) / sizeof(expected[0]) };

static bool refuses;

static void pass_fault(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	/* The ret behind it. */
	knell_context_set_pc(context, knell_context_pc(context) + 2);
	if (refuses)
		knell_return_refuse(context);
}

static __attribute__((noinline)) void fault_once(void)
{
	struct knell_action action = { .info_handler = pass_fault,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER };

	CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(SIGILL, &action, NULL), 0);
	outer_caller();
	__asm__ volatile("");
}

static bool names(const char *line, const char *function)
{
	const char *at = strstr(line, function);

	return at && at[-1] == ' ' && at[strlen(function)] == ' ';
}

/* One backtrace after the other; each begins with frame #0. */
static unsigned count_traces(FILE *output)
{
	unsigned traces = 0, frame = 0;
	char line[1024];

	while (fgets(line, sizeof(line), output)) {
		if (!strncmp(line, "#0 ", 3)) {
			/* That before it was whole. */
			CHECK(!traces || frame == FRAMES);
			traces++;
			frame = 0;
			CHECK(strstr(line, "<signal handler called>"));
		} else if (line[0] == '#') {
			CHECK(frame < FRAMES);
			CHECK(names(line, expected[frame]));
			frame++;
		}
	}
	CHECK(!traces || frame == FRAMES);
	return traces;
}

/* Up to where the interrupted code goes on. */
static const char script[] =
	"set width 0\n"
	"handle SIGILL nostop noprint pass\n"
	"break *knell_return_user\n"
	"run\n"
	"set $steps = 0\n"
	"while $pc != (long)knell_test_fault + 2 && $steps < 200\n"
	"bt\n"
	"stepi\n"
	"set $steps = $steps + 1\n"
	"end\n";

static void check_steps(const char *program, const char *way, unsigned least)
{
	char command[1024], path[256];
	FILE *file, *output;

	snprintf(path, sizeof(path), "%s/script", scratch_directory());
	file = fopen(path, "w");
	CHECK(file != NULL);
	CHECK(fputs(script, file) >= 0 && !fclose(file));
	/* Nothing of the user's, and nothing from the net. */
	snprintf(command, sizeof(command),
		"DEBUGINFOD_URLS= gdb -nx -batch -x '%s' --args '%s' %s "
		"2>&1 </dev/null",
		path, program, way);
	output = popen(command, "r");
	CHECK(output != NULL);
	unsigned traces = count_traces(output);

	CHECK(traces >= least && traces < 200);
	CHECK_EQUAL(pclose(output), 0);
}

int main(int argc, char **argv)
{
	char self[512];
	ssize_t length;

	if (argc == 2) {
		refuses = !strcmp(argv[1], "refuse");
		fault_once();
		return 0;
	}
	length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	CHECK(length > 0);
	self[length] = '\0';
	check_steps(self, "allow", 50);
	check_steps(self, "refuse", 4);
	return 0;
}

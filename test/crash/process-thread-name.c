/* SPDX-License-Identifier: MIT */
/* Threads may have any name, also what divides the fields of /proc/TID/stat. */
#include <string.h>
#include <sys/prctl.h>

#include "test/lib/stopped.h"
#include "test/lib/test.h"

static void check_name(const char *name)
{
	struct stopped stopped;
	struct knell_thread thread = { .state = 0 };

	memset(&stopped, 0, sizeof(stopped));
	CHECK(!prctl(PR_SET_NAME, name));
	stopped_fork(&stopped);
	stopped_open_modules(&stopped);
	thread.tid = stopped.pid;
	stopped.target->kind->describe_thread(
		stopped.target, &stopped.arena, &thread);
	CHECK_TEXT(thread.name, name);
	CHECK(thread.state);
	stopped_close_modules(&stopped);
	stopped_end(&stopped);
}

int main(void)
{
	check_name("worker");
	check_name("fifteen letters");
	check_name("");
	check_name(") (");
	check_name("a) R 1 (b\n");
	return 0;
}

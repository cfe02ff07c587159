/* SPDX-License-Identifier: MIT */
/* `knell watch`: one experiment, or all of them. */
#include "cmd/watch/watch.h"

#include "abi/errno.h"
#include "cmd/watch/all.h"
#include "cmd/watch/observer.h"
#include "cmd/watch/trace.h"
#include "cmd/watch/verdict.h"
#include "cmd/watch/watch_options.h"
#include "cmd/watch/watch_report.h"
#include "sys/file.h"
#include "sys/time.h"

enum { OUTPUT_BYTES = 8192, FAILED = 1 };

struct show {
	const struct knell_watch_result *result;
	bool color;
};

static int finish(struct knell_buffer *out, const char *what)
{
	int error = knell_buffer_finish(out);

	if (error >= 0)
		return 0;
	knell_complain("cannot write", what, error);
	return FAILED;
}

/* At once, so that it stands between the subject's lines. */
static void show_event(void *context, const struct knell_watch_event *event)
{
	const struct show *show = context;
	char text[1024];
	struct knell_buffer out = { .data = text };

	knell_output_open(&out, 1, text, sizeof(text));
	knell_watch_put_event(&out, show->color, show->result, event);
	knell_buffer_finish(&out);
}

static int report_to_stdout(const struct show *show)
{
	char text[OUTPUT_BYTES];
	struct knell_buffer out;

	knell_output_open(&out, 1, text, sizeof(text));
	if (show->result->plan->json) {
		knell_watch_put_json(&out, show->result);
		knell_put_char(&out, '\n');
	} else {
		knell_watch_put_text(&out, show->color, show->result);
	}
	return finish(&out, "standard output");
}

static int report_to_file(const struct knell_watch_result *result, int fd)
{
	const char *path = result->plan->svg;
	char text[OUTPUT_BYTES];
	struct knell_buffer out;

	knell_output_open(&out, fd, text, sizeof(text));
	knell_watch_put_svg(&out, result);
	int status = finish(&out, path);
	long error = sys_close(fd);

	if (error < 0 && !status) {
		knell_complain("cannot write", path, error);
		status = FAILED;
	}
	return status;
}

static bool prepare(struct knell_watch_result *result)
{
	const struct knell_watch_plan *plan = result->plan;

	result->facts = knell_observer_map(sizeof(*result->facts));
	if (plan->trace || plan->svg)
		result->events = knell_observer_map(sizeof(*result->events));
	if (result->facts && (result->events || !(plan->trace || plan->svg)))
		return true;
	knell_complain("cannot start the experiment", NULL, -ENOMEM);
	return false;
}

static int watch_one(const struct knell_invocation *invocation,
	const struct knell_watch_plan *plan)
{
	struct knell_watch_result result = { .plan = plan };
	struct show show = { .result = &result,
		.color = knell_color_use(plan->color, 1, invocation) };
	struct knell_observer observer = { .plan = plan,
		.start = invocation->start,
		.result = &result,
		.quiet = plan->json || knell_output_is_stdout(plan->svg) };

	/* Before the experiment, which may take its time. */
	long file = plan->svg ? knell_output_create(plan->svg) : -1;

	if ((plan->svg && file < 0) || !prepare(&result))
		return FAILED;
	if (plan->trace && !plan->json) {
		result.events->show = show_event;
		result.events->context = &show;
	}
	long error = knell_observer_run(&observer);

	if (error) {
		knell_complain(observer.complaint, NULL, error);
		return FAILED;
	}
	knell_watch_judge(&result);
	/* The file first: who does not read on ends knell by SIGPIPE. */
	int status = plan->svg ? report_to_file(&result, (int)file) : 0;

	if (!knell_output_is_stdout(plan->svg))
		status |= report_to_stdout(&show);
	if (result.verdict.outcome == KNELL_WATCH_FAILED)
		knell_watch_complain(result.facts);
	if (result.events && result.events->error) {
		knell_complain("the kernel does not tell system calls (before "
			       "Linux 5.3)",
			NULL, result.events->error);
		status = FAILED;
	}
	return result.verdict.reason ? status : FAILED;
}

/* No descriptor of knell's own may take the number of a closed stream. */
static void occupy_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (sys_fcntl(fd, K_F_GETFD, 0) == -EBADF)
			sys_openat(K_AT_FDCWD, "/", K_O_PATH | K_O_CLOEXEC, 0);
}

static int watch(const struct knell_invocation *invocation)
{
	struct knell_watch_plan plan;
	int status = knell_watch_parse(invocation, &plan);

	if (status)
		return status;
	occupy_streams();
	/* Every wait has a limit by this clock. */
	struct k_timespec now;
	long error = sys_clock_gettime(K_CLOCK_MONOTONIC, &now);

	if (error) {
		knell_complain("cannot read the clock (a sandbox?)",
			"clock_gettime", error);
		return FAILED;
	}
	return plan.all ? knell_watch_all(invocation, &plan)
			: watch_one(invocation, &plan);
}

const struct knell_command knell_command_watch = {
	.name = "watch",
	.summary = "show what happens after a signal handler, by doing it",
	.usage = knell_watch_usage,
	.run = watch,
};

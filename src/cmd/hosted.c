/* SPDX-License-Identifier: MIT */
/* knell-report, the hosted half: started, and ended in time. */
#include "cmd/hosted.h"

#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/hosted_steps.h"
#include "cmd/output.h"
#include "knell/action.h"
#include "knell/mask.h"
#include "knell/name.h"
#include "knell/wait.h"
#include "report/report.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/time.h"

enum { NS_PER_S = 1000000000 };

static struct knell_buffer begin_reason(struct knell_hosted *hosted)
{
	return (struct knell_buffer){
		.data = hosted->reason,
		.size = KNELL_HOSTED_REASON_BYTES,
		.fd = -1,
	};
}

static void explain_error(
	struct knell_hosted *hosted, const char *what, long error)
{
	struct knell_buffer out = begin_reason(hosted);
	const char *meaning = knell_error_text(error);

	knell_put_text(&out, what);
	knell_put_text(&out, ": ");
	knell_put_text(&out, meaning ? meaning : "error ");
	if (!meaning)
		knell_put_signed(&out, -error);
	knell_buffer_text(&out);
}

/* The record as JSON in memory, to be read from its start. */
static long make_input(const struct knell_record *record)
{
	char data[16384];
	struct knell_buffer out;
	long fd = sys_memfd_create("knell-record", K_MFD_CLOEXEC);

	if (fd < 0)
		return fd;
	knell_output_open(&out, (int)fd, data, sizeof(data));
	knell_report_json(&out, record);
	long error = knell_buffer_finish(&out);

	if (!error)
		error = sys_lseek((int)fd, 0, K_SEEK_SET);
	if (error < 0) {
		sys_close((int)fd);
		return error;
	}
	return fd;
}

static long start(struct knell_hosted *hosted,
	const struct knell_hosted_request *request, const char *path)
{
	long input = make_input(request->record);

	if (input < 0)
		return input;
	long pid = sys_clone_fork();

	if (pid == 0)
		knell_hosted_become(hosted, request, path, (int)input);
	sys_close((int)input);
	return pid;
}

long knell_hosted_begin(
	struct knell_hosted *hosted, const struct knell_hosted_request *request)
{
	char path[KNELL_HOSTED_PATH_BYTES];
	uint32_t seconds =
		request->seconds ? request->seconds : KNELL_HOSTED_SECONDS;

	*hosted = (struct knell_hosted){
		.seconds = seconds, .output_fd = -1, .message_fd = -1
	};
	if (knell_hosted_find(request->invocation, path) < 0)
		return -ENOENT;
	hosted->output_fd =
		(int)sys_memfd_create("knell-report", K_MFD_CLOEXEC);
	hosted->message_fd =
		(int)sys_memfd_create("knell-messages", K_MFD_CLOEXEC);
	long pid = hosted->output_fd < 0    ? hosted->output_fd
		   : hosted->message_fd < 0 ? hosted->message_fd
					    : start(hosted, request, path);

	if (pid < 0) {
		explain_error(hosted, "could not be started", pid);
		knell_hosted_close(hosted);
		return pid == -ENOENT ? -EIO : pid;
	}
	hosted->pid = (int32_t)pid;
	hosted->deadline_ns = knell_clock_ns(K_CLOCK_MONOTONIC) +
			      (uint64_t)seconds * NS_PER_S;
	return 0;
}

/* The first line that it wrote to standard error, if any. */
static void put_message(
	const struct knell_hosted *hosted, struct knell_buffer *out)
{
	char text[160];
	long size = sys_pread64(hosted->message_fd, text, sizeof(text) - 1, 0);

	if (size <= 0)
		return;
	for (long i = 0; i < size; i++)
		if (text[i] == '\n')
			size = i;
	text[size] = '\0';
	knell_put_text(out, ": ");
	knell_put_printable(out, text);
}

static void explain_status(struct knell_hosted *hosted, int status)
{
	struct knell_buffer out = begin_reason(hosted);
	char name[KNELL_NAME_BYTES];

	if (status == KNELL_HOSTED_LATE) {
		knell_put_text(&out, "took longer than ");
		knell_put_decimal(&out, hosted->seconds);
		knell_put_text(&out, " s");
	} else if (k_wait_signaled(status)) {
		knell_put_text(&out, "was killed by ");
		knell_put_text(&out, knell_signal_name(status & 0x7f, name));
	} else if (k_wait_code(status)) {
		knell_put_text(&out, "ended with status ");
		knell_put_decimal(&out, (uint64_t)k_wait_code(status));
	} else {
		knell_put_text(&out, "wrote nothing");
	}
	put_message(hosted, &out);
	knell_buffer_text(&out);
}

static long map_output(struct knell_hosted *hosted)
{
	struct k_statx stat;
	long error = sys_statx(hosted->output_fd, "", K_AT_EMPTY_PATH,
		K_STATX_BASIC_STATS, &stat);

	if (error < 0)
		return error;
	if (!stat.size || stat.size > SIZE_MAX / 2)
		return -ENODATA;
	long at = sys_mmap(NULL, (size_t)stat.size, K_PROT_READ, K_MAP_PRIVATE,
		hosted->output_fd, 0);

	if (sys_mmap_failed(at))
		return at;
	hosted->text = (char *)at;
	hosted->size = (size_t)stat.size;
	return 0;
}

long knell_hosted_finish(struct knell_hosted *hosted, int status)
{
	if (status == KNELL_HOSTED_LATE)
		sys_kill(hosted->pid, K_SIGKILL);
	long error = status ? -ECHILD : map_output(hosted);

	if (error == -ECHILD || error == -ENODATA)
		explain_status(hosted, status);
	else if (error)
		explain_error(hosted, "wrote what cannot be read", error);
	return status == KNELL_HOSTED_LATE ? -ETIMEDOUT : error;
}

void knell_hosted_close(struct knell_hosted *hosted)
{
	if (hosted->text)
		sys_munmap(hosted->text, hosted->size);
	if (hosted->output_fd >= 0)
		sys_close(hosted->output_fd);
	if (hosted->message_fd >= 0)
		sys_close(hosted->message_fd);
	hosted->text = NULL;
	hosted->output_fd = hosted->message_fd = -1;
}

/* Return: the wait status, or KNELL_HOSTED_LATE. */
static int wait_for_end(
	const struct knell_hosted *hosted, const struct knell_set *child)
{
	for (;;) {
		int status;
		long pid = sys_wait4(hosted->pid, &status, K_WNOHANG, NULL);
		uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);

		if (pid == hosted->pid)
			return status;
		if (pid < 0 || now >= hosted->deadline_ns)
			return KNELL_HOSTED_LATE;
		knell_wait_one(
			child, NULL, (int64_t)(hosted->deadline_ns - now));
	}
}

long knell_hosted_run(
	struct knell_hosted *hosted, const struct knell_hosted_request *request)
{
	struct knell_set child;

	knell_set_empty(&child);
	knell_set_add(&child, K_SIGCHLD);
	knell_mask_block(&child, NULL);
	/* While it is ignored, wait4 tells nothing. */
	knell_action_default(K_SIGCHLD, NULL);
	long error = knell_hosted_begin(hosted, request);

	if (!error)
		error = knell_hosted_finish(
			hosted, wait_for_end(hosted, &child));
	if (error)
		knell_hosted_close(hosted);
	return error;
}

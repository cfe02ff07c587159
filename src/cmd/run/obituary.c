/* SPDX-License-Identifier: MIT */
/* One line for each death by a signal: of what, and who sent it. */
#include <knell/name.h>

#include "base/text.h"
#include "cmd/run/destination.h"
#include "crash/cause.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/slurp.h"

/* "0::/path" names a control group of version 2 in /proc/self/cgroup,
 * "N:memory:/path" the memory one of version 1. */
static bool find_group(const char *line, struct knell_buffer *out)
{
	const char *colon = knell_text_find(line, ':');

	if (!colon)
		return false;
	bool unified = knell_text_starts(line, "0::");

	if (!unified && !knell_text_starts(colon, ":memory:"))
		return false;
	const char *path = knell_text_find(colon + 1, ':') + 1;
	size_t length = 0;

	while (path[length] && path[length] != '\n')
		length++;
	knell_put_text(
		out, unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory");
	knell_put_bytes(out, path, length);
	knell_put_text(out, unified ? "/memory.events" : "/memory.oom_control");
	return true;
}

/* "oom_kill N" on a line of its own, in both versions. */
static uint64_t read_count(const char *path)
{
	char text[512];
	uint64_t count = 0;

	if (knell_slurp_into(K_AT_FDCWD, path, text, sizeof(text)) <= 0)
		return 0;
	for (const char *line = text; line;) {
		if (knell_text_starts(line, "oom_kill ")) {
			line += knell_text_length("oom_kill ");
			knell_text_decimal(&line, &count);
			return count;
		}
		line = knell_text_find(line, '\n');
		if (line)
			line++;
	}
	return 0;
}

uint64_t knell_obituary_oom_kills(const struct knell_run *run)
{
	char groups[4096], path[4096];
	uint64_t count = 0;

	if (knell_slurp_into(
		    run->proc_fd, "self/cgroup", groups, sizeof(groups)) <= 0)
		return 0;
	for (const char *line = groups; line && *line;) {
		struct knell_buffer out = KNELL_BUFFER(path);

		if (find_group(line, &out))
			count += read_count(knell_buffer_text(&out));
		line = knell_text_find(line, '\n');
		if (line)
			line++;
	}
	return count;
}

static void put_sender(
	struct knell_buffer *out, const struct knell_last_signal *last)
{
	knell_put_text(out, " from pid ");
	knell_put_decimal(out, (uint64_t)last->sender_pid);
	knell_put_text(out, " (");
	if (last->sender_command[0]) {
		knell_put_printable(out, last->sender_command);
		knell_put_text(out, ", ");
	}
	knell_put_text(out, "uid ");
	knell_put_decimal(out, last->sender_uid);
	knell_put_char(out, ')');
}

static void put_origin(const struct knell_run *run, struct knell_buffer *out,
	const struct knell_last_signal *last, int32_t pid)
{
	if (!last || !last->number)
		return;
	const char *words = knell_code_describe(last->number, last->code);
	enum knell_cause_kind kind;
	const char *event = knell_cause_event(last->number, last->code, &kind);

	/* The kernel's own doing, though it looks self-sent. */
	if (last->number == K_SIGPIPE && last->sender_pid == pid)
		knell_put_text(
			out, ", writing to a pipe or socket that nobody reads");
	else if (last->sender_pid == pid)
		knell_put_text(out, ", which it sent itself");
	else if (last->sender_pid == run->self)
		knell_put_text(out, " from knell");
	else if (last->sender_pid)
		put_sender(out, last);
	else if (last->code <= 0)
		knell_put_text(out, " from outside its PID namespace");
	else if (event) {
		knell_put_text(out, " from ");
		knell_put_text(out, event);
	} else if (words) {
		knell_put_text(out, ": ");
		knell_put_text(out, words);
	}
}

static void put_oom(struct knell_run *run, struct knell_buffer *out)
{
	uint64_t kills = knell_obituary_oom_kills(run);

	if (kills <= run->oom_kills)
		return;
	run->oom_kills = kills;
	knell_put_text(out,
		": the out-of-memory killer was at work in its control group");
}

static void put_command(struct knell_run *run, struct knell_buffer *out,
	const struct knell_tracee *leader, int32_t pid)
{
	const char *command =
		leader && leader->command[0]
			? leader->command
			: knell_text_basename(run->options.program[0]);

	knell_put_printable(out, command);
	knell_put_char(out, '[');
	knell_put_decimal(out, (uint64_t)pid);
	knell_put_char(out, ']');
}

void knell_obituary(
	struct knell_run *run, const struct knell_tracee *leader, int status)
{
	char line[512], name[KNELL_NAME_BYTES];
	struct knell_buffer out = KNELL_BUFFER(line);
	int signal = status & 0x7f;
	int32_t pid = leader ? leader->tid : run->pid;
	const struct knell_last_signal *last =
		leader ? &leader->last_signal : NULL;

	if (run->options.quiet || (leader && leader->reported_signal == signal))
		return;
	knell_put_text(&out, "knell: ");
	put_command(run, &out, leader, pid);
	knell_put_text(&out, " was killed by ");
	knell_put_text(&out, knell_signal_name(signal, name));
	if (last && last->number == signal)
		put_origin(run, &out, last, pid);
	else if (signal == K_SIGKILL)
		put_oom(run, &out);
	if (status & K_WCOREFLAG)
		knell_put_text(&out, " (core dumped)");
	knell_put_char(&out, '\n');
	knell_destination_put(out.data, out.used);
}

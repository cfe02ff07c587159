/* SPDX-License-Identifier: MIT */
/* How the subject's second thread brings the signal about. */
#include <knell/call.h>
#include <knell/name.h>
#include <knell/number.h>
#include <knell/send.h>

#include "abi/errno.h"
#include "cmd/watch/subject.h"
#include "sys/file.h"
#include "sys/process.h"

static void announce(struct knell_subject *subject, const char *by)
{
	char text[KNELL_WATCH_LINE_BYTES], name[KNELL_NAME_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "sends ");
	knell_put_text(&out, knell_signal_name(subject->plan->signal, name));
	knell_put_text(&out, by);
	knell_subject_say(subject, knell_buffer_text(&out), NULL);
}

static int send_by_descriptor(int pid, int signal)
{
	const long open[6] = { pid, 0 };
	const volatile unsigned never = 0;
	long fd = knell_call_unless(&never, SYS_pidfd_open, open);
	int error;

	if (fd < 0)
		return (int)fd;
	error = knell_send_pidfd((int)fd, signal, KNELL_SCOPE_OWN);
	sys_close((int)fd);
	return error;
}

int knell_subject_send(struct knell_subject *subject)
{
	int signal = subject->plan->signal;
	int pid = (int)sys_getpid();

	switch (subject->plan->how) {
	case KNELL_WATCH_TGKILL:
		announce(subject, " to itself, by tgkill()");
		return knell_send_thread(pid, (int)sys_gettid(), signal);
	case KNELL_WATCH_SIGQUEUE:
		announce(subject, " to the process, by rt_sigqueueinfo()");
		return knell_send_queue(
			pid, signal, (union knell_value){ .integer = 1 });
	case KNELL_WATCH_PIDFD:
		announce(subject, " to the process, by pidfd_send_signal()");
		return send_by_descriptor(pid, signal);
	default:
		announce(subject, " to the process, by kill()");
		return knell_send_process(pid, signal);
	}
}

/* A page of a file that has none: touching it is SIGBUS. */
static const volatile char *map_beyond_file(void)
{
	long fd = sys_memfd_create("knell-watch", K_MFD_CLOEXEC);
	long at = sys_mmap(NULL, 1, K_PROT_READ, K_MAP_SHARED, (int)fd, 0);

	return sys_mmap_failed(at) ? NULL : (const volatile char *)at;
}

void knell_subject_fault(
	struct knell_subject *subject, volatile bool *ret_about_to)
{
	const volatile char *at = NULL;

	if (subject->plan->signal == KNELL_SIGBUS)
		at = map_beyond_file();
	/* So that no compiler sees where it points. */
	__asm__ volatile("" : "+r"(at));
	*ret_about_to = true;
	(void)*at;
}

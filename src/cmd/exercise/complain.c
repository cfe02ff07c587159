/* SPDX-License-Identifier: MIT */
/* Saying which step failed, and what that means. */
#include "abi/errno.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/exercise/load.h"
#include "cmd/exercise/words.h"

/* What io_uring has of its own: kernel.io_uring_disabled, io_uring_setup(2). */
static const char *meaning_of_ring(const char *call, long error)
{
	bool setup = knell_text_equal(call, "io_uring_setup");

	if (setup && (error == -EPERM || error == -EACCES))
		return "refused: by kernel.io_uring_disabled, a sandbox's "
		       "filter, or a security module";
	if (setup && error == -ENOMEM)
		return "there is no memory, or no more may be locked, see "
		       "ulimit -l";
	if (error == -EIO)
		return "it took no request";
	return NULL;
}

static const char *meaning_of(unsigned group, long error)
{
	if (group == GROUP_SCOPES && error == -EINVAL)
		return "a kernel before Linux 6.9 does not know this";
	if (error == -ETIMEDOUT)
		return group == GROUP_SLOW || group == GROUP_RESTARTED
			       ? "the timer did not fire"
			       : "its handler did not run";
	switch (error) {
	case -EPERM:
	case -EACCES:
		return "refused: by a sandbox's filter, or a security module";
	case -ENOSYS:
		return "the kernel has no such call, or a sandbox hides it";
	case -EAGAIN: return "a limit is reached, such as ulimit -i";
	case -EMFILE: return "too many open files, see ulimit -n";
	default: break;
	}
	return knell_error_text(error);
}

static void put_error(
	struct knell_buffer *out, unsigned group, long error, const char *call)
{
	const char *special = call ? meaning_of_ring(call, error) : NULL;
	const char *meaning = special ? special : meaning_of(group, error);

	if (error == -EPERM)
		knell_put_text(out, "EPERM, ");
	else if (error == -ENOSYS)
		knell_put_text(out, "ENOSYS, ");
	else if (!meaning)
		knell_put_text(out, "error ");
	if (meaning)
		knell_put_text(out, meaning);
	else
		knell_put_signed(out, -error);
}

void exercise_complain(const struct exerciser *x,
	const struct exercise_step *step, long result, const char *why)
{
	char text[1024];
	struct knell_buffer out = KNELL_BUFFER(text);
	unsigned group = x->cursor.group;
	const char *ring_call = step->call == CALL_RING ? x->ring.call : NULL;

	exercise_progress_end(x->run);
	if (step->flags & STEP_STARTS)
		knell_put_text(&out, "clone");
	else if (ring_call)
		knell_put_text(&out, ring_call);
	else
		exercise_put_call(&out, x->run->plan, x->index, step);
	knell_put_text(&out, " of ");
	knell_put_text(&out, exercise_groups[group].name);
	knell_put_text(&out, ": ");
	if (step->flags & STEP_STARTS && result == -EAGAIN)
		knell_put_text(&out,
			"a limit of threads is reached, such as ulimit -u");
	else if (result < 0)
		put_error(&out, group, result, ring_call);
	else
		knell_put_text(&out, why);
	if (result < 0 && step->call == CALL_SIGRETURN) {
		knell_put_text(&out, ": ");
		knell_put_text(&out, why);
	}
	if (group < EXERCISE_GROUPS_CHOSEN)
		knell_put_text(
			&out, " (without this group: see --only, --list)");
	knell_complain(knell_buffer_text(&out), NULL, 0);
}

void exercise_complain_undo(const struct exercise_step *step, long error)
{
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, "cannot be put back: ");
	knell_put_text(&out, exercise_calls[step->call].name);
	knell_put_text(&out, ": ");
	put_error(&out, EXERCISE_GROUPS, error, NULL);
	knell_complain(knell_buffer_text(&out), NULL, 0);
}

void exercise_complain_call(const char *call, long error)
{
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	knell_put_text(&out, call);
	knell_put_text(&out, ": ");
	put_error(&out, EXERCISE_GROUPS, error, NULL);
	knell_complain(knell_buffer_text(&out), NULL, 0);
}

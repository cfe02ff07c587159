/* SPDX-License-Identifier: MIT */
/* Steps as text, spelled as strace does; <words> for what only a run knows. */
#ifndef KNELL_CMD_EXERCISE_WORDS_H
#define KNELL_CMD_EXERCISE_WORDS_H

#include "base/buffer.h"
#include "cmd/exercise/exerciser.h"

/* SIGUSR1, SIGRT_2. */
void exercise_put_signal(struct knell_buffer *out, int signal);
void exercise_put_value(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_value *value);
/* As a result: -1 EAGAIN. */
void exercise_put_result(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_step *step);
/* kill(<pid>, SIGUSR1) */
void exercise_put_call(struct knell_buffer *out,
	const struct exercise_plan *plan, unsigned thread,
	const struct exercise_step *step);

/* What failed, and what it means. */
void exercise_complain(const struct exerciser *x,
	const struct exercise_step *step, long result, const char *why);
void exercise_complain_call(const char *call, long error);
void exercise_complain_undo(const struct exercise_step *step, long error);

#endif

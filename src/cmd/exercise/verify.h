/* SPDX-License-Identifier: MIT */
/* A tracer's log against what it must have seen. */
#ifndef KNELL_CMD_EXERCISE_VERIFY_H
#define KNELL_CMD_EXERCISE_VERIFY_H

#include "base/buffer.h"
#include "cmd/exercise/sequence.h"

/* Return: the exit status. */
int exercise_verify(struct knell_buffer *out, const struct exercise_plan *plan,
	const char *path);

#endif

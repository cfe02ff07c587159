/* SPDX-License-Identifier: MIT */
/* A tracer's log against what it must have seen. */
#ifndef KNELL_CMD_EXERCISE_VERIFY_H
#define KNELL_CMD_EXERCISE_VERIFY_H

#include "base/buffer.h"
#include "cmd/exercise/sequence.h"

/*
 * Writes what differs. Return: 0 when it saw all, 1 when not; -EINVAL when it
 * is no log; -Exxx when it cannot be read.
 */
long exercise_verify(struct knell_buffer *out, const struct exercise_plan *plan,
	const char *path);

#endif

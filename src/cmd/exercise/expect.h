/* SPDX-License-Identifier: MIT */
/* What a tracer must see, beforehand. */
#ifndef KNELL_CMD_EXERCISE_EXPECT_H
#define KNELL_CMD_EXERCISE_EXPECT_H

#include "base/buffer.h"
#include "cmd/exercise/sequence.h"

/* An object a call and line, thread by thread. */
void exercise_expect(
	struct knell_buffer *out, const struct exercise_plan *plan);

#endif

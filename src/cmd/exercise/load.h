/* SPDX-License-Identifier: MIT */
/* How fast repeats follow each other, and what is told of it meanwhile. */
#ifndef KNELL_CMD_EXERCISE_LOAD_H
#define KNELL_CMD_EXERCISE_LOAD_H

#include "base/buffer.h"
#include "cmd/exercise/exerciser.h"

/* Before a repeat: waits until it is due, and shows how far things are. */
void exercise_pace(struct exerciser *x, uint32_t round);
/* A millisecond. */
void exercise_rest(void);
void exercise_progress_end(struct exercise_run *run);
/* What was done, and how fast. */
void exercise_summary(const struct exercise_run *run, struct knell_buffer *out);

#endif

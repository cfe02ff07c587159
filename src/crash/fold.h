/* SPDX-License-Identifier: MIT */
/*
 * A whole trace in bounded memory: recursion is folded as it is walked, and
 * what is neither near the top nor near the bottom is counted and left out.
 */
#ifndef KNELL_CRASH_FOLD_H
#define KNELL_CRASH_FOLD_H

#include "base/arena.h"
#include "crash/record.h"
#include "crash/unwind.h"

/*
 * Walks from where `unwind` was begun to the end and fills the frames, folds,
 * omitted, omitted_at and end of *thread. At most `frames_max` frames (128, if
 * less) are kept. Of each frame pc, cfa, how and exact are set, module is -1,
 * the rest is the caller's to find. Return: 0; -ENOMEM when the arena has no
 * room for `frames_max` frames.
 */
int knell_trace_collect(struct knell_unwind *unwind, struct knell_arena *arena,
	uint32_t frames_max, struct knell_thread *thread);

#endif

/* SPDX-License-Identifier: MIT */
/* A directory for a test's files: the runner removes what is in $TMPDIR. */
#ifndef KNELL_TEST_SCRATCH_H
#define KNELL_TEST_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>

#include "test/lib/test.h"

static inline const char *scratch_directory(void)
{
	static char path[128];
	const char *parent = getenv("TMPDIR");

	snprintf(path, sizeof(path), "%s/scratch-XXXXXX",
		parent ? parent : "/tmp");
	CHECK(mkdtemp(path));
	return path;
}

#endif

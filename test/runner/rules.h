/* SPDX-License-Identifier: MIT */
/* How each test should end, from test/ends and test/skips. */
#ifndef KNELL_TEST_RUNNER_RULES_H
#define KNELL_TEST_RUNNER_RULES_H

#include <stdbool.h>

struct rules {
	char *ends;  /* "name  exit N | signal NAME  [limit SECONDS]" a line */
	char *skips; /* "name  reason" a line */
};

void rules_read(struct rules *rules);
void rules_free(struct rules *rules);
/* The wait status, without the flag of a core, that is success. */
int rules_status(const struct rules *rules, const char *name);
int rules_limit_s(const struct rules *rules, const char *name);
bool rules_allow_skip(const struct rules *rules, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* Records of crashes that never were, for tests of what reads records. */
#ifndef TEST_LIB_CANNED_RECORD_H
#define TEST_LIB_CANNED_RECORD_H

#include "crash/record.h"

/* Every member of every struct is set, the first element of every array
 * included, and the texts hold what is hard to write and to read back. */
extern const struct knell_record canned_record_full;
/* Nothing is known but the version. */
extern const struct knell_record canned_record_minimal;

#endif

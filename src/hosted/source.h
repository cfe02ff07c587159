/* SPDX-License-Identifier: MIT */
/* The text of the source around where a crash was. */
#ifndef KNELL_HOSTED_SOURCE_H
#define KNELL_HOSTED_SOURCE_H

#include "hosted/session.h"

/* For the frame that was hit, and a few of its callers. */
void knell_source_add(struct knell_session *session);

#endif

/* SPDX-License-Identifier: MIT */
/* All that is added to a record, in order. */
#ifndef KNELL_HOSTED_ENRICH_H
#define KNELL_HOSTED_ENRICH_H

#include "hosted/session.h"

void knell_enrich(struct knell_session *session);

#endif

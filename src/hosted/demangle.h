/* SPDX-License-Identifier: MIT */
/* Names of C++ and Rust as people write them. */
#ifndef KNELL_HOSTED_DEMANGLE_H
#define KNELL_HOSTED_DEMANGLE_H

#include "hosted/session.h"

/* All names of functions in the record, and those in its sentences. */
void knell_demangle_record(struct knell_session *session);
/* NULL: it is no mangled name. */
char *knell_demangle(struct knell_session *session, const char *name);
/* The same without parameters. */
char *knell_demangle_briefly(struct knell_session *session, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* What a function is called, by its debug information. */
#ifndef KNELL_HOSTED_DIE_NAME_H
#define KNELL_HOSTED_DIE_NAME_H

#include <elfutils/libdw.h>

#include "hosted/location.h"

/* Fills call->function and call->symbol. */
void knell_die_name(
	struct knell_session *session, Dwarf_Die *die, struct knell_call *call);

#endif

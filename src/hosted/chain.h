/* SPDX-License-Identifier: MIT */
/* The calls at an address: the function, and what was inlined into it there. */
#ifndef KNELL_HOSTED_CHAIN_H
#define KNELL_HOSTED_CHAIN_H

#include "hosted/location.h"
#include "hosted/unit.h"

/* Fills location->calls. Return: whether the debug information knows it. */
bool knell_chain_find(struct knell_session *session, struct knell_units *units,
	Dwarf_Addr address, struct knell_location *location);

#endif
